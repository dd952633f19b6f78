"""Cases with the truth beside them: reviews and rebuttals, quoting forum posts, and single objections cut out of both."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from graph.engagement.acts import DOES
from graph.engaging import Case
from graph.stances.target import sentences
from ingest.training.pair_sets import rows_of, submission_fold
from ingest.words import tokens

FOLDS: Final = 5
Kind = Literal["rr", "disapere", "forum", "replies", "alone"]
Links = NDArray[np.bool_]

_ACTIONS: Final[dict[str, str]] = {
    "concede-criticism": "concedes",
    "done": "answers",
    "answer": "answers",
    "by-cr": "defers",
    "future": "defers",
    "reject-criticism": "rebuts",
    "reject-request": "rebuts",
    "refute-question": "rebuts",
    "mitigate-criticism": "rebuts",
    "contradict-assertion": "rebuts",
}
_FORUM_CASES = 900
_REPLY_CASES = 700
_MOST_WORDS = 120  # of a comment and its reply
_FORUM_LONGEST = 30  # sentences of a post's own words
_LEFT_OUT = 0.35  # of the answers to quoted passages, so that some passages have none
_LEAST_WORDS = 6
_FRIENDLY_SHARE = 0.5
_SEGMENT = 6  # sentences of an answer that is cut out
_FRIENDLY: Final = (
    "Thanks, good post.",
    "Thank you for this!",
    "Great point.",
    "Nice write-up, thanks for sharing it.",
    "Thanks for the detailed comments.",
    "Interesting, I will have to think about this.",
    "I appreciate the time you took to write this.",
    "Good question.",
    "Welcome to the forum!",
    "Hope this helps.",
    "lol",
    "Let me know if you have further questions.",
)


@dataclass(frozen=True, eq=False)
class Example:
    """A case; `links` says which sentences deal with which objections, `judged` which of these count.

    `does` numbers what each sentence of the answer does (DOES), where that is known. Examples of a group are never in two folds.
    """

    kind: Kind
    group: str
    case: Case
    links: Links
    judged: NDArray[np.bool_]
    does: tuple[int, ...] | None = None

    @property
    def fold(self) -> int:
        """The fold of the group."""
        return submission_fold(self.group, FOLDS)

    @property
    def addressed(self) -> NDArray[np.bool_]:
        """Which objections any sentence deals with."""
        addressed: NDArray[np.bool_] = np.asarray(self.links.any(axis=1))
        return addressed

    @property
    def statuses(self) -> list[str]:
        """What became of each objection: the first of DOES that a sentence which deals with it does; else nothing."""
        does = np.array(self.does if self.does is not None else ())
        return [DOES[min(does[row], default=len(DOES) - 1)] for row in self.links]


def review_examples(data: Path) -> list[Example]:
    """Reviews whose objections are known, and their rebuttals."""
    return [
        by_objections(row)
        for row in rows_of(data / "objections" / "rr_dev.jsonl.gz")
        if row["objections"] and row["reply"]
    ]


def sentence_examples(path: Path) -> list[Example]:
    """Reviews in which every sentence may be an objection; those that ask or criticise are judged."""
    return [by_sentences(row) for row in rows_of(path)]


def reply_examples(data: Path) -> list[Example]:
    """Comments with a reply that disagrees, which deals with them, and with one to another submission, which does not."""
    chance = random.Random(0)  # noqa: S311
    rows = [row for row in rows_of(data / "stance" / "train_debagreement.jsonl.gz") if row["label"] == "disagree"]
    rows = [row for row in rows if max(len(row["parent"].split()), len(row["reply"].split())) <= _MOST_WORDS]
    made = []
    for row in chance.sample(rows, min(len(rows), _REPLY_CASES)):
        other = chance.choice([each for each in rows if each["group"] != row["group"]])
        made += [_replied(row, row["reply"], True), _replied(row, other["reply"], False)]
    return made


def by_objections(row: Mapping[str, Any]) -> Example:
    """A review whose objections are known; without labels nothing is linked."""
    case = Case(tuple(each["text"] for each in row["objections"]), tuple(row["reply"]))
    links = _linked(case, [each.get("addressed_by", ()) for each in row["objections"]])
    return Example("rr", f"rr {row['id']}", case, links, np.ones(len(links), bool))


def by_sentences(row: Mapping[str, Any]) -> Example:
    """A review of which only the sentences are known; without labels nothing is linked and nothing judged."""
    review, rebuttal = row["review_sentences"], row["rebuttal_sentences"]
    case = Case(tuple(each["text"] for each in review), tuple(each["text"] for each in rebuttal))
    place = {each["sentence_index"]: n for n, each in enumerate(review)}
    does = tuple(_does(each) for each in rebuttal)
    dealing: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(rebuttal):
        kind, met = each.get("alignment", ("", ()))
        if kind == "context_sentences" and DOES[does[at]] != "nothing":
            for index in met or ():
                dealing[place.get(index, -1)].append(at)
    judged = np.array([_objects(each) for each in review], bool)
    links = _linked(case, [dealing[n] for n in range(len(review))])
    return Example("disapere", f"disapere {row['metadata']['forum_id']}", case, links, judged, does)


def _replied(row: Mapping[str, Any], reply: str, deals: bool) -> Example:
    case = Case((row["parent"],), tuple(reply[start:end] for start, end in sentences(reply)) or (reply,))
    return Example(
        "replies", f"debagreement {row['group']}", case, np.full((1, len(case.answer)), deals), np.ones(1, bool)
    )


def _does(sentence: Mapping[str, Any]) -> int:
    action = str(sentence.get("rebuttal_action", "")).removeprefix("rebuttal_")
    return DOES.index(_ACTIONS.get(action, "nothing"))


def alone(examples: Sequence[Example]) -> list[Example]:
    """Single objections cut out of `examples`: with their answer, with that to another one, with a stranger's, and with thanks."""
    chance = random.Random(0)  # noqa: S311 - a sample, no secret
    found: list[Example] = []
    for example in examples:
        other = chance.choice(examples)
        chosen = [
            n
            for n in range(len(example.judged))
            if example.judged[n] and example.addressed[n] and len(example.case.objections[n].split()) > _LEAST_WORDS
        ]
        for n in chance.sample(chosen, min(2, len(chosen))):
            found += _cut_out(example, n, other, chance)
    return found


