from ingest.kept import Kept
from ingest.profiles import _HELD, _Read
from ingest.words import shingles, tokens


def test_what_was_made_is_made_once():
    asked = []
    kept = Kept(lambda text: asked.append(text) or text.upper(), 1000)
    assert [kept[each] for each in ("a", "b", "a")] == ["A", "B", "A"]
    assert asked == ["a", "b"]


def test_very_long_texts_are_not_all_kept():
    kept = Kept(len, 1000)
    for at in range(100):
        assert kept[f"{at:0400}"] == 400
        assert sum(map(len, kept)) <= 1000
    assert kept["x" * 5000] == 5000


def test_words_are_the_same_whether_they_were_met_before():
    text = "Ｆｕｌｌ width Straße " + "ß" * 10_000
    assert tokens(text) == tokens(text) == ["full", "width", "strasse", "ss" * 10_000]
    assert shingles(tokens(text), 3).tolist() == shingles(tokens(text), 3).tolist()


def test_profiles_of_very_long_texts_are_not_all_held():
    read = _Read()
    for at in range(40):
        text = f"number {at} of many long texts " * 20_000
        assert read.of([text])[text].size == 120_000
        assert sum(map(len, read._held)) <= 2 * _HELD
    assert text in read._held
