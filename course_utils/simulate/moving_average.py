"""A noisy series, its exponentially weighted average, and the weights that make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.optimizers import moving_average as nn_moving_average

Array = NDArray[np.float64]
#: The averages of a series, raw and corrected, as lesson 09 writes them: a dict with the two under these names.
Average = Callable[[Array, float], dict[str, Array]]

#: How long the series is.
LENGTH = 100
#: How much of the average can be kept in each step.
BETAS = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
NOISES = (0.0, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True)
class Averages:
    """A series with its averages, and what the average at one place is made of.

    Attributes
    ----------
    beta, noise : float
        How much is kept in each step; the standard deviation of the noise.
    place : int
        The place that is looked at, from 1 to `LENGTH`.
    truth, values : ndarray of shape (LENGTH,)
        The curve without noise and with it.
    raw, corrected : ndarray of shape (LENGTH,)
        The averages that begin at 0, and those divided by the sum of their weights.
    best : float
        The smallest typical error of the corrected average for any of `BETAS`.
    """

    beta: float
    noise: float
    place: int
    truth: Array
    values: Array
    raw: Array
    corrected: Array
    best: float

    @property
    def window(self) -> float:
        """About how many values count: 1 / (1 - beta)."""
        return 1 / (1 - self.beta)

    @property
    def weights(self) -> Array:
        """The weight of each value up to the place, in the order of the series, before the correction."""
        return _weights(self.beta, self.place)

    @property
    def error(self) -> float:
        """How far the corrected average is from the curve without noise, typically (root of the mean square)."""
        return _error(self.corrected, self.truth)

    @property
    def verdict(self) -> str:
        """What this average does, in words."""
        if self.noise and _error(self.values, self.truth) <= self.error * 1.05 and self.beta:
            return "too sluggish: it is no nearer to the curve than the values themselves"
        if self.error <= 1.05 * self.best:
            return "about as near to the curve as it gets"
        best = min(BETAS, key=lambda beta: _error(nn_moving_average(self.values, beta)[1], self.truth))
        return "too sluggish: it lags behind the curve" if self.beta > best else "too restless: it follows the noise"


def average(beta: float, noise: float = 4.0, place: int = 10, seed: int = 0, own: Average | None = None) -> Averages:
    """Average a noisy series, and look at one place of it.

    Parameters
    ----------
    beta : float
        How much of the average is kept in each step, from 0 to less than 1.
    noise : float
        Standard deviation of the noise, 0 or more.
    place : int
        The place to look at, from 1 to `LENGTH`.
    seed : int
        Which noise.
    own : callable, optional
        The learner's own average, to use in the place of the course's.

    Returns
    -------
    Averages
        The series and its averages. Every number in it is finite.

    Raises
    ------
    ValueError
        If a number is out of range, or `own` returns something else than the two averages.
    """
    if noise < 0 or not 1 <= place <= LENGTH:
        raise ValueError(f"noise is {noise}, place is {place}: 0 or more, and 1 to {LENGTH} are expected.")
    truth, values, best = _series(noise, seed)
    raw, corrected = nn_moving_average(values, beta)
    if own is not None:
        raw, corrected = _own(own, values, beta)
    return Averages(beta, noise, place, truth, values, raw, corrected, best)


def _own(own: Average, values: Array, beta: float) -> tuple[Array, Array]:
    """Call the learner's function, and say so when what it returns is no pair of series."""
    answer = own(values.copy(), beta)
    try:
        raw, corrected = (np.asarray(answer[name], dtype=np.float64).reshape(LENGTH) for name in ("raw", "corrected"))
    except (TypeError, ValueError, KeyError, IndexError):
        raise ValueError(
            f"moving_average returned {type(answer).__name__}: a dict with raw and corrected is expected, {LENGTH} "
            "numbers each."
        ) from None
    if not (np.isfinite(raw).all() and np.isfinite(corrected).all()):
        raise ValueError("moving_average returned numbers that are not finite.")
    return raw, corrected


def _weights(beta: float, place: int) -> Array:
    """Return (1 - beta) * beta**k, the newest value, k = 0, last."""
    return (1 - beta) * beta ** np.arange(place - 1, -1, -1.0)


def _error(one: Array, other: Array) -> float:
    """Return the root of the mean squared difference."""
    return float(np.sqrt(np.mean((one - other) ** 2)))


@lru_cache(maxsize=64)
def _series(noise: float, seed: int) -> tuple[Array, Array, float]:
    """Draw a series like a year of temperatures, with the smallest error that an average of it can have."""
    day = np.arange(LENGTH)
    truth = 16 + 9 * np.sin(2 * np.pi * (day - 5) / 150)
    values = truth + noise * np.random.default_rng(seed).normal(size=LENGTH)
    best = min(_error(nn_moving_average(values, beta)[1], truth) for beta in BETAS)
    for array in (truth, values):
        array.setflags(write=False)
    return truth, values, best
