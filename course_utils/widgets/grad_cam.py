"""Lesson 25's second widget: the learner's own model, and where two methods say that it looks."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from course_utils.figures.grad_cam import GradCamScene
from course_utils.simulate.grad_cam import Look, explained, look
from course_utils.widgets.explorer import Challenge, Explorer, Recipe, Slider


def grad_cam(
    images: ArrayLike, labels: ArrayLike, probabilities: ArrayLike, cams: ArrayLike, losses: ArrayLike
) -> Explorer[Look]:
    """Go from picture to picture, and compare Grad-CAM with occlusion on each.

    Everything is computed beforehand; the widget only shows it.

    Parameters
    ----------
    images : array_like of uint8, shape (k, size, size, 3)
        Three pictures or more, so that there is something to compare.
    labels : array_like, shape (k,)
        1 with a mask, 0 without, 2 worn incorrectly.
    probabilities : array_like, shape (k,)
        Of a mask.
    cams : array_like, shape (k, size, size)
        As ``mask.GradCam.heat`` gives them.
    losses : array_like, shape (k, size, size)
        As ``mask.occlusion`` gives them.

    Returns
    -------
    Explorer
        The widget. Its challenge is the picture on which the two maps agree least.

    Raises
    ------
    ValueError
        If there are fewer than three pictures, or not one of everything for each.
    """
    kept = explained(images, labels, probabilities, cams, losses)
    count = len(kept.images)
    if count < 3:
        raise ValueError(f"There are {count} pictures; expected three or more, to compare.")
    looks = [look(number, kept) for number in range(1, count + 1)]
    agree = 1 + int(np.argmax([one.agreement for one in looks]))
    others = [one for one in looks if not one.least]
    surest, unsure = (pick(others, key=_surety).number for pick in (max, min))
    return Explorer(
        Recipe(
            title="Where does it look",
            simulate=partial(look, explained=kept),
            scene=GradCamScene,
            controls={"number": Slider("picture", agree, low=1, high=count)},
            presets={
                "maps agree": {"number": agree},
                "surest answer": {"number": surest},
                "least sure": {"number": unsure},
            },
            tries=(
                "Cover the caption with your hand: can you tell from the maps alone whether an answer is right?",
                "Do maps of wrong answers look different from maps of right ones?",
                "Where the two disagree: which of them would you believe, and what would you do to find out?",
            ),
            challenge=Challenge(
                task="Find the picture on which the two maps agree least.",
                solved=lambda result: result.least,
                praise="Both are called explanations of the same answer. They cannot both be the whole story.",
            ),
        )
    )


def _surety(one: Look) -> float:
    return abs(one.probability - 0.5)
