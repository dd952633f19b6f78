"""Answers that people give on the page of review, written one after the other while they go on answering.

Carrying an answer out may take seconds (a long discussion is related anew), and finding what follows from it (claims, positions,
objections) takes longer. So one thread of the process carries out answers in their order, and finds what follows once, when nobody
has answered for a while. Each answer is written as `rejoinder correct` writes it, and the store itself knows which discussions wait
for what follows. A process that is killed leaves answers to the next one in a file, and an archive that the next correction, ingest
or rebuild brings up to date.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from logging import getLogger
from threading import Condition, main_thread
from typing import Any, Final, TypeVar

from graph.arguments import ObjectionId, Status
from graph.correction.correcting import Corrected
from graph.correction.reviewing import Question
from graph.store import GraphStore, StoreBusy
from ingest.errors import RejoinderError
from ingest.models import CommentId, DiscussionId
from ui.archive import Archive
from ui.correcting import Said
from ui.progress import Stages
from ui.reviewing import Key, key
from ui.web.review_journal import Journal

Statuses = Mapping[ObjectionId, Status]
_Given = TypeVar("_Given")
_Done = TypeVar("_Done")

_LOG: Final = getLogger(__name__)
_QUIET: Final = 3.0  # seconds without an answer after which what follows is found
_CUTS: Final = frozenset({"split", "merge", "separate"})  # what gives comments other ids


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person chose, in the words of the page and as a correction, and how far it is carried out or taken back."""

    question: Question
    words: str
    said: Said
    written: "Future[Corrected]"
    taken_back: "Future[Corrected] | None" = None

    @property
    def undoing(self) -> Said:
        """What takes it back."""
        return Said(self.said.id, self.said.kind, undo=True)

    @property
    def waits(self) -> bool:
        """Whether it is still to be written, or to be taken back."""
        return not (self.taken_back or self.written).done()

    @property
    def stands(self) -> bool:
        """Whether the question is settled by it."""
        return not self.refused and (self.taken_back is None or bool(self.kept))

    @property
    def refused(self) -> str:
        """Why it could not be written; empty if it was, or is still to be."""
        return _problem(self.written)

    @property
    def kept(self) -> str:
        """Why it could not be taken back; empty if nobody wants that, or it was, or is still to be."""
        return _problem(self.taken_back) if self.taken_back is not None else ""


class Desk:
    """Where answers are handed in; one for all who look at an archive. Every thread may use it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._journal = Journal(archive.settings.folder)
        self._worker = ThreadPoolExecutor(1, "answers")
        self._news = Condition()
        self._answers: dict[Key, Answer] = {}
        self._skipped: dict[Key, None] = {}
        self._said, self._changed = 0, 0
        self._before: dict[DiscussionId, Statuses] = {}
        self._following: Future[None] | None = None
        self._catch_up()

    def say(self, question: Question, words: str, said: Said) -> None:
        """Hand in an answer; a second one to the same question, as a key pressed twice gives it, is not heard."""
        with self._news:
            known = self._answers.pop(key(question), None)
            if known is not None and known.stands:
                self._answers[key(question)] = known
                return
            self._skipped.pop(key(question), None)
            self._journal.add(said)
            self._answers[key(question)] = Answer(question, words, said, self._later(self._write, said))
            self._follow_later()

    def skip(self, question: Question) -> None:
        """Ask this one again after all others."""
        with self._news:
            self._skipped.pop(key(question), None)
            self._skipped[key(question)] = None

    def take_back(self, name: Key) -> None:
        """Undo an answer; one that is not written yet never will be."""
        with self._news:
            answer = self._answers[name]
            if not answer.stands:
                return
            self._journal.add(answer.undoing)
            if answer.written.cancel():
                del self._answers[name]
            else:
                self._answers[name] = replace(answer, taken_back=self._later(self._undo, answer))
            self._follow_later()

    @property
    def answers(self) -> list[Answer]:
        """Those that were not taken back again, in their order."""
        with self._news:
            return [each for each in self._answers.values() if each.taken_back is None or each.waits or each.kept]

    @property
    def put_off(self) -> list[Key]:
        """Questions whose answers could not be written, and those that were skipped, in that order."""
        refused = [key(each.question) for each in self.answers if each.refused]
        with self._news:
            return [*refused, *self._skipped]

    @property
    def returning(self) -> set[Key]:
        """Questions whose answers are just being taken back."""
        return {key(each.question) for each in self.answers if each.taken_back is not None and each.waits}

    @property
    def settled(self) -> set[Key]:
        """Questions that are answered, whether that is written yet or not."""
        return {key(each.question) for each in self.answers if each.stands}

    @property
    def in_motion(self) -> set[CommentId]:
        """Comments that get another text, or another id, by answers that are not carried out yet."""
        return {each.question.comment for each in self.answers if each.waits and each.said.kind in _CUTS}

    @property
    def following(self) -> bool:
        """Whether something is still to be found that follows from answers."""
        return self._following is not None and not self._following.done()

    @property
    def changed(self) -> int:
        """How many objections came, went or have another status since the answers."""
        return self._changed

    @property
    def problem(self) -> str:
        """Why what follows could not be found; empty if it was, or is still to be."""
        return _problem(self._following) if self._following is not None else ""

    def _follow_later(self) -> None:
        self._said += 1
        self._news.notify_all()
        self._following = self._later(self._follow, self._said)

    def _later(self, work: Callable[[_Given], _Done], given: _Given) -> "Future[_Done]":
        """Let the thread do this after all that it has to do already."""
        future = self._worker.submit(work, given)
        future.add_done_callback(_log)
        return future

    def _write(self, said: Said) -> Corrected:
        with self._archive.writing() as writing:
            for row in writing.store.comments([CommentId(said.id)]).values():
                self._before.setdefault(row.discussion, _statuses(row.discussion, writing.store))
            return writing.correct(said, Stages(), follow=False)

    def _undo(self, answer: Answer) -> Corrected:
        """Take back what was written; raises what kept it from being written."""
        answer.written.result()
        return self._write(answer.undoing)

    def _catch_up(self) -> None:
        """Carry out what a process that was killed left behind. Raises StoreBusy: another process writes just now."""
        left = self._journal.read()
        for each in left:
            try:
                self._write(each)
            except StoreBusy:
                raise
            except RejoinderError as error:
                _LOG.warning("an answer that was left behind cannot be carried out: %s", error)
        if left:
            with self._news:
                self._follow_later()

    def _follow(self, said: int) -> None:
        """Find what follows from all answers, unless another one came in the meantime or the process is about to end."""
        with self._news:
            if self._said == said:
                self._journal.clear()
            if self._news.wait_for(lambda: self._said != said, _QUIET) or not main_thread().is_alive():
                return
        with self._archive.writing() as writing:
            writing.follow(Stages())
            self._changed = sum(
                _differing(before, _statuses(home, writing.store)) for home, before in self._before.items()
            )


def _differing(before: Statuses, now: Statuses) -> int:
    return sum(before.get(uid) != now.get(uid) for uid in {*before, *now})


def _problem(done: "Future[Any]") -> str:
    """What went wrong, in a line."""
    error = done.exception() if done.done() and not done.cancelled() else None
    if error is None:
        return ""
    return error.problem if isinstance(error, RejoinderError) else f"the program failed ({type(error).__name__})"


def _log(done: "Future[Any]") -> None:
    """What a user cannot cure stands in the log."""
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, RejoinderError):
        _LOG.error("an answer could not be carried out", exc_info=error)


def _statuses(discussion: DiscussionId, store: GraphStore) -> Statuses:
    return {each.uid: each.status for each in store.objections_in(discussion)}
