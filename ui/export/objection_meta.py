"""What a comment objects, as meta of an utterance."""

from collections.abc import Sequence
from typing import Any

from graph.arguments import Objection, Response
from ui.export.names import Names


def objection_meta(raised: Sequence[Objection], names: Names) -> dict[str, Any]:
    """Under `objection` what is known of the foremost of these, with what else the comment objects in `others`; else nothing.

    Spans are characters of the texts of the comments that they are named after, ids those of the corpus.
    """
    if not raised:
        return {}
    first, *others = (_told(each, names) for each in raised)
    return {"objection": first | ({"others": others} if others else {})}


def _told(objection: Objection, names: Names) -> dict[str, Any]:
    return {
        "status": objection.status,
        "unaddressed": objection.unaddressed,
        "score": objection.score,
        "probability": objection.probability,
        "inferred": objection.inferred,
        "evidence": objection.evidence,
        "kind": objection.kind,
        "start": objection.start,
        "end": objection.end,
        "target": names.of(objection.target),
        "target_start": objection.target_start,
        "target_end": objection.target_end,
        "position": objection.position,
        "responses": [_response(each, names) for each in objection.responses],
    }


def _response(response: Response, names: Names) -> dict[str, Any]:
    return {
        "id": names.of(response.comment),
        "act": response.act,
        "by": response.by,
        "engagement": response.engagement,
        "probability": response.probability,
        "start": response.start,
        "end": response.end,
        "met_start": response.met_start,
        "met_end": response.met_end,
        "elsewhere": response.elsewhere,
    }
