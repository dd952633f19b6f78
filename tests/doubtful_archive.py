"""An archive for tests of the review: a page without any marks, of which the models are sure of little."""

from pathlib import Path

from ui.archive import Archive
from ui.ingesting import wanted
from ui.progress import Stages
from ui.settings import find_settings

JOINED = "And where shall wheelchairs go when the two level bays are shut"
"""The words with which a second comment begins inside the first one."""

PAGE = f"""Should the town close Mill Street to cars on Saturdays? I say yes, for the noise and for the air that we breathe.
Vans could come before eight, as they do in every other old town that I know, and be gone by nine.

{JOINED}, may I ask the council once more?
My mother cannot cross the cobbles of the chapel yard, and I cannot push her over them either.

No. The bakery gets its flour at nine, and nobody has told the miller about any of this so far.

I disagree about the bakery. The miller was asked in March, and he said that eight in the morning suits him just as well.

Thank you, that is good to know! I take back what I said about the flour.

The bus stops at the mill every ten minutes. Why does nobody ever mention the bus in these debates?
Because the bus is full on Saturdays, and because it does not stop at the chapel.
"""


def make(folder: Path) -> Path:
    """The archive in `folder`, and the page that it read beside it, in page.txt; the real models infer what they can."""
    folder.mkdir(exist_ok=True)
    page = folder / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    with Archive(find_settings(folder, environment={}), create=True) as archive:
        archive.ingest(wanted([str(page)]), Stages())
    return folder
