"""Claims, positions and objections that the tests of the stores share, over the comments of `sample()`."""

from itertools import chain

import numpy as np

from graph.arguments import (
    Claim,
    Claims,
    Derived,
    Done,
    Objection,
    Objections,
    Placement,
    Position,
    Response,
)
from graph.digest import DerivedRow
from graph.models import Batch
from graph.store import GraphStore
from tests.store_rows import ODD, filled


def claim(uid: str, comment: str, start: int = 0, seed: int = 0, **fields) -> Claim:
    vector = np.random.default_rng(seed).normal(size=8).astype(np.float32)
    made = {"end": start + 6, "text": f"words of {uid}", "fingerprint": "model:1", "vector": vector}
    return Claim(**{"uid": uid, "comment": comment, "start": start} | made | fields)


def position(uid: str, *claims: str, **fields) -> Position:
    central = claims[0] if claims else None
    return Position(
        **{"uid": uid, "label": f"label of {uid}", "claim": central, "size": len(claims), "counted": "authors"} | fields
    )


def response(comment: str, **fields) -> Response:
    strengths = {"engagement": 0.5, "probability": 0.75, "strength": 1 / 3, "counted": 0.125}
    spans = {"start": 0, "end": 4, "met_start": 1, "met_end": 5}
    return Response(**{"comment": comment, "act": "answers", "by": "third_party"} | strengths | spans | fields)


def objection(uid: str, comment: str, target: str, **fields) -> Objection:
    spans = {"start": 0, "end": 4, "target_start": 1, "target_end": 5}
    said = {
        "kind": "objection",
        "probability": 0.9,
        "status": "silent",
        "unaddressed": 0.7,
        "score": 1.5,
        "inferred": 0.25,
    }
    ends = {"uid": uid, "comment": comment, "target": target, "terms": (("support", 0.1), ("size", 1.4))}
    return Objection(**ends | spans | said | fields)


def sample_derived() -> Derived:
    """Claims in both discussions; two positions opposed to one another; objections with and without position and responses."""
    return Derived(
        claims=[
            Claims("d:1", "cut:1", (claim("k1", "b2"), claim("k2", "b2", 8, 1), claim("k3", "c1", 0, 2, text=ODD))),
            Claims("d:2", "cut:1"),
        ],
        positions=[
            position("p1", "k1", "k3", opposes=("p2", "gone"), question="q:1", came_from=("p0", "p9")),
            position("p2", "k2", opposes=("p1",), question="q:1", counted="comments", label=ODD),
            position("p9", went_to=("p1",)),
        ],
        placements=[Placement("k1", "p1"), Placement("k2", "p2"), Placement("k3", "p1")],
        objections=[
            Objections(
                "d:1",
                "judge:1",
                (
                    objection(
                        "o1", "b2", "c1", position="p1", responses=(response("c1", act="concedes"), response("d3"))
                    ),
                    objection(
                        "o2", "d3", "e4", status="answered", score=2.5, responses=(response("e4", elsewhere=True),)
                    ),
                    objection("o3", "d3", "b2", kind="question", evidence="correction", terms=(), score=-0.5),
                ),
            )
        ],
    )


def rows_of(derived: Derived) -> list[DerivedRow]:
    """What scan_derived gives of `derived`, in its order."""
    groups = [*derived.claims, *derived.objections]
    marks = [
        Done(each.discussion, "claims" if isinstance(each, Claims) else "objections", each.mark) for each in groups
    ]
    return [
        *sorted(chain.from_iterable(each.claims for each in derived.claims), key=lambda row: row.uid),
        *sorted(derived.positions, key=lambda row: row.uid),
        *sorted(derived.placements, key=lambda row: row.claim),
        *sorted(chain.from_iterable(each.objections for each in derived.objections), key=lambda row: row.uid),
        *sorted(marks, key=lambda row: (row.stage, row.discussion)),
    ]


def flat(rows) -> list[object]:
    """Rows that can be compared: a claim as a tuple with the bytes of its vector."""
    return [_flat(row) for row in rows]


def _flat(row: DerivedRow) -> object:
    if not isinstance(row, Claim):
        return row
    return row.uid, row.comment, row.start, row.end, row.text, row.fingerprint, row.vector.tobytes()


def write(store: GraphStore, **derived) -> None:
    store.write(Batch(derived=Derived(**derived)))


def derived_filled(store: GraphStore) -> GraphStore:
    """The comments of `sample()`, and all that is derived from them."""
    filled(store).write(Batch(derived=sample_derived()))
    return store


def derived_contents(store: GraphStore) -> tuple[object, ...]:
    return flat(store.scan_derived()), store.digest(derived=True), store.counts()
