"""What one paragraph looks like: its length, its ends, and the habits of whoever wrote it, as numbers."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.pieces import Piece
from ingest.words import words

_SHORT = 60


def _group(text: str) -> frozenset[str]:
    return frozenset(word.text for word in words(text))


_YOU = _group("you your you're youre yours yourself u ur you've you'll you'd")
_I = _group("i i'm im i've i'd i'll me my mine myself")
_NOT = _group("not no never don't doesn't isn't aren't won't can't cannot didn't wasn't wouldn't nothing")
_STOP = _group("the of and to a in is that it for are on with as be this have was but they or not if by an from at")
_BARE = _group("dont doesnt isnt arent wont cant didnt wasnt wouldnt im ive thats whats youre theyre hes shes lets")
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*(?=\s|$)")
_LOWER_START = re.compile(r"[.!?]\s+[a-z]")
_SPACED = re.compile(r"\s[,.!?]")
_EMOTICON = re.compile(r"emoticon\w*|[:;8=]-?[)(DPp|/\\](?!\w)")
_ITEM = re.compile(r"\s*(?:[-*+•·–—\x95]|\(?\w{1,3}[.)])\s")
_URL = re.compile(r"https?://|www\.")

_COUNTS = (
    ("commas", re.compile(",")),
    ("exclamations", re.compile("!")),
    ("questions", re.compile(r"\?")),
    ("ellipses", re.compile(r"\.\.+|…")),
    ("repeats", re.compile(r"[!?]{2,}")),
    ("quote marks", re.compile(r"[\"“”]")),
    ("brackets", re.compile(r"[()\[\]]")),
    ("dashes", re.compile(r"\s[-–—]+\s|--")),
    ("semicolons", re.compile("[;:]")),
    ("digits", re.compile(r"\d+")),
    ("capitals", re.compile(r"\b[A-Z]{2,}\b")),
    ("names", re.compile(r"(?<=[a-z,] )[A-Z][a-z]")),
    ("small i", re.compile(r"\bi\b")),
    ("small starts", _LOWER_START),
    ("spaced marks", _SPACED),
    ("emoticons", _EMOTICON),
    ("curly", re.compile("[’‘“”]")),
)
STYLE = (*(name for name, _ in _COUNTS), "long words", "sentences", "you", "i", "not", "stop", "bare")
_ENDS = (".", "?", "!", ":", ",", "...", '"', ")")
SHAPE = (
    *(
        "log words",
        "short start",
        "short end",
        "start length",
        "end length",
        "sentences",
        "url",
        "emoticon end",
        "item",
    ),
    *("small start", "digit start", "quote start", "dots start", "you early", "i early", "question early"),
    *(f"ends {end}" for end in _ENDS),
)


def shape(piece: Piece) -> list[float]:
    """Numbers in the order of SHAPE: length, beginning and end of a piece."""
    text, tokens, lines = piece.text.strip(), piece.tokens, piece.lines
    head = tokens[:6]
    first, last = (len(lines[0]), len(lines[-1])) if lines else (0, 0)
    tail = text.rstrip("\"'”’")
    return [
        float(np.log1p(len(tokens))),
        first < _SHORT,
        last < _SHORT,
        min(first, 400) / 100,
        min(last, 400) / 100,
        float(np.log1p(len(_SENTENCE_END.findall(text)))),
        _URL.search(text) is not None,
        _EMOTICON.search(text[-22:]) is not None,
        _ITEM.match(text) is not None,
        text[:1].islower(),
        text[:1].isdigit(),
        text[:1] in "\"'“‘`",
        text.startswith("..") or text.startswith("…"),
        bool(_YOU.intersection(head)),
        bool(_I.intersection(head)),
        "?" in text[:60],
        *(tail.endswith(end) for end in _ENDS),
    ]


def style(piece: Piece) -> list[float]:
    """Counts in the order of STYLE; the caller divides sums of them by sums of words."""
    text, tokens = piece.text, piece.tokens
    return [
        *(float(len(pattern.findall(text))) for _, pattern in _COUNTS),
        float(sum(len(token) > 6 for token in tokens)),
        float(len(_SENTENCE_END.findall(text))),
        *(float(sum(token in group for token in tokens)) for group in (_YOU, _I, _NOT, _STOP, _BARE)),
    ]


def shapes(pieces: Sequence[Piece]) -> NDArray[np.float64]:
    """Shape (len(pieces), len(SHAPE))."""
    return np.array([shape(piece) for piece in pieces], np.float64).reshape(len(pieces), len(SHAPE))


def styles(pieces: Sequence[Piece]) -> NDArray[np.float64]:
    """Shape (len(pieces), len(STYLE))."""
    return np.array([style(piece) for piece in pieces], np.float64).reshape(len(pieces), len(STYLE))
