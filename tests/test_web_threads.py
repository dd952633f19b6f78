"""The page of a discussion: its picture, its conversation, the comment that is chosen, and what may be corrected there."""

from itertools import pairwise

import pytest

from graph.builder import Builder
from graph.models import Batch, DiscussionRow, Parentage, Relations, Reply, Stance
from graph.store import open_store
from graph.threads import below
from ingest.models import Comment, CommentId, Discussion, DiscussionId, Place, Post, Quote, Source, SourceId
from tests.browsing import served, watched
from tests.drawn_pages import button, drawn, well, words
from tests.hostile_archive import ATTACKED, make
from ui.correctable import correctable
from ui.views import view_thread
from ui.web.comment_text import Origin, folded, prose
from ui.web.conversation import Conversation, conversation
from ui.web.tree_picture import picture

HOME = DiscussionId("d:lane")
SAID = {
    "a": "The lane should be closed to lorries at night.\nThe noise is measured.",
    "b": "The noise is measured.\nWhere is that written down, and who has read it?",
    "c": "In the council's papers of May.",
    "d": "Close it at once.",
}


def comment(uid, text, place, author="Ana"):
    return Comment(CommentId(uid), HOME, text, place, author)


def fill(store):
    """b answers and quotes a, c may answer b or a, d answers nothing."""
    rows = [comment(uid, text, at) for at, (uid, text) in enumerate(SAID.items())]
    edges = (
        Reply("r:b", CommentId("b"), CommentId("a"), 0.9, "quote"),
        Reply("r:c", CommentId("c"), CommentId("b"), 0.5, "order"),
    )
    likely = Parentage("p:c", CommentId("c"), ((CommentId("b"), 0.5), (CommentId("a"), 0.3), (None, 0.1)))
    stance = Stance("t:b", CommentId("b"), CommentId("a"), "disagree", 0.1, 0.1, 0.8)
    start = SAID["a"].index("The noise")
    quote = Quote("q:b", CommentId("b"), 0, 22, CommentId("a"), start, start + 22)
    store.write(
        Batch(
            sources=[Source(SourceId("s:1"), "lane.json", "json", "0" * 64, 1)],
            discussions=[DiscussionRow(HOME, "The lane")],
            comments=rows,
            relations=[Relations(HOME, (quote,), edges, (likely,), (stance,))],
        )
    )
    return store


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    with open_store(str(tmp_path / "archive.db")) as store:
        fill(store)
    with open_store(str(tmp_path / "archive.db"), read_only=True) as store:
        yield store


def talk_of(store, home=HOME, uid=None):
    found = view_thread(home, uid and CommentId(uid), store)
    return Conversation(found, below(found.thread.rows), {"id": home})


def test_answers_stand_inside_what_folds_away(archive):
    drawn = conversation(talk_of(archive), 0, 4)
    assert drawn.count('<details class="rj-answers" open="">') == 2
    assert "2 answers below" in drawn
    assert "1 answer below" in drawn
    assert drawn.index("Where is that") < drawn.index("papers of May") < drawn.index("Close it at once")


def test_a_part_from_the_middle_of_a_long_chain_is_indented_from_its_own_beginning(tmp_path):
    said = [comment(f"n{at}", f"Word {at}.", at) for at in range(60)]
    chain = tuple(Reply(f"r{b.uid}", b.uid, a.uid, 1.0, "explicit") for a, b in pairwise(said))
    with open_store(str(tmp_path / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(HOME)], comments=said, relations=[Relations(HOME, (), chain)]))
        drawn = conversation(talk_of(store), 40, 60)
    assert drawn.count("<details") == 8
    assert drawn.count("<article") == 20
    assert "level 59" in drawn


def test_a_quote_leads_to_the_words_that_it_quotes(archive):
    said = words(drawn("thread", id=HOME))
    start = SAID["a"].index("The noise")
    assert f'href="/thread?id=d%3Alane&amp;at=a&amp;words={start}-{start + 22}"' in said
    led = words(drawn("thread", id=HOME, at="a", words=f"{start}-{start + 22}"))
    assert "<mark>The noise is measured.</mark>" in led


