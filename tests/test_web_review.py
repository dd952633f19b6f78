"""The page of review without a browser: what is asked, what an answer does, and that nothing is asked twice."""

import time
from shutil import copytree

import pytest

from graph.correction.reviewing import Choice, Question
from graph.models import Batch
from ingest.models import CommentId
from tests.commands import answer, rejoinder
from tests.doubtful_archive import JOINED, make
from tests.drawn_pages import button, drawn, well, words
from ui.archive import Archive
from ui.correcting import Said, said_by
from ui.printing.review import asks
from ui.progress import Stages
from ui.reviewing import WantedDoubts, key
from ui.settings import find_settings
from ui.web import review_context, review_desk
from ui.web.review_journal import Journal

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("doubtful"))


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    """An archive of the test's own, which the pages show, and whose desk waits for nobody."""
    monkeypatch.setattr(review_desk, "_QUIET", 0.0)
    monkeypatch.delenv("REJOINDER_STORE", raising=False)
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path / "archive"))
    return copytree(made, tmp_path / "archive")


def press(test, label):
    """Press the first button with this label."""
    button(test, label).click()
    return well(test.run())


def until(test, part):
    """Draw the page until it says this."""
    for _ in range(600):
        if part in words(test):
            return well(test.run())
        time.sleep(0.05)
        well(test.run())
    raise AssertionError(words(test))


def settled(test):
    """Draw the page until all that was said is written, and what follows from it found."""
    return until(test, "positions and objections follow it")


def until_nothing_is_said(folder):
    for _ in range(600):
        if not said(folder):
            return
        time.sleep(0.05)
    raise AssertionError(said(folder))


def doubts(folder, *options):
    return answer("review", *options, "--limit", "100", archive=folder)


def keys(folder, *options):
    return [(each["kind"], each["comment"], each["about"]) for each in doubts(folder, *options)["questions"]]


def said(folder):
    return [(each["kind"], each["comment"]) for each in answer("corrections", archive=folder)["corrections"]]


def test_the_page_asks_what_the_command_asks_in_the_same_words_and_order(folder):
    questions = doubts(folder)["questions"]
    test = drawn("review")
    for each in questions[:4]:
        assert each["asks"] in words(test)
        assert [button.label for button in test.button[: len(each["choices"])]] == [
            choice["says"] for choice in each["choices"]
        ]
        press(test, "I can't tell")
    assert questions[0]["asks"] in rejoinder("review", archive=folder).stdout


def test_an_answer_is_written_as_the_command_writes_it_and_the_next_question_comes_at_once(folder):
    first, second, *_ = doubts(folder)["questions"]
    test = press(drawn("review"), first["choices"][0]["says"])
    assert second["asks"] in words(test)
    assert "1 of 15 settled; 14 left" in words(test)
    settled(test)
    assert said(folder) == [("split", first["comment"])]
    assert (first["kind"], first["comment"], first["about"]) not in keys(folder)


def test_whoever_confirms_what_was_inferred_is_never_asked_again(folder):
    everything = keys(folder)
    with Archive(find_settings(folder, environment={}), write=True) as archive:
        while questions := archive.review(WantedDoubts()).questions:
            held = next(each for each in questions[0].choices if each.means == questions[0].believed)
            archive.correct(said_by(held.command), Stages(), follow=False)
    assert len(said(folder)) == len(everything)
    assert rejoinder("rebuild", archive=folder).exit_code == 0
    assert keys(folder) == []
    assert rejoinder("ingest", folder / "page.txt", archive=folder).exit_code == 0
    assert keys(folder) == []
    assert "Nothing is left to ask here" in words(drawn("review"))


def test_an_answer_is_taken_back_and_its_question_asked_again(folder):
    first = doubts(folder)["questions"][0]
    test = settled(press(drawn("review"), first["choices"][0]["says"]))
    press(test, "Undo")
    assert first["asks"] in words(test)
    assert "0 of 15 settled" in words(test)
    until_nothing_is_said(folder)
    assert keys(folder)[0] == (first["kind"], first["comment"], first["about"])


def test_what_one_cannot_tell_comes_back_after_all_others_and_is_not_written(folder):
    number = len(doubts(folder)["questions"])
    test = drawn("review")
    seen = []
    for _ in range(number):
        seen.append(words(test).partition("rj-question")[2][:3000])
        press(test, "I can't tell")
    assert len(set(seen)) == number
    assert words(test).partition("rj-question")[2][:3000] == seen[0]
    assert said(folder) == []


def test_an_address_names_one_doubt_and_afterwards_the_others_come(folder):
    *_, last = doubts(folder, "--kind", "stance")["questions"]
    test = drawn("review", id=last["comment"], of="stance", about=last["about"])
    assert last["asks"] in words(test)
    assert last["texts"][0]["text"][:40] in words(test)
    press(test, last["choices"][0]["says"])
    assert "id" not in test.query_params
    assert doubts(folder)["questions"][0]["asks"] in words(test)
    again = drawn("review", id=last["comment"], of="stance", about=last["about"])
    assert "is settled, or not in doubt any more" in words(again)


