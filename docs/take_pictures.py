"""Take the pictures in this folder anew: every page over the samples, in Debian's Chromium.

    apt-get install chromium        # once
    .venv/bin/python docs/take_pictures.py

Makes an archive of the samples as `rejoinder demo` does, serves it, photographs its pages and the report, and keeps 256 colours
of each picture, so that all of them stay small.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from graph.arguments import ANY_OBJECTION
from graph.store import open_store
from ingest.samples import sample_paths
from tests.browsing import FLAGS, Watched, served, watched

FOLDER = Path(__file__).parent
PROGRAM = str(Path(sys.executable).with_name("rejoinder"))
QUESTION = "how+will+deliveries+reach+the+shops"


class Picture(NamedTuple):
    """A page at an address, in a window of this size."""

    name: str
    path: str
    scheme: str = "light"
    width: int = 1280
    height: int = 900


def main() -> None:
    """Take all of them."""
    with TemporaryDirectory(prefix="rejoinder-") as scratch, chromium() as browser:
        archive = Path(scratch) / "town-square"
        subprocess.run([PROGRAM, "demo", "--archive", str(archive)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        with served(archive) as address:
            for each in pictures(archive):
                with watched(browser, address, each.width, each.scheme) as tab:
                    take(tab.open(each.path), each)
            with watched(browser, address, 1280) as tab:
                take(looked(tab), Picture("ingest", "/ingest"))
        photograph_report(browser, archive, Path(scratch) / "report.html")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = which("chromium") or sys.exit("no Chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def pictures(archive: Path) -> list[Picture]:
    """The pages, with the discussion and the position of the samples that have most to show."""
    with open_store(str(archive / "archive.db"), read_only=True) as store:
        home = max(store.discussions(), key=lambda each: len(store.comments_in(each.uid))).uid
        ((position, _),) = store.objection_facet("position", ANY_OBJECTION, limit=1)
    return [
        Picture("home", "/"),
        Picture("search", f"/?q={QUESTION}"),
        Picture("search-phone", f"/?q={QUESTION}", "dark", 390, 844),
        Picture("thread", f"/thread?id={home}"),
        Picture("thread-phone", f"/thread?id={home}", "dark", 390, 844),
        Picture("objections", "/objections", height=1150),
        Picture("objections-dark", "/objections", "dark"),
        Picture("positions", "/positions"),
        Picture("position", f"/position?id={position}"),
        Picture("review", "/review"),
        Picture("status", "/status"),
    ]


def looked(tab: Watched) -> Watched:
    """The page that reads, after it has looked at the sample without ids and authors."""
    tab.open("/ingest").tab.set_input_files("input[type=file]", sample_paths()["text"])
    tab.tab.get_by_role("button", name="Look first").click()
    tab.tab.get_by_text("Read it").first.wait_for(timeout=60_000)
    return tab.settled()


def photograph_report(browser: Browser, archive: Path, out: Path) -> None:
    """The report, opened from disk."""
    command = [PROGRAM, "export", str(out), "--format", "html", "--archive", str(archive)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light", offline=True)
    page = context.new_page()
    page.goto(out.as_uri())
    keep(page.screenshot(), "report")
    context.close()


def take(shown: Watched, picture: Picture) -> None:
    """Photograph what is in the window."""
    shown.tab.set_viewport_size({"width": picture.width, "height": picture.height})
    shown.tab.wait_for_timeout(1500)  # charts are drawn after the page says that it is
    keep(shown.tab.screenshot(), picture.name)


def keep(picture: bytes, name: str) -> None:
    """Write it with few colours."""
    small = Image.open(BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
