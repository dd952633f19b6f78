"""Texts read for comparison, many at once."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import profiles
from ingest.likeness import keys, profile
from ingest.words import shingles, shingles_of, text_hash, tokens

WORDS = ["tree", "Tram", "shop", "kerb", "ﬁne", "straße", "isn’t", "İ", "–", "'", "\n- ", "1.", "\ud800"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), max_size=8)


@given(TEXTS)
def test_a_text_is_read_among_others_as_it_is_read_alone(texts):
    together = profiles._Read().of(texts)
    for text in texts:
        alone, among = profiles._Read().of([text])[text], together[text]
        assert (alone.size, alone.exact, alone.keys) == (among.size, among.exact, among.keys)
        assert alone.shingles.tolist() == among.shingles.tolist()


def test_the_keys_are_the_text_and_a_quarter_of_its_runs_of_three_words_and_at_least_four():
    random = Random(1)  # noqa: S311  (a sample)
    words = [f"w{random.randrange(900)}" for _ in range(400)]
    text = " ".join(words)
    runs = sorted(set(shingles(words, 3).tolist()))
    sample = {each >> 1 for at, each in enumerate(runs) if each % 4 == 0 or at < 4}
    assert keys(text) == tuple(sorted({int(text_hash(text)[:15], 16), *sample}))
    assert len(keys("one two three four")) == 3


def test_a_very_long_text_has_a_bounded_number_of_keys():
    assert len(keys(" ".join(f"w{n}" for n in range(9000)))) == 1025


@given(TEXTS, st.integers(1, 5))
def test_texts_that_are_hashed_together_have_the_shingles_that_they_have_alone(texts, size):
    read = [tokens(each) for each in texts]
    assert [each.tolist() for each in shingles_of(read, size)] == [shingles(each, size).tolist() for each in read]


def test_only_the_texts_that_were_read_last_are_held(monkeypatch):
    monkeypatch.setattr(profiles, "_HELD", 10)
    read = profiles._Read()
    for n in range(100):
        assert read.of([f"text number {n}"])[f"text number {n}"].size == 3
    assert len(read._held) <= 20


@pytest.mark.parametrize("text", ["", "one", "one two"])
def test_a_text_too_short_for_a_run_has_the_key_of_its_words(text):
    assert keys(text) == (int(text_hash(text)[:15], 16),)
    assert profile(text).shingles.size == 0
