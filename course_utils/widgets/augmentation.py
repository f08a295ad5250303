"""Lesson 23's widget: twelve variants of one face. Is the label still true?"""

from __future__ import annotations

import numpy as np

from course_utils.faces import paint, sample_face
from course_utils.figures.augmentation import AugmentationScene
from course_utils.simulate.augmentation import UPRIGHT, Augmented, Settings, twelve
from course_utils.widgets.explorer import Challenge, Explorer, Recipe, Slider

_FACE = 2  # seed of the face that is shown
_LEAST_TURN, _LEAST_COLOUR, _LEAST_CROP = 15, 0.3, 0.25  # the challenge


def augmentation(seed: int = 0) -> Explorer[Augmented]:
    """Turn, crop and colour a face with a mask, and see where the label stops being true.

    Parameters
    ----------
    seed : int
        Which variants.

    Returns
    -------
    Explorer
        The widget. Its challenge is variety without a single lost label.
    """
    rng = np.random.default_rng(_FACE)
    face = sample_face(rng, mask="worn", yaw=0.0, pitch=0.0, prop="none", scarf="none", mask_kind="surgical")
    painting = paint(face, size=64)
    return Explorer(
        Recipe(
            title="Augmentation explorer",
            simulate=lambda turn, crop, colour, seed: twelve(
                painting.image, painting.mask_pixels, Settings(turn, crop / 100, colour / 100), seed
            ),
            scene=AugmentationScene,
            controls={
                "turn": Slider("turn, degrees", 15, 0, 180, 5),
                "crop": Slider("crop, % of side", 60, 0, 80, 5),
                "colour": Slider("colour, %", 20, 0, 100, 5),
            },
            presets={
                "hardly": {"turn": 5, "crop": 5, "colour": 5},
                "cut off": {"turn": 0, "crop": 75, "colour": 0},
                "upside down": {"turn": 180, "crop": 0, "colour": 30},
            },
            tries=(
                "Which of the three sliders can make the label false, and which never can?",
                "Choose “upside down”: every label is true. Would you learn from these pictures?",
                "For telling surgical masks from cloth ones, which slider would be forbidden?",
            ),
            challenge=Challenge(
                task=f"Turned by {_LEAST_TURN} to {UPRIGHT} degrees and with colours {_LEAST_COLOUR:.0%} or more off: "
                f"cut away {_LEAST_CROP:.0%} or more, without losing one of the twelve labels.",
                solved=_strong_and_true,
                praise="The best augmentation is as strong as the label allows, and no stronger.",
            ),
            seed=seed,
        )
    )


def _strong_and_true(result: Augmented) -> bool:
    settings = result.settings
    strong = settings.colour >= _LEAST_COLOUR and settings.crop >= _LEAST_CROP
    return strong and _LEAST_TURN <= settings.turn <= UPRIGHT and not result.lost.any()
