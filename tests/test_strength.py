import numpy as np
import pytest

from graph.objection.levels import Levels, below
from graph.objection.strength import BASE, Votes, standing, strengths


def votes(count, *rows):
    """Votes (child, parent, weight, person) between `count` comments."""
    columns = list(zip(*rows, strict=True)) or [()] * 4
    child, parent, weight, person = (np.array(column) for column in columns)
    return Votes(count, child.astype(int), parent.astype(int), weight.astype(float), person.astype(int))


def by_definition(given):
    """Strengths on a forest as the definition reads, comment after comment."""
    best = {}
    for row in zip(given.child, given.parent, given.weight, given.person, strict=True):
        child, parent, weight, person = (each.item() for each in row)
        if child != parent and weight:
            key = (parent, person if person >= 0 else f"unknown {child}", weight > 0)
            vote = (-abs(weight), child, weight)
            best[key] = min(best.get(key, vote), vote)

    def strength(comment):
        cast = [(child, weight) for (parent, _, _), (_, child, weight) in best.items() if parent == comment]
        energy = sum(weight * strength(child) / BASE for child, weight in cast)
        pull = energy**2 / (1 + energy**2)
        return BASE + (1 - BASE) * pull if energy > 0 else BASE - BASE * pull

    return [strength(comment) for comment in range(given.count)]


def forest(seed, count=9):
    random = np.random.default_rng(seed)
    child = np.arange(1, count)
    parent = np.array([random.integers(0, at) for at in child])
    return Votes(count, child, parent, random.uniform(-1, 1, len(child)).round(1), random.integers(-1, 3, len(child)))


@pytest.mark.parametrize("seed", range(25))
def test_strengths_are_what_the_definition_says(seed):
    given = forest(seed)
    assert strengths(given) == pytest.approx(by_definition(given))


def test_a_vote_for_raises_and_a_vote_against_lowers():
    found = strengths(votes(3, (1, 0, -1.0, 1), (2, 1, 0.5, 2)))
    assert found[2] == BASE
    assert found[1] > BASE > found[0]


def test_one_sure_attack_leaves_half_and_support_no_more_than_all():
    assert standing(strengths(votes(2, (1, 0, -1.0, 1))))[0] == pytest.approx(0.5)
    assert standing(strengths(votes(2, (1, 0, 1.0, 1))))[0] == 1.0


def test_the_same_person_agreeing_twice_counts_once():
    once = strengths(votes(3, (1, 0, 0.7, 5)))
    again = strengths(votes(3, (1, 0, 0.7, 5), (2, 0, 0.7, 5)))
    assert again[0] == once[0]
    assert strengths(votes(3, (1, 0, 0.7, 5), (2, 0, 0.7, 6)))[0] > once[0]


def test_people_nobody_knows_are_not_one_person():
    once = strengths(votes(3, (1, 0, 0.7, -1)))
    assert strengths(votes(3, (1, 0, 0.7, -1), (2, 0, 0.7, -1)))[0] > once[0]


def test_a_vote_on_ones_own_comment_is_none():
    assert strengths(votes(1, (0, 0, 1.0, 3))).tolist() == [BASE]


def test_a_cycle_settles_where_every_strength_follows_from_the_others():
    given = votes(3, (0, 1, -0.9, 1), (1, 2, -0.9, 2), (2, 0, -0.9, 3))
    found = strengths(given)
    energy = -0.9 * found[0] / BASE
    assert found[1] == pytest.approx(BASE - BASE * energy**2 / (1 + energy**2), abs=1e-6)
    assert found == pytest.approx([found[0]] * 3, abs=1e-6)


def test_what_stands_above_a_cycle_has_a_strength_too():
    found = strengths(votes(3, (0, 1, -0.5, 1), (1, 0, -0.5, 2), (1, 2, 1.0, 2)))
    assert found[2] > BASE


def test_a_chain_is_followed_however_deep_it_is():
    count = 30_000
    child = np.arange(1, count)
    found = strengths(Votes(count, child, child - 1, np.full(count - 1, -1.0), child))
    assert found[-1] == BASE
    assert found[-2] == pytest.approx(BASE / 2)
    assert np.all((found > 0) & (found < 1))


def test_no_comments_have_no_strengths():
    assert strengths(votes(0)).shape == (0,)


def test_levels_give_children_before_their_parents():
    child, parent = np.array([1, 2, 3, 4]), np.array([0, 0, 2, 2])
    seen = []
    for front, _ in Levels(5, child, parent):
        seen += front.tolist()
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert all(seen.index(c) < seen.index(p) for c, p in zip(child, parent, strict=True))


def test_all_comments_below_one_are_counted():
    assert below(np.array([-1, 0, 0, 2, 2, -1])).tolist() == [4, 0, 2, 0, 0, 0]
