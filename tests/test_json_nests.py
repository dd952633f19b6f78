import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.json_nests import nodes
from ingest.json_rows import BadRow


def taken_apart(text):
    return [json.loads(node.text) for node in nodes(text, "children")]


def test_each_object_has_its_own_fields_and_an_empty_array():
    tree = {"id": 1, "children": [{"id": 2, "children": []}, {"id": 3, "children": [{"id": 4}]}], "by": "ann"}
    assert taken_apart(json.dumps(tree)) == [
        {"id": 1, "children": [], "by": "ann"},
        {"id": 2, "children": []},
        {"id": 3, "children": []},
        {"id": 4},
    ]


def test_the_place_of_an_object_holds_those_inside_it():
    text = '{"children" : [ {"a": 1} , {"a": 2}]}'
    assert [text[node.start : node.end] for node in nodes(text, "children")] == [text, '{"a": 1}', '{"a": 2}']


def test_words_that_look_like_structure_are_words():
    tree = {"text": 'he said "children": [ {', "children": [{"text": "}]", "other": [{"children": "none"}]}]}
    assert taken_apart(json.dumps(tree)) == [tree | {"children": []}, tree["children"][0]]


def test_what_is_no_object_is_left_out():
    assert taken_apart('{"children": ["a", 1, null, [{"b": 2}], {"a": 1}]}') == [{"children": []}, {"a": 1}]


def test_objects_a_hundred_thousand_deep_are_taken_apart():
    text = "".join(f'{{"id": {n}, "children": [' for n in range(100_000)) + "]}" * 100_000
    found = nodes(text, "children")
    assert len(found) == 100_000
    assert json.loads(found[-1].text) == {"id": 99_999, "children": []}


@pytest.mark.parametrize("text", ['{"children": [{"a": 1}', '{"a": 1}}', "]", '{"a": {"children": ['])
def test_brackets_that_do_not_close_are_refused(text):
    with pytest.raises(BadRow):
        nodes(text, "children")


def test_more_objects_than_fit_into_memory_are_refused():
    with pytest.raises(BadRow, match="more than 250,000 objects"):
        nodes('{"children": [' + "{}," * 300_000 + "]}", "children")


TREES = st.recursive(
    st.fixed_dictionaries({"text": st.text()}),
    lambda inner: st.fixed_dictionaries({"text": st.text(), "children": st.lists(inner, max_size=3)}),
    max_leaves=8,
)


@given(TREES)
def test_taking_apart_keeps_every_object_in_order(tree):
    walked, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        walked.append(node["text"])
        waiting += reversed(node.get("children", []))
    assert [node["text"] for node in taken_apart(json.dumps(tree))] == walked


@given(st.text(alphabet='{}[]":,\\ children1'))
def test_any_text_is_taken_apart_or_refused(text):
    try:
        found = nodes(text, "children")
    except BadRow:
        return
    assert all(node.start < node.end <= len(text) for node in found)
