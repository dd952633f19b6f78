"""HTML is cut into tags and text, whatever it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.tags import Tag, tokens


def words(html: str) -> list[str]:
    return [each if isinstance(each, str) else f"<{'/' * each.ends}{each.name}>" for each in tokens(html)]


def test_names_and_attributes_are_read_as_pages_write_them():
    html = "<A HREF=x.html Title='a > b' rel=\"&amp;amp;\" open>words</A\n>"
    start, text, end = tokens(html)
    assert start == Tag("a", False, {"href": "x.html", "title": "a > b", "rel": "&amp;", "open": ""})
    assert (text, end) == ("words", Tag("a", True, {}))


def test_the_first_of_two_attributes_of_a_name_counts():
    (tag,) = tokens("<a href=1 href=2>")
    assert tag.attributes == {"href": "1"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("1 < 2 <3 <", ["1 < 2 <3 <"]),
        ("a<!-- <b> -->c<!doctype html>d<?x y?>e</ f>g", ["a", "c", "d", "e", "g"]),
        ("<script>if (a </b) '<p>'</script >after", ["<script>", "</script>", "after"]),
        ("<STYLE>p {}</Style>x", ["<style>", "</style>", "x"]),
        ("a<!-- never closed <p>b", ["a"]),
        ("a<script>never closed</p>", ["a", "<script>"]),
        ("a<p class='never closed", ["a", "<p>"]),
        ("&lt;p&gt; &amp;lt; &nbsp;&#x41;&#0;&#xd800;", ["<p> &lt; \xa0A\ufffd\ufffd"]),
        ("&#" + "9" * 5000 + ";", ["\ufffd"]),
    ],
)
def test_what_is_no_tag_is_text_or_left_out(html, expected):
    assert words(html) == expected


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/!-?&#;ab='\" \n"), max_size=60))
def test_any_text_is_cut_without_an_error_and_escaped_text_comes_back(text):
    assert list(tokens(text)) is not None
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert "".join(tokens(escaped)) == text


def test_behind_the_most_tags_only_words_are_left():
    assert list(tokens("a<b>c</b>d<i>e<br>f &amp; <g", 2)) == [
        "a",
        Tag("b", False, {}),
        "c",
        Tag("b", True, {}),
        "d e f &  ",
    ]
