"""Sentences that assert something: what a comment claims, in its author's own words."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph.arguments import Claim, ClaimId
from graph.position.claim_model import trained_model
from graph.stances.target import Span, own_words, sentences
from ingest.embedder import Embedder
from ingest.models import Comment, CommentId, Quote
from ingest.words import fold, parts_hash

CLAIMS_VERSION = "1"  # grows when other sentences would be chosen
MOST = 3  # claims a comment
_SHORTEST, _LONGEST = 6, 40  # words of a claim
_LETTERS = 0.6  # of a sentence at least: less is a table, an address or code
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_OPENING = re.compile(r"(?:\s|[-*+•·–—#^~_|]+(?=[\s\w*\"“'(])|\(?(?:\d{1,2}|[a-z])[.)](?=\s))+")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|vs|etc|cf|approx|govt|a\.k\.a)\.[\"'”’)]*\Z", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|Rep|Sen|Gov|Gen|[A-HJ-Z])\.\Z"
)  # a name goes on behind it; "I." ends a sentence
_ASKS = re.compile(r"\?[\s\"'”’)*_!]*\Z")
_ARRANGES = re.compile(  # greetings, thanks, and talk about the talk
    r"\W*(?:(?:thanks?|thank you|hi|hello|hey|dear|welcome|cheers|congrat\w*|good (?:morning|evening|day|post|point))\b"
    r"|(?:edit|update|ps|p\.s|tl;?dr|source|note|ref(?:erences?)?)\s*\d*\s*:"
    r"|(?:see|read|check out|take a look at|here(?:'s| is| are)|let me (?:know|explain|rephrase|clarify))\b"
    r"|(?:please|could you|can you|would you|what do you|how do you|do you|are you|have you|did you)\b"
    r"|I(?:'ll| will| am going to|'m going to|'d like to| want to| would like to)"
    r" (?:(?:just|also|now|first|then|try to) )*"
    r"(?:respond|reply|answer|quote|post|explain|start|begin|add|note|point out|ask|address)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that may be a claim: its characters of a comment, and its words."""

    comment: CommentId
    start: int
    end: int
    text: str


def claims_of(
    comments: Sequence[Comment], quotes: Sequence[Quote], embedder: Embedder, most: int = MOST
) -> tuple[Claim, ...]:
    """Claims of one discussion's comments, by (comment, start), at most `most` a comment: those that assert most.

    Quoted words are left out: what they claim belongs to the quoted comment. A claim's uid rests on its comment, its words and its
    number among equal ones there, on nothing else.
    """
    by_comment: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in quotes:
        by_comment[quote.comment].append(quote)
    ordered = sorted(comments, key=lambda each: each.uid)
    found = [each for comment in ordered for each in _chosen(comment, by_comment[comment.uid], most)]
    vectors = embedder.embed([each.text for each in found])
    return tuple(
        Claim(uid, each.comment, each.start, each.end, each.text, embedder.fingerprint, vector)
        for each, uid, vector in zip(found, _uids(found), vectors, strict=True)
    )


def asserting(text: str, quotes: Sequence[Quote]) -> list[Span]:
    """Characters of each sentence of `text` that may be a claim by its form, in order; `quotes` are those made in it."""
    found = [_opened(text, span) for own in own_words(text, quotes) for span in _sentences(text, own)]
    return [span for span in found if not _quoted(span, quotes) and _has_form(text[slice(*span)])]


def _chosen(comment: Comment, quotes: Sequence[Quote], most: int) -> list[_Found]:
    """The surest claims of a comment, in the order of its text."""
    spans = asserting(comment.text, quotes)
    model = trained_model()
    odds = model.log_odds([comment.text[start:end] for start, end in spans]).tolist()
    sure = [n for n, each in enumerate(odds) if each >= model.threshold]
    best = sorted(sorted(sure, key=lambda n: (-odds[n], n))[:most])
    return [_Found(comment.uid, *spans[n], comment.text[slice(*spans[n])]) for n in best]


def _sentences(text: str, own: Span) -> list[Span]:
    """Sentences of a stretch of own words; one that was cut after an abbreviation is whole again."""
    joined: list[Span] = []
    for start, end in sentences(text[slice(*own)]):
        span = (start + own[0], end + own[0])
        if joined and _goes_on(text[slice(*joined[-1])], text[slice(*span)], text[joined[-1][1] : span[0]]):
            span = (joined.pop()[0], span[1])
        joined.append(span)
    return joined


def _goes_on(before: str, after: str, between: str) -> bool:
    cut = _TITLED.search(before) or (not after[:1].isupper() and _ABBREVIATED.search(before))
    return "\n" not in between and bool(cut)


def _opened(text: str, span: Span) -> Span:
    """Without the list mark, number or emphasis that a sentence begins with."""
    found = _OPENING.match(text, *span)
    return (found.end(), span[1]) if found else span


def _quoted(span: Span, quotes: Sequence[Quote]) -> bool:
    """Whether half of a sentence is somebody else's."""
    taken = sum(max(0, min(span[1], quote.end) - max(span[0], quote.start)) for quote in quotes)
    return 2 * taken > span[1] - span[0]


def _has_form(sentence: str) -> bool:
    """Whether a sentence is long and plain enough, and neither asks nor arranges."""
    words = _WORD.findall(sentence)
    plain = sum(map(len, words)) >= _LETTERS * len(sentence)
    folded = sentence.replace("’", "'")
    return (
        _SHORTEST <= len(words) <= _LONGEST
        and plain
        and not sentence.startswith(">")
        and not _ASKS.search(sentence)
        and not _ARRANGES.match(folded)
    )


def _uids(found: Sequence[_Found]) -> list[ClaimId]:
    seen: Counter[tuple[CommentId, str]] = Counter()
    uids: list[ClaimId] = []
    for each in found:
        key = each.comment, fold(each.text)
        uids.append(ClaimId(f"claim:{parts_hash(*key, str(seen[key]))}"))
        seen[key] += 1
    return uids
