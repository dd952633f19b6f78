"""A self-written discussion in each format that is read, shipped with the package.

Twenty comments by eleven people on closing a street to cars. `town-square.txt` is the page's text: twice, with quotes and joined
lists in the first rendering, with lists line by line in the second, and one comment again at the end as it was edited later.
"""

import json
from importlib.resources import files
from pathlib import Path

_NAMES = {"text": "town-square.txt", "jsonl": "town-square.jsonl", "convokit": "town-square-convokit"}


def sample_paths() -> dict[str, Path]:
    """Return the sample's path by the name of its format."""
    folder = Path(str(files(__name__)))
    return {name: folder / file for name, file in _NAMES.items()}


def sample_texts() -> list[str]:
    """Return the texts of the sample's comments, in order."""
    lines = sample_paths()["jsonl"].read_text(encoding="utf-8").splitlines()
    return [text for line in lines if (text := json.loads(line).get("text"))]


def sample_beginnings() -> list[str]:
    """Return the first words of the sample's comments, none to eight of them, twice as many texts as there are comments."""
    texts = [*sample_texts(), *sample_texts()]
    return [" ".join(text.split()[: at % 9]) for at, text in enumerate(texts)]
