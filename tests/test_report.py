"""The report as a page: what it tells, that no text of a stranger becomes markup, and that a browser asks for nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import small_arguments
from commands import answer, rejoinder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.arguments import (
    Claim,
    ClaimId,
    Claims,
    Derived,
    Objection,
    ObjectionId,
    Objections,
    Placement,
    Position,
    PositionId,
    Response,
)
from graph.models import Batch, DiscussionRow, Relations, Reply
from graph.sqlite_store import SqliteStore
from graph.threads import ThreadRow, below
from ingest.models import Comment, CommentId, DiscussionId
from ui.elements import tag
from ui.export.draft import ExportError
from ui.export.html import export
from ui.export.report.facts import Tally
from ui.export.report.passages import Span, passage, within
from ui.export.report.threads import open_levels
from ui.printing.console import safe

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details></main><svg onload=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "]]><!--<script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</style><script>alert(1)</script>",
    "<iframe src=//example.org></iframe>\x00\ud800\u202e",
    "![x](http://example.org/x.png) [y](javascript:alert(1))",
)
OURS = set(
    """html head meta title style body header main nav section h1 h2 h3 h4 p a b i em q ul ol li dl dt dd div span article
    blockquote mark details summary figure figcaption svg path circle""".split()  # noqa: SIM905  (a list would be long)
)
KEYS = set(
    """lang charset http-equiv content name id class open title href rel dir style role aria-label viewbox width height d
    opacity cx cy r""".split()  # noqa: SIM905
)


class Page(HTMLParser):
    """All elements, attributes and texts of a page, as a browser reads them."""

    def __init__(self, markup):
        super().__init__()
        self.elements, self.attributes, self.texts, self.depths = [], [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += [(tag, *each) for each in attrs]

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


def written(store, folder):
    """The page of a store."""
    out = folder / "report.html"
    export(store, out)
    return out.read_text("utf-8")


def hostile_store(path, words=ATTACKS):
    """A thread with the same words in each comment's text, author, title and URL, in a position and in an objection."""
    store = SqliteStore(str(path))
    home = DiscussionId("d:hostile")
    said = [
        Comment(CommentId(f"h:{at}{each}"), home, f"{each} and more", at, each, title=each, url=each)
        for at, each in enumerate(words)
    ]
    pairs = zip(said[1:], said, strict=False)
    replies = tuple(Reply(f"r{at}", one.uid, two.uid, 0.5, "order") for at, (one, two) in enumerate(pairs))
    store.write(Batch(discussions=[DiscussionRow(home, words[0], words[-1])], comments=said))
    store.write(Batch(relations=[Relations(home, (), replies)]))
    claim = Claim(ClaimId("k"), said[0].uid, 0, len(words[0]), words[0], "m:1", np.ones(4, np.float32))
    position = Position(PositionId("p"), words[1], claim.uid, 2, "authors")
    met = Response(said[0].uid, "deflects", "target_author", 0.5, 0.5, 0.5, 0.5, 0, len(words[0]), 0, len(words[1]))
    objection = Objection(
        *(
            ObjectionId("o"),
            said[1].uid,
            0,
            len(words[1]),
            said[0].uid,
            0,
            len(words[0]),
            "objection",
            0.9,
            "deflected",
        ),
        *(0.9, 0.5, ((words[0], 0.5),), 0.4, position.uid, (met,)),
    )
    derived = Derived(
        [Claims(home, "m", (claim,))],
        positions=[position],
        placements=[Placement(claim.uid, position.uid)],
        objections=[Objections(home, "m", (objection,))],
    )
    store.write(Batch(derived=derived))
    return store


@pytest.fixture(scope="module")
def argued(tmp_path_factory):
    folder = tmp_path_factory.mktemp("argued")
    with small_arguments.argued_store(folder / "archive.db"):
        return folder


