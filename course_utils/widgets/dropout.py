"""Lesson 07's second widget: one mask, and the mean of many."""

from __future__ import annotations

from course_utils.figures.dropout import DropoutScene
from course_utils.simulate.dropout import Dropped, drop
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe

_DRAWS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)
_KEEP_PROBS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_STRICT, _NEAR = 0.3, 0.05  # the challenge


def dropout(seed: int = 0) -> Explorer[Dropped]:
    """Send a layer through dropout, once and many times.

    Parameters
    ----------
    seed : int
        Which values and masks.

    Returns
    -------
    Explorer
        The widget. Its challenge is a mean that is right for every unit although most are dropped.
    """
    return Explorer(
        Recipe(
            title="Dropout explorer",
            simulate=lambda keep_prob, draws, divide, seed: drop(keep_prob, draws, divide == "by keep_prob", seed),
            scene=DropoutScene,
            controls={
                "keep_prob": Choice("keep_prob", 0.5, _KEEP_PROBS),
                "draws": Choice("masks", 30, _DRAWS),
                "divide": Choice("division", "by keep_prob", ("by keep_prob", "none")),
            },
            presets={
                "one mask": {"keep_prob": 0.5, "draws": 1, "divide": "by keep_prob"},
                "mean of many": {"keep_prob": 0.5, "draws": 3000, "divide": "by keep_prob"},
                "not divided": {"keep_prob": 0.5, "draws": 3000, "divide": "none"},
            },
            tries=(
                "Without the division, at keep_prob 0.5: how much of its sum does the layer lose?",
                "From 100 masks to 10,000: by which factor does the chance in the mean shrink?",
                "At keep_prob 0.1 a value that stays is multiplied by ten: what does that do to a single mask?",
            ),
            challenge=Challenge(
                task=f"With keep_prob {_STRICT:g} or less, bring every unit's mean within {_NEAR:.0%} of its value.",
                solved=lambda result: result.keep_prob <= _STRICT and result.farthest < _NEAR,
                praise="The expected value is the value itself, and chance goes with the root of the number of masks.",
            ),
            seed=seed,
        )
    )
