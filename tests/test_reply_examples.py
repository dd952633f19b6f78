import numpy as np
import pytest

from graph.training.reply_examples import make_example, make_examples

TEXTS = [
    "The swimming pool needs a new roof before the winter comes.",
    "Who is going to pay for the roof of the swimming pool?",
    "The swimming pool needs a new roof before the winter comes.\n\nI have swum there for years and nothing ever dripped.",
    "The county pays half of it, as it did for the school.",
    "Then come on a rainy day and bring a bucket with you.",
]
PARENTS = [None, 0, 0, 1, 2]


def thread(hidden: str = "author") -> list[dict]:
    return [
        {"id": n, "parent": parent, "author": f"{hidden}{n % 3}", "ts": 60.0 * n, "text": text, "quotes": []}
        for n, (text, parent) in enumerate(zip(TEXTS, PARENTS, strict=True))
    ]


def whole(kind: str):
    """An example of a thread that keeps its first post."""
    made = (make_example(f"t{n}", thread(), kind) for n in range(50))
    return next(each for each in made if each is not None and len(each.truth) == 5)


def test_in_the_order_of_time_the_truth_is_that_of_the_posts():
    example = whole("dated")
    assert example.truth.tolist() == [-1, 0, 0, 1, 2]
    assert not example.talk.flat


def test_on_a_page_posts_stand_in_depth_first_order_without_names():
    example = whole("flat")
    assert [each.text.split("\n")[-1] for each in example.comments[:3]] == [TEXTS[0], TEXTS[1], TEXTS[3]]
    assert example.truth.tolist() == [-1, 0, 1, 0, 3]
    assert example.talk.flat


@pytest.mark.parametrize("kind", ["dated", "flat"])
def test_every_candidate_has_a_row_and_the_right_ones_are_the_parents(kind):
    example = whole(kind)
    assert len(example.rows) == len(example.pairs.child) == len(example.right)
    assert example.pairs.parent[example.right].tolist() == example.truth.tolist()
    assert np.isfinite(example.rows).all()


def test_some_threads_lose_their_first_post_and_some_call_people_by_name():
    made = [each for n in range(200) if (each := make_example(f"t{n}", thread("somebody"), "dated")) is not None]
    assert any(len(each.truth) == 4 for each in made)
    named = [each for each in made if len(each.talk.mentions.comment)]
    assert 5 < len(named) < 60
    texts = [each.text for example in named for each in example.comments]
    assert any(text.startswith("somebody") for text in texts)


def test_threads_are_taken_until_there_are_enough_posts():
    threads = {f"t{n}": thread() for n in range(20)}
    names = [each.name for each in make_examples(threads, 12)]
    assert len(set(names)) == 3
    assert names == [each.name for each in make_examples(dict(reversed(threads.items())), 12)]