@pytest.fixture(scope="module")
def page(argued, tmp_path_factory):
    """The page of the small archive, as the command writes it."""
    out = tmp_path_factory.mktemp("page") / "report.html"
    said = answer("export", out, "--format", "html", archive=argued)
    assert said == {
        "file": str(out),
        "format": "html",
        "comments": 6,
        "discussions": 2,
        "objections": 1,
        "positions": 1,
    }
    return out


def test_no_element_or_attribute_comes_from_a_comment(tmp_path):
    with hostile_store(tmp_path / "archive.db") as store:
        read = Page(written(store, tmp_path))
    assert set(read.elements) <= OURS
    assert {key for _, key, _ in read.attributes} <= KEYS
    assert {value for _, key, value in read.attributes if key == "href" and not value.startswith("#")} == set()
    for each in ATTACKS[:5]:
        assert f"{each} and more" in read.text


@settings(max_examples=300, deadline=None)
@given(st.text(), st.text())
def test_text_and_attributes_are_read_back_as_they_are_safe_to_show(words, value):
    read = Page(tag("p", words, title=value))
    assert (read.elements, read.text, read.attributes) == (["p"], safe(words), [("p", "title", safe(value))])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(ATTACKS).flatmap(lambda each: st.text(max_size=9).map(each.__add__)), min_size=2, max_size=6
    )
)
def test_whatever_is_said_the_page_has_only_elements_of_ours(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("hostile")
    with hostile_store(folder / "archive.db", words) as store:
        read = Page(written(store, folder))
    assert set(read.elements) <= OURS
    assert {key for _, key, _ in read.attributes} <= KEYS


@settings(max_examples=200)
@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_spans_lose_no_word(words, ends):
    spans = [Span(min(each), min(max(each), len(words)), "mark") for each in ends if min(each) < len(words)]
    assert "".join(Page(f"<p>{passage(words, spans)}</p>").text.split()) == "".join(safe(words).split())


def test_of_many_empty_lines_one_is_shown():
    assert passage("a\n \n\n\n\nb\n\nc\nd") == "a\n\nb\n\nc\nd"


def test_of_spans_that_overlap_the_first_stands():
    assert passage("abcdef", [Span(1, 4, "mark"), Span(0, 3, "quote")]) == "a<mark>bcd</mark>ef"


def test_of_a_long_answer_what_stands_around_the_sentence_is_shown():
    words = "a" * 900 + "HERE" + "b" * 900
    shown = Page(f"<p>{within(words, 900, 904, 800)}</p>").text
    assert shown == f"… {'a' * 160}HERE{'b' * 160} …"


def test_the_page_tells_objection_target_status_reasons_and_answer(page):
    read = Page(page.read_text("utf-8"))
    for part in ("Plastic bag ban", "Late trains", "alice Smith", "silent", "Nothing that was said comes near"):
        assert part in read.text
    assert "corrected by hand" in read.text
    assert "Of 2 replies 2 (100 %) are inferred: 1 from a quote, 1 from content or order alone." in read.text
    assert "Of 2 objections that were raised, 1 (50 %) were not answered" in read.text


def test_every_link_within_the_page_leads_somewhere(page):
    read = Page(page.read_text("utf-8"))
    places = [value for _, key, value in read.attributes if key == "id"]
    assert len(places) == len(set(places))
    ways = {value[1:] for _, key, value in read.attributes if key == "href" and value.startswith("#")}
    assert ways <= set(places)
    assert {each for each in ways if re.fullmatch(r"c\d+", each)}


def test_a_page_may_tell_one_discussion(argued, tmp_path):
    said = answer("export", tmp_path / "one.html", "--format", "html", "--discussion", "bags", archive=argued)
    assert (said["discussions"], said["comments"]) == (1, 4)
    told = (tmp_path / "one.html").read_text("utf-8")
    assert "Plastic bag ban" in told
    assert "Late trains" not in told


def test_only_a_page_takes_a_discussion_or_a_query(argued, tmp_path):
    for option in ("--discussion", "--query"):
        assert rejoinder("export", tmp_path / "x", option, "bags", archive=argued).exit_code == 2


def test_nothing_is_overwritten_and_nothing_is_left_behind(argued, page, tmp_path):
    before = page.read_text("utf-8")
    assert rejoinder("export", page, "--format", "html", archive=argued).exit_code == 1
    assert page.read_text("utf-8") == before
    assert [each.name for each in page.parent.iterdir()] == [page.name]


def test_an_empty_archive_makes_a_page_that_says_so(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        told = Page(written(store, tmp_path)).text
        with pytest.raises(ExportError, match="something is there already"):
            export(store, tmp_path / "report.html")
    assert "0 comments in 0 discussions" in told
    assert "No objection was found." in told


def rows(*depths):
    """Rows of these depths, depth first."""
    return [
        ThreadRow(depth, Comment(CommentId(f"c{at}"), DiscussionId("d"), "x"), None) for at, depth in enumerate(depths)
    ]


def test_how_many_stand_below_is_counted():
    assert below(rows(0, 1, 2, 1, 0, 1)) == [3, 1, 0, 0, 1, 0]
    assert below(rows(*range(5000)))[:2] == [4999, 4998]
    assert below([]) == []


def test_levels_stand_open_until_they_hold_too_many():
    assert open_levels(rows(0, 1, 2, 3)) == 4
    assert open_levels(rows(0, *[1] * 10, *[2] * 35)) == 2
    assert open_levels(rows(*range(100))) == 40


def test_a_chain_of_thousands_is_written_without_recursion(tmp_path):
    home = DiscussionId("d:chain")
    said = [Comment(CommentId(f"c{at}"), home, f"number {at}", at) for at in range(3000)]
    replies = tuple(
        Reply(f"r{at}", CommentId(f"c{at}"), CommentId(f"c{at - 1}"), 1.0, "explicit") for at in range(1, 3000)
    )
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(home)], comments=said, relations=[Relations(home, (), replies)]))
        told = written(store, tmp_path)
    assert "number 2999" in told
    assert "level 2,999" in told
    assert told.count("<details") == told.count("</details>") == 3001
    assert "The 300 of 3,000 comments nearest to the beginning are drawn." in told


