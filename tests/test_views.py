"""One comment, one discussion and the whole archive as people see them, from a real store."""

import json
from io import StringIO

import pytest
from rich.console import Console

from graph.corrections import Named, ParentValue, StanceValue
from graph.models import Batch, Correction, DiscussionRow, Parentage, Relations, Reply, Stance
from graph.sqlite_store import SqliteStore
from ingest.models import Comment, CommentId, DiscussionId
from ui.archive import Status
from ui.printing import comments, state, threads
from ui.views import view_comment, view_thread

HOME = DiscussionId("d:ferry")
NIGHT, WHO, NOISE, YES, LATE = (CommentId(each) for each in ("night", "who", "noise", "yes", "late"))
COMMENTS = (
    Comment(NIGHT, HOME, "The ferry should run all night.", 0, "Ana", meta={"score": 7}),
    Comment(WHO, HOME, "No, who would pay for that?", 1, "Bob", meta={"likes": 2}),
    Comment(NOISE, HOME, "And the noise at three?", 2, "Cy"),
    Comment(YES, HOME, "You are right about the noise.", 3, "Dee"),
    Comment(LATE, HOME, "I once missed the last one.", 4, "Eve"),
)
REPLIES = (
    Reply("r:1", WHO, NIGHT, 0.74, "content"),
    Reply("r:2", NOISE, NIGHT, 0.47, "order"),
    Reply("r:3", YES, NOISE, 1.0, "correction"),
)
GUESSES = (
    Parentage("p:1", WHO, ((NIGHT, 0.74), (NOISE, 0.15), (None, 0.08))),
    Parentage("p:2", LATE, ((None, 0.55), (NIGHT, 0.4))),
)
STANCES = (
    Stance("t:1", WHO, NIGHT, "disagree", 0.06, 0.12, 0.82, cues=((0, 2, "disagree"),)),
    Stance("t:2", NOISE, NIGHT, "neutral", 0.2, 0.35, 0.45),
    Stance("t:3", YES, NOISE, "agree", 1, 0, 0, "correction"),
)
ROOT_BY_HAND = Comment(CommentId("alone"), HOME, "Something else altogether, if I may.", 5, "Flo")
NAMES = {each.uid: Named(id=each.uid, begins=each.text) for each in (*COMMENTS, ROOT_BY_HAND)}


def corrected(uid, kind, value, day, why):
    made_at = f"2026-01-{day:02}T00:00:00+00:00"
    return Correction(uid, kind, CommentId(value.comment.id), value.model_dump(mode="json"), made_at, why)


TO_NOISE = ParentValue(comment=NAMES[YES], parent=NAMES[NOISE])
CORRECTIONS = [
    corrected("x:1", "parent", TO_NOISE, 1, "first thought"),
    corrected("x:2", "parent", TO_NOISE, 2, "it says noise"),
    corrected(
        "x:3", "stance", StanceValue(comment=NAMES[WHO], stance="agree", parent=NAMES[NIGHT]), 2, "not in effect"
    ),
    corrected("x:4", "parent", ParentValue(comment=NAMES[ROOT_BY_HAND.uid], parent=None), 3, "a new topic"),
]


def fill(store):
    found = Relations(HOME, (), REPLIES, GUESSES, STANCES)
    rows = [DiscussionRow(HOME, "The night ferry")]
    comments = [*COMMENTS, ROOT_BY_HAND]
    store.write(Batch(discussions=rows, comments=comments, relations=[found], corrections=CORRECTIONS))
    return store


@pytest.fixture
def archive(tmp_path):
    with SqliteStore(str(tmp_path / "own.db")) as store:
        yield fill(store)


def printed(drawn, colour=None):
    console = Console(file=StringIO(), width=200, color_system=colour, force_terminal=colour is not None)
    console.print(drawn)
    return console.file.getvalue()


def shown(archive, uid):
    return printed(comments.draw(view_comment(archive.comments([uid])[uid], archive)))


def test_a_thread_tells_beside_each_reply_how_sure_it_and_its_stance_are(archive):
    lines = [line.strip() for line in printed(threads.Tree(view_thread(HOME, None, archive))).splitlines()]
    assert "replies: 1 correction, 1 content, 1 order · stances: 1 agree, 1 neutral, 1 disagree" in lines[1]
    assert "└ who · Bob [inferred from content, 74 %] disagrees 82 %" in lines
    assert "└ noise · Cy [inferred from order, 47 %] neutral, or disagrees 45 %" in lines
    assert "└ yes · Dee [corrected by hand] agrees (corrected by hand)" in lines
    assert "late · Eve [likely answers nothing here, 55 %]" in lines


def test_a_thread_in_colour_says_the_same_words(archive):
    plain = printed(threads.Tree(view_thread(HOME, None, archive)))
    coloured = printed(threads.Tree(view_thread(HOME, None, archive)), "truecolor")
    assert "\x1b[" in coloured
    assert all(word in coloured for word in ("disagrees 82 %", "neutral, or disagrees 45 %"))
    assert "\x1b[" not in plain


