"""HTML becomes the text that a person would have written, quotes marked."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.marked_text import Cited
from ingest.markup import marked, plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>The mill<br>is <b>old</b>.</p><p>So\n\n am&nbsp;I.", "The mill\nis old.\n\nSo am I."),
        ("One.<p>Two &amp; a half.<p>&gt; Three?", "One.\n\nTwo & a half.\n\n> Three?"),
        ("a<br><br><br>b<br>", "a\n\nb"),
        ("&amp;lt;b&amp;gt; is decoded once", "&lt;b&gt; is decoded once"),
        ("<h2>Title</h2>text<hr>more", "Title\n\ntext\n\nmore"),
        ("<blockquote><p>A</p><p>B</p></blockquote>C", "> A\n>\n> B\n\nC"),
        ("<blockquote>A<blockquote>B</blockquote>C</blockquote>D", "> A\n>\n> > B\n>\n> C\n\nD"),
        ("<blockquote>A<br><br>B</blockquote>", "> A\n>\n> B"),
        ("<p>Two:</p><ol><li>wheel<li><p>stone</p></ol>So.", "Two:\n\n1. wheel\n2. stone\n\nSo."),
        ("<ul><li>a<ul><li>b<li>c<br>d</ul><li>e</ul>", "- a\n  - b\n  - c\n    d\n- e"),
        ("<li>alone", "- alone"),
        ("<pre><code>if a:\n    b &lt; c\n\nend\n</code></pre>x", "if a:\n    b < c\n\nend\n\nx"),
        ("<blockquote><pre>a\n b</pre></blockquote>", "> a\n>  b"),
        ("run <code>x &amp;&amp; y</code> now", "run x && y now"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1<td>2</table>", "a | b\n1 | 2"),
        ("a<script>b</script><style>c</style><img src=x alt=d><svg><text>e</text></svg>f<!-- g -->", "af"),
        ('Thanks <img class="emoji only" title=":sun:" alt=":sun:">', "Thanks :sun:"),
        ("<title>a</title><body>b</body>", "b"),
    ],
)
def test_tags_become_what_a_person_would_have_typed(html, text):
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://mill.example/a">the plan</a>.', "the plan (https://mill.example/a)."),
        ('<a href="https://mill.example/">mill.example</a>', "mill.example"),
        ('<a href="http://mill.example/long/way">http://mill.example/lo...</a>', "http://mill.example/long/way"),
        ('<a href="mailto:ann@mill.example">ann@mill.example</a>', "ann@mill.example"),
        ('<a href="/u/ann" class="mention">@ann</a> <a href="#2">above</a> <a name=x>here</a>', "@ann above here"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ('<a href="https://mill.example/a"><img src=b></a>seen', "seen"),
        (
            '<a href="https://a.example">one<a href="https://b.example">two',
            "one (https://a.example)two (https://b.example)",
        ),
        ('<a href="https://a.example"><p>one</p><p>two</p></a>', "one (https://a.example)\n\ntwo"),
    ],
)
def test_a_link_is_its_words_and_its_address_where_they_do_not_say_it(html, text):
    assert plain(html) == text


def test_a_quote_aside_is_a_quote_and_says_of_what():
    html = (
        '<p>Well.</p><aside class="quote no-group" data-username="ann" data-post="3" data-topic="12">'
        '<div class="title"><div class="quote-controls"></div><img class="avatar">Ann:</div>'
        "<blockquote><p>The mill.</p></blockquote></aside><p>Yes.</p>"
    )
    found = marked(html)
    assert found.text == "Well.\n\n> The mill.\n\nYes."
    assert found.cited == (Cited(7, 18, "ann", "12", "3"),)
    assert found.text[7:18] == "> The mill."


def test_quotes_in_quotes_are_named_in_the_order_of_the_text():
    aside = '<aside class=quote data-post={}><div class="title">x</div><blockquote>{}</blockquote></aside>'
    found = marked(aside.format(1, aside.format(2, "deep") + "<p>shallow") + aside.format(3, "last"))
    assert found.text == "> > deep\n>\n> shallow\n\n> last"
    assert [(each.post, found.text[each.start : each.end]) for each in found.cited] == [
        ("1", "> > deep\n>\n> shallow"),
        ("2", "> > deep"),
        ("3", "> last"),
    ]


def test_an_aside_without_a_blockquote_is_quoted_whole():
    assert plain("<aside class=quote><p>The mill.</p></aside>No.") == "> The mill.\n\nNo."


def test_a_preview_of_a_page_is_its_address_and_a_picture_is_nothing():
    html = (
        '<aside class="onebox" data-onebox-src="https://a.example/b"><p>Mills of the north</p></aside>'
        '<div class="lightbox-wrapper"><div class="meta">mill.jpg 20 KB</div></div>ok'
    )
    assert plain(html) == "https://a.example/b\n\nok"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<div dir="ltr">Yes.</div><div class="gmail_quote"><div class="gmail_attr">On Monday Ann wrote:<br></div>'
            '<blockquote class="gmail_quote">Is it?</blockquote></div>',
            "Yes.\n\nOn Monday Ann wrote:\n\n> Is it?",
        ),
        ('<p>Yes.</p><div class="yahoo_quoted"><p>Is it?</p></div>', "Yes.\n\n> Is it?"),
        (
            '<div>Yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Ann</div><div>Is it?</div>',
            "Yes.\n\n> From: Ann\n>\n> Is it?",
        ),
        (
            '<div class="moz-cite-prefix">Ann wrote:</div><blockquote type="cite">Is it?</blockquote>Yes.',
            "Ann wrote:\n\n> Is it?\n\nYes.",
        ),
    ],
)
def test_what_a_mail_answers_is_marked(html, text):
    assert plain(html) == text


HOSTILE = [
    "<div>x", "<blockquote>x", "<ul><li>x", "<b id=x>x", "<p>x", "<pre>", "<a href=https://a.example/>x", "<aside class=quote>x",
    "<div class=gmail_quote>x", "</p><div>", "<div></p>", "<!--", "<![CDATA[", "</", "<a b='", '<a b="', "<?", "&#", "<script>",
    "<br>", "<br> ", "&lt;", "<", "<<", "<table><tr><td>", "&#9999999999;", "</blockquote><blockquote>",
]  # fmt: skip


def lines_executed(html: str) -> int:
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        plain(html)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("bit", HOSTILE)
def test_work_on_hostile_html_grows_with_its_length_only(bit):
    """Counted in executed lines: four times the input takes about four times as many."""
    assert lines_executed(bit * 1000) < 4.5 * lines_executed(bit * 250) + 1000


@pytest.mark.parametrize("bit", ["<div>x", "<blockquote>x", "<", "<!--", "<a b='"])
def test_ten_megabytes_or_a_hundred_thousand_tags_are_read(bit):
    count = 10_000_000 if bit == "<" else 100_000
    text = plain(bit * count)
    assert len(text) < 50 * count


def test_quotes_deeper_than_anyone_reads_have_ten_marks():
    assert plain("<blockquote>" * 500 + "deep" + "</blockquote>" * 500 + "plain") == "> " * 10 + "deep\n\nplain"


NAMES = ("p", "blockquote", "ul", "li", "pre", "div", "a href=https://a.example", "br", "td", "tr", "aside class=quote")
BITS = ["word ", "&gt;", "&lt;", *(f"<{end}{name}>" for end in ("", "/") for name in NAMES)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(BITS), max_size=40))
def test_any_mixture_of_tags_gives_all_words_and_true_places(bits):
    found = marked("".join(bits))
    assert found.text.count("word") == bits.count("word ")
    assert "\n\n\n" not in found.text
    for each in found.cited:
        assert found.text[each.start : each.end].startswith(">")
        assert all(line.startswith(">") for line in found.text[each.start : each.end].split("\n"))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_escaped_words_come_back(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert plain(f"<p>{escaped}</p>").split() == text.split()


def test_very_many_quotes_in_quotes_lose_no_word_and_are_marked_ten_deep():
    assert plain("<blockquote>" * 200_100 + "in the &lt;middle&gt;") == "> " * 10 + "in the <middle>"