def forum_examples(data: Path) -> list[Example]:
    """Forum posts that quote: the quoted passages are the objections, what is said after each quote deals with it.

    Some of the answers are left out, and their passages go without one. Only threads that trained nothing else are read.
    """
    chance = random.Random(0)  # noqa: S311
    posts = [row for row in rows_of(data / "replies" / "iac_train.jsonl.gz") if row["quotes"]]
    chance.shuffle(posts)
    posts.sort(key=lambda row: -min(len(row["quotes"]), 3) + 3 * chance.random())
    made: list[Example] = []
    for post, other in pairwise(posts):
        example = _quoting(post, other, chance)
        if example is not None:
            made.append(example)
        if len(made) == _FORUM_CASES:
            break
    return made


def _objects(sentence: Mapping[str, Any]) -> bool:
    action, polarity = sentence.get("review_action"), sentence.get("polarity")
    return action == "arg_request" or (action == "arg_evaluative" and polarity == "pol_negative")


def _linked(case: Case, dealing: Sequence[Sequence[int]]) -> Links:
    links = np.zeros((len(case.objections), len(case.answer)), bool)
    for n, sentences_ in enumerate(dealing):
        links[n, list(sentences_)] = True
    return links


def _cut_out(example: Example, n: int, other: Example, chance: random.Random) -> Iterator[Example]:
    """One objection with one answer, of up to four kinds."""
    objection, answer = example.case.objections[n], example.case.answer
    own = [answer[at] for at in np.flatnonzero(example.links[n])][:_SEGMENT]
    others = [m for m in range(len(example.links)) if m != n and not (example.links[m] & example.links[n]).any()]
    theirs = [row for row in example.links[others] if row.any()]
    found = [(own, True), (own[: chance.randint(1, 2)], True)]
    if theirs:
        found.append(([answer[at] for at in np.flatnonzero(chance.choice(theirs))][:_SEGMENT], False))
    start = chance.randrange(max(1, len(other.case.answer) - _SEGMENT))
    if other.group != example.group:
        found.append((list(other.case.answer[start : start + chance.randint(1, _SEGMENT)]), False))
    if chance.random() < _FRIENDLY_SHARE:
        found.append((chance.sample(_FRIENDLY, chance.randint(1, 2)), False))
    for said, deals in found:
        if said:
            links = np.full((1, len(said)), deals)
            yield Example("alone", example.group, Case((objection,), tuple(said)), links, np.ones(1, bool))


def _quoting(post: Mapping[str, Any], other: Mapping[str, Any], chance: random.Random) -> Example | None:
    """The case that a quoting post makes; a passage of `other` stands in it too, and nothing answers that."""
    told = [(passage, said) for passage, said in _passages(post) if said]
    if not told or sum(len(said) for _, said in told) > _FORUM_LONGEST:
        return None
    objections: list[str] = []
    answer: list[str] = []
    dealing: list[Sequence[int]] = []
    for passage, said in told:
        kept = chance.random() > _LEFT_OUT
        objections.append(passage)
        dealing.append(range(len(answer), len(answer) + len(said)) if kept else range(0))
        answer += said if kept else []
    strange = [passage for passage, _ in _passages(other)]
    if not answer or (strange and chance.random() < _LEFT_OUT):
        answer += [] if answer else [text for _, said in _passages(other) for text in said][:_SEGMENT]
        if dealing[0] and strange:
            objections.append(strange[0])
            dealing.append(range(0))
    if not answer:
        return None
    case = Case(tuple(objections), tuple(answer))
    return Example("forum", f"iac {post['discussion']}", case, _linked(case, dealing), np.ones(len(objections), bool))


def _passages(post: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Quoted passages, and the sentences that stand between each and the next one."""
    text, quotes = post["text"], sorted(post["quotes"], key=lambda each: each["start"])
    ends = [*(each["start"] for each in quotes[1:]), len(text)]
    found = []
    for quote, end in zip(quotes, ends, strict=True):
        passage, after = text[quote["start"] : quote["end"]].strip(), text[quote["end"] : end]
        if len(tokens(passage)) >= _LEAST_WORDS:
            found.append((passage, [after[first:last] for first, last in sentences(after)]))
    return found
