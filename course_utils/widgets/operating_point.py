"""Lesson 25's first widget: a threshold with a price, for people among whom masks are rare or common."""

from __future__ import annotations

from functools import partial

from numpy.typing import ArrayLike

from course_utils.figures.operating_point import OperatingPointScene
from course_utils.simulate.operating_point import OperatingPoint, given_scores, operate
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe, Slider

_RARE, _DEAR = 0.01, 5.0  # the challenge


def operating_point(
    probabilities: ArrayLike | None = None, labels: ArrayLike | None = None, seed: int = 0
) -> Explorer[OperatingPoint]:
    """Move a threshold along precision and recall, and see what it costs the people who come by.

    Parameters
    ----------
    probabilities, labels : array_like of shape (m,), optional
        A model's own answers to pictures, and what is true; a calibrated model's when left out.
    seed : int
        Which answers are drawn. It has no effect on given ones.

    Returns
    -------
    Explorer
        The widget. Its challenge is the cheapest threshold where masks are rare and missing one is expensive.

    Raises
    ------
    ValueError
        If the labels do not fit the probabilities.
    """
    scores = None if probabilities is None else given_scores(probabilities, () if labels is None else labels)
    return Explorer(
        Recipe(
            title="Operating point explorer",
            simulate=partial(operate, scores=scores),
            scene=OperatingPointScene,
            controls={
                "percent": Slider("threshold in %", 50, low=0, high=100),
                "prevalence": Choice("share of masks", 0.5, (0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.95)),
                "price": Choice("a miss costs", 1.0, (0.05, 0.2, 1.0, 5.0, 20.0)),
            },
            presets={
                "as in the test set": {"percent": 50, "prevalence": 0.5, "price": 1.0},
                "hardly anybody": {"percent": 50, "prevalence": 0.01, "price": 1.0},
                "misses are dear": {"percent": 50, "prevalence": 0.5, "price": 20.0},
            },
            tries=(
                "Masks become rare. Which of the two shares changes, precision or recall, and why not the other?",
                "A missed mask costs 20 times as much. To which side does the star move, and how far?",
                "Half of the people wear masks: is Bayes' line near the star? And where 5 % do?",
            ),
            challenge=Challenge(
                task="1 % wear a mask, and a miss costs 5: set both, and find a threshold that costs the least.",
                solved=lambda result: result.prevalence == _RARE and result.c_fn == _DEAR and result.is_cheapest,
                praise="Bayes' line is far off: the probabilities keep their word only where half of all wear a mask.",
            ),
            seed=seed if scores is None else None,
        )
    )
