from datetime import UTC, datetime, timedelta

import numpy as np

from graph.reply.candidates import WINDOW, find_candidates, last_by
from graph.reply.evidence import named_evidence
from graph.reply.thread import Talk, read_talk
from ingest.models import Comment, CommentId, DiscussionId, Quote
from ingest.quotes import find_quotes

START = datetime(2024, 5, 1, tzinfo=UTC)


def talk_of(authors: str, texts: dict[int, str] | None = None, quotes: list[Quote] | None = None) -> Talk:
    """A discussion in which comment n is by the author authors[n]."""
    comments = [
        Comment(CommentId(str(n)), DiscussionId("d"), (texts or {}).get(n, f"remark {n}"), n, name * 5, START + timedelta(hours=n))
        for n, name in enumerate(authors)
    ]  # fmt: skip
    return read_talk(comments, find_quotes(comments).quotes if quotes is None else quotes)


def candidates(talk: Talk, child: int) -> set[int]:
    pairs = find_candidates(talk)
    return set(pairs.parent[pairs.child == child].tolist())


def test_candidates_are_none_the_first_and_those_just_before():
    assert candidates(talk_of("abcdefghijklmnop"), 15) == {-1, 0, *range(15 - WINDOW, 15)}


def test_what_is_quoted_is_a_candidate_however_long_ago():
    quote = Quote("q", CommentId("20"), 0, 4, CommentId("3"), 0, 4)
    assert 3 in candidates(talk_of("abcdefghijklmnopqrstuvwxyz", quotes=[quote]), 20)


def test_whom_the_author_talks_with_is_a_candidate():
    authors = "xa" + "bcdefghijklm" + "x"
    assert {0} <= candidates(talk_of(authors), 14)
    quote = Quote("q", CommentId("3"), 0, 4, CommentId("2"), 0, 4)
    assert 2 in candidates(talk_of("aabx" + "cdefghijklm" + "x", quotes=[quote]), 15)


def test_who_is_named_is_a_candidate():
    talk = talk_of("abcdefghijklmnop", {15: "ccccc: what you say is not so"})
    assert 2 in candidates(talk, 15)


def test_who_shares_rare_words_is_a_candidate():
    rare = "the xylophone of Zoetermeer has a dendrochronology"
    assert 1 in candidates(talk_of("abcdefghijklmnop", {1: rare, 15: f"{rare}, you see"}), 15)


def test_the_last_comment_of_an_author_is_found_as_by_looking_back():
    chance = np.random.default_rng(0)
    for _ in range(20):
        talk = talk_of("".join(chance.choice(list("abc"), 12)), quotes=[])
        authors, before = chance.integers(-1, 3, 12), chance.integers(0, 13, 12)
        slow = [
            max((n for n in range(at) if author >= 0 and talk.author[n] == author), default=-1)
            for author, at in zip(authors.tolist(), before.tolist(), strict=True)
        ]
        assert last_by(authors, talk, before).tolist() == slow


def test_every_row_of_evidence_is_a_number_and_rows_do_not_depend_on_one_another():
    talk = talk_of(
        "abacabadabacaba", {4: "remark number two is wrong\nbbbbb, why?", 2: "remark number two is wrong, they say"}
    )
    pairs = find_candidates(talk)
    columns = named_evidence(talk, pairs)
    assert all(
        np.isfinite(np.asarray(each, float)).all() and len(each) == len(pairs.child) for each in columns.values()
    )
    own = pairs.child == 9
    alone = named_evidence(talk, type(pairs)(pairs.child[own], pairs.parent[own]))
    for name, values in columns.items():
        assert np.array_equal(np.asarray(values)[own], np.asarray(alone[name])), name
