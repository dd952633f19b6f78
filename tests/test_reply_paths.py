from itertools import product

import numpy as np

from graph.reply.candidates import Pairs
from graph.reply.paths import best_parents, is_depth_first, open_rows
from graph.reply.thread import read_talk
from ingest.models import Comment, CommentId, DiscussionId, Quote


def all_pairs(size: int) -> Pairs:
    rows = [(child, parent) for child in range(size) for parent in range(-1, child)]
    child, parent = np.array(rows, np.int64).T
    return Pairs(child, parent)


def is_on_path(parents: list[int]) -> bool:
    """Whether every comment answers the one before it or what that one stands under."""
    for child, parent in enumerate(parents):
        path, at = set(), child - 1
        while at >= 0:
            path.add(at)
            at = parents[at]
        if parent >= 0 and parent not in path:
            return False
    return True


def test_the_beam_finds_the_best_tree_of_all_trees():
    chance = np.random.default_rng(1)
    for _ in range(15):
        pairs = all_pairs(5)
        weights = chance.random(len(pairs.child)) + 0.01
        weight = {(c, p): w for c, p, w in zip(pairs.child.tolist(), pairs.parent.tolist(), weights, strict=True)}
        trees = (list(tree) for tree in product([-1], *(range(-1, child) for child in range(1, 5))))
        best = max(
            (tree for tree in trees if is_on_path(tree)),
            key=lambda tree: np.prod([weight[child, parent] for child, parent in enumerate(tree)]),
        )
        assert best_parents(pairs, weights, 5) == best


def test_what_is_found_is_on_the_open_path_and_so_are_the_rows_called_open():
    chance = np.random.default_rng(2)
    pairs = all_pairs(12)
    for _ in range(10):
        parents = best_parents(pairs, chance.random(len(pairs.child)), 12)
        assert is_on_path(parents)
        for child, parent, is_open in zip(
            pairs.child.tolist(), pairs.parent.tolist(), open_rows(pairs, parents).tolist(), strict=True
        ):
            assert is_open == is_on_path([*parents[:child], parent])


def quoting(links: list[int]) -> bool:
    """Whether a discussion in which comment n quotes links[n] (-1: nobody) is taken for depth first."""
    comments = [Comment(CommentId(str(n)), DiscussionId("d"), f"number {n}", n) for n in range(len(links))]
    quotes = [
        Quote(f"q{n}", CommentId(str(n)), 0, 4, CommentId(str(of)), 0, 4) for n, of in enumerate(links) if of >= 0
    ]
    return is_depth_first(read_talk(comments, quotes))


def test_quotes_off_the_open_path_show_that_a_page_is_in_another_order():
    assert quoting([-1, 0, 1, 0, 3])
    assert quoting([-1] * 5)
    assert not quoting([-1, 0, 0, 1, 2, 1, 2, 1])