@pytest.mark.parametrize("span", ["x-y", "5", "-", "900-1000", "3-1"])
def test_words_that_are_not_there_are_not_marked(archive, span):
    assert "<mark>" not in words(drawn("thread", id=HOME, at="a", words=span))


def test_a_quote_of_several_paragraphs_tells_its_origin_once_and_a_short_one_is_the_link():
    origin = {(0, 11): Origin("/thread?id=a", "Ana")}
    drawn = prose("One.\nTwo six", [(0, 12)], (), {(0, 12): Origin("/thread?id=a", "Ana")})
    assert drawn.count("<blockquote>") == 2
    assert drawn.count('<cite class="rj-origin"><a href="/thread?id=a">Ana') == 1
    within = prose("Quoted here is what I say against all that there ever was.", [(0, 11)], (), origin)
    assert '<q><a href="/thread?id=a" title="Ana">Quoted here</a></q>' in within
    assert "<cite" not in folded("Own words. " * 100, (), (), {})


def test_choosing_a_comment_shows_it_with_what_it_answers_and_marks_it_in_both(archive):
    said = words(drawn("thread", id=HOME, at="b"))
    assert said.count("rj-card rj-is-asked") == 1
    assert "#rj-s1{--rj-lit:" in said
    assert said.count('id="rj-s1"') == 1
    assert said.count("rj-is-orange rj-is-asked") == 1
    assert "It answers" in said
    assert "only this and the 1 answer below" in said


def test_lines_tell_inference_and_its_strength_and_every_dot_leads_to_its_comment(archive):
    drawn = picture(talk_of(archive))
    assert drawn.count('class="rj-dot') == 4
    assert drawn.count('class="rj-edge') == 2
    assert "rj-is-inferred" in drawn.split("--rj-sure:0.50")[0].rpartition("<i")[2]
    assert 'href="/thread?id=d%3Alane&amp;at=c"' in drawn
    assert "Ana: Where is that" not in drawn
    assert 'aria-label="Ana: The noise is measured. Where is that written down' in drawn


def test_of_many_comments_the_part_around_the_chosen_one_is_drawn(tmp_path):
    said = [comment(f"n{at}", f"Word {at}.", at) for at in range(700)]
    chain = tuple(Reply(f"r{b.uid}", b.uid, a.uid, 1.0, "explicit") for a, b in pairwise(said))
    with open_store(str(tmp_path / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(HOME)], comments=said, relations=[Relations(HOME, (), chain)]))
        first, deep = picture(talk_of(store)), picture(talk_of(store, uid="n650"))
    assert "300 of 700 comments are drawn" in first
    assert first.count('class="rj-dot') == deep.count('class="rj-dot') == 300
    assert 'at=n650"' not in first
    assert 'at=n650"' in deep
    assert first.count("rj-is-more") == 1


def test_only_what_the_archive_would_take_is_offered(archive):
    found = view_thread(HOME, None, archive)
    may = correctable(archive.comments(["c"])[CommentId("c")], found, archive)
    assert may.parents == ("a", None, "d")
    assert may.stance
    assert (may.cuts, may.joins, may.places, may.said) == ((), (), (), ())
    alone = correctable(archive.comments(["d"])[CommentId("d")], found, archive)
    assert not alone.stance
    assert alone.parents == ("c", "b", "a")


def test_what_a_source_says_is_not_offered_to_be_changed(tmp_path):
    told = (Reply("r:b", CommentId("b"), CommentId("a"), 1.0, "explicit"),)
    rows = [comment("a", "One.", 0), comment("b", "Two.", 1)]
    with open_store(str(tmp_path / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(HOME)], comments=rows, relations=[Relations(HOME, (), told)]))
        found = view_thread(HOME, None, store)
        assert correctable(rows[1], found, store).parents == ()


