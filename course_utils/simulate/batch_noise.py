"""The same training from the same start with twenty orders of the examples: what the size of a batch does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.activations import sigmoid

Array = NDArray[np.float64]

#: Examples, numbers in each, and how often the training is repeated in another order.
EXAMPLES, FEATURES, SEEDS = 128, 8, 20
SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
RATES = (0.03, 0.1, 0.3, 1.0, 3.0)
#: How far each axis goes. All trainings are as long as the longest of the three asks for.
LIMITS = {"steps": 120, "epochs": 8, "examples seen": 8 * EXAMPLES}
#: A cost within this factor of the lowest counts as good.
NEAR = 1.05
#: A cost is cut off here: far above anything that is shown.
CEILING = 1e3


@dataclass(frozen=True)
class Cloud:
    """Twenty trainings with one size of batch.

    Attributes
    ----------
    size : int
        Examples in a batch.
    rate : float
        Learning rate.
    axis : str
        A name in `LIMITS`: what is counted.
    steps : ndarray of shape (points,)
        The steps after which the cost was measured.
    costs : ndarray of shape (SEEDS, points)
        The cost over all examples.
    lowest : float
        The lowest cost that any weights have.
    single : float
        How far the gradient of one example is from that of all examples at the start, relative to its length (root of
        the mean square).
    before : Cloud or None
        What was shown before, for comparison.
    """

    size: int
    rate: float
    axis: str
    steps: Array
    costs: Array
    lowest: float
    single: float
    before: Cloud | None = None

    @property
    def places(self) -> Array:
        """Where the costs were measured, on the axis."""
        return self.steps * {"steps": 1, "epochs": self.size / EXAMPLES, "examples seen": self.size}[self.axis]

    @property
    def last(self) -> Array:
        """The costs at the right end of the axis, one for each training, in the shape (SEEDS,)."""
        shown = np.flatnonzero(self.places <= LIMITS[self.axis] + 1e-9)
        return self.costs[:, shown[-1]]

    @property
    def off(self) -> float:
        """The same for the gradient of one batch."""
        return self.single * shrink(self.size)

    @property
    def good(self) -> int:
        """How many trainings end within `NEAR` of the lowest cost."""
        return int(np.sum(self.last <= NEAR * self.lowest))

    @property
    def name(self) -> str:
        """Batch and rate in a few words."""
        batch = "all examples" if self.size == EXAMPLES else "1 example" if self.size == 1 else f"{self.size} examples"
        return f"batches of {batch}, rate {self.rate:g}"

    @property
    def verdict(self) -> str:
        """What this size does, in words."""
        if float(np.median(self.last)) > self.costs[0, 0]:
            return "the rate is too large for so small a batch"
        if self.good == SEEDS:
            return "all arrive"
        if float(np.ptp(self.last)) > NEAR * self.lowest - self.lowest:
            return "where they end is luck"
        return "the same way every time, and not there yet"


def shrink(size: int) -> float:
    """Return how the error of a gradient shrinks with the batch: 1 for one example, 0 for all.

    Parameters
    ----------
    size : int
        Examples in a batch, drawn without putting back.

    Returns
    -------
    float
        About one over the root of `size`.
    """
    return float(np.sqrt((EXAMPLES - size) / (EXAMPLES - 1) / size))


def cloud(size: int, rate: float, axis: str = "epochs", seed: int = 0, before: Cloud | None = None) -> Cloud:
    """Train a logistic regression twenty times, each time with another order of the examples.

    Parameters
    ----------
    size : int
        Examples in a batch, one of `SIZES`.
    rate : float
        Learning rate, above 0.
    axis : str
        A name in `LIMITS`.
    seed : int
        Which examples, and which orders.
    before : Cloud or None
        What was shown before.

    Returns
    -------
    Cloud
        The costs of all trainings. Every number in it is finite.

    Raises
    ------
    ValueError
        If a number is out of range or there is no such axis.
    """
    if size not in SIZES or not rate > 0 or axis not in LIMITS:
        raise ValueError(
            f"size is {size}, rate is {rate}, axis is {axis!r}: one of {SIZES}, a rate above 0, and one of "
            f"{', '.join(LIMITS)} are expected."
        )
    steps, costs, lowest, single = _train(size, rate, seed)
    ghost = None
    if before is not None:
        ghost = Cloud(before.size, before.rate, axis, before.steps, before.costs, before.lowest, before.single)
    return Cloud(size, rate, axis, steps, costs, lowest, single, ghost)


@lru_cache(maxsize=128)
def _train(size: int, rate: float, seed: int) -> tuple[Array, Array, float, float]:
    """Run all trainings at once: row i of the weights belongs to training i."""
    X, Y, lowest = _examples(seed)
    rng = np.random.default_rng(seed + 1)
    per_epoch = EXAMPLES // size
    count = max(LIMITS["steps"], LIMITS["epochs"] * per_epoch)
    kept = np.unique(np.geomspace(1, count, 60).round().astype(int))
    W, snapshots = np.zeros((SEEDS, FEATURES)), [np.zeros((SEEDS, FEATURES))]
    for step in range(count):
        if step % per_epoch == 0:
            order = rng.permuted(np.tile(np.arange(EXAMPLES), (SEEDS, 1)), axis=1)
        start = step % per_epoch * size
        batch = order[:, start : start + size]
        x, y = X[batch], Y[batch]  # (SEEDS, size, FEATURES) and (SEEDS, size)
        wrong = sigmoid((x @ W[:, :, None])[:, :, 0]) - y
        W = W - rate * (wrong[:, None, :] @ x)[:, 0] / size
        if step + 1 in kept:
            snapshots.append(W)
    costs = np.minimum(_cost(np.array(snapshots), X, Y), CEILING)
    each = (0.5 - Y)[:, None] * X  # the gradients of single examples at the start
    single = float(np.sqrt(np.sum(each.var(axis=0))) / np.linalg.norm(each.mean(axis=0)))
    return np.append(0, kept), costs.T, lowest, single


def _cost(W: Array, X: Array, Y: Array) -> Array:
    """Return the mean cross-entropy over all examples for weights of shape (..., FEATURES)."""
    Z = W @ X.T
    return np.mean(np.logaddexp(0, Z) - Y * Z, axis=-1)


@lru_cache(maxsize=32)
def _examples(seed: int) -> tuple[Array, Array, float]:
    """Draw the examples, and find the lowest cost by Newton's method."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(EXAMPLES, FEATURES))
    direction = rng.normal(size=FEATURES)
    Y = (rng.random(EXAMPLES) < sigmoid(X @ (2 * direction / np.linalg.norm(direction)))).astype(np.float64)
    w = np.zeros(FEATURES)
    for _ in range(30):
        A = sigmoid(X @ w)
        curvature = (X * (A * (1 - A))[:, None]).T @ X + 1e-9 * np.eye(FEATURES)
        w -= np.linalg.solve(curvature, X.T @ (A - Y))
    return X, Y, float(_cost(w, X, Y))
