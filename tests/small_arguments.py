"""Claims, positions and objections over the comments of the small archive, for tests of search and of exports."""

from pathlib import Path

from small_archive import BAGS, COMMENTS, TRAINS, HashingEmbedder, small_store

from graph.arguments import (
    Claim,
    ClaimId,
    Claims,
    Derived,
    Objection,
    ObjectionId,
    Objections,
    Placement,
    Position,
    PositionId,
    Response,
)
from graph.models import Batch
from graph.sqlite_store import SqliteStore
from ingest.models import CommentId

_TEXTS = {each.uid: each.text for each in COMMENTS}
_SAID = {
    "k-keep": ("A1", "We should not ban plastic bags."),
    "k-liners": ("A1", "Most are reused as bin liners."),
    "k-sea": ("a2", "But the bags end up in the sea; banning them works."),
    "k-shop": ("a3", "You can't run a shop without bags."),
    "k-late": ("b1", "The trains are late again, and nobody says why."),
    "k-better": ("b2", "Late is better than cancelled."),
}
POSITIONS = (
    Position(
        PositionId("p:keep"),
        "We should not ban plastic bags.",
        ClaimId("k-keep"),
        2,
        "authors",
        "q:ban",
        (PositionId("p:ban"),),
    ),
    Position(
        PositionId("p:ban"),
        "Banning them works.",
        ClaimId("k-sea"),
        1,
        "authors",
        "q:ban",
        (PositionId("p:gone"), PositionId("p:keep")),
    ),
    Position(PositionId("p:liners"), "Most are reused as bin liners.", ClaimId("k-liners"), 1, "authors"),
    Position(PositionId("p:late"), "Late is better than nothing.", ClaimId("k-better"), 1, "comments"),
    Position(PositionId("p:old"), "Bags are fine.", None, 0, "authors", went_to=(PositionId("p:keep"),)),
)
_PLACES = {
    "k-keep": "p:keep",
    "k-shop": "p:keep",
    "k-liners": "p:liners",
    "k-sea": "p:ban",
    "k-late": "p:late",
    "k-better": "p:late",
}
_ANSWER = Response(CommentId("a3"), "rebuts", "third_party", 0.75, 0.9, 0.5, 0.25, 0, 34, 0, 31)
OBJECTIONS = (
    Objection(
        ObjectionId("o:sea"),
        CommentId("a2"),
        0,
        51,
        CommentId("A1"),
        0,
        31,
        "objection",
        0.82,
        "rebutted",
        0.75,
        -0.5,
        (("log U", -0.25), ("log p", -0.25)),
        0.5,
        PositionId("p:keep"),
        (_ANSWER,),
    ),
    Objection(
        ObjectionId("o:why"),
        CommentId("b2"),
        0,
        30,
        CommentId("b1"),
        0,
        47,
        "question",
        0.25,
        "silent",
        1.0,
        0.5,
        (("log U", 0.0), ("active later", 0.5)),
        1.0,
        evidence="correction",
    ),
)


def claims() -> list[Claim]:
    """All claims, their vectors by the hashing embedder."""
    embedder = HashingEmbedder()
    vectors = embedder.embed([text for _, text in _SAID.values()])
    found = []
    for (uid, (comment, text)), vector in zip(_SAID.items(), vectors, strict=True):
        start = _TEXTS[CommentId(comment)].index(text)
        found.append(
            Claim(ClaimId(uid), CommentId(comment), start, start + len(text), text, embedder.fingerprint, vector)
        )
    return found


def argued_store(path: Path) -> SqliteStore:
    """The small archive with all that is claimed and objected in it, in a new file."""
    store = small_store(path)
    said = claims()
    homes = {each.uid: each.discussion for each in COMMENTS}
    derived = Derived(
        claims=[
            Claims(home, "m:1", tuple(each for each in said if homes[each.comment] == home)) for home in (BAGS, TRAINS)
        ],
        positions=list(POSITIONS),
        placements=[Placement(ClaimId(claim), PositionId(position)) for claim, position in _PLACES.items()],
        objections=[
            Objections(home, "m:1", tuple(each for each in OBJECTIONS if homes[each.comment] == home))
            for home in (BAGS, TRAINS)
        ],
    )
    store.write(Batch(derived=derived))
    return store
