"""Forty pictures with a score each, and what a threshold makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

#: How many pictures there are of each kind.
PICTURES = 20


@dataclass(frozen=True)
class ThresholdCounts:
    """What happens when every picture with at least `threshold` points is said to show a mask.

    Attributes
    ----------
    threshold : int
        From 0 to 101: at 0 every picture is said to show a mask, at 101 none.
    with_mask, without_mask : ndarray of shape (20,)
        Scores from 0 to 100 of the pictures with and without a mask, in ascending order.
    found, missed : int
        Pictures with a mask that the program finds, and those that it overlooks.
    false_alarms, let_pass : int
        Pictures without a mask in which the program sees one, and those that it rightly lets pass.
    fewest : int
        The fewest mistakes that any threshold makes with these scores.
    """

    threshold: int
    with_mask: NDArray[np.int64]
    without_mask: NDArray[np.int64]
    found: int
    missed: int
    false_alarms: int
    let_pass: int
    fewest: int

    @property
    def mistakes(self) -> int:
        """Missed masks and false alarms together."""
        return self.missed + self.false_alarms

    @property
    def pictures(self) -> int:
        """How many pictures there are in all."""
        return len(self.with_mask) + len(self.without_mask)

    @property
    def verdict(self) -> str:
        """What kind of program this threshold makes, in words."""
        if self.mistakes == self.fewest:
            return "no threshold makes fewer mistakes"
        if self.missed > self.false_alarms:
            return "it misses too many masks"
        if self.missed < self.false_alarms:
            return "it raises too many false alarms"
        return "it makes both mistakes equally often"


def apply_threshold(threshold: int, seed: int = 0) -> ThresholdCounts:
    """Count what a threshold gets right and wrong.

    Parameters
    ----------
    threshold : int
        A picture with at least so many points is said to show a mask.
    seed : int
        Which forty pictures; the same seed gives the same scores.

    Returns
    -------
    ThresholdCounts
        The scores, the four counts, and the fewest mistakes possible.
    """
    with_mask, without_mask = _scores(seed)
    found = int((with_mask >= threshold).sum())
    false_alarms = int((without_mask >= threshold).sum())
    return ThresholdCounts(
        threshold=threshold,
        with_mask=with_mask,
        without_mask=without_mask,
        found=found,
        missed=PICTURES - found,
        false_alarms=false_alarms,
        let_pass=PICTURES - false_alarms,
        fewest=int(_mistakes(with_mask, without_mask).min()),
    )


def _mistakes(with_mask: NDArray[np.int64], without_mask: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the mistakes of every threshold from 0 to 101."""
    thresholds = np.arange(102)[:, None]
    return (with_mask < thresholds).sum(axis=1) + (without_mask >= thresholds).sum(axis=1)


@lru_cache(maxsize=64)
def _scores(seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw scores for which the middle is not the best threshold and no threshold is perfect."""
    rng = np.random.default_rng(seed)
    while True:
        middle = 50 + rng.choice([-1, 1]) * rng.uniform(8, 16)  # this program is too timid, or too bold
        with_mask = _round(rng.normal(middle + 14, 13, PICTURES))
        without_mask = _round(rng.normal(middle - 14, 13, PICTURES))
        mistakes = _mistakes(with_mask, without_mask)
        if 2 <= mistakes.min() <= mistakes[50] - 3:
            return with_mask, without_mask


def _round(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sort scores and make them whole numbers from 2 to 98, which nobody can change any more."""
    whole = np.sort(scores.clip(2, 98).round().astype(np.int64))
    whole.flags.writeable = False
    return whole
