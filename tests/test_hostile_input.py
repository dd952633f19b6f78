"""Promises 15 and 16: whatever a source holds, every record is read or rejected with its place, and the counts add up."""

import json
from random import Random

import pytest
from sample_sources import put, samples
from source_changes import mutation

from graph.builder import Builder
from graph.store import open_store
from ingest.formats import FORMATS, read, sources
from ingest.limits import LIMITS
from ingest.models import Rejected
from ingest.readers.format import Found, Options
from tests.posts import posts_of, rejected_in, sharing, unfit

SLOW = {"page", "text"}  # comments are looked for in their words
LINES = ("jsonl", "hn", "reddit", "github", "forummagnum", "discourse")
VALUES = LIMITS.values // 2


def reading(data, name, folder):
    path = put(data, name, folder)
    return list(read(Found(path, path.name, name, "", f"{hash(data):064x}"[-64:], len(data)), Options()))


def rows_of(name):
    """The lines of the sample that has a record in each."""
    return next(each for each in samples(name) if each.count(b"\n") > 1 and not each.startswith(b"{\n")).splitlines()


def test_there_is_a_sample_of_every_format_and_it_is_known_by_its_content(tmp_path):
    for name in FORMATS:
        for number, each in enumerate(samples(name)):
            folder = tmp_path / f"{name}{number}"
            folder.mkdir()
            (found,) = sources([put(each, name, folder)])
            assert (found.format, rejected_in(list(read(found)))) == (name, [])


@pytest.mark.parametrize("name", FORMATS)
def test_a_source_whose_structure_was_damaged_is_read_or_rejected(tmp_path, name):
    chance, change = Random(f"{name} 1"), mutation(name)  # noqa: S311  (made, not secret)
    for number in range(4 if name in SLOW else 40):
        data = chance.choice(samples(name))
        for _ in range(chance.choice((1, 2, 6))):
            data = change(data, chance) or data
        folder = tmp_path / str(number)
        folder.mkdir()
        items = reading(data, name, folder)
        assert items
        assert [wrong for each in items if not isinstance(each, Rejected) for wrong in unfit(each)] == []
        assert sharing(items) == 0
        assert all(each.reason and each.location.startswith(each.source) for each in rejected_in(items))


@pytest.mark.parametrize("name", FORMATS)
def test_every_comment_of_a_sample_is_in_the_archive(tmp_path, name):
    for number, data in enumerate(samples(name)):
        folder = tmp_path / str(number)
        folder.mkdir()
        items = reading(data, name, folder)
        with open_store(str(tmp_path / f"{number}.db")) as store:
            report = Builder(store).add(Found(folder, "x", name, "", "0" * 64, 1).source, items)
            rows = [row for each in report.discussions for row in store.comments_in(each) if not row.stub]
            posts = posts_of(items)
            assert sharing(items) == 0
            assert sorted(row.uid for row in rows if name not in SLOW) == sorted(
                {post.id for post in posts if post.id and name not in SLOW}
            )
            assert len(store.occurrences([row.uid for row in rows])) == sum(len(post.places) for post in posts)


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_read_is_new_or_there_already_or_rejected(tmp_path, name):
    chance, change = Random(f"{name} 2"), mutation(name)  # noqa: S311  (made, not secret)
    with open_store(str(tmp_path / "archive.db")) as store:
        for number in range(2 if name in SLOW else 6):
            data = change(chance.choice(samples(name)), chance) + b"\n" * number
            folder = tmp_path / str(number)
            folder.mkdir()
            items = reading(data, name, folder)
            path = put(data, name, folder)
            report = Builder(store).add(Found(path, "x", name, "", f"{number:032x}" * 2, 1).source, items)
            places = sum(len(post.places) for post in posts_of(items))
            assert (
                report.read == places + len(rejected_in(items)) == report.new + report.duplicate + len(report.rejected)
            )
            assert report.roots + sum(report.replies.values()) <= places


def hostile_lines(name):
    """Lines that no reader can take, each made of a good one."""
    row = json.loads(rows_of(name)[-1])
    own = next(each for each in ("_id", "html_url", "id") if each in row)
    return {
        "an id of a megabyte": json.dumps(row | {own: "x" * (1 << 20)}),
        "a number that is none": json.dumps(row | {"meta": float("nan")}),
        "a hundred thousand levels": f'{{"a":{"[" * 100_000}{"]" * 100_000}}}',
        "more values than any comment has": json.dumps(row)[:-1] + f',"x":[{"{},"[:-1]}{",{}" * VALUES}]}}',
        "a line longer than any comment": json.dumps(row | {"x": "y" * LIMITS.line}),
        "a line that is cut short": json.dumps(row)[:-9],
        "a bare word": "NULL",
    }


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_line_costs_no_other_and_its_place_is_named(tmp_path, name):
    good = rows_of(name)
    wanted = [post.id for post in posts_of(reading(b"\n".join(good), name, tmp_path))]
    bad = hostile_lines(name)
    if name == "discourse":
        del bad["an id of a megabyte"]  # its posts go by their numbers
    first, *rest = good
    lines = [first, *(each.encode() for each in bad.values()), *rest]
    items = reading(b"\n".join(lines) + b"\n", name, tmp_path)
    assert [post.id for post in posts_of(items)] == wanted
    assert [each.location for each in rejected_in(items)] == [f"source:{n}" for n in range(2, 2 + len(bad))]
    assert all(len(each.reason) < 400 for each in rejected_in(items))


@pytest.mark.parametrize("name", LINES)
def test_hidden_characters_are_kept_and_those_that_no_store_holds_are_replaced(tmp_path, name):
    hidden = "a\u202eb\u200b\u2066c"
    text = b"\n".join(rows_of(name)).replace(b"Iron", json.dumps(f"{hidden}\0\ud800")[1:-1].encode())
    items = reading(text, name, tmp_path)
    assert [wrong for each in items if not isinstance(each, Rejected) for wrong in unfit(each)] == []
    said = "".join(post.text for post in posts_of(items))
    if "Iron" in "".join(post.text for post in posts_of(reading(b"\n".join(rows_of(name)), name, tmp_path))):
        assert f"{hidden}\ufffd\ufffd" in said


@pytest.mark.parametrize("name", LINES)
def test_times_that_no_calendar_has_cost_no_comment(tmp_path, name):
    good = [json.loads(each) for each in rows_of(name)]
    for wrong in (10**400, -(10**18), "9999-12-31T23:59:59-14:00", "0000-00-00", "x" * 1000):
        times = dict.fromkeys(("created_at", "created_utc", "created_at_i", "time", "postedAt", "createdAt"), wrong)
        rows = [row | {key: value for key, value in times.items() if key in row} for row in good]
        items = reading("".join(json.dumps(row) + "\n" for row in rows).encode(), name, tmp_path)
        assert len(posts_of(items)) >= len(good)
        assert rejected_in(items) == []
