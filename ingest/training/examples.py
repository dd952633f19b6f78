"""Gaps with the truth beside them: threads made into dumps, read back by the code that reads real ones."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from multiprocessing import Pool

import numpy as np
from numpy.typing import NDArray

from ingest.boundaries import first_rows
from ingest.boundary_fusion import piece_sizes
from ingest.boundary_pairs import gap_pairs
from ingest.columns import Floats
from ingest.gap_words import gap_buckets
from ingest.pair_scores import Pair
from ingest.paragraphs import Paragraph, read_page
from ingest.pieces import Piece, make_pieces
from ingest.quote_evidence import Quoting, find_quoting
from ingest.renderings import align, find_renderings
from ingest.training.domains import domain_of
from ingest.training.dumps import LEAST_WORDS, Line, Look, Post, make_dump, own_words
from ingest.words import shingles, tokens

FOLDS = 6
TUNE = FOLDS - 1  # the fold that nothing is trained on: it calibrates and sets the threshold
PAIR_FOLDS = range(3)  # what the pair model is trained on
_TYPICAL = range(4, 31)  # posts
_OTHERS = 0.3  # share of the threads that are not typical


@dataclass(frozen=True, eq=False)
class Example:
    """All gaps of one dump. Rows are those of the first round but for the word model; `begins` is the truth of each gap.

    `sizes` are those of the pieces, `pairs` what the pair model reads at each gap: none in the folds that it was trained on.
    `post` and `quoted` tell of which post each piece is, and whether it is a quote.
    """

    name: str
    fold: int
    look: Look
    rows: NDArray[np.float32]
    buckets: tuple[NDArray[np.int32], ...]
    quoting: Quoting
    begins: NDArray[np.bool_]
    post: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    sizes: Floats
    pairs: tuple[Pair, ...]


def make_examples(
    threads: Mapping[str, Sequence[Post]], rarity: Floats, buckets: int, processes: int = 2
) -> list[Example]:
    """Examples of all chosen threads in the order of their names; `buckets` is the size of the word model."""
    chosen = [(name, threads[name]) for name in sorted(threads) if is_chosen(name, threads[name])]
    with Pool(processes) as pool:
        made = pool.imap(partial(_thread_examples, rarity=rarity, buckets=buckets), chosen, chunksize=8)
        return [example for examples in made for example in examples]


def fold_of(name: str) -> int:
    """The fold of a thread; the same in every run."""
    return blake2b(name.encode(), digest_size=2).digest()[0] % FOLDS


def word_rarity(threads: Mapping[str, Sequence[Post]], buckets: int) -> Floats:
    """Logarithm of one over the share of lines that hold a word of each bucket, by the threads outside the tuning fold."""
    counts, lines = np.zeros(buckets), 0
    for name in sorted(threads):
        if fold_of(name) != TUNE and _is_typical(threads[name]):
            for line in (line for post in threads[name] for line in post["text"].split("\n") if line.strip()):
                hashed = shingles(tokens(line), 1) & np.uint64(buckets - 1)
                counts[np.unique(hashed).astype(np.int64)] += 1
                lines += 1
    return np.log((lines + 1) / (counts + 1))


def _is_typical(thread: Sequence[Post]) -> bool:
    return len(thread) in _TYPICAL and all(own_words(post) >= LEAST_WORDS for post in thread)


def is_chosen(name: str, thread: Sequence[Post]) -> bool:
    """Whether a thread is learnt from; of those that are not like what is measured only a share, and none to calibrate on."""
    typical = _is_typical(thread)
    return typical if fold_of(name) == TUNE else typical or (len(thread) > 2 and random.Random(name).random() < _OTHERS)  # noqa: S311


def _looks(name: str) -> list[Look]:
    """Two looks that pages often have, and for half of the threads a third; of other domains one look is enough."""
    if domain_of(name):
        return [Look(1 + fold_of(f"look {name}") % 2)]
    looks, chance = [Look(1), Look(2)], random.Random(f"look {name}").random()  # noqa: S311  (no secret hangs on it)
    if fold_of(name) == TUNE or chance >= 0.5:
        return looks
    return [
        *looks,
        Look(1, joined=False) if chance < 0.25 else Look(2, joined=False) if chance < 0.35 else Look(1, False, True),
    ]


def _thread_examples(named: tuple[str, Sequence[Post]], rarity: Floats, buckets: int) -> list[Example]:
    name, thread = named
    made = (_example(name, thread, look, rarity, buckets) for look in _looks(name))
    return [example for example in made if example is not None]


def _example(name: str, thread: Sequence[Post], look: Look, rarity: Floats, buckets: int) -> Example | None:
    lines = make_dump(thread, look, random.Random(f"{name} {look}"))  # noqa: S311
    pieces, sources = read_dump(lines)
    if len(pieces) < 4:
        return None
    quoting = find_quoting(pieces)
    post = np.array([source.post for source in sources])
    return Example(
        name=name,
        fold=fold_of(name),
        look=look,
        rows=first_rows(pieces, quoting, rarity),
        buckets=tuple(gap_buckets(pieces, buckets)),
        quoting=quoting,
        begins=np.append(True, post[1:] != post[:-1]),
        post=post,
        quoted=np.array([source.quoted for source in sources]),
        sizes=piece_sizes(pieces),
        pairs=() if fold_of(name) in PAIR_FOLDS else tuple(gap_pairs(pieces, quoting)),
    )


def read_dump(lines: Sequence[Line]) -> tuple[list[Piece], list[Line]]:
    """The pieces that the reading code finds in the dump, and for each the line where it begins."""
    paragraphs = read_page("\n".join(line.text for line in lines)).paragraphs
    renderings = find_renderings(paragraphs)
    pieces = make_pieces(paragraphs, align(paragraphs, renderings), len(renderings))
    homes = list(_homes(lines, paragraphs))
    return pieces, [homes[next(iter(piece.ranges.values())).start] for piece in pieces]


def _homes(lines: Sequence[Line], paragraphs: Sequence[Paragraph]) -> Iterator[Line]:
    ends = np.cumsum([len(line.text) + 1 for line in lines])
    for paragraph in paragraphs:
        yield lines[int(np.searchsorted(ends, paragraph.start, side="right"))]
