"""JSON documents with an array of comments are read as JSON lines are."""

import json

import pytest

from ingest.formats import read, sources
from ingest.models import Discussion, Rejected
from ingest.readers.format import Found, Options

ROWS = [{"id": n, "parent": n - 1 or None, "body": f"Bridge number {n} is too narrow."} for n in range(1, 6)]


@pytest.fixture
def reading(tmp_path):
    def read_it(content: str, **mapping: str) -> tuple[str, list]:
        file = tmp_path / "bridges"
        file.write_text(content)
        (found,) = sources([file], format_name="json" if mapping else None)
        return (found.format, list(read(found, Options(mapping)))) if isinstance(found, Found) else ("", [found])

    return read_it


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "document",
    [ROWS, {"comments": ROWS}, {"page": 1, "data": {"tags": [{"name": "x"}], "results": ROWS, "next": None}}],
)
def test_the_array_of_comments_is_found_and_gives_what_json_lines_give(reading, document, indent):
    kind, items = reading(json.dumps(document, indent=indent))
    assert kind == "json"
    _, lines = reading("".join(json.dumps(row) + "\n" for row in ROWS))
    assert [post.id for post in items[0].posts] == [post.id for post in lines[0].posts]
    assert [post.parent for post in items[0].posts] == [post.parent for post in lines[0].posts]
    assert [each.uid for each in items] == [each.uid for each in lines]


def test_a_place_is_where_the_object_stands(reading):
    text = json.dumps(ROWS, indent=1)
    _, (discussion,) = reading(text)
    places = [text[post.places[0].start : post.places[0].end] for post in discussion.posts]
    assert [json.loads(each) for each in places] == ROWS


def test_a_bad_object_is_one_rejection_with_its_number(reading):
    _, items = reading(json.dumps([*ROWS, {"id": 9, "body": 5}, {"id": 10, "body": "good"}]))
    (refused,) = (each for each in items if isinstance(each, Rejected))
    assert refused.location == "bridges:6"
    assert sum(len(each.posts) for each in items if isinstance(each, Discussion)) == 6


def test_a_document_that_is_cut_short_gives_what_came_before(reading):
    kind, items = reading(json.dumps(ROWS)[:-30])
    assert kind == "json"
    assert sum(len(each.posts) for each in items if isinstance(each, Discussion)) == 4
    (refused,) = (each for each in items if isinstance(each, Rejected))
    assert "cut short" in refused.reason
    assert refused.broke_off


def test_other_names_are_mapped(reading):
    _, (discussion,) = reading('{"rows": [{"key": 1, "words": "Hello."}]}', text="words", id="key")
    assert [(post.id, post.text) for post in discussion.posts] == [("jsonl:bridges:1", "Hello.")]


def test_json_lines_with_lists_in_them_are_json_lines(reading):
    kind, _ = reading('{"id": 1, "text": "x", "files": [{"text": "y"}]}\n' * 2)
    assert kind == "jsonl"