def test_a_thread_in_json_has_the_likely_parents_and_the_stance_of_each_comment(archive):
    rows = {each["id"]: each for each in threads.as_json(view_thread(HOME, None, archive))["comments"]}
    assert rows[WHO]["reply"] == {"parent": NIGHT, "confidence": 0.74, "evidence": "content"}
    assert rows[WHO]["likely_parents"][1] == {"parent": NOISE, "probability": 0.15}
    assert rows[WHO]["stance"]["probabilities"] == {"agree": 0.06, "neutral": 0.12, "disagree": 0.82}
    assert list(rows[WHO]["stance"]["cues"]) == [{"start": 0, "end": 2, "speaks_for": "disagree", "words": "No"}]
    assert rows[YES]["stance"]["evidence"] == "correction"
    assert rows[NIGHT]["reply"] is rows[NIGHT]["stance"] is None


def test_show_tells_what_a_comment_answers_what_it_may_answer_and_how_it_takes_that(archive):
    told = shown(archive, WHO)
    assert "answers\n  night Ana [inferred from content, 74 %] The ferry should run all night." in told
    assert "and takes it as: disagrees 82 % (neutral 12 %, agrees 6 %; “No”)" in told
    assert "or, 15 %: noise Cy And the noise at three?" in told
    assert "or, 8 %: nothing here" in told
    assert "not in effect" not in told


def test_show_tells_who_answers_and_with_which_stance(archive):
    told = shown(archive, NIGHT)
    assert "who Bob [inferred from content, 74 %] disagrees 82 % No, who would pay for that?" in told
    assert "noise Cy [inferred from order, 47 %] neutral, or disagrees 45 % And the noise" in told


def test_show_tells_a_correction_as_the_persons_with_the_reason_given_last(archive):
    told = shown(archive, YES)
    assert "noise Cy [corrected by hand: it says noise] And the noise at three?" in told
    assert "agrees (corrected by hand)" in told
    assert "first thought" not in told


def test_that_a_comment_answers_nothing_because_a_person_said_so_is_told_as_the_persons(archive):
    assert "answers\n  nothing [corrected by hand: a new topic]" in shown(archive, ROOT_BY_HAND.uid)
    assert "alone · Flo [answers nothing: corrected by hand]" in printed(threads.Tree(view_thread(HOME, None, archive)))


def test_show_tells_a_comment_that_likely_answers_nothing_with_what_it_may_answer(archive):
    told = shown(archive, LATE)
    assert "likely answers nothing here, 55 %" in told
    assert "or, 40 %: night Ana The ferry" in told


def test_votes_stand_beside_the_stance_and_are_no_part_of_it(archive):
    told = shown(archive, WHO)
    assert "votes and reactions, as the source gives them\n  likes 2" in told
    assert told.index("disagrees 82 %") < told.index("likes 2")


def test_show_in_json_holds_the_answers_and_the_corrections_they_rest_on(archive):
    plain = comments.as_json(view_comment(archive.comments([YES])[YES], archive))
    assert (plain["reply"]["evidence"], plain["stance"]["evidence"]) == ("correction", "correction")
    assert [each["uid"] for each in plain["corrections"]] == ["x:2"]
    plain = comments.as_json(view_comment(archive.comments([NIGHT])[NIGHT], archive))
    assert [(each["id"], each["stance"]["label"]) for each in plain["answered_by"]] == [
        (WHO, "disagree"),
        (NOISE, "neutral"),
    ]
    json.dumps(plain["answered_by"])


def test_status_says_how_much_is_explicit_quoted_inferred_and_corrected(archive, tmp_path):
    status = Status(tmp_path, "archive.db", 1, "0" * 32, archive.counts(), (), True, "")
    told = " ".join(printed(state.draw_status(status)).split())
    assert "replies 3: 2 inferred (67 %), 1 corrected (33 %); inferred from: 1 content, 1 order" in told
    assert "stances 3: 1 agree (33 %), 1 neutral (33 %), 1 disagree (33 %)" in told
    assert "corrections 4" in told
    plain = state.status_json(status)
    assert plain["replies"]["inferred"] == {"count": 2, "share": 2 / 3}
    assert plain["replies"]["quoted"] == {"count": 0, "share": 0.0}
    assert plain["stances"]["agree"]["count"] == plain["counts"]["stances"]["agree"] == 1
    assert plain["counts"]["corrections"] == 4


def test_every_store_gives_the_same_views(store, archive):
    fill(store)
    assert view_thread(HOME, None, store) == view_thread(HOME, None, archive)
    for uid in NAMES:
        assert view_comment(store.comments([uid])[uid], store) == view_comment(archive.comments([uid])[uid], archive)
