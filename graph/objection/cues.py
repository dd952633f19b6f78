"""Words by which a comment asks, thanks, takes back or hedges: what decides about an objection without any model."""

import re
from functools import lru_cache
from typing import Final

from graph.stances.cues import find_cues, patterns
from graph.stances.target import Span, sentences
from ingest.words import tokens

_FOLDED = str.maketrans("’‘ʼ“”", "'''\"\"")
_ASKING = re.compile(r"\?[\"')\]*_]*\s*\Z")
_SOMEBODY = r"(?:you|some(?:one|body)|any(?:one|body))"
_REQUEST = re.compile(
    r"\b(?:sources?\?|citations? (?:needed|please)|any (?:source|proof|evidence|data|citation)s?\b[^.!]*\?"
    rf"|(?:^|[,;] )(?:please |so |and |but )?(?:can|could|would|will|do|did) {_SOMEBODY}\b[^.!]*\?"
    r"|(?:please |first )?(?:show|tell) (?:me|us) (?:where|how|what|why|which|when|who|one|a|the|your|that)\b"
    r"|i (?:asked|am asking|'m asking|would like to know|want to know|wonder) (?:how|what|why|which|when|who|where|whether|if)\b"
    r"|please (?:explain|clarify|elaborate)\b)",
    re.IGNORECASE,
)
_GENUINE = re.compile(
    r"\b(?:what do you mean|how do you (?:know|propose|plan)|(?:genuine|honest|serious) question|curious|wondering"
    r"|which (?:one|of)|what (?:is|are|was|were) (?:the|your)|how (?:many|much|long|often)"
    r"|when (?:will|did|is)|where (?:is|are|did|do)|what about)\b",
    re.IGNORECASE,
)
_RHETORICAL: Final = frozenset(("rhetorical", "mocks", "insult", "why not"))
_GRANTING: Final = frozenset(("yes", "exactly", "true", "agreement", "you are right", "that is right", "good point"))
_AGREEING = re.compile(
    r"\bi (?:(?:definitely|fully|just|largely|mostly|really|totally|very much) ){1,3}agree\b"
    r"|\bnow that you (?:say|mention) (?:it|that)\b",
    re.IGNORECASE,
)
_TURNING: Final = frozenset(("turns", "yes, but"))
_OPENING = 120  # characters in which a text says whether it agrees
_PRAISE = """
appreciate appreciated bookmarked cheers cool excellent good great love lovely nice noted saved thank thanks wonderful
"""
_FILLING = """
a all and answer article at best comment enjoyed fair for have i is it lot many me most much of ok okay on one point post posting
question read reading really reply sharing so super that the them these this thoughtful to up very will work writeup you your
"""
_THANKING: Final = frozenset(_PRAISE.split())
_THANKS: Final = _THANKING | frozenset(_FILLING.split())
_TAKEN_BACK = re.compile(
    r"\bi (?:was|am|'m|stand|stood) (?:(?:completely|totally|simply|clearly|obviously|probably) )?"
    r"(?:wrong|mistaken|in error|corrected|convinced|persuaded|satisfied)\b"
    r"|\bmy (?:mistake|error|bad|apologies)\b|\bmea culpa\b"
    r"|\bi(?:'ll| will| must| have to| hereby)? "
    r"(?:take (?:it|that|this|my [\w ]{1,30}) back|retract|withdraw|concede|drop (?:it|my))\b"
    r"|\bmy (?:[\w]+ ){0,2}(?:objections?|concerns?|worry|worries|doubts?|question|criticism) "
    r"(?:is|are|was|were|has been|have been) "
    r"(?:now |all |fully |mostly )?(?:gone|settled|resolved|addressed|answered|met|dealt with)\b"
    r"|\byou(?:'ve| have)? (?:convinced|persuaded) me\b|\b(?:changed|change) my mind\b"
    r"|\b(?:that|this|which) (?:answers|settles|addresses|resolves) (?:it|my|the)\b"
    r"|\b(?:point taken|i misread|i misunderstood|i had misread|i had misunderstood|i hadn't (?:realised|realized|seen|noticed))\b",
    re.IGNORECASE,
)
_NOT_TAKEN_BACK = re.compile(
    r"\b(?:if|unless|suppose|maybe|perhaps|not|never|don't|can't|where|when)\b[^.!?,;:]{0,40}\Z", re.IGNORECASE
)
_TROUBLE = re.compile(
    r"\b(?:cannot|can't|couldn't|could not|won't|will not|no longer|without|nobody|never"
    r"|not (?:enough|possible|work|help|safe|ready)|impossible|unable|harder|difficult|worse|problems?|troubles?"
    r"|risks?|risky|dangers?|dangerous|harm\w*|unsafe|hurts?|damag\w+|costs?|expensive|afford"
    r"|los(?:e|es|ing|t|s|ses)|miss(?:es|ed|ing)?|fail(?:s|ed|ure|ures)?|break(?:s|ing)?|broke"
    r"|clos(?:e|es) the|went under|shut down|delay\w*|late|longer|turned (?:back|away)"
    r"|worr(?:y|ied|ies)|afraid|fear\w*|concern\w*|unfair|only way|too (?:much|many|few|far|little))\b",
    re.IGNORECASE,
)
_READ = 600  # characters that are looked through for hedges, as for stance cues
_SOON = 2  # words of trouble that make a comment tell of trouble


def trouble(text: str) -> float:
    """How far a text tells of trouble, 0..1: who does so objects to a proposal even without saying that he or she disagrees."""
    found = {each.group().lower() for each in _TROUBLE.finditer(text.translate(_FOLDED))}
    return min(1.0, len(found) / _SOON)


def asks(text: str) -> bool:
    """Whether a comment waits for an answer: its last sentence asks, or it asks for evidence or an explanation anywhere.

    A question that carries its answer with it (stance cues "rhetorical", "mocks", "insult", "why not") does not ask, unless it also
    has the words of a genuine one.
    """
    said = [text[start:end].translate(_FOLDED) for start, end in sentences(text)]
    said = [each for each in said if not thanks(each)] or said
    return any(_REQUEST.search(each) for each in said) or (bool(said) and _is_question(said[-1]))


def thanks(text: str) -> bool:
    """Whether a text is thanks or praise and nothing else, however politely put."""
    said = set(tokens(text))
    return bool(said & _THANKING) and said <= _THANKS


def taken_back(text: str) -> Span | None:
    """The words by which a text takes back what its author said before, if it has such words."""
    folded = text.translate(_FOLDED)
    found = (each for each in _TAKEN_BACK.finditer(folded) if not _NOT_TAKEN_BACK.search(folded, 0, each.start()))
    return next((each.span() for each in found), None)


def grants(text: str) -> bool:
    """Whether a text begins by agreeing, and does not turn at once."""
    opening = text[:_OPENING]
    names = {patterns()[cue.kind].name for cue in find_cues(opening)}
    return (bool(names & _GRANTING) or _AGREEING.search(opening) is not None) and not names & _TURNING


def hedged(text: str) -> bool:
    """Whether a text says of itself that it is not sure."""
    return _hedging().search(text[:_READ].translate(_FOLDED)) is not None


@lru_cache(maxsize=1)
def _hedging() -> re.Pattern[str]:
    """The words of the stance cue "hedges"."""
    return next(each.words for each in patterns() if each.name == "hedges")


def _is_question(sentence: str) -> bool:
    if not _ASKING.search(sentence):
        return False
    names = {patterns()[cue.kind].name for cue in find_cues(sentence)}
    return not names & _RHETORICAL or _GENUINE.search(sentence) is not None
