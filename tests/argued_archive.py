"""What tests of objections and positions share: a small self-written discussion and what is derived of it, as stored rows."""

from datetime import datetime
from math import log

import numpy as np

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
from graph.models import Batch, DiscussionRow, Relations
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId, Quote

HOME, OTHER = DiscussionId("d:street"), DiscussionId("d:ferry")
_QUIET = "it would be quieter, and safer for the children."


def _comment(uid, text, place, author=None, date=None, home=HOME):
    moment = date and datetime.fromisoformat(f"{date}T12:00:00+00:00")
    return Comment(CommentId(uid), home, text, place, author, moment)


COMMENTS = {
    each.uid: each
    for each in (
        _comment("a1", f"Should Mill Street be closed on Saturdays? I say yes: {_QUIET}", 0, "Ana", "2024-01-03"),
        _comment("b2", f"{_QUIET}\nNobody has told me how flour gets to my door at nine.", 1, "Piet", "2024-01-04"),
        _comment("c3", "Vans may come until ten in the new draft, and after four.", 2, "Ana", "2024-02-05"),
        _comment("d4", "Chapel Road is the only way round, and it will be jammed.", 3, "Marta Lind", "2024-02-06"),
        _comment("e5", "Thanks, good post!", 4, "Ana", "2024-03-06"),
        _comment("f6", "A street without cars is a quieter street.", 5, "Zoe", "2025-03-06"),
        _comment("g7", "How many shops lost money in the trial year? =1+1", 6),
        _comment("h8", "The night ferry would wake the whole harbour.", 0, "Piet", "2025-05-01", OTHER),
    )
}


def span(uid, words):
    """Where these words stand in a comment."""
    at = COMMENTS[uid].text.index(words)
    return at, at + len(words)


def _claim(uid, comment, words):
    return Claim(ClaimId(uid), CommentId(comment), *span(comment, words), words, "m:1", np.full(4, 0.5, np.float32))


def _position(uid, label, claim, size, **fields):
    return Position(PositionId(uid), label, claim, size, **{"counted": "authors"} | fields)


CLAIMS = (
    _claim("k:1", "a1", _QUIET),
    _claim("k:2", "f6", "A street without cars is a quieter street."),
    _claim("k:3", "d4", "Chapel Road is the only way round, and it will be jammed."),
    _claim("k:4", "g7", "How many shops lost money in the trial year?"),
)
FERRY = _claim("k:5", "h8", "The night ferry would wake the whole harbour.")
PLACES = {"k:1": "p:quiet", "k:2": "p:quiet", "k:3": "p:jam", "k:4": "p:shops", "k:5": "p:ferry"}
POSITIONS = (
    _position("p:quiet", _QUIET, "k:1", 2, question="q:1", opposes=("p:jam",), came_from=("p:0noise",)),
    _position("p:jam", CLAIMS[2].text, "k:3", 1, question="q:1", opposes=("p:quiet",)),
    _position("p:shops", CLAIMS[3].text, "k:4", 1, counted="comments"),
    _position("p:ferry", FERRY.text, "k:5", 1),
    _position("p:0noise", "Cars make noise.", None, 0, went_to=("p:quiet",)),
    _position("p:0dirt", "Cars make noise and dirt.", None, 0, went_to=("p:0noise", "p:shops")),
)


def terms(unaddressed, probability, raised_by=1, debate=6, active=0.0, strength=0.5, hedge=0):
    """Terms as the stage that judges objections names and weighs them."""
    return (
        ("unaddressed", log(unaddressed)),
        ("disagreement", log(probability)),
        ("raised_by", 0.5 * log(1 + raised_by)),
        ("debate", 0.5 * log(1 + debate)),
        ("author_active", 0.3 * active),
        ("strength", 0.3 * log(strength)),
        ("hedge", -0.1 * hedge),
    )


def response(uid, words, by="target_author", act="answers", engagement=0.82, met=(0, 0)):
    """A response by the comment of this id."""
    return Response(CommentId(uid), act, by, engagement, 0.9, 0.5, 0.9 * engagement, *span(uid, words), *met)


def objection(uid, comment, words, status, **fields):
    """An objection with these words to the claim of a1."""
    unaddressed, probability = fields.setdefault("unaddressed", 1.0), fields.setdefault("probability", 0.9)
    told = fields.setdefault("terms", terms(unaddressed, probability))
    usual = {"kind": "objection", "inferred": 0.0, "score": sum(value for _, value in told)}
    target, target_span = CommentId("a1"), span("a1", _QUIET)
    return Objection(
        ObjectionId(uid),
        CommentId(comment),
        *span(comment, words),
        target,
        *target_span,
        status=status,
        **usual | fields,
    )


_FLOUR, _ROAD = "Nobody has told me how flour gets to my door at nine.", "Chapel Road is the only way round"
OBJECTIONS = (
    objection(
        "j:flour",
        "b2",
        COMMENTS["b2"].text,
        "answered",
        unaddressed=0.2,
        probability=0.88,
        terms=terms(0.2, 0.88, active=1),
        inferred=0.4,
        position=PositionId("p:quiet"),
        responses=(response("c3", "Vans may come until ten", met=span("b2", "flour gets to my door at nine")),),
    ),
    objection(
        "j:road",
        "d4",
        _ROAD,
        "acknowledged",
        unaddressed=0.94,
        probability=0.71,
        terms=terms(0.94, 0.71, 2, 6, 1, 0.62, 1),
        inferred=0.6,
        position=PositionId("p:quiet"),
        responses=(
            response("c3", "Vans", act="deflects", engagement=0.01),
            response("e5", "Thanks, good post!", act="acknowledges", engagement=0.04),
        ),
    ),
    objection(
        "j:shops",
        "g7",
        "How many shops lost money in the trial year? =1+1",
        "silent",
        probability=0.55,
        kind="question",
        inferred=1.0,
        evidence="correction",
    ),
)


def fill(store: GraphStore) -> GraphStore:
    """Write all of it."""
    quoted = Quote("q:1", CommentId("b2"), *span("b2", _QUIET), CommentId("a1"), *span("a1", _QUIET))
    store.write(
        Batch(
            discussions=[DiscussionRow(HOME, "A street without cars"), DiscussionRow(OTHER, "The night ferry")],
            comments=list(COMMENTS.values()),
            relations=[Relations(HOME, (quoted,), ())],
        )
    )
    placements = [Placement(ClaimId(claim), PositionId(place)) for claim, place in PLACES.items()]
    claims = [Claims(HOME, "m", CLAIMS), Claims(OTHER, "m", (FERRY,))]
    judged = [Objections(HOME, "m", OBJECTIONS)]
    store.write(
        Batch(derived=Derived(claims=claims, positions=list(POSITIONS), placements=placements, objections=judged))
    )
    return store
