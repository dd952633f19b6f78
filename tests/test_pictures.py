"""The pictures of the pages: all are in README, and together they are small."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PICTURES = sorted((ROOT / "docs").glob("*.png"))


def test_readme_shows_or_links_every_picture_and_no_other():
    named = re.findall(r"\((docs/[\w-]+\.png)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(named) == [each.relative_to(ROOT).as_posix() for each in PICTURES]


def test_all_pictures_together_are_under_two_megabytes():
    assert 0 < sum(each.stat().st_size for each in PICTURES) < 2_000_000


def test_every_page_has_a_picture():
    names = {each.stem for each in PICTURES}
    assert {"search", "thread", "objections", "positions", "review", "ingest", "status"} <= names
