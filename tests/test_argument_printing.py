"""Objections and positions as they are printed: in plain words, at any width, and harmless."""

import csv
from dataclasses import replace
from io import StringIO
from typing import get_args

import numpy as np
import pytest
from rich.console import Console

from graph.arguments import UNADDRESSED, Act, By, Status
from graph.models import Batch
from graph.objection.score import TERMS, Merits
from graph.objection.score import terms as scored
from graph.sqlite_store import SqliteStore
from tests.argued_archive import COMMENTS, HOME, OBJECTIONS, fill
from ui.objections import FoundObjections, view_objections
from ui.position import tell
from ui.positions import WantedPositions, find_positions
from ui.printing import comments, objections, positions, statuses, threads
from ui.printing.objection_table import COLUMNS, write
from ui.printing.reasons import reasons
from ui.views import view_comment, view_thread


@pytest.fixture
def archive(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        yield fill(store)


def printed(drawn, width=200):
    console = Console(file=StringIO(), width=width)
    console.print(drawn)
    return console.file.getvalue()


def all_of(archive, *rows):
    counts = archive.counts().objections
    return FoundObjections(tuple(view_objections(rows or OBJECTIONS, archive)), more=True, counts=counts)


def test_every_status_act_and_person_has_words():
    assert set(statuses.STATUSES) == set(get_args(Status))
    assert set(statuses.ACTS) == set(get_args(Act))
    assert set(statuses.BY) == set(get_args(By))
    assert all("_" not in words for words, _ in statuses.STATUSES.values())


@pytest.mark.parametrize("status", get_args(Status))
def test_what_is_open_says_so(status):
    assert statuses.name(status).plain.startswith("open: ") == (status in UNADDRESSED)


def test_statuses_are_counted_those_that_are_open_first():
    counts = {"answered": 4, "ignored": 1, "silent": 2, "withdrawn": 0}
    assert statuses.counted(counts) == "7: 3 open, 43 % (1 ignored, 2 silent); 4 answered"
    assert statuses.counted({"answered": 1}) == "1: 1 answered"
    assert statuses.counted({}) == "none"


def test_reasons_give_back_the_numbers_that_made_the_terms():
    merits = Merits(*(np.array([each]) for each in (0.97, 0.88, 2.0, 14.0, 1.0, 0.62, 1.0)))
    told = tuple(zip(TERMS, scored(merits)[:, 0].tolist(), strict=True))
    words = [each for each, _ in reasons(replace(OBJECTIONS[0], unaddressed=0.97, probability=0.88, terms=told))]
    assert words[:4] == [
        "97 % unanswered",
        "88 % likely to be an objection",
        "raised by 2 people",
        "14 comments in the debate on what it is against",
    ]
    assert words[4:] == [
        "the author of that wrote later",
        "62 % strong by what is said for and against it, 50 % if nothing is",
        "hedged",
    ]


def test_every_term_of_a_score_has_words_and_none_that_is_nothing_is_told():
    told = reasons(replace(OBJECTIONS[0], terms=tuple((name, 0.0) for name in TERMS)))
    assert [value for _, value in told] == [0.0, 0.0]
    words = reasons(replace(OBJECTIONS[0], terms=tuple((name, 0.1) for name in TERMS)))
    assert len(words) == len(TERMS)
    assert not [each for each, _ in words if "_" in each]


def test_an_objection_is_printed_with_all_that_a_reader_needs(archive):
    told = printed(objections.draw(all_of(archive)))
    for part in (
        "answered · Piet · 2024-01-04 · A street without cars",
        "““…” Nobody has told me how flour gets to my door at nine.”  b2",
        "against   Ana: “it would be quieter, and safer for the children.”  a1",
        "attacks   “it would be quieter, and safer for the children.”, held by 2 people  p:quiet",
        "nearest   74 % likely to deal with it (82 % if it replies to it at all): "
        "Ana (who is objected to) answers it: “Vans may come until ten”"
        " meets “flour gets to my door at nine”  c3",
        "20 % unanswered (-1.61)",
        "rests on  inferred replies: 40 % of the evidence",
        'rejoinder correct d4 --status answered --why "..."   or --answered-by e5',
        "status    nobody dealt with it, and the author wrote no more (corrected by hand)",
        "nearest   nothing that was said comes near to an answer",
        "asks      Ana",
        "3 objections shown; more: --limit; the archive holds 3: 2 open, 67 %",
    ):
        assert part in told


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal_and_what_goes_on_stands_in_its_column(archive, width):
    whole = printed(objections.draw(all_of(archive)), width)
    whole += printed(positions.draw(find_positions(WantedPositions(), archive, lambda query: {})), width)
    assert max(map(len, whole.splitlines())) <= width
    lines = printed(objections.draw(all_of(archive)), max(width, 60)).splitlines()
    after = lines[next(at for at, line in enumerate(lines) if line.startswith("    why  ")) + 1]
    assert (after[:14].strip(), after[14].isspace()) == ("", False)


def test_a_comment_cannot_steer_the_terminal(archive):
    evil = "Chapel Road \x1b[31m \x07 is the only way round, and it will be jammed."
    archive.write(Batch(comments=[replace(COMMENTS["d4"], text=evil, author="\x1b[1mM")]))
    assert "\x1b" not in printed(objections.draw(all_of(archive)))
    assert "\x1b" not in printed(positions.draw_story(tell("p:quiet", archive)))


def test_json_holds_whole_texts_numbers_and_the_commands_that_correct_them(archive):
    told = objections.as_json(all_of(archive))
    flour, road, shops = told["objections"]
    assert (flour["id"], flour["comment"], flour["text"]) == ("j:flour", "b2", COMMENTS["b2"].text)
    assert flour["nearest_answer"]["met"]["text"] == "flour gets to my door at nine"
    assert sum(road["terms"].values()) == pytest.approx(road["score"])
    assert (road["open"], flour["open"]) == (True, False)
    assert road["correct"] == [
        'rejoinder correct d4 --status answered --why "..."',
        "rejoinder correct d4 --answered-by e5",
        "rejoinder correct d4 --status no_objection",
    ]
    assert (shops["nearest_answer"], shops["position"]) == (None, None)


def test_a_table_is_read_back_as_it_was_written_and_holds_no_formula(archive):
    (shops,) = view_objections([OBJECTIONS[2]], archive)
    formula = replace(shops, words=replace(shops.words, text="=1+1", author="@sum"))
    file = StringIO(newline="")
    assert write(file, FoundObjections((formula,), more=False, counts={})) == 1
    (row,) = csv.DictReader(StringIO(file.getvalue()))
    assert tuple(row) == COLUMNS
    assert (row["objection"], row["author"], row["id"]) == ("'=1+1", "'@sum", "j:shops")
    assert (row["position"], row["nearest"], float(row["inferred"])) == ("", "", 1.0)


def test_positions_are_printed_with_who_holds_and_who_attacks_them(archive):
    found = find_positions(WantedPositions(query="x"), archive, lambda query: {"p:quiet": ["k:2"], "p:shops": []})
    told = printed(positions.draw(found))
    for part in (
        " 1  it would be quieter, and safer for the children.",
        "held by   2 people, in 2 claims  p:quiet",
        "objects   2 people; 1 of 2 objections open",
        "opposes   “Chapel Road is the only way round, and it will be jammed.”  1 person  p:jam",
        "matches   “A street without cars is a quieter street.”  Zoe · 2025-03-06  f6",
        "held by   1 comment, author unknown, in 1 claim  p:shops",
        "objects   nobody",
        "2 positions shown",
    ):
        assert part in told


def test_a_position_is_told_in_full_and_says_what_it_was_before(archive):
    told = printed(positions.draw_story(tell("p:0noise", archive)))
    for part in (
        "p:0noise “Cars make noise.” was merged into this one",
        "Marta Lind, Piet",
        "open: acknowledged  “Chapel Road is the only way round”",
        "2025-03  2",
        "came from\n    “Cars make noise.”  p:0noise",
    ):
        assert part in told
    assert "was split; its claims are now in" in printed(positions.draw_story(tell("p:0dirt", archive)))


def test_a_position_in_json_has_its_members_growth_and_objections(archive):
    told = positions.story_json(tell("p:0noise", archive))
    assert (told["id"], told["asked"], told["retired"]) == ("p:quiet", "p:0noise", False)
    assert [each["comment"] for each in told["members"]] == ["a1", "f6"]
    assert told["growth"][-1] == {"period": "2025-03", "size": 2}
    assert {each["id"] for each in told["raised"]} == {"j:flour", "j:road"}
    split = positions.story_json(tell("p:0dirt", archive))
    assert (split["retired"], [each["id"] for each in split["now"]]) == (True, ["p:quiet", "p:shops"])


def test_a_thread_marks_what_is_still_open(archive):
    found = view_thread(HOME, None, archive)
    lines = printed(threads.Tree(found)).splitlines()
    assert lines[1].endswith("2 of 3 objections open")
    assert [line for line in lines if "open: " in line and "objections" not in line] == [
        "d4 · Marta Lind · 2024-02-06 objection open: acknowledged",
        "g7 objection open: silent",
    ]
    rows = {each["id"]: each["objections"] for each in threads.as_json(found)["comments"]}
    assert [(each["status"], each["open"]) for each in rows["b2"]] == [("answered", False)]
    assert rows["a1"] == []


def test_show_tells_what_a_comment_objects_what_is_against_it_and_what_it_claims(archive):
    told = printed(comments.draw(view_comment(archive.comments(["d4"])["d4"], archive)), 400)
    assert "objects\n  open: acknowledged – somebody took note of it, and nobody answered it; 94 % unanswered" in told
    assert "claims\n  “Chapel Road is the only way round, and it will be jammed.”  held by 1 person  p:jam" in told
    view = view_comment(archive.comments(["a1"])["a1"], archive)
    told = printed(comments.draw(view), 400)
    assert told.partition("is objected to\n")[2].count("unanswered") == 3
    plain = comments.as_json(view)
    assert [each["id"] for each in plain["objections"]] == ["j:road", "j:shops", "j:flour"]
    assert plain["claims"][0]["position"]["id"] == "p:quiet"
