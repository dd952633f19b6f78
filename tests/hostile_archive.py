"""An archive for tests of the pages: the small self-written one, and a discussion that attacks whoever shows it as markup."""

from dataclasses import replace
from pathlib import Path

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
)
from graph.embedding import embed_store
from graph.models import Batch, DiscussionRow, Relations, Reply, Stance
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId, Source, SourceId
from tests.argued_archive import CLAIMS, FERRY, HOME, OBJECTIONS, OTHER, fill
from ui.archive import Archive
from ui.progress import Stages
from ui.settings import find_settings

ATTACK = (
    "<script>alert('script')</script><img src=x onerror=\"alert('img')\"><svg onload=alert('svg')></svg>"
    '<a href="javascript:alert(\'link\')">here</a><iframe src="https://attack.invalid/frame"></iframe>'
    "![remote](https://attack.invalid/pixel.png) [go](javascript:alert('md')) :material/home: $x$"
)
ATTACKED = DiscussionId("d:<script>alert('id')</script>")
_FIRST, _SECOND, _THIRD = CommentId("x1"), CommentId("x2<b>"), CommentId("x3'\"><i>")
_PLACE = PositionId('p:"><script>alert(1)</script>')


def make(folder: Path) -> Path:
    """The archive in this folder, with vectors of the real model, and no index: the first search builds it."""
    with Archive(find_settings(folder, environment={}), create=True) as archive:
        fill(archive.store)
        _attack(archive.store)
        _claim(archive.store, archive.model)
        embed_store(archive.store, archive.embedder, Stages().stage("embedding"))
    return folder


def _attack(store: GraphStore) -> None:
    comments = [
        Comment(_FIRST, ATTACKED, f"{ATTACK} Harmless harbour words.", 0, f"Mallory {ATTACK}"),
        Comment(_SECOND, ATTACKED, f"No, the harbour words do harm. {ATTACK}", 1, "Trent <i>"),
        Comment(_THIRD, ATTACKED, f"{ATTACK} And so say I.", 2, ATTACK),
    ]
    replies = (Reply("r:x", _SECOND, _FIRST, 0.6, "content"), Reply("r:y", _THIRD, _SECOND, 0.4, "order"))
    stance = Stance("t:x", _SECOND, _FIRST, "disagree", 0.1, 0.1, 0.8)
    store.write(
        Batch(
            sources=[Source(SourceId("s:x"), f"{ATTACK}.txt", "text", "0" * 64, 10)],
            discussions=[DiscussionRow(ATTACKED, f"Title {ATTACK}", "javascript:alert('url')")],
            comments=comments,
            relations=[Relations(ATTACKED, (), replies, (), (stance,))],
        )
    )


def _claim(store: GraphStore, model) -> None:
    """Claims with vectors under the real model, a position with a hostile label, and the objection that attacks it."""
    rows = [*CLAIMS, FERRY]
    vectors = model.embed([each.text for each in rows])
    found = [
        replace(each, fingerprint=model.fingerprint, vector=vector) for each, vector in zip(rows, vectors, strict=True)
    ]
    hostile = Claim(ClaimId("k:x"), _FIRST, 0, len(ATTACK), ATTACK, model.fingerprint, model.embed([ATTACK])[0])
    derived = Derived(
        claims=[
            Claims(HOME, "m", tuple(found[:-1])),
            Claims(OTHER, "m", (found[-1],)),
            Claims(ATTACKED, "m", (hostile,)),
        ],
        positions=[Position(_PLACE, ATTACK, hostile.uid, 1, "authors")],
        placements=[Placement(hostile.uid, _PLACE)],
        objections=[Objections(ATTACKED, "m", (_objection(),))],
    )
    store.write(Batch(derived=derived))


def _objection() -> Objection:
    fields = {"comment": _SECOND, "start": 0, "end": 0, "target": _FIRST, "target_start": 0, "target_end": 0}
    plain = replace(OBJECTIONS[1], uid=ObjectionId("j:x"), responses=(), score=9.0, status="ignored", **fields)
    return replace(plain, position=_PLACE)
