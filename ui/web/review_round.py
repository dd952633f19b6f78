"""The questions of a round: listed once, asked one after the other, and each looked up again before it is asked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from graph.correction.doubting import KINDS, Kind
from graph.correction.reviewing import Question
from ui.archive import Archive
from ui.ids import UnknownId
from ui.reviewing import Doubts, Key, WantedDoubts, is_unsure, key
from ui.web.review_desk import Desk

_LISTED: Final = 60  # questions
_SAME: Final = 50  # questions about one comment, among which one is found again
_ROUND: Final = "round of review"


@dataclass(frozen=True, slots=True)
class Round:
    """What was asked for and found, and which of it was settled before."""

    wanted: WantedDoubts
    found: Doubts
    before: frozenset[Key]

    def now(self, desk: Desk) -> Doubts:
        """The same with what was answered since."""
        since = [each for each in self.found.questions if key(each) in desk.settled - self.before]
        gone = Counter(each.kind for each in since if is_unsure(each))
        unsure = {kind: number - gone[kind] for kind, number in self.found.unsure.items()}
        settled, left = self.found.settled + len(since), self.found.left - gone.total()
        return replace(self.found, unsure=unsure, settled=settled, left=left)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more questions than were listed."""
        return len(self.found.questions) >= _LISTED

    def is_old(self, desk: Desk) -> bool:
        """Whether an answer was taken back that had been given before these questions were listed."""
        return bool(self.before - desk.settled) and not any(each.waits for each in desk.answers)

    def open(self, desk: Desk) -> list[Question]:
        """What is still to be asked: what was put off comes last, and so does what other answers are just changing."""
        settled, moving = desk.settled, desk.in_motion
        left = [each for each in self.found.questions if key(each) not in settled]
        later = {name: at for at, name in enumerate(desk.put_off, start=1)}
        return sorted(left, key=lambda each: (each.comment in moving, later.get(key(each), 0)))


def this_round(archive: Archive, desk: Desk, wanted: WantedDoubts) -> Round:
    """The round of this session, or a new one where something else is asked for. Raises UnknownId."""
    known: Round | None = st.session_state.get(_ROUND)
    if known is None or known.wanted != wanted or known.is_old(desk):
        with st.spinner("Looking for what is least certain ..."):
            known = _listed(archive, desk, wanted)
        st.session_state[_ROUND] = known
    return known


def next_round() -> None:
    """Look anew when questions are wanted again."""
    st.session_state.pop(_ROUND, None)


def asked(archive: Archive, desk: Desk, current: Round) -> Iterator[Question]:
    """The questions to ask, as they are now; those that became idle are left out."""
    returning = desk.returning
    for each in current.open(desk):
        taken_back = key(each) in returning  # the store does not know that yet
        found = each if taken_back else again(archive, each.kind, each.comment, each.about)
        if found is not None:
            yield found


def again(archive: Archive, kind: str, comment: str, about: str | None) -> Question | None:
    """The question of this kind about this comment, None if there is nothing to ask any more; the first one if none is named."""
    kinds: tuple[Kind, ...] = tuple(each for each in KINDS if each == kind) or KINDS
    try:
        found = archive.review(WantedDoubts(kinds, comment=comment, limit=_SAME)).questions
    except UnknownId:
        return None
    return next((each for each in found if about is None or each.about == about), None)


def _listed(archive: Archive, desk: Desk, wanted: WantedDoubts) -> Round:
    before = frozenset(key(each.question) for each in desk.answers if each.stands and not each.waits)
    return Round(wanted, archive.review(replace(wanted, limit=_LISTED)), before)
