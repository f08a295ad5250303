"""Lesson 09's first widget: five optimizers on the same landscape."""

from __future__ import annotations

from functools import partial

from course_utils.figures.optimizer_race import OptimizerRaceScene
from course_utils.simulate.optimizer_race import FACTORS, LANDSCAPES, OPTIMIZERS, STEPS, AdamStep, Race, race
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe, Slider


def optimizer_race(adam: AdamStep | None = None, seed: int = 0) -> Explorer[Race]:
    """Let gradient descent, momentum, AdaGrad, RMSprop and Adam run, each with its best rate or a multiple of it.

    Parameters
    ----------
    adam : callable, optional
        A step of Adam, ``m, v, theta = adam(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon)``. Put your own
        here.
    seed : int
        Moves the start a little.

    Returns
    -------
    Explorer
        The widget. Its challenge is a race that Adam alone finishes.
    """
    return Explorer(
        Recipe(
            title="Optimizer race",
            simulate=partial(race, adam=adam),
            scene=OptimizerRaceScene,
            controls={
                "landscape": Choice("landscape", "ravine", tuple(LANDSCAPES)),
                "factor": Choice("rate, × its best", 1.0, FACTORS),
                "step": Slider("step", 40, low=0, high=STEPS),
                "closer": Choice("closer look", "Adam", tuple(OPTIMIZERS)),
            },
            presets={
                "tuned": {"landscape": "ravine", "factor": 1.0, "step": 40},
                "five times too fast": {"landscape": "ravine", "factor": 5.0, "step": 40},
                "Adam loses": {"landscape": "round bowl", "factor": 1.0, "step": 40},
            },
            tries=(
                "Go through the steps in the ravine. Which paths swing, which ones go straight, and who turns late?",
                "Turn the ravine by 45 degrees. Whose advantage is gone, and why only theirs?",
                "On the plateau, look closer at step 1: the gradient is tiny. How long is Adam's step?",
            ),
            challenge=Challenge(
                task="Find a landscape and a rate with which Adam alone reaches the goal.",
                solved=_adam_alone,
                praise="Tuned to perfection Adam is seldom the quickest. It often forgives a rate that is off by a "
                "factor of ten.",
            ),
            seed=seed,
        )
    )


def _adam_alone(result: Race) -> bool:
    """Say whether Adam reaches the goal and nobody else does."""
    return [run.name for run in result.ranking] == ["Adam"]
