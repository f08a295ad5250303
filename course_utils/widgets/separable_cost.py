"""Lesson 17's widget: what separating a convolution saves."""

from __future__ import annotations

from course_utils.figures.separable_cost import SeparableCostScene
from course_utils.simulate.separable_cost import CHANNELS, SIDES, WINDOWS, SeparableCost, separable_cost
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe

_GOAL = 0.03  # the challenge


def separable() -> Explorer[SeparableCost]:
    """Count the multiply-adds and parameters of a layer, whole and separated.

    Returns
    -------
    Explorer
        The widget. Its challenge is a separable layer at 3 % of the standard one.
    """
    return Explorer(
        Recipe(
            title="Separable cost",
            simulate=separable_cost,
            scene=SeparableCostScene,
            controls={
                "side": Choice("side of result", 28, SIDES),
                "f": Choice("kernel side f", 3, WINDOWS),
                "channels_in": Choice("channels in", 32, CHANNELS),
                "channels_out": Choice("channels out", 64, CHANNELS),
            },
            presets={
                "first layer": {"side": 112, "f": 3, "channels_in": 1, "channels_out": 32},
                "middle of MobileNet": {"side": 14, "f": 3, "channels_in": 512, "channels_out": 512},
                "dearer": {"side": 28, "f": 3, "channels_in": 32, "channels_out": 1},
            },
            tries=(
                "Change the side of the result. What changes, and what does not?",
                "Change the channels that come in, then those that go out. Which of them moves the share?",
                "From 8 channels out to 512: which part of the separable bar is it that grows?",
            ),
            challenge=Challenge(
                task=f"Find a layer whose separable version needs at most {_GOAL:.0%} of the multiply-adds.",
                solved=lambda result: result.share <= _GOAL,
                praise="3 × 3 never gets below 1/9. Wide windows and many channels that go out save most; those that "
                "come in do not matter.",
            ),
        )
    )
