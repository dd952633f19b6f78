"""Which of very many texts were met."""

from hypothesis import given
from hypothesis import strategies as st

from graph.met import Met

TEXTS = st.lists(st.text(st.characters(exclude_categories=()), max_size=4), max_size=30)


@given(TEXTS, TEXTS, TEXTS)
def test_it_answers_as_a_set_does_however_adding_and_asking_alternate(first, second, asked):
    met, known = Met(), set()
    for texts in (first, second):
        met.add(texts)
        known |= set(texts)
        assert met.among(asked).tolist() == [each in known for each in asked]
        assert (len(met), [each in met for each in asked]) == (len(known), [each in known for each in asked])


def test_nothing_was_met_at_first():
    met = Met()
    assert (len(met), "a" in met, met.among(["a", "b"]).tolist(), met.among([]).tolist()) == (
        0,
        False,
        [False, False],
        [],
    )


def test_what_is_no_text_was_not_met():
    met = Met()
    met.add(["1"])
    assert 1 not in met
