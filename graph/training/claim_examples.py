"""Sentences with what they do: claims and premises of argued threads, what reviews and rebuttals say, and what is neither."""

import html
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.stances.target import sentences
from ingest.training.pair_sets import rows_of

_TURN = re.compile(r"<(?:OP|reply)\b[^>]*>(.*?)</(?:OP|reply)>", re.DOTALL)
_TAG = re.compile(r"(<[^>]+>)")
_OPENED = re.compile(r"<(claim|premise)\b")
_CLOSED = re.compile(r"</(?:claim|premise)")
_COVERED = 0.4  # of a sentence at least, for what is marked to be what the sentence does
_SHORTEST, _LONGEST = 6, 40  # words

# What a sentence of a review or rebuttal does, as a share of a claim; a fact or an answer supports one.
_ACTS = {
    **dict.fromkeys(("arg_evaluative", "rebuttal_reject-criticism", "rebuttal_mitigate-criticism"), 1.0),
    **dict.fromkeys(("rebuttal_contradict-assertion", "rebuttal_concede-criticism", "rebuttal_reject-request"), 1.0),
    **dict.fromkeys(("rebuttal_refute-question",), 1.0),
    **dict.fromkeys(("arg_fact", "arg_request", "rebuttal_answer"), 0.5),
    **dict.fromkeys(("arg_structuring", "arg_social", "arg_other", "none", "rebuttal_structuring"), 0.0),
    **dict.fromkeys(("rebuttal_social", "rebuttal_other", "rebuttal_none", "rebuttal_followup"), 0.0),
    **dict.fromkeys(("rebuttal_accept-praise", "rebuttal_summary"), 0.0),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of `group` (a thread, a paper): `share` is 1 for a claim, a half for what supports one, else 0."""

    group: str
    text: str
    share: float


def argued(data: Path) -> list[Sentence]:
    """Sentences of the change-my-view threads in `DATA/objections/cmv_modes.tar.gz`, by thread, marked lines left out."""
    with tarfile.open(data / "objections" / "cmv_modes.tar.gz") as archive:
        members = sorted((each for each in archive if each.name.endswith(".xml")), key=lambda each: each.name)
        read = [(each.name, archive.extractfile(each)) for each in members]
        threads = [(name, file.read().decode("utf-8")) for name, file in read if file is not None]
    return _fit(
        Sentence(name, *each) for name, text in threads for turn in _TURN.findall(text) for each in _marked(turn)
    )


def reviewed(data: Path, split: str) -> list[Sentence]:
    """Sentences of reviews and rebuttals in `DATA/objections/disapere_SPLIT.jsonl.gz`."""
    return _fit(each for row in rows_of(data / "objections" / f"disapere_{split}.jsonl.gz") for each in _acted(row))


def _fit(found: Iterator[Sentence]) -> list[Sentence]:
    return [each for each in found if _SHORTEST <= len(each.text.split()) <= _LONGEST]


def _acted(row: dict[str, Any]) -> Iterator[Sentence]:
    for each in (*row["review_sentences"], *row["rebuttal_sentences"]):
        act = each.get("review_action") or each.get("rebuttal_action")
        if act in _ACTS:
            yield Sentence(row["metadata"]["forum_id"], each["text"], _ACTS[act])


def _marked(turn: str) -> Iterator[tuple[str, float]]:
    """Each sentence of a turn without its tags, and the share of a claim that it is."""
    text, spans = _untagged(turn)
    for start, end in sentences(text):
        line = text[text.rfind("\n", 0, start) + 1 : start + 1]
        if not line.lstrip().startswith(">"):
            claimed = _covered(spans, "claim", start, end)
            argued = claimed + _covered(spans, "premise", start, end)
            yield text[start:end], 1.0 if claimed >= _COVERED else 0.5 if argued >= _COVERED else 0.0


def _untagged(turn: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The words of a turn, and (kind, start, end) of what is marked in them; marks may lie in one another."""
    text = ""
    open_marks: list[tuple[str, int]] = []
    spans: list[tuple[str, int, int]] = []
    for piece in _TAG.split(turn):
        opened = _OPENED.match(piece)
        if opened:
            open_marks.append((opened[1], len(text)))
        elif _CLOSED.match(piece) and open_marks:
            spans.append((*open_marks.pop(), len(text)))
        elif not _TAG.fullmatch(piece):
            text += html.unescape(piece)
    return text, spans


def _covered(spans: list[tuple[str, int, int]], kind: str, start: int, end: int) -> float:
    """Share of characters start..end that marks of this kind cover."""
    return sum(max(0, min(end, last) - max(start, first)) for each, first, last in spans if each == kind) / (
        end - start
    )
