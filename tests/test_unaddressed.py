"""Properties of U on small made trees, and a second calculation that goes comment by comment."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np
import pytest

from graph.engaging import ACTS
from graph.objection.answer_candidates import AUTHOR_ODDS, DEPTH_ODDS, NEAR_ODDS, candidates
from graph.objection.argument_arrays import Links, Raised, Threads
from graph.objection.strength import BASE
from graph.objection.unaddressed import ACT_WEIGHTS
from graph.objection.weighing import NOISE, Read, Told, weigh

BY = {"target_author": 1.0, "third_party": 0.9, "objector": 0.0, "unknown": 0.95}
NONE = Links(*(np.empty(0, kind) for kind in (int, int, float, float, bool)))
REBUTS = tuple(float(act == "rebuts") for act in ACTS)


@dataclass(frozen=True)
class Said:
    """A comment on `parent` (-1: none) by `person` (-1: unknown), likely to be a reply at all by `chance`; net of agreement."""

    parent: int
    person: int
    chance: float = 1.0
    agree: float = 0.0
    disagree: float = 0.0
    home: int = 0
    flat: bool = False
    wording: int = -1


def arrays(rows):
    child = [at for at, row in enumerate(rows) if row.parent >= 0]
    column = lambda name, kind: np.array([getattr(rows[at], name) for at in child], kind)  # noqa: E731
    return Threads(
        np.array([row.home for row in rows], int),
        np.array([row.person for row in rows], int),
        np.zeros(len(rows), bool),
        np.array([row.flat for row in rows], bool),
        np.array(child, int),
        column("parent", int),
        column("chance", float),
        ~column("flat", bool),
        column("agree", float),
        column("disagree", float),
    )


def judged(rows, engaged):
    """U by objecting comment; every comment with a parent by somebody else objects. `engaged(objection, answer)` is 0..1."""
    threads = arrays(rows)
    comment = [
        at
        for at, row in enumerate(rows)
        if row.parent >= 0 and (row.person < 0 or row.person != rows[row.parent].person)
    ]
    raised = Raised(np.array(comment, int), np.array([rows[at].parent for at in comment], int))
    pairs = candidates(threads, raised, NONE)
    places = zip(raised.comment[pairs.objection].tolist(), pairs.answer.tolist(), strict=True)
    engagement = np.array([engaged(objection, answer) for objection, answer in places], float)
    acts = np.tile(REBUTS, (len(engagement), 1)).reshape(-1, len(ACTS))
    wording = np.array([rows[at].wording if rows[at].wording >= 0 else 1000 + at for at in pairs.answer.tolist()], int)
    idle = np.zeros(len(comment))
    told = Told(idle + 0.5, idle, idle > 0, idle > 0, idle > 0, idle)
    verdicts = weigh(threads, raised, pairs, Read(engagement, acts, wording), told)
    return dict(zip(comment, verdicts.unaddressed.tolist(), strict=True))


def by_definition(rows, engaged):
    """The same, as the definitions read."""
    strength = strengths_by_definition(rows)

    def above(at, steps):
        for _ in range(steps):
            at = rows[at].parent if at >= 0 else -1
        return at

    def link(objection, answer):
        """The probability of a direct reply, and the odds of anything else."""
        target, person = rows[objection].parent, rows[rows[objection].parent].person
        if answer in (objection, target) or rows[answer].home != rows[objection].home:
            return 0.0, 0.0
        chance = rows[answer].chance if above(answer, 1) == objection else 0.0
        odds = [0.0]
        for steps, share in zip((2, 3), DEPTH_ODDS, strict=True):
            if above(answer, steps) == objection:
                odds.append(share * prod(rows[above(answer, each)].chance for each in range(steps)))
        home = rows[objection].home
        later = [n for n, row in enumerate(rows) if n > objection and row.person == person >= 0 and row.home == home]
        odds += [AUTHOR_ODDS] if answer in later[:3] else []
        odds += [NEAR_ODDS] if rows[objection].flat and objection < answer <= objection + 6 else []
        return chance, max(odds)

    def by(objection, answer):
        person, target = rows[answer].person, rows[rows[objection].parent].person
        if person < 0:
            return "unknown"
        if person == rows[objection].person:
            return "objector"
        return "target_author" if person == target else "unknown" if target < 0 else "third_party"

    found = {}
    for objection, row in enumerate(rows):
        if row.parent < 0 or (row.person >= 0 and row.person == rows[row.parent].person):
            continue
        said = {}
        for answer in range(len(rows)):
            chance, odds = link(objection, answer)
            who, e = by(objection, answer), engaged(objection, answer)
            if not chance and not odds:
                continue
            responds = chance + (1 - chance) * min(1.0, odds / (1 - e + odds * e + 1e-12))
            weight = BY[who] * ACT_WEIGHTS["rebuts"]
            agreeing = rows[answer].agree * rows[answer].chance if rows[answer].parent == objection else 0.0
            weight *= 1 - agreeing * {"third_party": 1.0, "unknown": 0.25}.get(who, 0.0)
            person = rows[answer].person if rows[answer].person >= 0 else f"unknown {answer}"
            wording = rows[answer].wording if rows[answer].wording >= 0 else f"as {answer}"
            standing = min(1.0, strength[answer] / BASE)
            heard = min(1.0, max(0.0, (e * responds - NOISE[0]) / (NOISE[1] - NOISE[0])))
            said.setdefault(person, {}).setdefault(wording, []).append((e * responds * heard * weight, standing))
        best = [
            max(max(worth for worth, _ in places) * min(left for _, left in places) for places in words.values())
            for words in said.values()
        ]
        found[objection] = prod(1 - each for each in best)
    return found


def strengths_by_definition(rows):
    best = {}
    for at, row in enumerate(rows):
        weight = row.chance * (row.agree - row.disagree)
        if row.parent >= 0 and weight:
            key = (row.parent, row.person if row.person >= 0 else f"unknown {at}", weight > 0)
            best[key] = min(best.get(key, (2.0,)), (-abs(weight), at, weight))

    def strength(at):
        energy = sum(vote[2] * strength(vote[1]) / BASE for (parent, _, _), vote in best.items() if parent == at)
        pull = energy**2 / (1 + energy**2)
        return BASE + (1 - BASE) * pull if energy > 0 else BASE - BASE * pull

    return [strength(at) for at in range(len(rows))]


def tree(seed, count=8, *, sure=False):
    random = np.random.default_rng(seed)
    flat = bool(random.integers(0, 2)) and not sure
    rows = [Said(-1, int(random.integers(-1, 3)), flat=flat)]
    for at in range(1, count):
        agree, disagree, _ = random.dirichlet(np.ones(3)).round(2).tolist()
        chance = 1.0 if sure else float(random.choice([0.3, 0.8, 1.0]))
        wording = int(random.integers(-1, 2))
        rows.append(
            Said(int(random.integers(0, at)), int(random.integers(-1, 3)), chance, agree, disagree, 0, flat, wording)
        )
    table = random.choice([0.0, 0.4, 0.9], (2 * count, 2 * count))
    return rows, lambda objection, answer: float(table[objection, answer])


SEEDS = range(25)


@pytest.mark.parametrize("seed", SEEDS)
def test_unaddressedness_is_what_the_definition_says(seed):
    rows, engaged = tree(seed)
    found, expected = judged(rows, engaged), by_definition(rows, engaged)
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_engaged_answer_never_raises_it(seed):
    rows, engaged = tree(seed)
    before = judged(rows, engaged)
    for objection, value in before.items():
        random = np.random.default_rng([seed, objection])
        chances = random.dirichlet(np.ones(3))[:2].tolist()
        answer = Said(objection, int(random.integers(-1, 4)), 1.0, *chances, flat=rows[0].flat)
        fully = {(objection, len(rows)): 0.9}
        after = judged([*rows, answer], lambda o, a, known=fully: known.get((o, a), engaged(o, a)))
        assert after[objection] <= value + 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_attacking_an_answer_never_lowers_it(seed):
    rows, engaged = tree(seed)
    before = judged(rows, engaged)
    old = len(rows)
    for objection, value in before.items():
        answers = [at for at, row in enumerate(rows) if row.parent == objection]
        for answer in answers:
            attack = Said(answer, 7, 1.0, 0.0, 0.9, flat=rows[0].flat)
            after = judged([*rows, attack], lambda o, a: engaged(o, a) if a < old and o < old else 0.0)
            assert after[objection] >= value - 1e-12


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_person_repeating_an_answer_changes_nothing(seed):
    rows, engaged = tree(seed)
    named = [replace(row, person=at % 3, wording=at) for at, row in enumerate(rows)]
    before = judged(named, engaged)
    for at in range(1, len(named)):
        again = {len(named): at}
        after = judged([*named, named[at]], lambda o, a, again=again: engaged(o, again.get(a, a)))
        parent = named[at].parent
        if parent in before:
            assert after[parent] == pytest.approx(before[parent])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_siblings_changes_nothing(seed):
    rows, engaged = tree(seed, sure=True)
    rows = [replace(row, person=at, wording=-1) for at, row in enumerate(rows)]
    order = reordered(rows, np.random.default_rng(seed))
    place = {old: new for new, old in enumerate(order)}
    moved = [replace(rows[old], parent=place.get(rows[old].parent, -1)) for old in order]
    before, after = judged(rows, engaged), judged(moved, lambda o, a: engaged(order[o], order[a]))
    assert {order[at]: value for at, value in after.items()} == pytest.approx(before)


def reordered(rows, random):
    """Another order in which every comment still follows its parent."""
    order, waiting = [0], list(range(1, len(rows)))
    while waiting:
        ready = [at for at in waiting if rows[at].parent in order]
        order.append(int(random.choice(ready)))
        waiting.remove(order[-1])
    return order


@pytest.mark.parametrize("seed", SEEDS)
def test_unrelated_threads_change_nothing(seed):
    rows, engaged = tree(seed)
    other, _ = tree(seed + 1000)
    moved = [replace(row, parent=row.parent + len(rows) if row.parent >= 0 else -1, home=1) for row in other]
    after = judged([*rows, *moved], engaged)
    assert {at: after[at] for at in judged(rows, engaged)} == pytest.approx(judged(rows, engaged))


def test_what_the_objector_says_never_answers():
    rows = [Said(-1, 1), Said(0, 2, disagree=0.8), Said(1, 2, disagree=0.8)]
    assert judged(rows, lambda o, a: 1.0) == {1: 1.0}


def test_an_answer_that_only_agrees_with_the_objection_leaves_it_open():
    rows = [Said(-1, 1), Said(0, 2, disagree=0.8), Said(1, 3, agree=1.0)]
    assert judged(rows, lambda o, a: 1.0)[1] == pytest.approx(1.0)


def test_comments_that_answer_in_a_circle_are_judged_too():
    rows = [Said(1, 1, disagree=0.9), Said(0, 2, disagree=0.9), Said(1, 3, disagree=0.9)]
    found = judged(rows, lambda o, a: 0.9)
    assert set(found) == {0, 1, 2}
    assert all(0 <= value <= 1 for value in found.values())


def test_the_number_of_pairs_grows_no_faster_than_the_number_of_comments():
    rows = [Said(-1, 0, flat=True), *(Said(max(0, at - 1 - at % 7), at % 5, 0.5, flat=True) for at in range(1, 400))]
    threads = arrays(rows)
    comment = np.arange(1, 400)
    pairs = candidates(threads, Raised(comment, threads.parent), NONE)
    assert len(pairs.answer) <= 8 * len(rows)
    assert np.bincount(pairs.answer).max() <= 8
