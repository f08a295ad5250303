"""Lesson 15's widget: a stack of layers, and what one number behind it sees."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils import faces
from course_utils.figures.receptive_field import MOST, ReceptiveFieldScene
from course_utils.simulate.receptive_field import LAYERS, SIDE, Field, see
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe

_NAMES = tuple(LAYERS)
_NOTHING, _SMALL, _LARGE, _STRIDED, _POOL = _NAMES
_WIDE, _NEAR = 32, 4  # the challenge


def receptive_field(pictures: ArrayLike | None = None, seed: int = 0) -> Explorer[Field]:
    """Stack layers, and see on a picture how far one number behind them looks.

    Parameters
    ----------
    pictures : array_like of shape (count, 64, 64, 3), optional
        Whole numbers from 0 to 255; painted faces when left out.
    seed : int
        Which picture.

    Returns
    -------
    Explorer
        The widget. Its challenge is a wide window that does not jump far.

    Raises
    ------
    ValueError
        If the pictures have another shape.
    """
    given = None if pictures is None else np.asarray(pictures)
    if given is not None and (given.ndim != 4 or given.shape[1:] != (SIDE, SIDE, 3)):
        raise ValueError(f"The pictures have shape {given.shape}: (count, {SIDE}, {SIDE}, 3) is expected.")

    def picture_of(seed: int) -> NDArray[np.uint8]:
        return _painted(seed) if given is None else given[seed % len(given)]

    return Explorer(
        Recipe(
            title="Receptive field explorer",
            simulate=lambda seed, **layers: see(*layers.values(), seed=seed),
            scene=lambda: ReceptiveFieldScene(picture_of),
            controls={
                f"layer{place}": Choice(f"layer {place}", first, _NAMES)
                for place, first in zip(range(1, MOST + 1), (_LARGE, _POOL, _LARGE, _POOL), strict=True)
            },
            presets={
                "LeNet-5": _stack(_LARGE, _POOL, _LARGE, _POOL),
                "two small ones": _stack(_SMALL, _SMALL, _NOTHING, _NOTHING),
                "halved first": _stack(_STRIDED, _STRIDED, _SMALL, _SMALL),
            },
            tries=(
                "Two kernels of 3 × 3, or one of 5 × 5: which sees more, and which has fewer weights?",
                "Exchange a pooling layer and the convolution behind it: what happens to the window?",
                "Which pixels of its window count most for the number, and why?",
            ),
            challenge=Challenge(
                task=f"Let one number see {_WIDE} × {_WIDE} pixels or more, while its neighbour's window begins at "
                f"most {_NEAR} pixels on.",
                solved=lambda result: result.size >= _WIDE and result.jump <= _NEAR,
                praise="Halve first: behind two halvings every step of a kernel is worth four pixels.",
            ),
            seed=seed,
        )
    )


@lru_cache
def _painted(seed: int) -> NDArray[np.uint8]:
    """Paint a face with a mask."""
    face = faces.sample_face(np.random.default_rng(seed), mask="worn", yaw=0.0, roll=0.0)
    return faces.paint(face, SIDE).image


def _stack(*names: str) -> dict[str, str]:
    """Return the settings of a stack."""
    return {f"layer{place}": name for place, name in enumerate(names, start=1)}
