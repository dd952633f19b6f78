"""A saved web page is read as the words that its readers came for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import read, sources
from ingest.limits import Limits
from ingest.models import Discussion, Rejected
from ingest.readers.format import Found, Options
from ingest.readers.page_parts import page
from ingest.readers.web_page import PAGE

SHELL = """<!DOCTYPE html>
<html><head><title>Old pier &amp; rust
 | Town talk</title><link rel="canonical" href="https://town.example/t/pier">
<style>p { color: red }</style><script>var words = "<p>not said</p>";</script></head>
<body><header><h1>Town talk</h1></header>
<nav><ul><li><a href="/">Home</a></li><nav>inner</nav> still led around</nav>
<div class="box sidebar">Popular: cats</div>
<div id="comments">%s</div>
<aside>Read also: dogs</aside>
<footer>Imprint</footer></body></html>
"""
TALK = """
<h2>Should the pier be kept?</h2>
<article><header>Ann wrote:</header><p>The pier has stood for a hundred years, and people walk there every day.</p></article>
<article><header>Bob wrote:</header>
<blockquote><p>people walk there every day</p></blockquote>
<p>Nobody walks there in the rain. See <a href="https://rain.example/days">the days</a>,
<a href="https://town.example/u/ann">Ann</a>.</p></article>
"""


@pytest.fixture
def reading(tmp_path):
    def read_it(content: str | bytes, limits: Limits | None = None) -> list:
        file = tmp_path / "saved"
        file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        (found,) = sources([file])
        assert isinstance(found, Found), found
        assert found.format == "page", found.why
        return list(read(found, Options(limits=limits or Limits())))

    return read_it


def test_the_words_of_the_discussion_are_kept_and_what_leads_around_is_not():
    text, title, url = page(SHELL % TALK)
    assert text == (
        "Should the pier be kept?\n\n"
        "Ann wrote:\n\n"
        "The pier has stood for a hundred years, and people walk there every day.\n\n"
        "Bob wrote:\n\n"
        "> people walk there every day\n\n"
        "Nobody walks there in the rain. See the days (https://rain.example/days), Ann."
    )
    assert (title, url) == ("Old pier & rust | Town talk", "https://town.example/t/pier")


def test_a_page_is_one_discussion_of_the_comments_in_its_words(reading):
    (discussion,) = reading(SHELL % TALK)
    assert isinstance(discussion, Discussion)
    assert (discussion.title, discussion.url) == ("Old pier & rust | Town talk", "https://town.example/t/pier")
    said = "\n".join(post.text for post in discussion.posts)
    assert "> people walk there every day" in said
    assert "Nobody walks there in the rain." in said
    assert not any(words in said for words in ("not said", "Home", "cats", "dogs", "Imprint", "led around"))
    assert all(post.id is None for post in discussion.posts)


def test_two_copies_of_a_page_are_one_discussion_though_their_markup_differs(reading):
    (first,), (second,) = (
        reading(SHELL % TALK),
        reading((SHELL % TALK).replace("<style>", "<style>b {}").replace("cats", "mice")),
    )
    assert first.uid == second.uid


def test_the_main_element_is_taken_where_it_holds_most_of_the_words():
    body = "<div>Buy a boat.</div><main><p>The pier rusts a lot.</p><p>It does.</p></main><div>And a sail.</div>"
    assert page(f"<html><body>{body}</body></html>").text == "The pier rusts a lot.\n\nIt does."


def test_an_empty_main_element_hides_nothing():
    body = "<main><p>Loading</p></main><div>The pier rusts a lot. It does.</div>"
    assert page(body).text == "Loading\n\nThe pier rusts a lot. It does."


def test_quotes_of_a_forum_are_kept_though_they_are_asides():
    quote = '<aside class="quote" data-username="ann"><blockquote><p>It rusts.</p></blockquote></aside><p>No.</p>'
    assert page(quote).text == "> It rusts.\n\nNo."


def test_a_page_that_is_only_what_leads_around_is_taken_whole():
    assert page("<html><nav><p>Only this is said.</p>").text == "Only this is said."


def test_the_address_that_a_browser_wrote_is_taken():
    saved = "<!DOCTYPE html>\n<!-- saved from url=(0025)https://town.example/t/9 -->\n<html><p>Hi.</p>"
    assert page(saved).url == "https://town.example/t/9"
    assert page('<link rel="canonical" href="javascript:alert(1)"><p>Hi.</p>').url is None
    assert page('<link rel="canonical" href="https://[x"><p>Hi.</p>').url is None


def test_entities_are_decoded_once_and_no_tag_is_made_of_text():
    assert page("<p>&amp;lt;b&amp;gt; and &lt;script&gt;alert(1)&lt;/script&gt; stay</p>").text == (
        "&lt;b&gt; and <script>alert(1)</script> stay"
    )


def test_a_page_without_words_is_rejected_with_a_cure(reading):
    (refused,) = reading("<!doctype html><html><body><script>load()</script><div id='app'></div></body></html>")
    assert isinstance(refused, Rejected)
    assert "load their comments by a script" in refused.reason


def test_a_page_longer_than_may_be_held_is_rejected(reading):
    (refused,) = reading("<html>" + "<p>words</p>\n" * 100, Limits(dump=500))
    assert isinstance(refused, Rejected)
    assert "more text than may be held" in refused.reason


def test_a_page_of_too_many_tags_is_rejected(reading):
    (refused,) = reading("<html>" + "<p>" * 200_001)
    assert isinstance(refused, Rejected)
    assert "more than 200,000 tags" in refused.reason


def test_nul_and_cp1252_are_read_and_flagged(reading):
    (discussion,) = reading("<html><p>The pier rusts a lot, café\0 and all.</p></html>".encode("cp1252"))
    assert discussion.posts[0].text == "The pier rusts a lot, café\ufffd and all."
    assert discussion.meta["rejoinder_flags"] == ["characters replaced", "cp1252"]


@pytest.mark.parametrize(
    "hostile",
    [
        *("<div>" * 30_000, "<nav>" * 30_000, "<blockquote>" * 20_000 + "x", "<!--" * 50_000, "<a href='" * 50_000),
        *("<main>" * 30_000 + "x", "<title>" * 50_000, "&#" * 100_000, "<p hidden>" * 30_000, "<" * 100_000),
    ],
    ids=lambda hostile: hostile[:12],
)
def test_hostile_pages_are_read_in_time_that_grows_with_their_length(hostile):
    seen = page(f"<html><body>{hostile}")
    assert len(seen.text) <= 25 * len(hostile)


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf\n <!-- saved -->\n<HTML lang='en'>", True),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', True),
        (b"<div class='thread'><p>Hi</p></div>", True),
        (b"<?xml version='1.0'?><posts><row/></posts>", False),
        (b"<rss><channel>", False),
        (b"<ann> hello <p>", False),
        (b"Words first. <html>", False),
        (b"<pier>: is it?", False),
    ],
)
def test_pages_are_known_by_their_beginning(tmp_path, head, known):
    assert (PAGE.detect(tmp_path / "x.txt", head) is not None) == known


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "<nav>",
                    "</nav>",
                    "<main>",
                    "</main>",
                    "<p>",
                    "</p>",
                    "<aside>",
                    "</aside>",
                    "<header>",
                    "</header>",
                ),
                *("<article>", "</article>", "<blockquote>", "</blockquote>", "said", " ", "<br/>", "&lt;", "<title>"),
                *("</title>", "<nav", "<!--"),
            )
        ),
        max_size=30,
    )
)
def test_any_order_of_tags_gives_words_that_were_there(parts):
    words = page("".join(parts)).text.replace(">", "").split()
    assert "".join(words).replace("<", "").replace("said", "").replace("nav", "") == ""
