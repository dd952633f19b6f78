"""Marks by which an answer says which objection it turns to: a number, an ordinal, a quote; and what kind of sentence it is."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_NAMED = (
    r"(?:q(?:uestion|uery)?|r(?:e|esponse|eply)?|a(?:nswer|ns)?|c(?:omment|oncern|on)?|p(?:oint)?|w(?:eakness)?"
    r"|issue|remark|item|objection)"
)
_LEADING = r"(?:re(?:garding|sponse|ply)?|to|for|on|as for|about|concerning|the|your|in|answer)"
_NUMBER = re.compile(
    rf"\W*(?:{_LEADING}[\s:]+){{0,3}}(?:{_NAMED}\W{{0,2}}|\W)?(\d{{1,2}})(?=[\s.):/\]-]|\Z)(?!\.\d)", re.IGNORECASE
)
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(
    rf"\W*(?:\w+\s+){{0,4}}?({'|'.join(_ORDINALS)})(?:ly)?\b"
    r"(?=,|\s+(?:point|question|comment|concern|issue|remark|objection|weakness))",
    re.IGNORECASE,
)
_CUES: Final = {
    "thanks": r"\b(?:thank|thanks|thx|appreciate|grateful|glad|welcome|cheers)",
    "closes": r"\b(?:hope|please let us know|let me know|further (?:questions|comments)|look(?:ing)? forward|reconsider)\b",
    "announces": r"\b(?:below|following|respond(?:ing)?|address(?:ed)?|in (?:turn|detail)|general response|all reviewers"
    r"|point[- ]by[- ]point)\b",
    "praises": r"\b(?:good|great|nice|interesting|excellent|insightful|valuable|thoughtful|detailed|constructive) (?:\w+ ){0,2}"
    r"(?:post|point|question|comment|comments|feedback|review|suggestion|suggestions|idea|article)",
    "grants": r"\b(?:agree|acknowledge|you are right|you're right|fair point|good point|indeed|admit|true)\b",
    "denies": r"\b(?:disagree|wrong|not true|incorrect|misunder\w+|however|but|actually|contrary|do(?:es)? not|don't|isn't"
    r"|cannot)\b",
    "done": r"\b(?:added|revised|updated|fixed|corrected|changed|clarified|included|rewritten|moved|modified)\b",
    "later": r"\b(?:future|final version|camera[- ]ready|next version|will (?:add|include|fix|update|clarify|revise))\b",
    "reasons": r"\b(?:because|since|therefore|reason|due to|e\.g\.|for example|for instance|section|appendix|figure|table)\b",
    "addresses": r"\b(?:your|you|the reviewer|reviewer's)\b",
}
_PATTERNS = tuple(re.compile(words, re.IGNORECASE) for words in _CUES.values())
KINDS: Final = tuple(_CUES)
_ASKED: Final = (
    r"\b(?:should|could|would|please|suggest|recommend|needs?|must)\b",
    r"\b(?:typo|figure|table|section|line|page|grammar|notation)\b",
    r"\b(?:experiments?|datasets?|baselines?|compare|comparison|results)\b",
    r"\b(?:novel|novelty|contribution|incremental|limited|lacks?|weak)\b",
    r"\b(?:why|how|what|which|is it|does|clarify|explain)\b",
)
_REQUESTS = tuple(re.compile(words, re.IGNORECASE) for words in _ASKED)
_QUOTES = 0.6  # share of a sentence's runs of words that are an objection's


def number_of(text: str) -> int:
    """The number by which a sentence begins or that it names in its first words, from 1; 0 if there is none."""
    found = _NUMBER.match(text)
    if found:
        return int(found[1])
    ordinal = _ORDINAL.match(text)
    return 1 + _ORDINALS.index(ordinal[1].lower()) if ordinal else 0


def numbered(objections: Sequence[str], answer: Sequence[str]) -> Floats:
    """Whether the last number in the answer names the objection: 1, -1 if it names another, 0 if there is none.

    Float32, shape (objections, sentences). An objection's number is its own, if any has one, else its place.
    """
    own = np.array([number_of(text) for text in objections])
    place = np.arange(1, len(objections) + 1)
    names = own if own.any() else place
    last = np.array(_carried([number_of(text) for text in answer]))
    known = np.isin(last, names) & (last > 0)
    same = names[:, None] == last[None, :]
    return np.where(known, np.where(same, 1.0, -1.0), 0.0).astype(np.float32)


def carried_quote(quoted: Floats) -> Floats:
    """Whether the last sentence that quotes an objection quotes this one: 1, -1 if another, 0 if none; `quoted` is a share."""
    best = np.where(quoted.max(axis=0) > _QUOTES, 1 + quoted.argmax(axis=0), 0)
    last = np.array(_carried(best.tolist()))
    same = np.arange(1, len(quoted) + 1)[:, None] == last[None, :]
    return np.where(last > 0, np.where(same, 1.0, -1.0), 0.0).astype(np.float32)


def kinds(text: str) -> list[float]:
    """Whether each of KINDS is in the text, 0 or 1."""
    return [float(bool(each.search(text))) for each in _PATTERNS]


def asked(objections: Sequence[str]) -> NDArray[np.float64]:
    """What kind of thing each objection is, a question, a request or a complaint, by its words: shape (objections, columns)."""
    return np.array(
        [
            [*kinds(text), "?" in text, np.log1p(len(text.split())), *(bool(each.search(text)) for each in _REQUESTS)]
            for text in objections
        ],
        np.float64,
    )


def _carried(numbers: Sequence[int]) -> list[int]:
    """Each zero replaced by the last number before it."""
    last, out = 0, []
    for each in numbers:
        last = each or last
        out.append(last)
    return out
