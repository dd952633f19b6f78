"""Labelled pairs from published sets: stance, addressed (may this close that objection?), same claim.

The sets are read where they lie (`DATA_FOLDER/stance`, `objections`, `positions`); the model card names them all.
"""

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

from ingest.pair_scores import CLASSES, Head, Pair

FOLDED = "train_debagreement"  # the one set that is like what the archive holds: it is cross-validated, and finishes the training
_STANCE_WEIGHTS = {"argrel": 0.7, "rumoureval": 0.7, "arc": 1.0, "ibm": 1.0, "political": 1.0}
_WEAK_WEIGHT = 0.4  # labels that follow from what side somebody is known to be on
_WEAK_PAIRS = 3000
_WEAK_WORDS = 120  # a longer text often talks of much else
_ASKED = ("arg_request", "arg_evaluative", "arg_fact")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two texts, the share of each class of the head, and how much the pair counts; pairs of one group are never split."""

    head: Head
    pair: Pair
    shares: tuple[float, ...]
    group: str
    weight: float = 1.0


def labelled(head: Head, pair: Pair, label: str, group: str, weight: float = 1.0) -> LabelledPair:
    """A pair whose label is sure."""
    return LabelledPair(head, pair, tuple(float(name == label) for name in CLASSES[head]), group, weight)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The JSON objects of a gzipped file, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def submission_fold(group: str, folds: int) -> int:
    """The fold of a submission, of so many; the same in every run, so whoever scores out of fold means the same folds."""
    return int(blake2b(group.encode(), digest_size=2).hexdigest(), 16) % folds


def agreement_pairs(data: Path, name: str = FOLDED) -> list[LabelledPair]:
    """A stance set in the order of its file; where annotators were not of one mind, the others' share goes to the other labels."""
    return [_agreement_pair(row) for row in rows_of(data / "stance" / f"{name}.jsonl.gz")]


def other_stance_pairs(data: Path) -> list[LabelledPair]:
    """Stance from everywhere else: claims, essays, headlines, tweets, debates, and forum pairs with weak labels."""
    pairs = [
        labelled("stance", (row["parent"], row["reply"]), row["label"], f"{name} {row['group']}", weight)
        for name, weight in _STANCE_WEIGHTS.items()
        for row in rows_of(data / "stance" / f"train_{name}.jsonl.gz")
    ]
    return [*pairs, *_weak_pairs(data), *_debate_stances(data)]


def addressed_pairs(data: Path) -> list[LabelledPair]:
    """Sentences of reviews with sentences of rebuttals that do or do not answer them; debate comments with their answers."""
    return [*_review_pairs(data), *_debate_answers(data)]


def same_pairs(data: Path) -> list[LabelledPair]:
    """Arguments with key points, and perspectives of one group or of two; as many that differ as not twice those that match."""
    pairs = [*key_point_pairs(data), *_perspective_pairs(data)]
    alike = [each for each in pairs if each.shares[1] == 1]
    different = [each for each in pairs if each.shares[1] == 0]
    return alike + random.Random(0).sample(different, min(len(different), len(alike)))  # noqa: S311  (no secret hangs on it)


def key_point_pairs(data: Path, split: str = "train") -> Iterator[LabelledPair]:
    """Arguments with key points of their topic and side; a group is a topic."""
    folder = data / "positions" / "argkp"
    arguments = {row["arg_id"]: row for row in _table(folder / f"arguments_{split}.csv")}
    points = {row["key_point_id"]: row["key_point"] for row in _table(folder / f"key_points_{split}.csv")}
    for row in _table(folder / f"labels_{split}.csv"):
        argument = arguments[row["arg_id"]]
        pair = argument["argument"], points[row["key_point_id"]]
        yield labelled("same", pair, "yes" if row["label"] == "1" else "no", f"argkp {argument['topic']}")


def _agreement_pair(row: dict[str, Any]) -> LabelledPair:
    sure = float(row.get("agreement", 1.0))
    rest = (1 - sure) / 2
    shares = tuple(sure if name == row["label"] else rest for name in CLASSES["stance"])
    return LabelledPair("stance", (row["parent"], row["reply"]), shares, str(row["group"]))


def _weak_pairs(data: Path) -> list[LabelledPair]:
    rows = [
        row
        for row in rows_of(data / "stance" / "weak_iac.jsonl.gz")
        if len(row["parent"].split()) <= _WEAK_WORDS and len(row["reply"].split()) <= _WEAK_WORDS
    ]
    chosen = random.Random(0).sample(rows, min(_WEAK_PAIRS, len(rows)))  # noqa: S311
    return [
        labelled("stance", (row["parent"], row["reply"]), row["label"], f"iac {row['group']}", _WEAK_WEIGHT)
        for row in chosen
    ]


def _debates(data: Path) -> Iterator[tuple[str, dict[int, str], list[dict[str, Any]]]]:
    for row in rows_of(data / "objections" / "asg_train.jsonl.gz"):
        yield str(row["id"]), {each["n"]: each["text"] for each in row["comments"]}, row["edges"]


def _debate_stances(data: Path) -> Iterator[LabelledPair]:
    labels = {"attacks": "disagree", "supports": "agree"}
    for debate, texts, edges in _debates(data):
        for edge in edges:
            pair = texts[edge["dst"]], texts[edge["src"]]
            yield labelled("stance", pair, labels[edge["rel"]], f"asg {debate}")


def _debate_answers(data: Path) -> Iterator[LabelledPair]:
    """Each answer with the comment that it answers, and with another of the same debate."""
    chance = random.Random(0)  # noqa: S311
    for debate, texts, edges in _debates(data):
        for edge in edges:
            others = sorted(set(texts) - {edge["src"], edge["dst"], 0})
            if edge["dst"] == 0 or not others:
                continue
            answer, wrong = texts[edge["src"]], texts[chance.choice(others)]
            yield labelled("addressed", (texts[edge["dst"]], answer), "yes", f"asg {debate}")
            yield labelled("addressed", (wrong, answer), "no", f"asg {debate}")


def _review_pairs(data: Path) -> Iterator[LabelledPair]:
    """Each sentence of a rebuttal with those it is aligned to, and with as many asking or criticising ones that it is not."""
    chance = random.Random(0)  # noqa: S311
    for row in rows_of(data / "objections" / "disapere_train.jsonl.gz"):
        group = f"disapere {row['metadata']['forum_id']}"
        asked = {
            each["sentence_index"]: each["text"] for each in row["review_sentences"] if each["review_action"] in _ASKED
        }
        for sentence in row["rebuttal_sentences"]:
            met = [at for at in sentence["alignment"][1] or () if at in asked]
            others = sorted(set(asked) - set(met))
            for at in met:
                yield labelled("addressed", (asked[at], sentence["text"]), "yes", group)
            for at in chance.sample(others, min(len(others), len(met))):
                yield labelled("addressed", (asked[at], sentence["text"]), "no", group)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _perspective_pairs(data: Path) -> Iterator[LabelledPair]:
    for row in rows_of(data / "positions" / "perspectrum_train.jsonl.gz"):
        by_group: dict[int, list[str]] = defaultdict(list)
        for number, cluster in enumerate(row["clusters"]):
            by_group[number] += cluster["perspectives"]
        said = [(number, text) for number, texts in sorted(by_group.items()) for text in texts]
        for (one, first), (two, second) in combinations(said, 2):
            yield labelled("same", (first, second), "yes" if one == two else "no", f"perspectrum {row['claim']}")
