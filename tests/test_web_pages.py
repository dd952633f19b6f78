"""What the pages say, asked of Streamlit itself without a browser."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.web.app
from graph.models import Batch, DiscussionRow, Relations, Reply
from graph.store import open_store
from ingest.models import Comment, CommentId, DiscussionId
from tests.commands import rejoinder
from tests.drawn_pages import button, drawn, often, well, words
from tests.hostile_archive import ATTACKED, make
from ui.archive import Asked
from ui.progress import Stages
from ui.settings import find_settings
from ui.web import (
    addresses,
    objections_view,
    position_view,
    positions_view,
    review_view,
    search_view,
    status_view,
    thread_view,
)
from ui.web.query_filters import Filters
from ui.web.shared_archive import SharedArchive

VIEWS = {
    each.__name__.rpartition(".")[2].removesuffix("_view"): each
    for each in (search_view, objections_view, positions_view, position_view, thread_view, review_view, status_view)
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """An archive of 1,000 comments, each of which is inferred to answer the one before."""
    made = tmp_path_factory.mktemp("long")
    home = DiscussionId("d:long")
    said = [Comment(CommentId(f"n{at}"), home, f"Word {at}.", at, "Ana") for at in range(1000)]
    chain = [Reply(f"r{after.uid}", after.uid, before.uid, 0.7, "order") for before, after in pairwise(said)]
    relations = [Relations(home, (), tuple(chain), (), ())]
    with open_store(str(made / "archive.db")) as store:
        store.write(Batch(discussions=[DiscussionRow(home, "Long")], comments=said, relations=relations))
    return made


@pytest.fixture
def page(folder, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(folder))
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    return drawn


def test_the_home_page_says_how_much_there_is_and_what_nobody_answered(page):
    said = words(page("search"))
    assert "open objections" in said
    assert "Chapel Road is the only way round" in said


def test_the_home_page_leads_to_the_discussions_where_most_stands_open(page):
    said = words(page("search"))
    assert "Where most stands open" in said
    assert '<a href="/thread?id=d%3Astreet" target="_self">A street without cars</a>' in said
    assert '<a href="/objections?discussion=d%3Astreet" target="_self">2 open</a>' in said


def test_a_search_marks_what_matched_and_stands_in_the_address(page):
    test = page("search")
    test.text_input(key="q").set_value("deliveries flour").run()
    assert "<mark>flour</mark>" in words(well(test))
    assert "found by its words: flour" in words(test)


def test_a_shared_address_finds_the_same(page):
    assert "<mark>flour</mark>" in words(page("search", q="flour"))
    said = words(page("search", q="flour", author="Zoe"))
    assert "<mark>flour</mark>" not in said
    assert "Zoe" in said


def test_what_a_comment_is_found_by_can_be_chosen_and_stands_in_the_address(page):
    assert "and by its meaning" in words(page("search", q="flour"))
    test = page("search", q="flour", mode="lexical")
    assert "its meaning" not in words(test)
    assert "found by its words: flour" in words(test)
    test.selectbox(key="mode").set_value("semantic").run()
    assert test.query_params["mode"] == "semantic"
    assert "found by its meaning" in words(well(test))


def test_what_a_comment_answers_is_told_and_leads_to_it(page):
    said = words(page("search", q="harbour words harm"))
    assert 'answers <a href="/thread?id=x1" target="_self">Mallory' in said
    assert "inferred from content, 60 %" in said


def test_facets_lead_to_a_narrower_search(page):
    said = words(page("search", q="street"))
    assert "counted among the best" in said
    assert 'href="/?q=street&amp;author=Ana"' in said
    narrowed = words(page("search", q="street", author="Ana"))
    assert "Marta Lind" not in narrowed


def test_positions_are_found_by_the_same_box(page):
    said = words(page("search", q="a quiet street", **{"in": "positions"}))
    assert "held by 2 people" in said
    assert "positions, best first" in said


def test_a_query_that_is_not_understood_is_searched_and_says_so(page):
    assert "Note: colour: is not a filter" in words(page("search", q="colour:red street"))


def test_objections_that_are_open_come_first_and_the_status_can_be_chosen(page):
    said = words(page("objections"))
    assert "Chapel Road is the only way round" in said
    assert "flour gets to my door" not in said
    answered = words(page("objections", status="answered"))
    assert "<mark>flour gets to my door at nine</mark>" in answered
    assert "<mark>Vans may come until ten</mark>" in answered
    assert "Chapel Road" not in answered


def test_choosing_a_status_writes_it_into_the_address(page):
    test = page("objections")
    test.pills(key="status").set_value(["answered"]).run()
    assert test.query_params["status"] == "answered"
    assert "flour gets to my door" in words(well(test))


def test_an_objection_shows_its_reasons_and_the_command_that_corrects_it(page):
    test = page("objections", discussion="d:street")
    assert "raised by 2 people" in words(test)
    commands = [each.value for each in test.code]
    assert any('rejoinder correct d4 --status answered --why "..."' in each for each in commands)


def test_a_correction_by_a_button_is_kept_and_can_be_taken_back(page, monkeypatch, tmp_path):
    make(tmp_path)
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    test = page("objections", discussion="d:street")
    test.button(key="It was answered j:road").click().run()
    assert "Set right: " in words(well(test))
    with open_store(str(tmp_path / "archive.db"), read_only=True) as store:
        assert [(each.comment, each.value["status"]) for each in store.corrections()] == [("d4", "answered")]
        button(test, "Undo").click().run()
        assert "Taken back: " in words(well(test))
        assert not store.corrections()


def test_objections_against_a_position_are_those_of_its_page(page):
    assert "Chapel Road" in words(page("objections", against_position="p:quiet"))
    assert "No such objection." in words(page("objections", against_position="p:ferry"))


def test_a_date_that_is_none_is_said(page):
    assert "is no date" in words(page("objections", since="soon"))


def test_positions_are_listed_with_who_holds_them_and_who_objects(page):
    said = words(page("positions", min_size="1"))
    assert "held by 2 people" in said
    assert "1 of 2 objections open" in said
    assert "The night ferry" in said
    assert "The night ferry" not in words(page("positions", min_size="1", discussion="d:street"))


def test_a_position_has_a_page_with_its_holders_objectors_and_time(page):
    said = words(page("position", id="p:quiet"))
    assert "quieter street" in said
    assert "2024-01" in said
    assert "2025-03" in said
    assert "Who objects: 2 objections" in said
    assert "Came from" in said


def test_what_became_of_a_position_is_told(page):
    assert "was merged into this one" in words(page("position", id="p:0noise"))
    assert "was split; its claims are now in" in words(page("position", id="p:0dirt"))


@pytest.mark.parametrize("asked", [{}, {"id": "p:unknown"}, {"id": "p:"}])
def test_a_position_that_is_not_there_is_told_in_words(page, asked):
    assert "rj-notice" in words(page("position", **asked))


def test_the_state_of_the_archive_is_told_in_words_and_checked_on_demand(page):
    test = page("status")
    assert "inferred from the words" in words(test)
    button(test, "Check every row, every edge and the index").click().run()
    assert "Nothing is wrong." in words(well(test))


def test_an_index_that_is_old_is_told_and_built_anew_by_a_button(page, monkeypatch, tmp_path):
    make(tmp_path)
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    test = page("status")
    assert "The index is not up to date." in words(test)
    button(test, "Build the index now").click().run()
    assert "All is up to date." in words(well(test))


def test_what_was_read_is_listed_with_what_it_gave(page, monkeypatch, tmp_path):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    (tmp_path / "said.jsonl").write_text(
        '{"id": "a", "text": "Close the street to cars."}\n{"id": "b", "text": "No.", "parent": "a"}\n'
    )
    assert rejoinder("ingest", tmp_path / "said.jsonl", archive=tmp_path).exit_code == 0
    said = words(page("status"))
    assert "What was read: 1 source" in said
    assert "<td>2 new</td>" in said


def test_what_nobody_foresaw_is_told_without_its_words(page, monkeypatch):
    def broken(archive):
        raise RuntimeError("<b>secret</b>")

    monkeypatch.setattr(search_view, "show", broken)
    said = words(page("search"))
    assert "something went wrong here" in said
    assert "secret" not in said


def test_a_thread_is_a_conversation_with_quotes_objections_and_who_answers_whom(page):
    test = page("thread", id="d:street")
    said = words(test)
    assert "7 comments by 4 people" in said
    assert "2 of 3 objections open" in said
    assert often(test, '<article class="rj-talk"') == 7
    assert "<blockquote>it would be quieter" in said
    assert 'href="/objections?id=j%3Aroad"' in said


def test_the_comment_that_an_address_names_is_marked(page):
    for asked in ({"id": "c3"}, {"id": "d:street", "at": "c3"}):
        test = page("thread", **asked)
        assert often(test, "{--rj-lit:") == 1
        assert often(test, "see it in the conversation") == 1
    assert "no comment that is shown has the id" in words(page("thread", id="d:street", at="h8"))


def test_inferred_replies_say_so_and_are_drawn_dashed(page):
    said = words(page("thread", id="x2<b>"))
    assert "inferred from content, 60 %" in said


def test_only_what_answers_a_comment_is_shown_where_that_is_asked_for(long, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(long))
    test = drawn("thread", id="n990", under="yes")
    assert "Only a comment and what is below it: 10 of" in words(test)
    assert often(test, "<article") == 10
    assert often(test, "rj-runs rj-is-inferred") + often(test, "rj-falls rj-is-inferred") == 9


def test_a_long_chain_is_shown_a_part_at_a_time_where_the_named_comment_is(long, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(long))
    test = drawn("thread", id="n750")
    said = words(test)
    assert test.query_params["page"] == "8"
    assert "701 to 800 of 1,000 comments" in said
    assert often(test, "<article") == 100
    assert often(test, 'class="rj-dot ') == 300
    assert "level 750" in said
    assert "--rj-level:9" not in said
    assert often(drawn("thread", id="n750", page="7"), 'id="rj-c750"') == 0
    assert "There are no more than 1,000 comments" in words(drawn("thread", id="n750", page="90"))


@pytest.mark.parametrize("asked", [{}, {"id": "<b>unknown"}, {"id": "n:"}])
def test_a_thread_that_is_not_there_is_told_in_words(page, asked):
    said = words(page("thread", **asked))
    assert "rj-notice" in said
    assert "<b>" not in said


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_lets_an_attack_through(page, view):
    asked = {"q": "harbour words"} if view == "search" else {"min_size": "1"} if view == "positions" else {}
    asked |= {"id": 'p:"><script>'} if view == "position" else {"id": ATTACKED} if view == "thread" else {}
    asked |= {"id": "x2<b>"} if view == "review" else {}
    said = words(page(view, **asked))
    assert "&lt;script&gt;" in said
    for each in ("<script", "<img", "<svg", "<iframe", "javascript:alert('link')\">", "<i>Trent"):
        assert each not in said


@pytest.mark.parametrize("view", VIEWS)
def test_a_folder_without_an_archive_is_told_in_words(page, view, monkeypatch, tmp_path):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path / "nothing <b>"))
    said = words(page(view))
    assert "there is no archive at" in said
    assert "rejoinder ingest" in said
    assert "<b>" not in said


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_an_empty_archive_says_what_to_do(page, view, monkeypatch, tmp_path):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    open_store(str(tmp_path / "archive.db")).close()
    assert "rj-notice" in words(page(view))


def test_many_who_search_while_the_index_is_old_wait_for_one_another(tmp_path):
    with SharedArchive(find_settings(make(tmp_path), environment={})) as archive, ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: archive.search(Asked("harbour"), Stages()), range(4)))
    assert len({tuple(hit.uid for hit in each.hits) for each in found}) == 1
    assert sum("built anew" in each.note for each in found) == 1


def test_nothing_but_the_page_is_drawn_into_the_frame(page):
    test = well(AppTest.from_file(str(Path(ui.web.app.__file__)), default_timeout=60).run())
    assert not test.markdown


def test_the_pages_never_write(folder, page):
    with open_store(str(folder / "archive.db"), read_only=True) as store:
        before = store.revision()
        for view in VIEWS:
            page(view)
        assert store.revision() == before


def test_every_page_of_the_frame_has_an_address_that_links_know(page):
    test = well(AppTest.from_file(str(Path(ui.web.app.__file__)), default_timeout=60).run())
    assert "What was said" in words(test)
    assert {path for _, _, path, _ in ui.web.app.PAGES} == set(addresses.PATHS)


def test_filters_write_the_operators_that_a_person_would_type():
    asked = Filters('Ana "B"', "the street", "a.txt", "2024", "2025-02", ("agree",), ("quote", "none"), True, True)
    assert asked.written() == (
        'author:"Ana B" in:"the street" source:"a.txt" after:"2024" before:"2025-02" '
        "stance:agree reply:quote reply:none has:quote is:stub"
    )
    assert Filters(author='""').written() == ""
    assert ATTACKED not in Filters().written()
