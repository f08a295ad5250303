"""A threshold, who comes by, and what mistakes cost: one point on the curve of precision against recall."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: Pictures of each kind that are drawn where no probabilities are given.
PICTURES = 400
#: The thresholds of the slider, in per cent; the last one calls nothing a mask.
PERCENT = np.arange(0, 101)
_BARELY = 1e-9


@dataclass(frozen=True)
class Scores:
    """What a model says of pictures whose answer is known, sorted.

    Attributes
    ----------
    masks, bare : ndarray
        Probabilities of a mask, of the faces with one and of those without, in ascending order.
    """

    masks: Array
    bare: Array

    def rates(self, thresholds: ArrayLike) -> tuple[Array, Array]:
        """Return recall and false-positive rate for thresholds; the answer is "mask" from the threshold on."""
        t = np.asarray(thresholds, np.float64)
        found = self.masks.size - np.searchsorted(self.masks, t, side="left")
        alarms = self.bare.size - np.searchsorted(self.bare, t, side="left")
        return found / self.masks.size, alarms / self.bare.size


@dataclass(frozen=True)
class OperatingPoint:
    """One threshold among all, where so many people wear masks and mistakes cost so much.

    Attributes
    ----------
    percent : int
        The threshold, in per cent.
    prevalence : float
        Share of the people who wear a mask.
    c_fp, c_fn : float
        What a bare face that is called masked costs, and a masked one that is called bare.
    recall, precision, cost : float
        At this threshold; the cost is that of 1,000 people.
    recalls, precisions, costs : ndarray of shape (101,)
        At every threshold of the slider.
    """

    percent: int
    prevalence: float
    c_fp: float
    c_fn: float
    recalls: Array
    precisions: Array
    costs: Array

    @property
    def recall(self) -> float:
        """Share of the masks that is found."""
        return float(self.recalls[self.percent])

    @property
    def precision(self) -> float:
        """Share of the answers "mask" that is right; 1 where there is none."""
        return float(self.precisions[self.percent])

    @property
    def cost(self) -> float:
        """What 1,000 people cost."""
        return float(self.costs[self.percent])

    @property
    def cheapest(self) -> int:
        """The lowest of the cheapest thresholds, in per cent."""
        return int(np.flatnonzero(self.costs <= self.costs.min() + _BARELY)[0])

    @property
    def is_cheapest(self) -> bool:
        """Whether no threshold of the slider costs less."""
        return self.cost <= float(self.costs.min()) + _BARELY

    @property
    def bayes(self) -> float:
        """The threshold that would be cheapest for probabilities that are calibrated for these people."""
        return self.c_fp / (self.c_fp + self.c_fn)

    @property
    def verdict(self) -> str:
        """How good the threshold is for these people and these prices, in words."""
        if self.is_cheapest:
            return "no threshold costs less"
        return "a lower threshold would cost less" if self.percent > self.cheapest else "a higher one would cost less"


def operate(
    percent: int,
    prevalence: float,
    price: float,
    seed: int = 0,
    *,
    scores: Scores | None = None,
) -> OperatingPoint:
    """Measure one threshold.

    Parameters
    ----------
    percent : int
        The threshold, from 0 to 100 per cent.
    prevalence : float
        Share of the people who wear a mask, between 0 and 1.
    price : float
        What a missed mask costs, when a bare face that is called masked costs 1.
    seed : int
        Which pictures are drawn.
    scores : Scores, optional
        A model's own probabilities, instead of drawn ones.

    Returns
    -------
    OperatingPoint
    """
    recalls, alarms = (scores or draw_scores(seed)).rates(PERCENT / 100)
    found, wrong = prevalence * recalls, (1 - prevalence) * alarms
    called = found + wrong
    precisions = np.divide(found, called, out=np.ones_like(called), where=called > 0)
    costs = 1000 * (wrong + price * (prevalence - found))
    return OperatingPoint(int(percent), prevalence, 1.0, price, recalls, precisions, costs)


def given_scores(probabilities: ArrayLike, labels: ArrayLike) -> Scores:
    """Sort a model's probabilities by what is true.

    Parameters
    ----------
    probabilities, labels : array_like, shape (m,) or (1, m)

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        If there is not one label for each probability, or one kind of picture is missing.
    """
    p, y = np.asarray(probabilities, np.float64).ravel(), np.asarray(labels).ravel()
    if p.size != y.size or not ((y == 0).any() and (y == 1).any()):
        raise ValueError(
            f"There are {p.size} probabilities and {y.size} labels, of which {int(np.sum(y == 1))} are 1: expected one "
            "label for each probability, and both labels."
        )
    return Scores(np.sort(p[y == 1]), np.sort(p[y == 0]))


@lru_cache(maxsize=16)
def draw_scores(seed: int) -> Scores:
    """Draw a calibrated model's answers to as many faces with a mask as without.

    Log-odds are normal around 2 and -2 with variance 4: then their difference in log-density is the log-odds itself.
    """
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(2, PICTURES)) * 2.0 + np.array([[2.0], [-2.0]])
    p = np.sort(1 / (1 + np.exp(-logits)), axis=1)
    p.flags.writeable = False
    return Scores(p[0], p[1])
