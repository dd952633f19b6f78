"""Open objections among statements in no order, on debates made for these tests."""

import random
from dataclasses import replace

import numpy as np
import pytest
from small_archive import HashingEmbedder

from graph.debate.features import PAIR_COLUMNS, STATEMENT_COLUMNS
from graph.debate.model import Chances, directed_chances, model_for, pack, trained_models, unpack
from graph.debate.unordered import NoTopic, Unordered, read_sheets, weigh
from ingest.embedder import open_embedder

WORDS = HashingEmbedder()
TOPIC = "The town should close the swimming pool in winter"
POINTS = (
    "Heating the pool from November to March costs as much as the rest of the year together. In January the meters showed "
    "four times the gas of June, for a fifth of the visitors. The town pays for warm water in which nobody swims.",
    "Old people need the pool most in winter. The doctor sends them there for their backs, and the paths are too icy for a "
    "walk. Whoever closes it sends them home to their sofas until spring.",
    "The roof was built for summer. Every winter snow has to be shovelled off it by hand, and last year a panel fell beside "
    "the diving board. It is luck that nobody stood there.",
    "The gas bill is not an argument for closing. A solar cover and a heat pump would halve the gas that the pool burns in "
    "January, and the state pays a third of both. After that the meters would show less than an ordinary school.",
)


class SetScorer:
    """A pair model that says the same of every pair."""

    fingerprint = "set:1"

    def __init__(self, shares):
        self.shares = shares

    def score(self, head, pairs):
        assert head == "stance"
        return np.array([self.shares] * len(pairs), np.float32).reshape(len(pairs), 3)


def standings(*texts, topic=TOPIC, embedder=WORDS, scorer=None):
    return weigh([Unordered(topic, texts)], embedder, scorer)[0]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_statements_changes_nothing(seed):
    order = list(range(len(POINTS)))
    random.Random(seed).shuffle(order)  # noqa: S311  (no secret hangs on it)
    before, after = standings(*POINTS), standings(*(POINTS[at] for at in order))
    for place, at in enumerate(order):
        assert after[place].unaddressed == pytest.approx(before[at].unaddressed, abs=1e-9)
        assert after[place].objects == pytest.approx(before[at].objects, abs=1e-9)
        target = after[place].target
        assert (None if target is None else order[target]) == before[at].target


def test_everything_is_a_probability_and_nothing_is_open_that_does_not_object():
    chance = random.Random(1)  # noqa: S311
    vocabulary = " ".join(POINTS).split()
    for _ in range(10):
        texts = [" ".join(chance.choices(vocabulary, k=chance.randint(1, 60))) for _ in range(chance.randint(1, 9))]
        for each in standings(*texts):
            assert 0 <= each.unaddressed <= each.objects + 1e-9 <= 1 + 1e-9
            assert 0 <= each.target_chance <= each.objects + 1e-9
            assert 0 <= each.answered <= 1


def test_sets_read_together_are_judged_as_if_alone():
    sets = [Unordered(TOPIC, POINTS[:2]), Unordered("Bread should be cheaper", POINTS[1:])]
    assert weigh(sets, HashingEmbedder()) == [weigh([each], HashingEmbedder())[0] for each in sets]


def test_a_statement_without_words_says_nothing_and_moves_no_place():
    plain = standings(*POINTS)
    gaps = standings("", *POINTS, " … ")
    assert gaps[0] == gaps[-1]
    assert gaps[0].unaddressed == gaps[0].objects == 0
    assert [each.unaddressed for each in gaps[1:-1]] == [each.unaddressed for each in plain]
    assert [each.target for each in gaps[1:-1]] == [None if each.target is None else each.target + 1 for each in plain]


def test_a_statement_alone_can_only_speak_to_the_topic():
    (only,) = standings(POINTS[1])
    assert only.target is None
    assert only.answer is None
    assert only.unaddressed == only.objects == only.target_chance


def test_no_statements_have_no_standings():
    assert weigh([Unordered(TOPIC, ()), Unordered(TOPIC, ("",))], HashingEmbedder()) == [(), standings("")]
    assert weigh([], HashingEmbedder()) == []


def test_statements_on_nothing_are_refused():
    with pytest.raises(NoTopic, match="give the topic"):
        standings(*POINTS, topic=" - ")


def test_disagreement_with_the_topic_makes_an_attack_likelier():
    agreeing = standings(*POINTS[1:2], scorer=SetScorer((0.8, 0.1, 0.1)))
    disagreeing = standings(*POINTS[1:2], scorer=SetScorer((0.1, 0.1, 0.8)))
    assert disagreeing[0].objects > agreeing[0].objects + 0.1


def test_in_a_crowd_each_pair_is_less_likely():
    small = directed_chances(np.full((6, 6), -2.0))
    large = directed_chances(np.full((60, 60), -2.0))
    assert large[0, 1] < small[0, 1] / 5
    assert large[0].sum() == pytest.approx(small[0].sum(), abs=0.05)


def test_a_likelier_counter_leaves_its_target_less_open_and_itself_more():
    odds = np.full((3, 3), -3.0)
    weak = Chances(directed_chances(odds), np.full(3, 0.6))
    odds[0, 1] = 3.0
    strong = Chances(directed_chances(odds), np.full(3, 0.6))
    assert strong.unaddressed[0] < weak.unaddressed[0]
    assert strong.unaddressed[1] > weak.unaddressed[1]
    assert strong.unaddressed[2] == pytest.approx(weak.unaddressed[2], abs=0.1)


def test_a_sheet_has_the_columns_that_are_named():
    (sheet,) = read_sheets([Unordered(TOPIC, POINTS)], HashingEmbedder())
    assert sheet.pairs.shape == (4, 4, len(PAIR_COLUMNS))
    assert sheet.rows.shape == (4, len(STATEMENT_COLUMNS))
    assert np.isfinite(sheet.pairs).all()
    assert np.isfinite(sheet.side_rows).all()


def test_vectors_of_another_length_tell_nothing_by_themselves():
    (short,) = read_sheets([Unordered(TOPIC, POINTS)], HashingEmbedder())
    model = trained_models().alone
    without = replace(short, meanings=np.zeros((4, len(model.side.meaning))))
    assert np.allclose(model.chances(short).unaddressed, model.chances(without).unaddressed)


def test_models_read_back_say_the_same():
    again = unpack(pack(trained_models()))
    (sheet,) = read_sheets([Unordered(TOPIC, POINTS)], HashingEmbedder())
    said, back = (each.alone.chances(replace(sheet, meanings=np.zeros((4, 768)))) for each in (trained_models(), again))
    assert said.unaddressed.tolist() == back.unaddressed.tolist()
    assert model_for(None) is trained_models().alone


@pytest.mark.model
def test_the_reply_to_the_gas_bill_is_told_to_counter_it():
    found = standings(*POINTS, embedder=open_embedder())
    assert found[3].target == 0
    assert found[0].answer == 3
    assert found[3].unaddressed > 0.5
    assert found[3].unaddressed > found[0].unaddressed


@pytest.mark.model
def test_a_comment_about_something_else_changes_little():
    embedder = open_embedder()
    before = standings(*POINTS, embedder=embedder)
    after = standings(
        *POINTS,
        "My sister plays the violin in Vienna. On Sundays she bakes plum cake for her quartet.",
        embedder=embedder,
    )
    for old, new in zip(before, after, strict=False):
        assert new.unaddressed == pytest.approx(old.unaddressed, abs=0.15)