def test_many_long_comments_are_cut_so_that_the_page_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr("ui.export.report.facts._TEXTS", 5000)
    home = DiscussionId("d:long")
    said = [Comment(CommentId(f"c{at}"), home, "word " * (20 if at else 4000), at) for at in range(11)]
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(home)], comments=said))
        told = written(store, tmp_path)
    assert told.count("more characters are in the archive") == 1
    assert "cut: 16,000 more characters" in told


def test_the_first_and_the_last_day_are_known(tmp_path):
    tally = Tally()
    said = list(small_arguments.COMMENTS)
    tally.add([each for each in said if not each.stub])
    tally.add([replace(said[0], uid=CommentId("again"))])
    assert tally.dates == ["2023-12-31", "2024-01-02"]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_a_browser_shows_the_page_without_a_request_a_dialog_or_an_error(chromium, tmp_path, width, scheme):
    with hostile_store(tmp_path / "archive.db") as store:
        written(store, tmp_path)
    heard = []
    context = chromium.new_context(offline=True, viewport={"width": width, "height": 844}, color_scheme=scheme)
    shown = context.new_page()
    shown.on("console", lambda each: heard.append(each.text))
    shown.on("pageerror", lambda each: heard.append(str(each)))
    shown.on("dialog", lambda each: (heard.append(each.message), each.dismiss()))
    shown.on("request", lambda each: heard.append(each.url))
    shown.goto((tmp_path / "report.html").as_uri())
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
    shown.click("#o0 .who a")
    assert shown.evaluate("document.querySelector(':target').checkVisibility()")
    assert shown.inner_text("#c1").startswith(ATTACKS[1])
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert {each.partition("#")[0] for each in heard} == {(tmp_path / "report.html").as_uri()}
