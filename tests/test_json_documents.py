"""JSON documents: what they look like, and their records one by one."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableSource
from ingest.json_documents import Element, document, elements, shape
from ingest.json_rows import BadRow, parse
from ingest.limits import Limits
from ingest.readers.format import Found

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), max_size=6)


@pytest.fixture
def found(tmp_path):
    def write(content: bytes) -> Found:
        path = Path(tmp_path / "document")
        path.write_bytes(content)
        return Found(path, "document", "json", "", "", len(content))

    return write


def read_on(source: Found, arrays: set[str]) -> tuple[list[Element], str]:
    """Elements, and why there are no more of them."""
    given: list[Element] = []
    try:
        given.extend(elements(source, arrays))
    except UnreadableSource as error:
        return given, error.reason
    return given, ""


def values(elements: list[Element]) -> list:
    return [parse(each.text)[0] for each in elements]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_the_elements_of_an_array_are_read_as_they_were_written(found, rows, indent, ascii_only):
    text = json.dumps(rows, indent=indent, ensure_ascii=ascii_only)
    given = list(elements(found(text.encode("utf-8", "surrogatepass")), {""}))
    assert [each.number for each in given] == list(range(1, len(rows) + 1))
    if "\ufffd" not in "".join(each.text for each in given) and not any(each.flags for each in given):
        assert [json.loads(each.text) for each in given] == rows
        assert all(text[each.start :].startswith(each.text) for each in given)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OBJECTS, VALUES)
def test_an_array_deep_in_a_document_is_found_by_its_path(found, rows, other):
    text = json.dumps({"before": other, "data": {"other": [other], "results": rows}, "after": other})
    assert values(elements(found(text.encode()), {"data.results"})) == parse(json.dumps(rows))[0]


def test_paths_lead_through_arrays(found):
    listing = [{"data": {"children": [{"kind": "t3"}]}}, {"data": {"children": [{"kind": "t1"}, {"kind": "more"}]}}]
    given = list(elements(found(json.dumps(listing).encode()), {"[].data.children"}))
    assert [(each.path, each.number) for each in given] == [("[].data.children", n) for n in (1, 2, 3)]
    assert values(given) == [{"kind": "t3"}, {"kind": "t1"}, {"kind": "more"}]


def test_arrays_of_several_names_come_in_the_order_of_the_document(found):
    text = b'{"posts": [{"n": 1}], "x": [{"n": 0}], "comments": [{"n": 2}]}[{"posts": [{"n": 3}]}]'
    assert values(elements(found(text), {"posts", "comments", "[].posts"})) == [{"n": 1}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize(
    ("head", "start", "paths"),
    [
        (b'{"id": 1, "a": {"b": [{"c": 2}]}}', "{", {"id", "a", "a.b", "a.b[].c"}),
        (
            b'\xef\xbb\xbf [{"id": 1, "text": "x: {y", "tags": ["a"]}, {"late": 1}]',
            "[",
            {"[].id", "[].text", "[].tags", "[].late"},
        ),
        (b'{"id": 1}\n{"other": 2}', "{", {"id"}),
        (b'{"id": 1, "text": "cut he', "{", {"id", "text"}),
        (b'{"id": 1, "te', "{", {"id"}),
        (b"[[[1]]]", "[", set()),
        (b"not JSON: {", "", set()),
        (b"", "", set()),
    ],
)
def test_the_shape_of_a_document_is_seen_from_its_beginning(head, start, paths):
    assert shape(head) == (start, paths)


@settings(deadline=None)
@given(st.text(st.sampled_from('{}[]",:\\ a1\n'), max_size=60))
def test_any_beginning_has_a_shape(text):
    assert shape(text.encode()).start in ("", "{", "[")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('{}[]",:\\ a1\n'), max_size=60))
def test_any_text_ends_or_is_refused_in_one_line(found, text):
    given, reason = read_on(found(text.encode()), {"", "a", "[]"})
    assert all(each.text is not None for each in given)
    assert reason == "" or "JSON document is" in reason


def test_records_over_the_limit_have_no_text_and_the_next_one_is_read(found):
    rows = [{"n": 1}, {"n": "x" * 5000}, {"n": [{"deep": "y" * 9}] * 5000}, {"n": 4}]
    given = list(elements(found(json.dumps(rows).encode()), {""}, Limits(line=5000)))
    assert [each.text and json.loads(each.text)["n"] for each in given] == [1, None, None, 4]


def test_records_longer_than_what_is_read_at_once_are_whole(found):
    rows = [{"n": 'x\\"{' * 300_000}, {"n": ["[" * 99] * 9000}, {"n": 3}]
    text = json.dumps(rows)
    given = list(elements(found(text.encode()), {""}))
    assert values(given) == rows
    assert [text[each.start] for each in given] == ["{"] * 3


def test_a_large_array_is_read_in_flat_memory(found):
    file = found(b"[" + b",".join(b'{"n": %d, "text": "words and words"}' % n for n in range(60_000)) + b"]")
    tracemalloc.start()
    count = sum(1 for _ in elements(file, {""}))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 4_000_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'[{"n": 1}, {"n": 2', "cut short"),
        (b'[{"n": 1}, {"n": "cut', "cut short"),
        (b'[{"n": 1}, ', "cut short"),
        (b'[{"n": 1}]]', "not JSON"),
        (b'[{"n": 1}, "' + b"x" * 20_000_000, "longer than 16,777,216"),
        (b'[{"n": 1}]{"a": ' + b"[" * 100_000, "deeper than 200"),
    ],
)
def test_a_document_that_breaks_off_gives_what_came_before(found, text, words):
    given, reason = read_on(found(text), {""})
    assert values(given[:1]) == [{"n": 1}]
    assert words in reason


def test_other_encodings_are_read_and_flagged(found):
    text = '[{"n": "né 🙂"}]'
    assert values(elements(found(text.encode("utf-16")), {""})) == [{"n": "né 🙂"}]
    assert values(elements(found(text.encode("utf-8-sig")), {""})) == [{"n": "né 🙂"}]
    (western,) = elements(found(b'[{"n": "n\xe9"}]'), {""})
    assert (western.text, western.flags) == ('{"n": "né"}', ("cp1252",))
    (replaced,) = elements(found(b'[{"n": "\0"}]'), {""})
    assert (replaced.text, replaced.flags) == ('{"n": "\ufffd"}', ("characters replaced",))


def test_a_small_document_is_read_whole(found):
    assert document(found(b'{"a": ["\\ud800", "n\xe9"]}')) == (
        {"a": ["\ufffd", "né"]},
        ("cp1252", "characters replaced"),
    )
    with pytest.raises(BadRow, match="longer than 10"):
        document(found(b'{"a": [1, 2, 3]}'), Limits(document=10))
    with pytest.raises(BadRow, match="deeper than 200"):
        document(found(b"[" * 300 + b"]" * 300))
