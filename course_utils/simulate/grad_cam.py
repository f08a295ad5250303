"""One picture among several, with two opinions about where a network looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_AGREE, _DISAGREE = 0.5, 0.2


@dataclass(frozen=True)
class Explained:
    """Pictures with what a network says of them, and two maps for each.

    Attributes
    ----------
    images : ndarray of uint8, shape (k, size, size, 3)
    labels : ndarray of int, shape (k,)
        1 with a mask, 0 without, 2 worn incorrectly.
    probabilities : ndarray, shape (k,)
        Of a mask.
    cams, losses : ndarray, shape (k, size, size)
        Positive evidence in [0, 1] by Grad-CAM, and evidence that covering takes away, of either sign.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.intp]
    probabilities: Array
    cams: Array
    losses: Array

    def __post_init__(self) -> None:
        counts = [len(self.images), len(self.labels), len(self.probabilities), len(self.cams), len(self.losses)]
        if not counts[0] or len(set(counts)) > 1:
            raise ValueError(f"There are {counts} pictures, labels, probabilities and maps: expected one of each.")

    def agreement(self, place: int) -> float:
        """Return the correlation of the two maps; 0 where one of them is empty."""
        one, other = self.cams[place].ravel(), np.maximum(self.losses[place], 0).ravel()
        if one.std() == 0 or other.std() == 0:
            return 0.0
        return float(np.corrcoef(one, other)[0, 1])


@dataclass(frozen=True)
class Look:
    """One of the pictures.

    Attributes
    ----------
    number : int
        Which one, from 1.
    label : int
    probability : float
    image : ndarray of uint8, shape (size, size, 3)
    cam, loss : ndarray, shape (size, size)
    agreement : float
        Correlation of the two maps.
    least : bool
        Whether the maps of no other picture agree less.
    """

    number: int
    label: int
    probability: float
    image: NDArray[np.uint8]
    cam: Array
    loss: Array
    agreement: float
    least: bool

    @property
    def is_right(self) -> bool:
        """Whether the answer at threshold 0.5 is right; for a mask that is worn incorrectly that is "no mask"."""
        return (self.probability >= 0.5) == (self.label == 1)

    @property
    def verdict(self) -> str:
        """How far the two maps agree, in words."""
        if self.agreement >= _AGREE:
            return "the two maps agree"
        return "the two maps agree in part" if self.agreement >= _DISAGREE else "the two maps disagree"


def look(number: int, explained: Explained) -> Look:
    """Return one of the pictures with its maps.

    Parameters
    ----------
    number : int
        From 1.
    explained : Explained

    Returns
    -------
    Look
    """
    place = int(number) - 1
    agreements = [explained.agreement(one) for one in range(len(explained.images))]
    return Look(
        number=place + 1,
        label=int(explained.labels[place]),
        probability=float(explained.probabilities[place]),
        image=explained.images[place],
        cam=explained.cams[place],
        loss=explained.losses[place],
        agreement=agreements[place],
        least=agreements[place] == min(agreements),
    )


def explained(
    images: ArrayLike, labels: ArrayLike, probabilities: ArrayLike, cams: ArrayLike, losses: ArrayLike
) -> Explained:
    """Put pictures and maps together.

    Parameters
    ----------
    images, labels, probabilities, cams, losses : array_like
        As in :class:`Explained`.

    Returns
    -------
    Explained
    """
    return Explained(
        np.asarray(images),
        np.asarray(labels).ravel().astype(np.intp),
        np.asarray(probabilities, np.float64).ravel(),
        np.asarray(cams, np.float64),
        np.asarray(losses, np.float64),
    )
