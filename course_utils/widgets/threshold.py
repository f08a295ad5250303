"""Lesson 00's first widget: a threshold between "mask" and "no mask"."""

from __future__ import annotations

from course_utils.figures.threshold import ThresholdScene
from course_utils.simulate.threshold import ThresholdCounts, apply_threshold
from course_utils.widgets.explorer import Challenge, Explorer, Recipe, Slider


def threshold(seed: int = 0) -> Explorer[ThresholdCounts]:
    """Move a threshold over the scores of forty pictures and count what it gets right.

    A program has given each picture a score from 0 to 100: how sure it is that the person wears a mask. It says "mask"
    when the score reaches the threshold.

    Parameters
    ----------
    seed : int
        Which forty pictures.

    Returns
    -------
    Explorer
        The widget. Its challenge is the fewest mistakes that any threshold makes.
    """
    return Explorer(
        Recipe(
            title="Threshold explorer",
            simulate=apply_threshold,
            scene=ThresholdScene,
            controls={"threshold": Slider("threshold", 50, low=0, high=100)},
            presets={
                "sees masks everywhere": {"threshold": 10},
                "in the middle": {"threshold": 50},
                "hardly sees any": {"threshold": 90},
            },
            tries=(
                "At which threshold is no mask missed? What does that cost the people without one?",
                "You lower the threshold by ten points. Which of the two mistakes becomes rarer, which more common?",
                "New seed is another program with other habits. Is your best threshold still the best?",
            ),
            challenge=Challenge(
                task="Find a threshold that makes as few mistakes as these forty pictures allow.",
                solved=lambda result: result.mistakes == result.fewest,
                praise="No threshold makes fewer mistakes on these forty pictures, and none makes no mistake at all.",
            ),
            seed=seed,
        )
    )
