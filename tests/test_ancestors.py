from random import Random

from ingest.readers.ancestors import Ancestors


def firsts(pairs):
    ancestors = Ancestors()
    for item, parent in pairs:
        ancestors.add(item, parent)
    return {item: ancestors.first_of(item) for item, _ in pairs}


def test_answers_lead_to_the_first_item_in_whatever_order_they_come():
    assert firsts([(5, 3), (3, 1), (1, 0), (4, 3)]) == {1: 1, 3: 1, 4: 1, 5: 1}


def test_an_absent_item_is_the_first_where_ancestors_break_off():
    assert firsts([(5, 3), (6, 5)]) == {5: 3, 6: 3}


def test_an_item_that_answers_itself_or_a_later_one_is_a_first_one():
    assert firsts([(2, 2), (3, 4), (4, 3)]) == {2: 2, 3: 3, 4: 3}


def test_an_item_that_was_not_added_is_its_own_first():
    assert Ancestors().first_of(7) == 7


def test_a_chain_of_a_hundred_thousand_has_one_first():
    assert set(firsts([(n, n - 1) for n in range(1, 100_001)]).values()) == {1}


def test_random_forests_give_what_walking_up_gives():
    chance = Random(5)  # noqa: S311  (no cryptography)
    for _ in range(50):
        parents = {item: chance.randrange(item) for item in chance.sample(range(1, 60), 30)}
        pairs = list(parents.items())
        chance.shuffle(pairs)
        found = firsts(pairs)
        for item in parents:
            at = item
            while parents.get(at):
                at = parents[at]
            assert found[item] == at
