"""Lesson 00, Start here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def count_mistakes(scores: NDArray[np.floating], is_masked: NDArray[np.bool_], threshold: float) -> int:
    """Return how many pictures are called wrongly when a score of at least the threshold is called masked."""
    says_mask = scores >= threshold
    return int((says_mask != is_masked).sum())
