"""Gradient descent on a bowl that can be made narrow: what the learning rate does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.logistic_regression import update as nn_update

Array = NDArray[np.floating]
#: A step of gradient descent, as lesson 02 writes it: ``w, b = update(w, b, dw, db, alpha)``.
Update = Callable[[Array, float, Array, float, float], tuple[Array, float]]

Height = TypeVar("Height", float, Array)

STEPS = 100
GOAL = 1e-3
#: Descent stops when the cost has grown beyond this.
CEILING = 1e6
#: Learning rates that the widget offers.
RATES = (1e-3, 3.0)


@dataclass(frozen=True)
class Descent:
    """A path down (or up) the bowl ``J = (w² + narrowness * b²) / 2``.

    Attributes
    ----------
    rate : float
        Learning rate.
    narrowness : float
        How many times as steeply the bowl curves along b as along w: its condition number.
    path : ndarray of shape (steps + 1, 2)
        Values of w and b, the start first. It ends early when the cost passes `CEILING`.
    costs : ndarray of shape (steps + 1,)
        The cost at each of them.
    reached_at : int or None
        The first step after which the cost is below `GOAL`.
    diverged_at : int or None
        The step after which the cost is beyond `CEILING`.
    growing : bool
        Whether the cost is rising at the end: sooner or later it passes every bound.
    fewest : int
        The fewest steps to the goal that any constant rate needs from this start.
    """

    rate: float
    narrowness: float
    path: Array
    costs: Array
    reached_at: int | None
    diverged_at: int | None
    growing: bool
    fewest: int

    @property
    def edge(self) -> float:
        """The rate above which gradient descent diverges: 2 divided by the largest curvature."""
        return 2 / max(self.narrowness, 1.0)

    @property
    def verdict(self) -> str:
        """What this rate does, in words."""
        if self.diverged_at is not None:
            return f"diverged at step {self.diverged_at}"
        if self.growing:
            return "diverges slowly"
        if self.reached_at is None:
            w, b = self.path[-1]
            return "bounces from wall to wall" if self.narrowness * b**2 > w**2 else "too slow"
        return "zigzags to the goal" if self.rate > self.edge / 2 else "glides to the goal"


def descend(rate: float, narrowness: float = 10, seed: int = 0, update: Update = nn_update) -> Descent:
    """Take up to a hundred steps of gradient descent down the bowl.

    Parameters
    ----------
    rate : float
        Learning rate, above 0.
    narrowness : float
        Condition number of the bowl: 1 is round.
    seed : int
        Where to start.
    update : callable
        A step, ``w, b = update(w, b, dw, db, alpha)`` with w and dw of shape (1, 1), b and db numbers. The learner's
        own may stand here.

    Returns
    -------
    Descent
        The path, its costs and how it ends. Every number in it is finite.

    Raises
    ------
    ValueError
        If `rate` or `narrowness` is out of range, or `update` does not return two numbers.
    """
    if not rate > 0 or narrowness < 1:
        raise ValueError(f"rate is {rate}, narrowness is {narrowness}: a rate above 0 and at least 1 are expected.")
    w, b = _start(seed)
    path, costs = [(w, b)], [_cost(w, b, narrowness)]
    while len(path) <= STEPS and costs[-1] <= CEILING:
        w, b = _step(update, w, b, narrowness, rate)
        path.append((w, b))
        costs.append(_cost(w, b, narrowness))
    below = np.flatnonzero(np.array(costs) < GOAL)
    return Descent(
        rate=rate,
        narrowness=narrowness,
        path=np.array(path),
        costs=np.array(costs),
        reached_at=int(below[0]) if below.size else None,
        diverged_at=len(path) - 1 if costs[-1] > CEILING else None,
        growing=costs[-1] > costs[-2],
        fewest=_fewest(narrowness, seed),
    )


def _cost(w: Height, b: Height, narrowness: float) -> Height:
    """Return the height of the bowl."""
    return (w * w + narrowness * b * b) / 2


def _step(update: Update, w: float, b: float, narrowness: float, rate: float) -> tuple[float, float]:
    """Let `update` take one step, and say so when what it returns is no pair of numbers."""
    answer = update(np.array([[w]]), b, np.array([[w]]), narrowness * b, rate)  # dJ/dw = w, dJ/db = narrowness * b
    try:
        new_w, new_b = (float(np.asarray(value, dtype=np.float64).squeeze()) for value in answer)
    except (TypeError, ValueError):
        raise ValueError(f"update returned {answer!r}: the new w and the new b are expected.") from None
    if not (np.isfinite(new_w) and np.isfinite(new_b)):
        raise ValueError(f"update returned w = {new_w}, b = {new_b}: two finite numbers are expected.")
    return new_w, new_b


def _start(seed: int) -> tuple[float, float]:
    """Choose a start on the rim, away from both axes: on an axis the bowl would have one dimension."""
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1, 1], size=2)
    return float(signs[0] * rng.uniform(7, 9)), float(signs[1] * rng.uniform(2.5, 4))


@lru_cache(maxsize=256)
def _fewest(narrowness: float, seed: int) -> int:
    """Try many rates at once: a step multiplies w by ``1 - rate`` and b by ``1 - rate * narrowness``."""
    w, b = _start(seed)
    rates = np.geomspace(*RATES, 500)[:, None]
    steps = np.arange(STEPS + 1)
    with np.errstate(over="ignore", under="ignore"):
        costs = _cost(w * (1 - rates) ** steps, b * (1 - rates * narrowness) ** steps, narrowness)
    reached = costs < GOAL
    return int(np.where(reached.any(axis=1), reached.argmax(axis=1), STEPS + 1).min())
