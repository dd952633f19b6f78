"""The page of objections: what narrows it, one objection, what is said of it by buttons, and what can be taken along."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote

import pytest

from graph.arguments import UNADDRESSED, Derived, ObjectionId, Objections
from graph.models import Batch
from graph.store import StoreReadOnly, open_store
from tests.argued_archive import HOME, OBJECTIONS
from tests.browsing import served, watched
from tests.drawn_pages import button, drawn, often, well, words
from tests.hostile_archive import make
from ui.correcting import Said
from ui.objections import WantedObjections
from ui.progress import Stages
from ui.settings import find_settings
from ui.web import objection_downloads
from ui.web.shared_archive import SharedArchive

ROAD = OBJECTIONS[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The small archive with 30 more open objections by Piet, all of them smaller than the others."""
    made = make(tmp_path_factory.mktemp("archive"))
    many = [replace(ROAD, uid=ObjectionId(f"j:{at:02d}"), comment="b2", end=9, score=-at - 1.0) for at in range(30)]
    with open_store(str(made / "archive.db")) as store:
        store.write(Batch(derived=Derived(objections=[Objections(HOME, "m", (*OBJECTIONS, *many))])))
    return made


@pytest.fixture
def page(folder, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(folder))
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    return lambda **asked: drawn("objections", **asked)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """An archive that a test may change."""
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(make(tmp_path)))
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    return tmp_path


def corrections(folder):
    with open_store(str(folder / "archive.db"), read_only=True) as store:
        return [(each.comment, each.kind, each.value) for each in store.corrections()]


# What narrows the list


def test_a_page_of_many_is_turned_to_by_its_address(page):
    first, fourth = page(), words(page(page="4"))
    assert "1 to 10 of 33 objections, the greatest score first" in words(first)
    assert often(first, '<article class="rj-card"') == 10
    assert "31 to 33 of 33 objections" in fourth
    assert [f">{rank}.</a>" in fourth for rank in (30, 31, 33, 34)] == [False, True, True, False]
    assert "No such objection." in words(page(page="9"))


def test_facets_count_and_lead_to_fewer(page):
    said = words(page())
    assert f'href="/objections?discussion={quote(HOME, safe="")}"' in said
    assert (
        'href="/objections?author=Marta+Lind" target="_self">Marta Lind</a></span> <span class="rj-dim">1</span>'
        in said
    )
    assert '>Piet</a></span> <span class="rj-dim">30</span>' in said
    assert 'href="/objections?against-position=p%3Aquiet"' in said
    narrowed = words(page(author="Marta Lind"))
    assert "1 to 1 of 1 objection," in narrowed
    assert (
        '<span class="rj-chip rj-is-blue">Marta Lind</span> or <a href="/objections" target="_self">any</a>' in narrowed
    )


def test_what_was_chosen_stays_in_the_addresses_of_the_facets(page):
    said = words(page(status="acknowledged", page="2", against_position="p:quiet"))
    assert 'href="/objections?status=acknowledged&amp;against-position=p%3Aquiet&amp;author=Piet"' in said
    assert 'or <a href="/objections?status=acknowledged" target="_self">any</a>' in said
    assert "page=2" not in said


def test_statuses_are_counted_under_the_other_filters(page):
    assert page().pills(key="status").options == ["acknowledged 31", "ignored 1", "silent 1", "answered 1"]
    assert page(author="Marta").pills(key="status").options == ["acknowledged 1"]
    assert page(author="Marta", status="silent").pills(key="status").options == ["acknowledged 1", "silent 0"]


def test_facets_of_a_query_say_that_they_count_the_best_only(page):
    said = words(page(q="street"))
    assert "counted among the best" in said
    assert "best match first" in said


# One objection


def test_an_objection_has_an_address_of_its_own_with_all_that_was_said_to_it(page):
    test = page(id="j:road")
    said = words(test)
    assert often(test, '<article class="rj-card"') == 1
    assert "Nearest to an answer" in said
    assert "What else was said to it" in said
    assert "Vans" in said
    assert 'href="/objections?id=j%3A00"' in words(page())


@pytest.mark.parametrize("uid", ["j:gone", "<b>", "d4"])
def test_an_objection_that_is_not_there_is_told_in_words(page, uid):
    said = words(page(id=uid))
    assert "There is no such objection." in said
    assert "<b>" not in said


def test_the_chips_of_hits_and_of_comments_lead_to_the_objection(page):
    link = 'href="/objections?id=j%3Aroad" target="_self"><span class="rj-chip rj-is-orange"'
    assert link in words(drawn("search", q="Chapel Road"))
    assert link in words(drawn("thread", id="d4"))
    assert link in words(drawn("position", id="p:quiet"))


# What is said of it


