import json
import re

import pytest

from ingest.formats import read, sources
from ingest.models import Discussion
from ingest.pair_model import open_pair_model
from ingest.readers.format import Options
from ingest.samples import sample_paths

ABSENT = "m0"


@pytest.fixture(scope="module")
def rows():
    return {row["id"]: row for row in map(json.loads, sample_paths()["jsonl"].read_text().splitlines())}


@pytest.fixture(scope="module")
def dump():
    return sample_paths()["text"].read_text().splitlines()


def paragraphs(text):
    """Paragraphs of a comment; a list item is one."""
    return [line for line in text.splitlines() if line]


def quoted(rows, row):
    """Paragraphs that repeat a part of the parent."""
    parent = rows[row["parent"]]["text"] if row["parent"] in rows else ""
    return [each for each in paragraphs(row["text"]) if each in parent]


def posts(name):
    (found,) = sources([sample_paths()[name]])
    pieces = list(read(found))
    assert all(isinstance(each, Discussion) for each in pieces), pieces
    return {post.id.rpartition(":")[2]: post for each in pieces for post in each.posts}


def test_there_are_at_least_14_comments_by_several_people_and_one_parent_is_absent(rows):
    assert len(rows) >= 14
    assert len({row["author"] for row in rows.values()}) >= 6
    assert {row["parent"] for row in rows.values()} - set(rows) == {None, ABSENT}


def test_jsonl_and_convokit_hold_the_same_comments():
    first, second = posts("jsonl"), posts("convokit")
    assert first.keys() == second.keys()
    for own, post in first.items():
        other = second[own]
        assert (post.text, post.author, post.created_at) == (other.text, other.author, other.created_at)
        assert (post.parent or "").rpartition(":")[2] == (other.parent or "").rpartition(":")[2]


def test_the_dump_holds_every_comment_in_two_renderings(rows, dump):
    text = "\n".join(dump)
    for row in rows.values():
        if "edited_at" in row:
            continue
        own = [each for each in paragraphs(row["text"]) if each not in quoted(rows, row)]
        long = [each for each in own if len(each) > 30 or len(own) == 1]
        assert [each for each in long if text.count(each) != 2] == []


def test_quotes_stand_unmarked_before_replies_in_the_first_rendering_only(rows, dump):
    repeats = [quote for row in rows.values() for quote in quoted(rows, row)]
    assert len(repeats) >= 5
    assert [quote for quote in repeats if dump.count(quote) not in {1, 2} or f"> {quote}" in dump] == []


def test_a_list_is_one_line_in_one_rendering_and_many_in_the_other(dump):
    items = [line for line in dump if line.startswith("- ")]
    assert len(items) >= 3
    assert any(all(item in line for item in items) for line in dump)


def test_some_short_lines_stand_in_the_second_rendering_only(rows, dump):
    once = [
        each for row in rows.values() for each in paragraphs(row["text"]) if dump.count(each) == 1 and len(each) < 30
    ]
    assert len(once) >= 2


def test_marked_quotes_are_of_a_comment_that_is_not_there(rows, dump):
    marked = [line.removeprefix("> ") for line in dump if line.startswith("> ")]
    assert len(set(marked)) >= 2
    assert [
        line for line in marked if any(line in row["text"] and row["parent"] != ABSENT for row in rows.values())
    ] == []


def test_one_comment_comes_again_at_the_end_as_it_was_edited(rows, dump):
    (edited,) = (row for row in rows.values() if "edited_at" in row)
    assert dump[-2:] == paragraphs(edited["text"])
    start = edited["text"][:200]
    assert sum(line.startswith(start) for line in dump) == 3


def test_someone_concedes(dump):
    assert any(re.search(r"\bI was wrong about\b", line) for line in dump)


def test_the_dump_is_read_as_comments_with_the_repeats_merged(rows):
    (found,) = sources([sample_paths()["text"]])
    (discussion,) = read(found, Options(scorer=open_pair_model()))
    assert len(discussion.posts) >= 14
    assert len(discussion.posts) <= 2 * len(rows)
    assert sum(len(post.places) > 1 for post in discussion.posts) >= len(discussion.posts) // 2
