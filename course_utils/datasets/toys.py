"""Points in the plane, in two classes: data that a network can be watched on.

Every function takes a count, a noise level and a seed, and returns ``X`` of shape (2, m) and ``Y`` of shape (1, m).
Both classes have the same number of points, and the points come in a random order.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
# Uniform numbers of shape (2, n) and a label in, points of shape (2, n) out.
_Half = Callable[[NDArray[np.float64], int], NDArray[np.float64]]


def flower(count: int = 400, *, noise: float = 0.2, seed: int = 0, petals: int = 6) -> Points:
    """Return a flower whose petals belong to the two classes in turn.

    A point at angle ``t`` has the distance ``4 |cos(petals t / 2)|`` from the middle, so that a straight line does no
    better than guessing.

    Parameters
    ----------
    count : int
        Points in all, an even number.
    noise : float
        Standard deviation of what is added to each coordinate.
    seed : int
        Same seed, same points.
    petals : int
        Number of petals, even so that the classes alternate all the way round.

    Returns
    -------
    X : ndarray, shape (2, count)
    Y : ndarray, shape (1, count); 0 or 1.

    Raises
    ------
    ValueError
        If ``count`` or ``petals`` is not a positive even number, or ``noise`` is negative.
    """
    if petals < 2 or petals % 2:
        raise ValueError(f"petals is {petals}; expected an even number of at least 2.")

    def half(u: NDArray[np.float64], label: int) -> NDArray[np.float64]:
        petal, within = np.divmod(u[0] * petals / 2, 1.0)
        angle = (2 * petal + label + within - 0.5) * 2 * np.pi / petals
        distance = 4 * np.abs(np.cos(petals * angle / 2))
        return distance * np.stack([np.cos(angle), np.sin(angle)])

    return _two_classes(half, count, noise, seed)


def moons(count: int = 400, *, noise: float = 0.15, seed: int = 0) -> Points:
    """Return two half circles that reach into each other.

    Parameters, results and errors are those of :func:`flower`, without ``petals``.
    """

    def half(u: NDArray[np.float64], label: int) -> NDArray[np.float64]:
        angle = np.pi * (u[0] + label)
        return np.stack([np.cos(angle) + label - 0.5, np.sin(angle) + 0.5 * label - 0.25])

    return _two_classes(half, count, noise, seed)


def circles(count: int = 400, *, noise: float = 0.1, seed: int = 0) -> Points:
    """Return a ring (class 0) around a ring of half its size (class 1).

    Parameters, results and errors are those of :func:`flower`, without ``petals``.
    """

    def half(u: NDArray[np.float64], label: int) -> NDArray[np.float64]:
        return (1 - 0.5 * label) * np.stack([np.cos(2 * np.pi * u[0]), np.sin(2 * np.pi * u[0])])

    return _two_classes(half, count, noise, seed)


def spirals(count: int = 400, *, noise: float = 0.1, seed: int = 0, turns: float = 1.5) -> Points:
    """Return two arms that wind around each other ``turns`` times.

    The square root spreads the points evenly along the arms. The other parameters, the results and the errors are those
    of :func:`flower`.
    """

    def half(u: NDArray[np.float64], label: int) -> NDArray[np.float64]:
        way = np.sqrt(0.02 + 0.98 * u[0])
        angle = 2 * np.pi * turns * way + np.pi * label
        return 3 * way * np.stack([np.cos(angle), np.sin(angle)])

    return _two_classes(half, count, noise, seed)


def xor(count: int = 400, *, noise: float = 0.1, seed: int = 0) -> Points:
    """Return four squares of a chessboard: class 1 where exactly one coordinate is positive.

    Parameters, results and errors are those of :func:`flower`, without ``petals``.
    """

    def half(u: NDArray[np.float64], label: int) -> NDArray[np.float64]:
        x, y = 2 * u - 1
        return np.stack([x, (1 - 2 * label) * np.sign(x) * np.abs(y)])

    return _two_classes(half, count, noise, seed)


def _two_classes(half: _Half, count: int, noise: float, seed: int) -> Points:
    """Place ``count / 2`` points of each class, add noise, shuffle."""
    if count < 2 or count % 2:
        raise ValueError(f"count is {count}; expected an even number of at least 2, half for each class.")
    if noise < 0:
        raise ValueError(f"noise is {noise}; a standard deviation is not negative.")
    rng = np.random.default_rng(seed)
    X = np.concatenate([half(rng.random((2, count // 2)), label) for label in (0, 1)], axis=1)
    X = X + noise * rng.standard_normal(X.shape)
    Y = np.repeat([[0.0, 1.0]], count // 2, axis=1)
    order = rng.permutation(count)
    return X[:, order], Y[:, order]
