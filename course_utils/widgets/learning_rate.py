"""Lesson 02's widget: the learning rate of gradient descent."""

from __future__ import annotations

from functools import partial

from course_utils.figures.learning_rate import LearningRateScene
from course_utils.nn.logistic_regression import update as nn_update
from course_utils.simulate.learning_rate import RATES, Descent, Update, descend
from course_utils.widgets.explorer import Challenge, Explorer, LogSlider, Recipe, Slider

_NARROW = 10


def learning_rate(update: Update = nn_update, seed: int = 0) -> Explorer[Descent]:
    """Find the learning rate at which gradient descent is fastest, and the one at which it breaks.

    Parameters
    ----------
    update : callable
        A step of gradient descent, ``w, b = update(w, b, dw, db, alpha)``. Put your own here.
    seed : int
        Where the path starts.

    Returns
    -------
    Explorer
        The widget. Its challenge is a cost below 0.001 in the fewest steps, or at most a tenth more.
    """
    return Explorer(
        Recipe(
            title="Learning-rate explorer",
            simulate=partial(descend, update=update),
            scene=LearningRateScene,
            controls={
                "rate": LogSlider("learning rate", 0.06, *RATES),
                "narrowness": Slider("narrowness", _NARROW, low=1, high=25),
            },
            presets={
                "too small": {"rate": 0.005, "narrowness": _NARROW},
                "just right": {"rate": 0.15, "narrowness": _NARROW},
                "diverges": {"rate": 0.22, "narrowness": _NARROW},
            },
            tries=(
                "Double the rate, from 0.06 to 0.12. How many steps do you expect? And at 0.2?",
                "Make the bowl twice as narrow. Where does the edge of stability go?",
                "In a round bowl (narrowness 1), which single rate reaches the bottom in one step, and why?",
            ),
            challenge=Challenge(
                task=f"In a bowl of narrowness {_NARROW} or more, bring the cost below 0.001 in the fewest steps.",
                solved=_is_fast,
                praise="No constant rate is a tenth faster. The best are close to the edge of stability, not on it.",
            ),
            seed=seed,
        )
    )


def _is_fast(result: Descent) -> bool:
    """Say whether the goal is reached in at most a tenth more than the fewest steps, in a bowl that is narrow."""
    return result.narrowness >= _NARROW and result.reached_at is not None and result.reached_at <= 1.1 * result.fewest
