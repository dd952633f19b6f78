"""What is asked first, and what is never asked again."""

from dataclasses import replace

import pytest

from graph.correction.correcting import correct
from graph.correction.doubting import KINDS
from graph.correction.reviewing import Question, review
from graph.corrections import make
from graph.models import Batch, DiscussionRow, Parentage, Relations, Reply, Stance
from graph.proposing import confirmed_value, parent_value, split_value, stance_value
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Source, SourceId

HOME = DiscussionId("d:1")
WORDS = (
    "the miller brings his flour at nine and nobody has told him of the plan",
    "a lorry needs the whole width of the lane so the bays have to go",
    "my mother cannot walk from the chapel yard to the chemist any more",
    "I would like to see the figures of last summer before I say yes",
    "the band played until midnight and the windows shook in our house",
    "there is a bus at ten past and it takes no longer than a car",
)


def stance(child: str, parent: str, agree: float) -> Stance:
    return Stance(f"s:{child}", CommentId(child), CommentId(parent), "agree", agree, 1 - agree, 0.0)


@pytest.fixture
def doubtful(store: GraphStore) -> GraphStore:
    """Six comments of a page: c1 to c5 begin less and less surely, answer c0, and agree with it more and more surely.

    c2 may be two comments.
    """
    page, at = Source(SourceId("s:1"), "page.txt", "text", "0" * 64, 1000), 0
    rows, places = [], []
    for n, text in enumerate(WORDS):
        begins = 1 - n * 0.1
        rows.append(Comment(CommentId(f"c{n}"), HOME, text, n, boundary=begins))
        given = {"discussion": HOME, "position": n, "id": None}
        given |= {"gaps": [[text.index("to the"), 0.35]]} if n == 2 else {}
        places.append(Occurrence(f"o:{n}", rows[-1].uid, page.uid, at, at + len(text), 1, "exact", given=given))
        at += len(text) + 1
    edited = replace(
        places[3],
        uid="o:edited",
        start=at,
        end=at + 40,
        match="edited",
        text=f"{WORDS[3]} or no again, as all of us have asked",
    )
    edited = replace(edited, given={"of": "o:3", "place": 1}, end=at + len(edited.text))
    replies = [Reply(f"r:{n}", CommentId(f"c{n}"), CommentId("c0"), 0.3 + n * 0.1, "order") for n in range(1, 6)]
    parentage = Parentage("p:1", CommentId("c1"), ((CommentId("c0"), 0.2), (None, 0.1)))
    stances = tuple(stance(f"c{n}", "c0", 0.4 + n * 0.1) for n in range(1, 6))
    store.write(Batch(sources=[page], discussions=[DiscussionRow(HOME)], comments=rows, occurrences=[*places, edited]))
    store.write(Batch(relations=[Relations(HOME, (), tuple(replies), (parentage,), stances)]))
    return store


def of_kind(found: list[Question], kind: str) -> list[Question]:
    return [each for each in found if each.kind == kind]


def test_the_least_sure_of_every_kind_comes_first_and_the_kinds_take_turns(doubtful):
    found = review(doubtful, 100)
    assert {each.kind for each in found[: len(KINDS)]} == set(KINDS)
    assert [each.comment for each in of_kind(found, "boundary")] == ["c5", "c4", "c3", "c2", "c1"]
    assert [each.comment for each in of_kind(found, "parent")] == ["c1", "c2", "c3", "c4", "c5"]
    assert [each.comment for each in of_kind(found, "stance")] == ["c1", "c2", "c3", "c4", "c5"]
    assert [each.comment for each in of_kind(found, "merge")] == ["c3"]


def test_a_shorter_list_is_the_beginning_of_a_longer_one(doubtful):
    whole = review(doubtful, 100)
    assert [review(doubtful, limit) for limit in (1, 3, 8)] == [whole[:1], whole[:3], whole[:8]]


def test_each_question_shows_the_texts_and_what_would_settle_it(doubtful):
    found = {each.kind: each for each in review(doubtful, len(KINDS))}
    assert found["boundary"].texts == (("before", WORDS[4]), ("comment", WORDS[5]))
    assert [each.command for each in found["boundary"].choices] == [
        "rejoinder correct c5 --split 0",
        "rejoinder correct c4 --merge c5",
    ]
    assert found["split"].texts == (("before", WORDS[2][:42]), ("after", WORDS[2][43:]))
    assert [each.command for each in found["split"].choices] == [
        "rejoinder correct c2 --split 43",
        "rejoinder correct c2 --merge 43",
    ]
    assert found["parent"].confidence == 0.2
    assert [each.command for each in found["parent"].choices] == [
        "rejoinder correct c1 --parent c0",
        "rejoinder correct c1 --parent none",
    ]
    assert [each.means for each in found["stance"].choices] == ["agree", "neutral", "disagree"]
    assert [each.command for each in found["merge"].choices] == [
        "rejoinder correct c3 --merge o:edited",
        "rejoinder correct c3 --separate o:edited",
    ]


def test_a_comment_that_is_believed_to_answer_nothing_can_be_asked_about(doubtful):
    unsure = Parentage("p:0", CommentId("c0"), ((None, 0.15), (CommentId("c5"), 0.1)))
    doubtful.write(Batch(relations=[Relations(HOME, (), (), (unsure,))]))
    [question] = of_kind(review(doubtful, 100), "parent")
    assert (question.comment, question.believed) == ("c0", "answers nothing")
    assert [each.command.split()[-1] for each in question.choices] == ["c5", "none"]


def test_what_was_settled_is_not_asked_again(doubtful):
    rows = doubtful.comments([CommentId(f"c{n}") for n in range(6)])
    parents = parent_value(rows["c1"], rows["c0"], doubtful)
    stances = stance_value(rows["c1"], "agree", doubtful)
    correct(make("stance", CommentId("c1"), stances, None), doubtful)
    correct(make("parent", CommentId("c1"), parents, None), doubtful)
    correct(make("split", CommentId("c5"), split_value(rows["c5"], "0", doubtful), None), doubtful)
    [edited] = [each for each in doubtful.occurrences([CommentId("c3")]) if each.uid == "o:edited"]
    correct(make("merge", CommentId("c3"), confirmed_value(rows["c3"], edited), None), doubtful)
    asked = {
        (each.kind, each.texts[-1][1] if each.kind == "boundary" else each.texts[0][1])
        for each in review(doubtful, 100)
    }
    settled = {("parent", WORDS[1]), ("stance", WORDS[1]), ("boundary", WORDS[5]), ("merge", WORDS[3])}
    assert not asked & settled
    assert ("boundary", WORDS[4]) in asked


def test_nothing_is_asked_of_an_empty_archive(store):
    assert review(store) == []
