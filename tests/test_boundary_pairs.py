"""What the pair model reads at a gap, and what the last round makes of its answers."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from ingest import boundaries
from ingest.boundaries import boundary_probabilities, boundary_threshold, first_rows, pack, trained_model, unpack
from ingest.boundary_fusion import Fusion, fusion_rows, pair_odds, piece_sizes
from ingest.boundary_pairs import gap_pairs
from ingest.gap_words import gap_buckets
from ingest.paragraphs import read_page
from ingest.pieces import make_pieces
from ingest.quote_evidence import find_quoting
from ingest.renderings import align, find_renderings
from ingest.segment import segment
from ingest.training.boundary_gaps import training_gaps
from ingest.training.boundary_last_round import judge_gaps, read_gaps, train_fusion
from ingest.training.dumps import Look
from ingest.training.examples import TUNE, Example, fold_of

CLAIM = "The harbour should be dredged this year, since the large ferries can no longer land at low tide."
MORE = "It has been put off three times already, and each time the estimate went up by a third or more."
ANSWER = "I disagree with you. Nobody has shown that the large ferries bring more people than the small ones did."


@dataclass(frozen=True)
class Listener:
    """Hears a new voice wherever the text behind the gap disagrees."""

    fingerprint: str = "listener"

    def score(self, head, pairs):
        yes = np.array([0.95 if "disagree" in second else 0.05 for _, second in pairs], np.float32)
        return np.stack([1 - yes, yes], axis=1)


def read(lines):
    paragraphs = read_page("\n".join(lines)).paragraphs
    renderings = find_renderings(paragraphs)
    pieces = make_pieces(paragraphs, align(paragraphs, renderings), len(renderings))
    return pieces, find_quoting(pieces)


def test_each_gap_has_the_text_on_both_sides():
    pairs = gap_pairs(*read([CLAIM, MORE, ANSWER]))
    assert pairs[0] == ("", f"{CLAIM} ¶ {MORE} ¶ {ANSWER}")
    assert pairs[2] == (f"{CLAIM} ¶ {MORE}", ANSWER)


def test_a_side_has_at_most_sixty_words_and_they_are_the_nearest():
    before, after = (" ".join(f"{name}{n}" for n in range(100)) for name in ("left", "right"))
    first, second = gap_pairs(*read([before, after]))[1]
    assert first.split() == [f"left{n}" for n in range(40, 100)]
    assert second.split() == [f"right{n}" for n in range(60)]


def test_quotes_are_not_read_where_there_is_anything_else():
    pairs = gap_pairs(*read([CLAIM, MORE, CLAIM, ANSWER]))
    assert pairs[2] == pairs[3] == (f"{CLAIM} ¶ {MORE}", ANSWER)


def test_only_quotes_are_read_where_there_is_nothing_else():
    pairs = gap_pairs(*read([f"> {CLAIM}", f"> {MORE}"]))
    assert pairs[1] == (f"> {CLAIM}", f"> {MORE}")


def test_no_pieces_have_no_pairs():
    assert gap_pairs([], find_quoting([])) == []
    assert pair_odds(Listener(), []).shape == (0,)


def test_log_odds_of_pairs_are_bounded_and_the_first_gap_is_no_question():
    class Sure(Listener):
        def score(self, head, pairs):
            return np.array([[0.0, 1.0]] * len(pairs), np.float32)

    assert pair_odds(Sure(), [("", "a"), ("a", "b"), ("b", "c")]).tolist() == [0.0, 8.0, 8.0]


def test_rows_of_the_last_round_see_a_neighbourhood_only():
    quoting = find_quoting(read([f"line {n} of many" for n in range(100)])[0])
    odds = np.zeros(100)
    changed = np.where(np.arange(100) == 90, 5.0, 0.0)
    same = fusion_rows(odds, odds, odds, quoting)[:50] == fusion_rows(odds, changed, odds, quoting)[:50]
    assert same.all()


def examples_of(names, chance):
    """Dumps in which comments begin by chance, and where only the pair model can know."""
    for name in names:
        pieces, quoting = read([f"line {n} of {name} and {chance.integers(1 << 30)}" for n in range(60)])
        begins = np.append(True, chance.random(59) < 0.3)
        pairs = tuple(("", "I disagree" if begun else "and so") for begun in begins)
        yield Example(
            name=name,
            fold=TUNE,
            look=Look(1),
            rows=first_rows(pieces, quoting, trained_model().rarity),
            buckets=tuple(gap_buckets(pieces, 1 << 17)),
            quoting=quoting,
            begins=begins,
            post=np.cumsum(begins),
            quoted=np.zeros(60, bool),
            sizes=piece_sizes(pieces),
            pairs=pairs,
        )


@pytest.fixture(scope="module")
def examples():
    return list(examples_of([f"thread {n}" for n in range(24)], np.random.default_rng(5)))


@pytest.fixture(scope="module")
def fusion(examples):
    return train_fusion(read_gaps(judge_gaps(examples, trained_model(), most=5000), Listener()))


def test_the_last_round_learns_whom_to_believe(fusion):
    judged = judge_gaps(list(examples_of(["unseen"], np.random.default_rng(6))), trained_model(), most=60)
    (each,) = read_gaps(judged, Listener())
    assert ((fusion.chances(each.rows) >= fusion.threshold) == each.example.begins).all()


def test_no_more_gaps_are_judged_than_may_be(examples):
    assert len(judge_gaps(examples, trained_model(), most=100)) == 2


def test_threads_that_trained_the_trees_are_not_judged(examples):
    assert judge_gaps([replace(example, fold=2) for example in examples], trained_model(), most=100) == []


def test_a_scorer_changes_where_comments_begin(fusion, monkeypatch):
    model = replace(trained_model(), paired=fusion)
    monkeypatch.setattr(boundaries, "trained_model", lambda: model)
    pieces, quoting = read([CLAIM, MORE, ANSWER])
    chances = boundary_probabilities(pieces, quoting, Listener())
    assert chances[2] >= boundary_threshold(chances)
    assert [post.text for post in segment("\n".join([CLAIM, MORE, ANSWER]), Listener()).posts][-1] == ANSWER
    assert (boundary_probabilities(pieces, quoting) == boundary_probabilities(pieces, quoting, None)).all()


def test_without_a_round_for_it_a_scorer_is_not_asked(monkeypatch):
    class Deaf(Listener):
        def score(self, head, pairs):
            raise AssertionError

    model = replace(trained_model(), paired=None)
    monkeypatch.setattr(boundaries, "trained_model", lambda: model)
    pieces, quoting = read([CLAIM, MORE, ANSWER])
    assert (boundary_probabilities(pieces, quoting, Deaf()) == boundary_probabilities(pieces, quoting)).all()


def test_the_last_round_survives_packing(fusion):
    again = unpack(pack(replace(trained_model(), paired=fusion))).paired
    assert isinstance(again, Fusion)
    rows = fusion_rows(np.zeros(9), np.arange(9.0), np.ones(9), read([f"word {n}" for n in range(9)])[1])
    assert again.forest.log_odds(rows) == pytest.approx(fusion.forest.log_odds(rows))
    assert (again.slope, again.bias, again.threshold) == (fusion.slope, fusion.bias, fusion.threshold)


def test_gaps_to_train_on_know_where_comments_begin():
    texts = [f"{CLAIM}\n{MORE}", f"{CLAIM}\n{ANSWER}", "Then let us count the passengers of both for a whole summer."]
    quotes = [[], [{"start": 0, "end": len(CLAIM), "quote_id": 0}], []]
    posts = [
        {"discussion": "d", "id": n, "parent": n - 1 if n else None, "ts": n, "text": text, "quotes": quotes[n]}
        for n, text in enumerate(texts)
    ]
    name = next(f"d{n}" for n in range(99) if list(training_gaps({f"d{n}": posts})))
    gaps = list(training_gaps({name: posts}))
    assert {gap.fold for gap in gaps} == {fold_of(name)}
    assert [gap.pair[1].split(" ¶ ")[0] for gap in gaps if gap.begins and not gap.quoted] == [texts[2]]
    assert any(gap.begins and gap.quoted and gap.pair[1].startswith(ANSWER) for gap in gaps)