def test_an_answer_is_named_and_that_is_taken_back(own):
    test = drawn("objections", id="j:road")
    test.selectbox(key="by j:road").set_value("c3").run()
    test.selectbox(key="how j:road").set_value("rebutted").run()
    test.text_input(key="why j:road").set_value("It says so.").run()
    well(test.button(key="It was answered j:road").click().run())
    [(comment, kind, value)] = corrections(own)
    assert (comment, kind, value["status"], value["by"]["id"]) == ("d4", "status", "rebutted", "c3")
    assert "Set right: " in words(test)
    button(test, "Undo").click().run()
    assert "Taken back: " in words(well(test))
    assert corrections(own) == []


def test_what_is_no_objection_is_not_shown_any_more_and_can_be_taken_back(own):
    test = drawn("objections", discussion=HOME)
    well(test.button(key="Not an objection j:road").click().run())
    assert 'href="/objections?id=j%3Aroad"' not in words(test)
    assert [(kind, value["status"]) for _, kind, value in corrections(own)] == [("status", "no_objection")]
    button(test, "Undo").click().run()
    assert corrections(own) == []


def test_the_stance_of_an_objection_is_corrected(own):
    test = drawn("objections", id="j:x")
    well(test.button(key="agrees j:x").click().run())
    assert [(kind, value["stance"]) for _, kind, value in corrections(own)] == [("stance", "agree")]
    button(test, "Undo").click().run()
    assert corrections(own) == []


# Many at once


def test_the_models_are_opened_once_for_all_archives_of_a_process(own):
    settings = find_settings(own, environment={})
    with SharedArchive(settings) as one, SharedArchive(settings) as other, one.writing() as writing:
        assert one.model is other.model is writing.model
        assert one.pair_model is writing.pair_model
        with pytest.raises(StoreReadOnly):
            one.store.write(Batch())


def test_people_who_correct_at_once_wait_for_one_another(own):
    def say(comment):
        with archive.writing() as writing:
            return writing.correct(Said(comment, "status", "answered"), Stages(), follow=False).new

    with SharedArchive(find_settings(own, environment={})) as archive, ThreadPoolExecutor(3) as threads:
        assert list(threads.map(say, ["d4", "g7", "b2"])) == [True] * 3
        assert len(archive.store.corrections()) == 3


# Files


def test_a_table_has_all_that_is_asked_for_and_no_formula(folder):
    with SharedArchive(find_settings(folder, environment={})) as archive:
        rows = objection_downloads.table(archive, WantedObjections(limit=10, offset=10)).decode("utf-8-sig")
        asked = WantedObjections(statuses=frozenset({"silent"}))
        silent = objection_downloads.table(archive, asked).decode("utf-8-sig")
    assert rows.count('\n"j:') == 33
    assert rows.startswith('"id","comment","author"')
    assert silent.count('\n"j:') == 1
    assert "\n=" not in silent.replace('"', "")


def test_a_document_has_the_objections_their_discussions_and_what_they_attack(folder):
    with SharedArchive(find_settings(folder, environment={})) as archive:
        said = objection_downloads.document(archive, WantedObjections(statuses=UNADDRESSED)).decode()
    assert said.count("#objection") + said.count("#question") >= 33
    assert "# A street without cars" in said
    assert "it would be quieter, and safer for the children" in said
    assert "The night ferry" not in said
    assert "flour gets to my door" not in said  # it was answered


@pytest.mark.browser
def test_what_is_shown_is_narrowed_taken_along_and_answered_in_a_browser(chromium, own):
    with served(own) as address, watched(chromium, address) as tab:
        tab.open("/objections").tab.get_by_role("link", name="Marta Lind").first.click()
        tab.tab.wait_for_url("**/objections?author=Marta+Lind")
        assert "1 to 1 of 1 objection" in tab.settled().words
        for kind, name, part in (
            ("CSV", "objections.csv", '"j:road"'),
            ("Argdown", "objections.argdown", "Chapel Road"),
        ):
            tab.tab.get_by_text("Download").first.click()
            with tab.tab.expect_download() as taken:
                tab.tab.get_by_role("button", name=kind).click()
            assert taken.value.suggested_filename == name
            assert part in taken.value.path().read_text("utf-8-sig")
            tab.tab.keyboard.press("Escape")
        tab.tab.get_by_role("link", name="1.", exact=True).click()
        tab.tab.get_by_text("One objection").wait_for()
        tab.settled().tab.get_by_role("button", name="Not an objection").click()
        tab.tab.get_by_text("Set right: ").wait_for(timeout=60_000)
        tab.tab.get_by_role("button", name="Undo").first.click()
        tab.tab.get_by_text("Taken back: ").wait_for(timeout=60_000)
