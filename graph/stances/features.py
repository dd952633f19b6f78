"""What a stance is told by, as numbers: the cues of the reply, how it relates to its target, and its words, hashed."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.stances.cues import Cue, moods, patterns
from graph.stances.target import StancePair, rarity
from ingest.words import Word, shingles, tokens, words

_READ = 100  # words of a reply; the model was trained on replies that are no longer
_HASHED = 80  # words of a reply that are hashed
_HEAD = 8
_BEFORE = 3  # words before a shared word in which a negation turns it
_RARE = 4.0
_NEGATION = re.compile(
    r"not|no|never|cannot|without|nothing|none|nobody|hardly|\w+n't|(?:do|does|did|is|are|was|were|ca|wo)nt"
)
_YOU = frozenset(("you", "your", "you're", "u"))
_I = frozenset(("i", "i'm", "my", "me", "i've", "i'd"))
_THEY = frozenset(("they", "them", "their", "they're", "he", "she", "his", "her", "him"))
_WE = frozenset(("we", "us", "our", "we're"))

COLUMNS = (
    *("log target words", "log reply words", "log ratio", "target covered", "reply covered", "rarest shared"),
    *(
        "log shared",
        "share of kinds",
        "quoted",
        "target asks",
        "target asks at the end",
        "target denies",
        "reply denies",
    ),
    *("denies one", "very short", "short", "questions", "sentences", "target exclaims", "small start", "capitals"),
    *("turned words", "kept words", "repeated pairs", "target bad", "target good", "reply bad", "reply good"),
    *("both bad", "both good", "bad against good", "good against bad", "target you", "target i", "both i", "both they"),
    *("both we", "reply i", "starts with shared", "same author"),
)


def cue_columns(cues: Sequence[Cue]) -> list[float]:
    """Log of how often each pattern was found."""
    counts = np.bincount([cue.kind for cue in cues], minlength=len(patterns()))
    logs: list[float] = np.log1p(counts).tolist()
    return logs


def relation_columns(pair: StancePair, same_author: bool) -> list[float]:
    """Numbers in the order of COLUMNS."""
    target, reply = words(pair.target), words(pair.reply)[:_READ]
    return [
        *_sizes_and_overlap([w.text for w in target], [w.text for w in reply]),
        *_shape(pair.target, pair.reply[: reply[-1].end + 1] if reply else pair.reply, pair.quoted),
        *_turns(target, reply),
        *_moods({w.text for w in target}, {w.text for w in reply}),
        bool(reply) and reply[0].text in {w.text for w in target},
        same_author,
    ]


def word_buckets(reply: str, size: int) -> NDArray[np.int32]:
    """Distinct buckets (of `size`, a power of two) of the words and pairs of words of a reply, those of its head apart."""
    said = [word.text for word in words(reply)[:_HASHED]]
    hashed = shingles(list(_word_features(said)), 1)
    return np.unique(hashed & np.uint64(size - 1)).astype(np.int32)


def _word_features(said: Sequence[str]) -> list[str]:
    head = said[:_HEAD]
    return [
        *(f"h|{word}" for word in head),
        *(f"hb|{a} {b}" for a, b in pairwise(head)),
        *(f"w|{word}" for word in said),
        *(f"b|{a} {b}" for a, b in pairwise(said)),
        *(f"{size}|{' '.join(said[:size])}" for size in (1, 2, 3) if said),
    ]


def _sizes_and_overlap(target: Sequence[str], reply: Sequence[str]) -> list[float]:
    there, here = sorted(set(target)), sorted(set(reply))
    weights, own = rarity(there), rarity(here)
    shared = [weight for word, weight in zip(there, weights, strict=True) if word in set(here)]
    long, short = np.log1p(len(target)), np.log1p(len(reply))
    covered = [sum(shared) / (1 + sum(weights)), sum(shared) / (1 + sum(own))]
    return [
        long,
        short,
        short - long,
        *covered,
        max(shared, default=0.0),
        np.log1p(len(shared)),
        len(shared) / (1 + len(here)),
    ]


def _shape(target: str, reply: str, quoted: bool) -> list[float]:
    said = tokens(reply)
    denied, denies = (any(_NEGATION.fullmatch(word) for word in each) for each in (tokens(target), said))
    asks = [quoted, "?" in target, target.rstrip().endswith("?"), denied, denies, denied != denies]
    sizes = [len(said) < 6, len(said) < 12]
    counts = [np.log1p(text.count(mark)) for text, mark in ((reply, "?"), (reply, "."), (target, "!"))]
    return [*asks, *sizes, *counts, reply[:1].islower(), bool(re.search(r"\b[A-Z]{3,}\b", reply))]


def _turns(target: Sequence[Word], reply: Sequence[Word]) -> list[float]:
    """How many rare words of the target come back with a negation more or less, how many as they were, how many pairs."""
    there, here = _polarity(target), _polarity(reply)
    shared = there.keys() & here.keys()
    turned = sum(there[word] != here[word] for word in shared)
    pairs = {(a.text, b.text) for a, b in pairwise(target)} & {(a.text, b.text) for a, b in pairwise(reply)}
    return [np.log1p(turned), np.log1p(len(shared) - turned), np.log1p(len(pairs))]


def _polarity(said: Sequence[Word]) -> dict[str, bool]:
    """For each rare word whether a negation stands right before it."""
    rare = [weight > _RARE for weight in rarity([word.text for word in said])]
    return {
        word.text: any(_NEGATION.fullmatch(each.text) for each in said[max(0, n - _BEFORE) : n])
        for n, word in enumerate(said)
        if rare[n]
    }


def _moods(target: set[str], reply: set[str]) -> list[float]:
    """How much both praise and blame, together and against each other, and whom they speak of."""
    there, here = ([float(np.log1p(len(said & mood))) for mood in moods()] for said in (target, reply))
    crossed = [there[0] * here[0], there[1] * here[1], there[0] * here[1], there[1] * here[0]]
    speaks = [bool(target & _YOU), bool(target & _I)]
    both = [bool(target & each) and bool(reply & each) for each in (_I, _THEY, _WE)]
    return [*there, *here, *crossed, *speaks, *both, bool(reply & _I)]
