"""An archive as one graph in GraphML: what everybody wrote, claimed, held and objected, and how these hang together.

Every node and every edge says its `kind`. Nodes: discussion, author, comment, claim, position, objection; `uid` is the id in the
archive (an author's name), `label` a line to show. Edges:

    author wrote comment, comment in discussion, comment replies_to comment, comment agrees / disagrees / is_neutral comment,
    comment quotes comment, comment asserts claim, claim of position, position opposes position, comment raises objection,
    objection against comment, objection attacks position, comment answers objection
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from graph.arguments import UNADDRESSED, Claim, Objection, Position, PositionId
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import Comment
from ui.export.draft import new_file
from ui.export.graph_xml import GraphWriter, Type, Value
from ui.spoken import Speeches, Spoken

_LABEL: Final = 60  # characters
_NODE: Final[dict[str, Type]] = {
    **dict.fromkeys(("kind", "uid", "label", "text", "author", "date", "discussion", "url", "title"), "string"),
    **dict.fromkeys(("counted", "question", "status", "objection_kind", "evidence"), "string"),
    **dict.fromkeys(("place", "size", "start", "end", "target_start", "target_end"), "long"),
    **dict.fromkeys(("probability", "unaddressed", "score", "inferred"), "double"),
    **dict.fromkeys(("stub", "open"), "boolean"),
}
_EDGE: Final[dict[str, Type]] = {
    **dict.fromkeys(("kind", "evidence", "act", "by"), "string"),
    **dict.fromkeys(("start", "end", "of_start", "of_end", "met_start", "met_end"), "long"),
    **dict.fromkeys(("confidence", "agree", "neutral", "disagree", "engagement", "probability"), "double"),
    **dict.fromkeys(("strength", "counted"), "double"),
    "elsewhere": "boolean",
}
_RESPONSE: Final = (
    *("act", "by", "engagement", "probability", "strength", "counted"),
    *("start", "end", "met_start", "met_end", "elsewhere"),
)
_TAKES: Final = {"agree": "agrees", "neutral": "is_neutral", "disagree": "disagrees"}


def export(store: GraphStore, path: Path) -> dict[str, int]:
    """Write all of `store` into a new file; returns how many nodes and edges. Raises ExportError, StoreError.

    All nodes come first. Positions that became others are left out. Holds one discussion at a time, all positions and authors.
    """
    held = {each.uid: each for each in store.positions() if not each.went_to}
    with new_file(path) as file:
        graph = GraphWriter(file, _NODE, _EDGE)
        graph.open()
        for position in held.values():
            _position(position, graph)
        authors: set[str] = set()
        for home in store.discussions():
            _nodes(store, home, authors, graph)
        for position in held.values():
            _oppositions(position, held, graph)
        for home in store.discussions():
            _edges(store, home, graph)
        graph.close()
    return {"nodes": graph.nodes, "edges": graph.edges}


def _nodes(store: GraphStore, home: DiscussionRow, authors: set[str], graph: GraphWriter) -> None:
    """The nodes of a discussion, and its authors that are new."""
    comments = store.comments_in(home.uid)
    if comments:
        graph.node("discussion", home.uid, label=_line(home.title or ""), url=home.url)
    for author in {each.author: None for each in comments if each.author and each.author not in authors}:
        graph.node("author", author, label=_line(author))
        authors.add(author)
    for comment in comments:
        _comment(comment, graph)
    for claim in store.claims([each.uid for each in comments]):
        _claim(claim, graph)
    objections = store.objections_in(home.uid)
    speeches = Speeches.of({each.comment for each in objections}, store)
    for objection in objections:
        _objection(objection, speeches.cut(objection.comment, objection.start, objection.end), graph)


def _position(position: Position, graph: GraphWriter) -> None:
    graph.node(
        "position",
        position.uid,
        label=_line(position.label),
        text=position.label,
        size=position.size,
        counted=position.counted,
        question=position.question,
    )


def _comment(comment: Comment, graph: GraphWriter) -> None:
    graph.node(
        "comment",
        comment.uid,
        label=_line(comment.text),
        text=comment.text,
        title=comment.title,
        author=comment.author,
        date=comment.created_at.isoformat() if comment.created_at else None,
        discussion=comment.discussion,
        place=comment.position,
        url=comment.url,
        stub=comment.stub,
    )


def _claim(claim: Claim, graph: GraphWriter) -> None:
    said = {"label": _line(claim.text), "text": claim.text}
    graph.node("claim", claim.uid, **said, start=claim.start, end=claim.end)


def _objection(objection: Objection, said: Spoken, graph: GraphWriter) -> None:
    graph.node(
        "objection",
        objection.uid,
        label=_line(said.text),
        text=said.text,
        author=said.author,
        start=said.start,
        end=said.end,
        target_start=objection.target_start,
        target_end=objection.target_end,
        objection_kind=objection.kind,
        status=objection.status,
        open=objection.status in UNADDRESSED,
        evidence=objection.evidence,
        probability=objection.probability,
        unaddressed=objection.unaddressed,
        score=objection.score,
        inferred=objection.inferred,
    )


def _oppositions(position: Position, held: Collection[PositionId], graph: GraphWriter) -> None:
    for other in position.opposes:
        if other in held:
            graph.edge("opposes", ("position", position.uid), ("position", other))


def _edges(store: GraphStore, home: DiscussionRow, graph: GraphWriter) -> None:
    comments = store.comments_in(home.uid)
    for each in comments:
        graph.edge("in", ("comment", each.uid), ("discussion", home.uid))
        if each.author:
            graph.edge("wrote", ("author", each.author), ("comment", each.uid))
    _answers(store, home, graph)
    _quotes(store, comments, graph)
    _claimed(store, comments, graph)
    for objection in store.objections_in(home.uid):
        _objected(objection, graph)


def _answers(store: GraphStore, home: DiscussionRow, graph: GraphWriter) -> None:
    """Who answers whom, and how he takes it."""
    for reply in store.replies_in(home.uid):
        ends = ("comment", reply.child), ("comment", reply.parent)
        graph.edge("replies_to", *ends, confidence=reply.confidence, evidence=reply.evidence)
    for stance in store.stances_in(home.uid):
        ends = ("comment", stance.child), ("comment", stance.parent)
        likely: dict[str, Value] = {"agree": stance.agree, "neutral": stance.neutral, "disagree": stance.disagree}
        graph.edge(_TAKES[stance.label], *ends, evidence=stance.evidence, **likely)


def _quotes(store: GraphStore, comments: Collection[Comment], graph: GraphWriter) -> None:
    ids = {each.uid for each in comments}
    for each in store.quotes(ids):
        if each.comment in ids:
            spans: dict[str, Value] = {"start": each.start, "end": each.end}
            spans |= {"of_start": each.of_start, "of_end": each.of_end}
            graph.edge("quotes", ("comment", each.comment), ("comment", each.of), **spans)


def _claimed(store: GraphStore, comments: Collection[Comment], graph: GraphWriter) -> None:
    claims = store.claims([each.uid for each in comments])
    for claim in claims:
        graph.edge("asserts", ("comment", claim.comment), ("claim", claim.uid))
    for place in store.placements([each.uid for each in claims]):
        graph.edge("of", ("claim", place.claim), ("position", place.position))


def _objected(objection: Objection, graph: GraphWriter) -> None:
    node = ("objection", objection.uid)
    graph.edge("raises", ("comment", objection.comment), node)
    graph.edge("against", node, ("comment", objection.target))
    if objection.position:
        graph.edge("attacks", node, ("position", objection.position))
    for each in objection.responses:
        told: dict[str, Value] = {key: getattr(each, key) for key in _RESPONSE}
        graph.edge("answers", ("comment", each.comment), node, **told)


def _line(text: str) -> str:
    """The beginning of `text` on one line."""
    flat = " ".join(text[: 8 * _LABEL].split())
    return flat if len(flat) <= _LABEL else flat[: _LABEL - 1].rstrip() + "…"
