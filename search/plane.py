"""Vectors as points of a plane on which what is alike lies near: a map, not a measurement.

t-SNE (van der Maaten & Hinton 2008) for a few hundred points, begun from their two principal components and without anything
random, so that the same vectors always have the same places.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NEIGHBOURS: Final = 12.0  # about how many points each one is kept near to
_STEPS: Final = 300
_GATHERING: Final = 80  # steps at first in which likeness counts _GATHERED times as much, so that groups form
_GATHERED: Final = 4.0
_HALVINGS: Final = 40  # of the range in which each point's own width is looked for
_LEAST: Final = 5  # points of which neighbours tell something


def plane(vectors: NDArray[np.float32]) -> Floats:
    """A place for each unit vector: shape (len(vectors), 2), every coordinate in 0..1; alone in the middle."""
    rows = vectors.astype(np.float64)
    places = _principal(rows)
    if len(rows) >= _LEAST:
        places = _settled(places, _likeness(np.maximum(2 - 2 * rows @ rows.T, 0.0)))
    return _filling(places)


def _principal(rows: Floats) -> Floats:
    """The first two principal components; a component's sign is such that its greatest share is positive."""
    if not len(rows):
        return np.zeros((0, 2))
    left, lengths, right = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    signs = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])
    places = np.zeros((len(rows), 2))
    count = min(2, len(lengths))
    places[:, :count] = (left * lengths * np.where(signs == 0, 1.0, signs))[:, :count]
    return places


def _likeness(distances: Floats) -> Floats:
    """How likely two points are neighbours, from squared distances: symmetric, all together 1."""
    wanted = np.log(min(_NEIGHBOURS, (len(distances) - 1) / 3))
    distances = distances - (distances + np.diag(np.full(len(distances), np.inf))).min(axis=1, keepdims=True)
    low, high = np.full(len(distances), 1e-3), np.full(len(distances), 1e5)
    for _ in range(_HALVINGS):
        narrow = np.sqrt(low * high)
        near = _near(distances, narrow)
        spread = np.log(near.sum(axis=1)) + narrow * (distances * near).sum(axis=1) / near.sum(axis=1)
        low, high = np.where(spread > wanted, narrow, low), np.where(spread > wanted, high, narrow)
    near = _near(distances, np.sqrt(low * high))
    near /= near.sum(axis=1, keepdims=True)
    likely: Floats = (near + near.T) / (2 * len(near))
    return likely


def _near(distances: Floats, narrow: Floats) -> Floats:
    """Nearness of each point to the others under its own width, from how much farther off than the nearest they are."""
    near: Floats = np.exp(-narrow[:, None] * np.maximum(distances, 0.0))
    np.fill_diagonal(near, 0.0)
    return near


def _settled(places: Floats, likely: Floats) -> Floats:
    """Places drawn together where points are alike and pushed apart where they are not, by gradient descent with momentum."""
    spread = places.std()
    now = places * (1e-2 / spread if spread else 1.0)
    moved = np.zeros_like(now)
    for step in range(_STEPS):
        gathering = step < _GATHERING
        squares = (now**2).sum(axis=1)
        pull: Floats = 1 / (1 + np.maximum(squares[:, None] + squares[None, :] - 2 * now @ now.T, 0.0))
        np.fill_diagonal(pull, 0.0)
        force = (likely * (_GATHERED if gathering else 1.0) - pull / pull.sum()) * pull
        gradient = 4 * (force.sum(axis=1)[:, None] * now - force @ now)
        moved = (0.5 if gathering else 0.8) * moved - len(now) / 8 * gradient
        now = now + moved
    return now


def _filling(places: Floats) -> Floats:
    """The same in 0..1 along both sides; a side along which nothing differs lies in the middle."""
    if not len(places):
        return places
    least, wide = places.min(axis=0), np.ptp(places, axis=0)
    filled: Floats = np.where(wide > 0, (places - least) / np.where(wide > 0, wide, 1.0), 0.5)
    return filled