def test_kinds_and_discussions_narrow_what_is_asked(folder):
    parents = doubts(folder, "--kind", "parent")
    assert {each["kind"] for each in parents["questions"]} == {"parent"}
    test = drawn("review", kind="parent")
    assert "Whom does this comment answer?" in words(test)
    assert f"{parents['left']} left here that are less than 80 % sure" in words(test)
    home = answer("show", parents["questions"][0]["comment"], archive=folder)["discussion"]
    assert keys(folder, "--discussion", home) == keys(folder)
    one = parents["questions"][0]["comment"]
    assert {comment for _, comment, _ in keys(folder, one)} == {one}
    assert rejoinder("review", "--kind", "guess", archive=folder).exit_code == 2


def test_a_comment_that_was_joined_wrongly_is_split(folder):
    test = drawn("review", kind="split")
    assert "a new comment from here?" in words(test)
    assert JOINED in words(test).partition("rj-cut")[2]
    settled(press(test, "Another comment begins here"))
    [found] = answer("search", "wheelchairs", "--mode", "lexical", archive=folder)["hits"]
    assert answer("show", found["id"], archive=folder)["text"].startswith(JOINED)


def test_what_cannot_be_written_is_told_and_asked_again_at_the_end(folder):
    first, second, *_ = doubts(folder)["questions"]
    test = drawn("review")
    with Archive(find_settings(folder, environment={}), write=True) as writing:
        assert writing.store.revision()
        until(press(test, first["choices"][0]["says"]), "Not written: ")
    assert "writing to it" in words(test).partition("Not written: ")[2]
    assert second["asks"] in words(test)
    assert "0 of 15 settled" in words(test)
    for _ in range(len(doubts(folder)["questions"]) - 1):
        press(test, "I can't tell")
    assert first["asks"] in words(test)
    assert first["texts"][-1]["text"][:40] in words(test)
    assert said(folder) == []


def test_what_cannot_be_taken_back_is_told_and_stays_settled(folder):
    first = doubts(folder)["questions"][0]
    test = settled(press(drawn("review"), first["choices"][0]["says"]))
    with Archive(find_settings(folder, environment={}), write=True) as writing:
        assert writing.store.revision()
        until(press(test, "Undo"), "Not taken back: ")
    assert "writing to it" in words(test).partition("Not taken back: ")[2]
    assert "1 of 15 settled" in words(test)
    assert len(said(folder)) == 1
    press(test, "Undo")
    until_nothing_is_said(folder)


def test_what_a_killed_process_left_behind_is_written_before_anything_is_asked(folder):
    first, second, *_ = doubts(folder)["questions"]
    journal = Journal(folder)
    for each in (first, second):
        journal.add(said_by(each["choices"][0]["command"]))
    journal.add(Said(second["comment"], said_by(second["choices"][0]["command"]).kind, undo=True))
    with (folder / "answers.jsonl").open("a") as file:
        file.write('{"id": "c:cut o')
    assert second["asks"] in words(drawn("review"))
    assert said(folder) == [("split", first["comment"])]
    for _ in range(600):
        if not (folder / "answers.jsonl").exists():
            break
        time.sleep(0.05)
    assert journal.read() == []


def test_saying_again_what_a_killed_process_only_noted_brings_it_into_effect(folder):
    command = doubts(folder, "--kind", "stance")["questions"][0]["choices"][0]["command"]
    with Archive(find_settings(folder, environment={}), write=True) as archive:
        before = archive.store.digest()
        made = archive.correct(said_by(command), Stages()).correction
        whole = archive.store.digest()
        archive.correct(Said(made.comment, undo=True), Stages())
        assert archive.store.digest() == before
        archive.store.write(Batch(corrections=[made]))
        assert archive.corrections()[0].state == "waiting"
        archive.correct(said_by(command), Stages())
        assert archive.store.digest() == whole


def test_what_follows_once_from_several_answers_is_what_follows_from_each(folder, made, tmp_path):
    other = copytree(made, tmp_path / "other")
    with Archive(find_settings(folder, environment={}), write=True) as archive:
        commands = [each.choices[-1].command for each in archive.review(WantedDoubts(("stance",))).questions]
        for each in commands:
            archive.correct(said_by(each), Stages(), follow=False)
        archive.follow(Stages())
        once = archive.store.digest(derived=True), archive.store.ranked_objections()
    with Archive(find_settings(other, environment={}), write=True) as archive:
        for each in commands:
            archive.correct(said_by(each), Stages())
        objections = archive.store.ranked_objections()
    assert len(commands) == 4
    assert once[1] == objections


def test_a_kind_that_the_page_does_not_know_is_shown_with_its_texts_and_choices(folder):
    comment = CommentId(keys(folder)[0][1])
    choice = Choice("it was said in jest", f"rejoinder correct {comment} --stance neutral")
    new = Question("irony", comment, "it was meant", 0.4, (("comment", "Oh <b>great</b>."),), (choice,))
    with Archive(find_settings(folder, environment={})) as archive:
        shown = review_context.context(new, archive)
    assert "Oh &lt;b&gt;great&lt;/b&gt;." in shown
    assert asks(new) == "Is this so: it was meant?"
    assert key(new) == ("irony", comment, "")


def test_an_empty_archive_says_how_to_fill_it(tmp_path, monkeypatch):
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path))
    with Archive(find_settings(tmp_path, environment={}), create=True) as archive:
        assert archive.store.counts().comments == 0
    assert "There is nothing in this archive yet" in words(drawn("review"))
