"""One layer under inverted dropout: a single mask, and the mean of many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn import regularizers

Array = NDArray[np.floating]

#: Units of the layer.
UNITS = 16
#: With more masks than this no single one is worth a look, and the picture stays quick.
MOST_DRAWS = 10_000


@dataclass(frozen=True)
class Dropped:
    """A layer's values for one example, before and after dropout.

    Attributes
    ----------
    keep_prob : float
        The probability that a value is kept.
    draws : int
        How many masks were drawn.
    divided : bool
        Whether what is left is divided by `keep_prob`.
    a : ndarray of shape (UNITS,)
        The values before dropout.
    one : ndarray of shape (UNITS,)
        The values under the first mask.
    mask : ndarray of bool, of shape (UNITS,)
        The first mask.
    mean : ndarray of shape (UNITS,)
        The mean over all masks.
    """

    keep_prob: float
    draws: int
    divided: bool
    a: Array
    one: Array
    mask: NDArray[np.bool_]
    mean: Array

    @property
    def ratio(self) -> float:
        """How large the layer's mean is after dropout, as a share of what it was."""
        return float(self.mean.sum() / self.a.sum())

    @property
    def farthest(self) -> float:
        """How far the mean of a unit is from its value, as a share of it: the unit that is worst."""
        return float(np.max(np.abs(self.mean / self.a - 1)))

    @property
    def spread(self) -> float:
        """How far the mean of a unit is expected to be off by chance, as a share of its value: one standard error."""
        size = 1 if self.divided else self.keep_prob
        return float(size * np.sqrt((1 - self.keep_prob) / (self.keep_prob * self.draws)))

    @property
    def verdict(self) -> str:
        """What dropout does to the mean, in words."""
        if self.keep_prob == 1:
            return "nothing is dropped"
        if not self.divided and abs(self.ratio - self.keep_prob) < 0.1:
            return "the layer has become quieter: its mean is multiplied by keep_prob"
        if self.farthest < 0.05:
            return "the mean is the value itself"
        return "chance still shows: the mean has not settled"


def drop(keep_prob: float, draws: int, divided: bool = True, seed: int = 0) -> Dropped:
    """Send one example's values through dropout, many times.

    Parameters
    ----------
    keep_prob : float
        The probability that a value is kept, above 0 and at most 1.
    draws : int
        How many masks to draw, 1 to `MOST_DRAWS`.
    divided : bool
        False leaves out the division by `keep_prob`.
    seed : int
        For the values and the masks.

    Returns
    -------
    Dropped

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    if not 1 <= draws <= MOST_DRAWS:
        raise ValueError(f"draws is {draws}: 1 to {MOST_DRAWS:,} masks are expected.")
    rng = np.random.default_rng(seed)
    a = 0.3 + 1.7 * rng.random(UNITS)
    values, D = regularizers.dropout_forward(np.broadcast_to(a, (draws, UNITS)), keep_prob, rng)
    size = 1.0 if divided else keep_prob
    return Dropped(keep_prob, draws, divided, a, values[0] * size, D[0], values.mean(axis=0) * size)
