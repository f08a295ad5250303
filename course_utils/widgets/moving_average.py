"""Lesson 09's widget on exponentially weighted averages."""

from __future__ import annotations

from functools import partial

from course_utils.figures.moving_average import MovingAverageScene
from course_utils.simulate.moving_average import BETAS, LENGTH, NOISES, Average, Averages, average
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe, Slider

_LOUD = 8.0  # the noise of the challenge


def moving_average(own: Average | None = None, seed: int = 0) -> Explorer[Averages]:
    """Average a noisy series with more or less memory, and see the weights that make the average at one place.

    Parameters
    ----------
    own : callable, optional
        ``moving_average(values, beta)``, which returns a dict with ``raw`` and ``corrected``. Put your own here.
    seed : int
        Which noise.

    Returns
    -------
    Explorer
        The widget. Its challenge is the best average of the loudest series.
    """
    return Explorer(
        Recipe(
            title="Moving-average explorer",
            simulate=partial(average, own=own),
            scene=MovingAverageScene,
            controls={
                "beta": Choice("β", 0.9, BETAS),
                "noise": Choice("noise", 2.0, NOISES),
                "place": Slider("place", 8, low=1, high=LENGTH),
            },
            presets={
                "too restless": {"beta": 0.5, "noise": 8.0, "place": 60},
                "too sluggish": {"beta": 0.98, "noise": 8.0, "place": 60},
                "the beginning": {"beta": 0.9, "noise": 2.0, "place": 3},
            },
            tries=(
                "Move the place from 1 to 40. When do the raw and the corrected average meet, and what do the weights "
                "add up to there?",
                "From β = 0.9 to 0.99: how many times as long does the window get?",
                "With no noise at all, which β is best, and what does every other one do wrong?",
            ),
            challenge=Challenge(
                task=f"With noise {_LOUD:g}, bring the corrected average as near to the dotted curve as it gets.",
                solved=_is_best,
                praise="Less memory follows the noise, more memory lags behind the curve. The best is in between.",
            ),
            seed=seed,
        )
    )


def _is_best(result: Averages) -> bool:
    """Say whether the average of the loud series is about as good as for any other beta."""
    return result.noise == _LOUD and result.error <= 1.05 * result.best