def test_flat_text_may_be_cut_between_sentences_and_joined_with_what_stands_beside_it(tmp_path):
    texts = [
        "The elms are older than the hall. No plan should touch them before a survey is done and read by all.",
        "A tram needs both lanes, so the parked cars have to go whatever becomes of the trees along the kerb.",
    ]
    posts = (
        Post(texts[0], (Place(0, len(texts[0])),)),
        Post(texts[1], (Place(101, 101 + len(texts[1])),), boundary=0.6),
    )
    with open_store(str(tmp_path / "archive.db")) as store:
        Builder(store).add(Source(SourceId("s:1"), "one", "text", "0" * 64, 1), [Discussion(HOME, posts)], reader="")
        found = view_thread(HOME, None, store)
        first, second = sorted(store.comments_in(HOME), key=lambda each: each.position)
        may = correctable(first, found, store)
        assert [first.text[each.at :][:7] for each in may.cuts] == ["No plan"]
        assert [each.uid for each in may.joins] == [second.uid]


@pytest.mark.model
def test_a_parent_that_a_person_names_is_shown_as_theirs_and_taken_back(archive, tmp_path):
    test = drawn("thread", id=HOME, at="c")
    test.text_input(key="why c").set_value("it says so").run()
    test.selectbox(key="parent c").set_value("a").run()
    button(test, "That is what it answers").click().run()
    said = words(well(test))
    assert "Set right: c answers a" in said
    assert "corrected by hand" in said
    assert "A person said on" in said
    assert "it answers Ana, “The lane should be closed to lorries at night. The noise is…”. Why: it says so" in said
    button(test, "Undo").click().run()
    assert "Taken back: c answers a" in words(well(test))
    assert not archive.corrections()


@pytest.mark.browser
def test_a_dot_a_name_and_a_quote_are_followed_without_loading_the_page_anew(chromium, tmp_path):
    with open_store(str(tmp_path / "archive.db")) as store:
        fill(store)
    with served(tmp_path) as address, watched(chromium, address) as tab:
        page = tab.open("/thread?id=d%3Alane").tab
        page.evaluate("window.same = true")
        page.locator('.rj-dot[href$="at=c"]').click()
        page.locator(".rj-card.rj-is-asked", has_text="papers of May").wait_for()
        assert page.url.endswith("/thread?id=d%3Alane&at=c")
        page.locator(".rj-talk .rj-title").nth(1).click()
        page.locator('.rj-dot.rj-is-asked[href$="at=b"]').wait_for()
        page.locator(".rj-talk cite a").first.click()
        page.locator(".rj-card.rj-is-asked mark", has_text="The noise is measured.").wait_for()
        tab.settled().tab.locator(".rj-answers > summary").first.click()
        assert not page.get_by_text("Where is that written down").last.is_visible()
        page.locator('.rj-dot[href$="at=d"]').click()
        page.locator(".rj-card.rj-is-asked", has_text="Close it at once").wait_for()
        assert not tab.settled().tab.get_by_text("Where is that written down").last.is_visible()
        assert page.evaluate("window.same") is True
        page.go_back()
        page.locator('.rj-dot.rj-is-asked[href$="at=a"]').wait_for()
        page.go_back()
        page.locator('.rj-dot.rj-is-asked[href$="at=b"]').wait_for()


@pytest.mark.browser
def test_labels_and_titles_that_attack_stay_text_in_the_picture(chromium, tmp_path):
    make(tmp_path)
    with open_store(str(tmp_path / "archive.db")) as store:
        more = [Comment(CommentId(f"x{at}"), ATTACKED, "<img src=x onerror=alert(1)>", at, "<b>M") for at in (7, 8)]
        store.write(Batch(comments=more))
    with served(tmp_path) as address, watched(chromium, address, 390, "dark") as tab:
        page = tab.open("/thread?id=x7").tab
        page.locator(".rj-dot").first.hover()
        assert not page.query_selector_all(".stMain img, .stMain script, .stMain iframe")
        assert page.evaluate("document.querySelector('.stMain').scrollWidth <= window.innerWidth")
