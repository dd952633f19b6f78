"""Rows that the tests of the stores share: one of every kind, and whole batches of any size."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

from graph.models import Batch, Correction, DiscussionRow, LedgerRow, Parentage, Passage, Relations, Reply, Stance
from graph.store import GraphStore
from ingest.models import Comment, Occurrence, Quote, Source

NOON = datetime(2024, 2, 29, 12, 0, 0, 123456, tzinfo=UTC)
ODD = "nul \0, sub \x1a, lone \ud83d and \udc4d, pair \U0001f44d, end \x1a0041"


def comment(uid: str, discussion: str = "d:1", **fields) -> Comment:
    return Comment(uid, discussion, **{"text": f"the text of {uid}"} | fields)


def reply(child: str, parent: str, **fields) -> Reply:
    return Reply(
        **{"uid": f"r:{child}>{parent}", "confidence": 0.5, "evidence": "order"} | fields, child=child, parent=parent
    )


def parentage(child: str, *parents: str | None, uid: str | None = None) -> Parentage:
    """Each of these parents half as likely as the one before."""
    candidates = tuple((parent, 0.6 / 2**place) for place, parent in enumerate(parents))
    return Parentage(uid or f"p:{child}", child, candidates)


def stance(child: str, parent: str, **fields) -> Stance:
    likely = {"label": "disagree", "agree": 0.125, "neutral": 0.25, "disagree": 0.625}
    return Stance(**{"uid": f"s:{child}>{parent}"} | likely | fields, child=child, parent=parent)


def correction(of: str, kind: str = "parent", **fields) -> Correction:
    made = {"uid": f"x:{of}:{kind}", "value": {"parent": None}, "made_at": "2024-03-02T00:00:00+00:00"}
    return Correction(**made | fields, comment=of, kind=kind)


def quote(by: str, of: str) -> Quote:
    return Quote(f"q:{by}<{of}", by, 0, 4, of, 2, 6)


def occurrence(of: str, source: str = "s:1", start: int = 0, **fields) -> Occurrence:
    return Occurrence(f"o:{of}:{source}:{start}", of, source, start, start + 9, 1, "exact", **fields)


def passage(of: str, start: int = 0, fingerprint: str = "model:1", seed: int = 0) -> Passage:
    vector = np.random.default_rng(seed).normal(size=8).astype(np.float32)
    return Passage(of, start, start + 5, fingerprint, vector / np.linalg.norm(vector))


def source(uid: str = "s:1") -> Source:
    return Source(uid, "dump.txt", "text", "ab" * 32, 1234)


def sample() -> Batch:
    """Four comments in two discussions, with one row of every kind; c2 answers c1 and stands before it in the order of uids."""
    return Batch(
        sources=[source()],
        discussions=[DiscussionRow("d:1", "Bins", "https://example.org/1", {"tags": ["a", 1]}), DiscussionRow("d:2")],
        comments=[
            comment("b2", position=2, author="Ada", parent="c1", created_at=NOON, edited_at=NOON + timedelta(hours=1)),
            comment(
                "c1",
                position=1,
                author="Bo",
                title="Bins!",
                url="https://example.org/c1",
                meta={"score": 3.5, "odd": ODD},
            ),
            comment("d3", position=3, author="Ada", parent="gone", boundary=0.25, root=True),
            comment("e4", "d:2", text="", stub=True),
        ],
        occurrences=[
            occurrence("b2"),
            occurrence("c1", start=40, text="another text", why="same words", given={"author": None}),
        ],
        keys={"b2": (7, 5, 2**63 - 1), "c1": (5, 0)},
        relations=[
            Relations(
                "d:1",
                (quote("b2", "c1"),),
                (reply("b2", "c1", evidence="explicit", confidence=1.0), reply("d3", "e4")),
                (parentage("c1"), parentage("d3", "e4", None, "gone")),
                (
                    stance("b2", "c1", cues=((0, 3, "agree"), (4, 8, ODD))),
                    stance("d3", "b2", label="agree", agree=1.0, neutral=0.0, disagree=0.0, evidence="correction"),
                    stance("d3", "e4", label="neutral"),
                ),
            )
        ],
        passages=[
            passage("b2"),
            passage("b2", 5, seed=1),
            passage("c1", seed=2),
            passage("c1", fingerprint="model:2", seed=3),
        ],
        ledger=[LedgerRow("s:1", "1:text", {"read": 2, "name": ODD}, "2024-03-01T00:00:00+00:00")],
        corrections=[
            correction("b2", value={"parent": "c1", "odd": ODD}, why=ODD),
            correction("gone", "stance", value={"label": "agree", "parent": None, "at": [1, 2.5]}),
        ],
    )


def thread(*uids: str, edges: Iterable[Reply] = (), quotes: Iterable[Quote] = (), **more) -> Batch:
    """Comments in the discussion d:1, with these relations."""
    comments = [comment(uid) for uid in uids]
    relations = [Relations("d:1", tuple(quotes), tuple(edges))]
    return Batch(**{"discussions": [DiscussionRow("d:1")], "comments": comments, "relations": relations} | more)


def _judged(edges: Iterable[Reply]) -> tuple[tuple[Parentage, ...], tuple[Stance, ...]]:
    """A parentage and a stance for each edge, each label in its turn."""
    parentages = tuple(parentage(edge.child, edge.parent, None) for edge in edges)
    labels = ("agree", "neutral", "disagree")
    stances = (stance(edge.child, edge.parent, label=labels[at % 3]) for at, edge in enumerate(edges))
    return parentages, tuple(stances)


def filled(store: GraphStore) -> GraphStore:
    store.write(sample())
    return store


def problems(store: GraphStore) -> list[str]:
    return list(store.problems())


def plain(passages: Iterable[Passage]) -> list[tuple[str, int, int, str, bytes]]:
    return [(each.comment, each.start, each.end, each.fingerprint, each.vector.tobytes()) for each in passages]


def contents(store: GraphStore) -> tuple[object, ...]:
    """Everything a store holds."""
    ids = [row.uid for row in store.scan_comments(limit=10**6)]
    return list(store.scan_rows()), plain(store.passages(ids)), list(store.scan_keys()), store.ledger(), store.counts()


def numbered(number: int, size: int = 20) -> Batch:
    """The batch of that number: `size` comments in a discussion of their own, each but the first answering the one before."""
    home = f"d:{number:06d}"
    uids = [f"c:{number:06d}:{place:03d}" for place in range(size)]
    edges = [reply(child, parent) for parent, child in pairwise(uids)]
    return Batch(
        sources=[source()],
        discussions=[DiscussionRow(home)],
        comments=[comment(uid, home, position=place, author=f"author {place}") for place, uid in enumerate(uids)],
        occurrences=[occurrence(uid, start=place * 10) for place, uid in enumerate(uids)],
        keys={uid: (number, number + place, 2**40 + place) for place, uid in enumerate(uids)},
        relations=[Relations(home, (quote(uids[1], uids[0]),), tuple(edges), *_judged(edges))],
        passages=[passage(uid, seed=place) for place, uid in enumerate(uids)],
    )
