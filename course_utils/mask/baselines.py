"""What a network must beat: answers that need none.

Derived in lesson 23.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.mask.data import Pictures
from course_utils.mask.evaluation import Interval, wilson_interval

_SMALL = 24
#: Rows of the picture where mouth and chin mostly are, as shares of its height.
LOWER = (0.55, 0.9)
COLUMNS = (0.25, 0.75)

Answers = NDArray[np.bool_]


@dataclass(frozen=True)
class Baseline:
    """An answer without a network, and how often it is right.

    Attributes
    ----------
    name : str
    accuracy : float
        On pictures that it has not learned from.
    interval : Interval
        95 %.
    parameters : int
        Numbers that were learned.
    """

    name: str
    accuracy: float
    interval: Interval
    parameters: int


def baselines(learned: Pictures, asked: Pictures) -> list[Baseline]:
    """Measure four baselines, from the simplest on.

    Parameters
    ----------
    learned, asked : Pictures
        To learn from, and to be asked about.

    Returns
    -------
    list of Baseline
    """
    known = learned.labels == 1
    ways: tuple[tuple[str, Callable[[NDArray, Answers, NDArray], tuple[Answers, int]]], ...] = (
        ("always the more frequent class", most_frequent),
        ("how evenly coloured the lower face is", even_lower_face),
        ("which average picture is nearer", nearest_mean),
        ("logistic regression on 24 x 24 pixels", logistic_on_pixels),
    )
    found = []
    for name, way in ways:
        answers, parameters = way(learned.images, known, asked.images)
        right = int((answers == (asked.labels == 1)).sum())
        found.append(Baseline(name, right / len(asked), wilson_interval(right, len(asked)), parameters))
    return found


def most_frequent(images: NDArray[np.uint8], masks: Answers, asked: NDArray[np.uint8]) -> tuple[Answers, int]:
    """Give everybody the more frequent answer.

    Parameters
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
        To learn from.
    masks : ndarray of bool, shape (m,)
        Whether there is a mask.
    asked : ndarray of uint8, shape (k, size, size, 3)

    Returns
    -------
    answers : ndarray of bool, shape (k,)
    parameters : int
        Numbers that were learned.
    """
    return np.full(len(asked), masks.mean() > 0.5), 1


def even_lower_face(images: NDArray[np.uint8], masks: Answers, asked: NDArray[np.uint8]) -> tuple[Answers, int]:
    """Say "mask" where the middle of the lower half has little contrast: cloth instead of lips and nostrils.

    One threshold is learned, and on which side of it a mask is. Parameters and returns are those of
    :func:`most_frequent`.
    """
    contrast = _lower_contrast(images)
    rising = np.sort(contrast)
    best = (0.0, 0.0, True)
    for threshold in (rising[:-1] + rising[1:]) / 2:
        for below in (True, False):
            accuracy = float((((contrast < threshold) == below) == masks).mean())
            best = max(best, (accuracy, float(threshold), below))
    _, threshold, below = best
    return (_lower_contrast(asked) < threshold) == below, 2


def nearest_mean(images: NDArray[np.uint8], masks: Answers, asked: NDArray[np.uint8]) -> tuple[Answers, int]:
    """Compare with the average picture with a mask and the one without. As :func:`most_frequent`."""
    known, new = _numbers(images), _numbers(asked)
    means = [known[masks == with_mask].mean(axis=0) for with_mask in (False, True)]
    bare, masked = (((new - mean) ** 2).sum(axis=1) for mean in means)
    return masked < bare, 2 * known.shape[1]


def logistic_on_pixels(images: NDArray[np.uint8], masks: Answers, asked: NDArray[np.uint8]) -> tuple[Answers, int]:
    """Learn a weight for each pixel, as in lesson 02, with a penalty on large ones. As :func:`most_frequent`."""
    from sklearn.linear_model import LogisticRegression

    known, new = _numbers(images), _numbers(asked)
    model = LogisticRegression(C=0.01, max_iter=1000).fit(known - 0.5, masks)
    return model.predict(new - 0.5).astype(bool), known.shape[1] + 1


def _numbers(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return small pictures as rows of numbers in [0, 1]."""
    shrunk = [np.asarray(Image.fromarray(image).resize((_SMALL, _SMALL), Image.Resampling.BOX)) for image in images]
    return np.stack(shrunk).reshape(len(images), -1) / 255


def _lower_contrast(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the standard deviation of brightness where mouth and chin mostly are."""
    size = images.shape[1]
    rows = slice(*(round(share * size) for share in LOWER))
    columns = slice(*(round(share * size) for share in COLUMNS))
    return images[:, rows, columns].mean(axis=3).std(axis=(1, 2))
