"""The pair model on the fast runtime and on torch, with weights that nobody has trained."""

import subprocess
import sys

import numpy as np
import pytest

from ingest.errors import ModelUnavailable
from ingest.pair_cache import CachedPairScorer
from ingest.pair_model import WEIGHTS, open_pair_model, torch_pair_model
from ingest.pair_scores import CLASSES, columns_of
from ingest.vector_cache import VectorCache

PAIRS = [
    ("The bridge should be closed to cars.", "No, the ring road cannot take them."),
    ("The bridge should be closed to cars.", "Yes, and the sooner the better."),
    ("Who would pay for the trams?", "The council, as it said in March, out of what parking brings in each year." * 6),
    ("", "a reply to nothing"),
]


class Counting:
    """Scores from the lengths of the two texts: for tests in which meaning does not matter."""

    def __init__(self, fingerprint="counting"):
        self.fingerprint = fingerprint
        self.asked = []

    def score(self, head, pairs):
        self.asked += [(head, pair) for pair in pairs]
        rows = np.array([[1 + len(first), *[1 + len(second)] * (len(CLASSES[head]) - 1)] for first, second in pairs])
        return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A weights file as the training writes it; the heads are made louder, so that answers differ."""
    import torch
    from safetensors.torch import save_file

    from ingest.pair_network import PairNetwork

    torch.manual_seed(0)
    network = PairNetwork()
    with torch.no_grad():
        network.heads.weight.mul_(8)
    path = tmp_path_factory.mktemp("weights") / "pair_model.safetensors"
    save_file({name: value.half() for name, value in network.trained().items()}, path)
    return path


@pytest.fixture(scope="module")
def model(weights, tmp_path_factory):
    return open_pair_model(weights, cache=tmp_path_factory.mktemp("cache"))


@pytest.mark.model
@pytest.mark.parametrize("head", list(CLASSES))
def test_every_head_gives_probabilities_near_those_of_torch(weights, model, head):
    found = model.score(head, PAIRS)
    assert (found.shape, found.dtype) == ((len(PAIRS), len(CLASSES[head])), np.float32)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    exact = torch_pair_model(weights, "asked for").score(head, PAIRS)
    assert np.abs(found - exact).mean() < 0.01
    assert np.abs(found - exact).max() < 0.05


@pytest.mark.model
def test_answers_stand_in_the_order_of_the_pairs_and_do_not_depend_on_the_others(model):
    together = model.score("stance", [*PAIRS, PAIRS[0]])
    assert np.array_equal(together[0], together[-1])
    assert np.array_equal(together[:-1], np.concatenate([model.score("stance", [pair]) for pair in PAIRS]))


@pytest.mark.model
def test_no_pair_gives_no_rows(model):
    assert model.score("same", []).shape == (0, 2)


def test_the_heads_lie_side_by_side():
    columns = [at for head in CLASSES for at in range(columns_of(head).start, columns_of(head).stop)]
    assert columns == list(range(sum(map(len, CLASSES.values()))))


def test_without_weights_the_cure_is_said(tmp_path):
    with pytest.raises(ModelUnavailable, match="train one with"):
        open_pair_model(tmp_path / "none.safetensors")


def test_other_weights_have_another_name(weights, tmp_path):
    other = tmp_path / "other.safetensors"
    other.write_bytes(weights.read_bytes() + b" ")
    names = {torch_pair_model(each, "asked for").fingerprint for each in (weights, other)}
    assert len(names) == 2


def test_without_openvino_torch_answers_and_says_why(weights, tmp_path):
    """The child has no openvino, whatever is installed."""
    code = (
        "import importlib.util, sys\n"
        "there = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'openvino' else there(name, *more)\n"
        "from pathlib import Path; from ingest.pair_model import open_pair_model\n"
        "model = open_pair_model(Path(sys.argv[1]), cache=Path(sys.argv[2]))\n"
        "print(model.runtime, model.fingerprint, 'torch' in sys.modules, sep='|')"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(weights), str(tmp_path)]
    runtime, fingerprint, loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("|")
    assert runtime == "torch, float32 (OpenVINO is not installed)"
    assert fingerprint.endswith(":torch")
    assert loaded.strip() == "False"


@pytest.mark.skipif(not WEIGHTS.is_file(), reason="the trained weights are not in this checkout")
@pytest.mark.model
def test_the_installed_weights_tell_agreement_from_disagreement():
    shares = open_pair_model().score("stance", PAIRS[:2])
    assert shares[0].argmax() == CLASSES["stance"].index("disagree")
    assert shares[1].argmax() == CLASSES["stance"].index("agree")


def test_no_pair_is_scored_twice_within_a_run_or_across_runs(tmp_path):
    first = Counting()
    rows = CachedPairScorer(first, VectorCache(tmp_path / "p.db")).score("stance", [*PAIRS, PAIRS[1]])
    assert len(first.asked) == len(PAIRS)
    second = Counting()
    again = CachedPairScorer(second, VectorCache(tmp_path / "p.db"))
    assert np.array_equal(again.score("stance", [PAIRS[1], ("new", "pair"), PAIRS[0]])[[0, 2]], rows[[1, 0]])
    assert second.asked == [("stance", ("new", "pair"))]
    assert again.computed == 1


def test_another_head_another_model_and_the_other_order_have_their_own_scores(tmp_path):
    cache = VectorCache(tmp_path / "p.db")
    scorer = Counting()
    cached = CachedPairScorer(scorer, cache)
    assert cached.score("stance", PAIRS[:1]).shape == (1, 3)
    assert cached.score("reply", PAIRS[:1]).shape == (1, 2)
    cached.score("reply", [PAIRS[0][::-1]])
    cached.score("reply", [("ab", "c"), ("a", "bc")])
    assert len(scorer.asked) == 5
    other = Counting("another")
    CachedPairScorer(other, cache).score("reply", PAIRS[:1])
    assert len(other.asked) == 1


def test_progress_counts_what_was_known_and_what_is_done(tmp_path):
    heard: list[int] = []
    cached = CachedPairScorer(Counting(), VectorCache(tmp_path / "p.db"))
    cached.score("same", [("one", str(at)) for at in range(600)], heard.append)
    cached.score("same", [("one", str(at)) for at in range(601)], heard.append)
    assert heard == [0, 512, 600, 600, 601]
