"""What the pages draw of strangers' words: text, whatever it holds."""

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_archive import ATTACK
from ui.elements import Markup, inward, joined, outward, tag, text
from ui.web.addresses import address, link
from ui.web.bars import bar, columns, terms
from ui.web.comment_text import folded, marked, prose

DRAWN = {"p", "blockquote", "q", "mark", "div", "details", "summary", "span", "a"}


class Reading(HTMLParser):
    """The elements, attributes and words of some HTML, as a browser reads it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attributes):
        self.tags.append(name)
        self.attributes += attributes

    def handle_data(self, words):
        self.words += words


@st.composite
def texts_and_spans(draw):
    text = draw(st.text("ab<>&\"'\n /=!-‮\ud800", max_size=60))
    places = st.integers(0, len(text))
    spans = st.lists(st.tuples(places, places).map(sorted).map(tuple), max_size=4)
    return text, draw(spans), draw(spans)


@given(texts_and_spans())
def test_every_word_is_drawn_once_and_nothing_of_it_is_markup(drawn):
    text, quoted, marks = drawn
    read = Reading(prose(text, quoted, marks))
    assert set(read.tags) <= DRAWN
    assert not read.attributes
    shown = "".join(each for each in unescape(read.words) if each.isascii() and not each.isspace())
    assert shown == "".join(each for each in text if each.isascii() and not each.isspace())


def test_an_attack_is_shown_as_its_own_words():
    read = Reading(folded(ATTACK * 5, [(3, 40)], [(10, 90)]))
    assert set(read.tags) <= DRAWN
    assert {name for name, _ in read.attributes} <= {"class"}
    assert "<script>alert('script')</script>" in read.words


def test_a_paragraph_that_is_mostly_quoted_is_a_quote_and_words_within_one_are_quoted_in_place():
    said = "It is loud.\nI heard it is loud. I doubt it."
    assert prose(said, [(0, 11), (20, 31)]) == (
        "<blockquote>It is loud.</blockquote><p>I heard <q>it is loud.</q> I doubt it.</p>"
    )


def test_marks_stand_where_they_are_also_inside_quotes_and_over_paragraphs():
    assert prose("one two\nthree", [(0, 3)], [(2, 10)]) == (
        "<p><q>on</q><q><mark>e</mark></q><mark> two</mark></p><p><mark>th</mark>ree</p>"
    )
    assert marked("a <b> c", [(2, 5)]) == "a <mark>&lt;b&gt;</mark> c"


def test_overlapping_quotes_are_counted_once():
    assert prose("0123456789", [(0, 5), (2, 6), (2, 6)]).startswith("<p>")


def test_a_long_text_is_folded_and_a_short_one_is_not():
    assert "<details>" not in folded("word " * 100)
    whole = folded("word " * 300)
    assert "<details>" in whole
    assert Reading(whole).words.count("word") > 300


def test_strings_are_escaped_and_markup_is_not_escaped_twice():
    assert tag("p", "a & b", tag("b", "<")) == "<p>a &amp; b<b>&lt;</b></p>"
    assert tag("i", class_='x" onload="y') == '<i class="x&quot; onload=&quot;y"></i>'
    assert tag("br", aria_hidden="true") == '<br aria-hidden="true"/>'
    assert tag("p", Markup("<b>"), title=Markup("<b>")) == '<p title="&lt;b&gt;"><b></p>'
    assert isinstance(joined(["<", text(">")], " & "), Markup)
    assert joined(["<", text(">")], " & ") == "&lt; &amp; &gt;"
    assert text(text("a < b")) == "a &lt; b"


def test_an_attribute_without_a_value_is_told_or_left_out():
    assert tag("details", open=True, id=None, hidden=False, width=3.5) == '<details open width="3.5"></details>'


def test_a_link_without_a_place_is_its_words():
    assert inward("#c1", "<x>", class_="y") == '<a href="#c1" class="y">&lt;x&gt;</a>'
    assert inward(None, "<x>") == "<span>&lt;x&gt;</span>"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//[", "vbscript:x", " javascript:x", "//x.org", "https:", ""]
)
def test_only_addresses_of_the_web_become_links(url):
    assert outward(url, "here") == "here"


def test_a_link_that_leaves_says_nothing_of_where_from():
    link_away = outward('https://a.example/?q="', "<here>")
    assert link_away == '<a href="https://a.example/?q=&quot;" rel="noreferrer nofollow">&lt;here&gt;</a>'


def test_an_address_names_what_is_asked_and_a_page_that_is_not_there_is_no_link():
    assert address("objections", status="silent", q="a&b=c d") == "/objections?status=silent&q=a%26b%3Dc+d"
    assert address("") == "/"
    assert link("<one>", "nowhere", id="x") == "&lt;one&gt;"
    assert Reading(link("one", "position", id='"><script>')).tags == ["a"]


def test_bars_stay_within_their_width():
    assert "width:100.0%" in bar(7.0)
    assert "width:0.0%" in bar(-1.0)
    drawn = terms([("good", 2.0), ("bad", -1.0)])
    assert "width:50.0%" in drawn
    assert drawn.count("rj-is-orange") == 1
    assert columns([]) == '<div class="rj-columns"></div>'
    assert terms([("nothing", 0.0)]).count("width:0.0%") == 1
