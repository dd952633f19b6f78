from io import BytesIO

import numpy as np
import pytest

from search.vector_index import VectorIndex, flat_index, read_index, write_index


def unit_rows(random, count, dimension=8):
    rows = random.standard_normal((count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def made(random, comments):
    owners = np.repeat(np.arange(comments), random.integers(0, 4, comments)).astype(np.int64)
    vectors = unit_rows(random, len(owners))
    return VectorIndex(flat_index(vectors), owners), vectors


def oracle(vectors, owners, query, allowed):
    """Comments by their best cosine, computed without an index."""
    cosines = vectors @ query
    best = {int(each): max(cosines[owners == each]) for each in np.unique(owners) if allowed is None or allowed[each]}
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize("masked", [False, True], ids=["all", "some allowed"])
def test_the_nearest_comments_are_those_of_numpy_over_500_archives(masked):
    random = np.random.default_rng(7)
    for _ in range(500):
        comments = int(random.integers(1, 40))
        index, vectors = made(random, comments)
        allowed = random.random(comments) < 0.4 if masked else None
        query = unit_rows(random, 1)[0]
        found = index.nearest(query, 10, allowed)
        expected = oracle(vectors, index.owners, query, allowed)[:10]
        assert found.comments.tolist() == [comment for comment, _ in expected]
        assert found.cosines == pytest.approx([cosine for _, cosine in expected], abs=1e-5)
        assert (index.owners[found.passages] == found.comments).all()


def test_one_comment_with_many_near_passages_hides_no_other():
    random = np.random.default_rng(1)
    query = unit_rows(random, 1)[0]
    vectors = np.concatenate([np.repeat(query[None], 300, axis=0), unit_rows(random, 3)])
    index = VectorIndex(flat_index(vectors), np.array([0] * 300 + [1, 2, 3]))
    assert sorted(index.nearest(query, 4).comments.tolist()) == [0, 1, 2, 3]


def test_the_best_passage_of_given_comments_is_that_of_numpy():
    random = np.random.default_rng(3)
    index, vectors = made(random, 50)
    query = unit_rows(random, 1)[0]
    asked = random.permutation(50)[:20]
    best = index.best(query, asked)
    for comment, cosine, passage in zip(best.comments, best.cosines, best.passages, strict=True):
        mine = np.flatnonzero(index.owners == comment)
        if len(mine):
            assert passage == mine[np.argmax(vectors[mine] @ query)]
            assert cosine == pytest.approx(float((vectors[mine] @ query).max()), abs=1e-5)
        else:
            assert (cosine, passage) == (-1, -1)


def test_an_empty_index_finds_nothing():
    index = VectorIndex(flat_index([]), np.empty(0, np.int64))
    assert len(index.nearest(np.ones(8, np.float32), 5).comments) == 0
    assert index.best(np.ones(8, np.float32), np.array([3])).passages.tolist() == [-1]


def test_no_comment_allowed_finds_nothing():
    index, _ = made(np.random.default_rng(0), 20)
    assert len(index.nearest(np.ones(8, np.float32), 5, np.zeros(20, np.bool_)).comments) == 0


def test_vectors_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"shape|length"):
        flat_index([np.ones(8, np.float32), np.ones(9, np.float32)])


def test_an_index_reads_back_as_written(tmp_path):
    index, vectors = made(np.random.default_rng(5), 30)
    buffer = BytesIO()
    write_index(index.index, buffer.write)
    path = tmp_path / "vectors.faiss"
    path.write_bytes(buffer.getvalue())
    assert np.array_equal(read_index(str(path)).reconstruct_n(0, len(vectors)), vectors)


def test_a_write_that_fails_raises():
    def full(block):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_index(flat_index(np.eye(3, dtype=np.float32)), full)
