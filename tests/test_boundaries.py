"""The boundary model: plain arrays, calibrated numbers, the same answers as the library that trained it."""

import random

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from ingest.boundaries import boundary_probabilities, boundary_threshold, pack, trained_model, unpack, with_words
from ingest.cohesion import cohesion, cosine
from ingest.columns import around, run_lengths, shifted
from ingest.cuts import with_layout
from ingest.paragraphs import read_page
from ingest.pieces import make_pieces
from ingest.quote_evidence import find_quoting
from ingest.renderings import align, find_renderings
from ingest.training.boundaries import train
from ingest.training.dumps import Look, make_dump
from ingest.training.examples import FOLDS, fold_of, make_examples
from ingest.training.export import forest_of
from ingest.trees import Forest
from ingest.words import words

CLAIM = "The harbour should be dredged this year, since the large ferries can no longer land at low tide."
MORE = "It has been put off three times already, and each time the estimate went up by a third or more."
ANSWER = "I disagree with you. Nobody has shown that the large ferries bring more people than the small ones did."


def pieces_of(lines):
    paragraphs = read_page("\n".join(lines)).paragraphs
    renderings = find_renderings(paragraphs)
    return make_pieces(paragraphs, align(paragraphs, renderings), len(renderings))


def chances_of(lines):
    pieces = pieces_of(lines)
    return boundary_probabilities(pieces, find_quoting(pieces))


def test_every_piece_has_a_probability_and_the_first_is_certain():
    chances = chances_of([CLAIM, MORE, ANSWER, "Really?", "- one item\n- another", MORE])
    assert chances[0] == 1.0
    assert ((chances >= 0) & (chances <= 1)).all()


def test_no_pieces_have_no_probabilities():
    assert boundary_probabilities([], find_quoting([])).shape == (0,)


def test_a_quote_is_a_boundary_and_what_follows_it_is_none():
    chances = chances_of([CLAIM, MORE, MORE, ANSWER])
    assert chances[2] >= boundary_threshold(chances) > chances[3]


def test_lines_of_a_marked_list_are_one_comment():
    chances = chances_of(
        [CLAIM, "What it takes:", "- a dredger for six weeks", "- a place for the mud", "- some patience"]
    )
    assert (chances[3:] < boundary_threshold(chances)).all()


def test_probabilities_depend_on_the_neighbourhood_only():
    chance = random.Random(4)  # noqa: S311
    lines = [" ".join(chance.choices([f"word{n}" for n in range(500)], k=20)) + "." for _ in range(180)]
    whole, part = chances_of(lines), chances_of(lines[:120])
    np.testing.assert_allclose(part[5:60], whole[5:60], atol=0.02)


def test_the_shipped_model_is_small_and_survives_packing():
    model = trained_model()
    arrays = pack(model)
    assert sum(array.nbytes for array in arrays.values()) < 2_000_000
    assert all(array.dtype != object for array in arrays.values())
    again = pack(unpack(arrays))
    assert all((arrays[name] == again[name]).all() for name in arrays)


def test_trees_as_arrays_say_what_the_library_says():
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(800, 5)).astype(np.float32)
    labels = (rows[:, 0] * rows[:, 1] + 0.3 * chance.normal(size=800)) > 0
    model = HistGradientBoostingClassifier(max_iter=20, random_state=0).fit(rows, labels)
    forest = forest_of(model)
    np.testing.assert_allclose(forest.log_odds(rows), model.decision_function(rows), atol=1e-4)
    assert Forest.of(forest.arrays()).log_odds(rows[:3]) == pytest.approx(forest.log_odds(rows[:3]))


def test_a_blank_line_speaks_for_a_boundary_where_blank_lines_are_rare():
    text = f"{CLAIM}\n{MORE}\n{CLAIM} Yes.\n\n{ANSWER}\n{MORE} Yes."
    paragraphs = read_page(text).paragraphs
    pieces = make_pieces(paragraphs, align(paragraphs, [range(len(paragraphs))]), 1)
    told = with_layout(np.full(5, 0.4), pieces)
    assert told[3] > 0.8
    assert (told[[1, 2, 4]] < 0.2).all()


def test_blank_lines_between_all_paragraphs_say_nothing():
    paragraphs = read_page("\n\n".join([CLAIM, MORE, ANSWER, CLAIM])).paragraphs
    pieces = make_pieces(paragraphs, align(paragraphs, [range(4)]), 1)
    np.testing.assert_allclose(with_layout(np.full(4, 0.4), pieces)[1:], 0.4)


