"""Whether two sentences say the same, by the shipped model."""

import numpy as np
import pytest

from graph.position.sameness import COLUMNS, Sameness, columns, pack, same_chances, unpack
from ingest.embedder import open_embedder
from ingest.pair_model import open_pair_model

pytestmark = pytest.mark.model

SAME = [
    ("Cars should be kept out of the old town.", "The old town ought to be closed to cars."),
    ("A school uniform hides who is poor.", "With uniforms nobody sees which family has little money."),
]
OTHER = [
    ("Cars should be kept out of the old town.", "A school uniform hides who is poor."),
    ("A school uniform hides who is poor.", "School uniforms are uncomfortable in summer."),
]


def test_the_same_said_in_other_words_is_likelier_than_something_else():
    said = same_chances([*SAME, *OTHER], open_embedder(), open_pair_model())
    assert said[:2].min() > said[2:].max()
    assert ((said >= 0) & (said <= 1)).all()


def test_nothing_asked_is_nothing_said():
    assert columns([], open_embedder(), open_pair_model()).shape == (0, len(COLUMNS))


def test_order_matters_little():
    turned = [(second, first) for first, second in SAME + OTHER]
    there, back = (same_chances(each, open_embedder(), open_pair_model()) for each in (SAME + OTHER, turned))
    assert np.abs(there - back).max() < 0.3


def test_what_is_packed_is_unpacked_again():
    model = Sameness(np.array([0.5, 0.25, 6.0, 1.0]), -3.0)
    again = unpack(pack(model))
    assert (again.weights.tolist(), again.bias) == (model.weights.tolist(), model.bias)