def test_wider_gaps_part_comments_where_every_paragraph_has_its_blank_line():
    paragraphs = read_page(f"{CLAIM}\n\n{MORE}\n\n\n{ANSWER}\n\n{CLAIM} Yes.").paragraphs
    pieces = make_pieces(paragraphs, align(paragraphs, [range(4)]), 1)
    told = with_layout(np.full(4, 0.4), pieces)
    assert told[2] > 0.8
    assert (told[[1, 3]] < 0.2).all()


def test_an_attribution_stands_before_its_quote_and_behind_a_boundary():
    pieces = pieces_of([CLAIM, "On Monday Ann Other wrote:", f"> {CLAIM}", ANSWER])
    told = with_layout(np.full(4, 0.4), pieces)
    assert told[1] > 0.9
    assert told[2] < 0.1


def test_texts_that_share_rare_words_cohere():
    texts = [["dredge", "harbour", "mud"], ["mud", "dredge", "ferry"], ["school", "holiday", "sunshine"]]
    found = cohesion(texts, np.ones(1 << 15))
    assert cosine(found, 1)[1] == pytest.approx(2 / 3)
    assert cosine(found, 1)[2] == 0
    assert found.shared.tolist() == [0, 2, 0]


def test_columns_know_their_neighbours():
    values = np.array([1.0, 2.0, 3.0])
    assert shifted(values, 1).tolist() == [2, 3, -1]
    assert shifted(values, -2, 0).tolist() == [0, 0, 1]
    assert shifted(values, 5).tolist() == [-1, -1, -1]
    assert around(values, 1).tolist() == [1, 3, 5]
    assert run_lengths(np.array([True, True, False, True])).tolist() == [1, 2, 0, 1]


VOCABULARY = [word.text for word in words("you we they see the old new mill river bridge town boat not")]


def thread_of(name, chance):
    """Posts that answer one another, each a few made-up sentences, some with a quote of the post they answer."""
    posts = []
    for number in range(6):
        lines = [
            " ".join(
                chance.choices(
                    ["we", "you", "they", "see", "the", "old", "new", "mill", "river", "bridge", "town", "boat", "not"],
                    k=14,
                )
            )
            for _ in range(3)
        ]
        parent = posts[-1] if posts else None
        quote = parent["text"].split("\n")[-1] if parent and number % 2 else ""
        text = "\n".join([*([quote] if quote else []), f"I think so {number}.", *lines])
        quotes = [{"start": 0, "end": len(quote), "quote_id": parent["id"]}] if quote else []
        parent_id = parent["id"] if parent else None
        posts.append(
            {"discussion": name, "id": number, "parent": parent_id, "ts": number, "text": text, "quotes": quotes}
        )
    return posts


def test_a_dump_shows_quotes_once_and_its_second_rendering_none():
    lines = make_dump(thread_of("a", random.Random(1)), Look(2), random.Random(0))  # noqa: S311
    count = sum(line.quoted for line in lines)
    assert count == 3
    assert not any(line.quoted for line in lines[-18:])


def test_training_gives_a_model_that_finds_quotes():
    threads = {f"thread {n}": thread_of(f"thread {n}", random.Random(n)) for n in range(30)}  # noqa: S311
    assert {fold_of(name) for name in threads} == set(range(FOLDS))
    rarity = np.ones(1 << 10)
    examples = make_examples(threads, rarity, buckets=1 << 17, processes=1)
    model = train(examples, rarity, trees=(6, 6))
    example = examples[0]
    chances = 1 / (1 + np.exp(-model.log_odds(with_words(example.rows, np.zeros(len(example.rows))), example.quoting)))
    assert chances[example.begins].mean() > chances[~example.begins].mean() + 0.3


def test_a_page_where_nothing_is_sure_is_cut_at_lower_probabilities():
    sure = np.array([1.0, 0.01, 0.98, 0.02, 0.97, 0.01])
    unsure = np.array([1.0, 0.05, 0.3, 0.1, 0.25, 0.05])
    assert boundary_threshold(sure) == pytest.approx(0.64, abs=0.01)
    assert 0.2 < boundary_threshold(unsure) < 0.3


def test_a_page_of_one_piece_needs_no_threshold():
    assert boundary_threshold(np.array([1.0])) == 1.0
