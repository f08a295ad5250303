"""Augmented copies of one picture, and whether what makes its label true is still in view."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

#: Variants that are shown at a time.
VARIANTS = 12
#: A label counts as true while so large a share of what it speaks of is in view.
ENOUGH = 0.5
#: People before a camera tilt their heads so far; a classifier meets no others.
UPRIGHT = 30


@dataclass(frozen=True)
class Settings:
    """How far a copy may be from its original.

    Attributes
    ----------
    turn : float
        Degrees, to either side, 0 to 180.
    crop : float
        Share of the picture's side that may be cut away, from 0 to below 1.
    colour : float
        By which share brightness and each colour may rise or fall, 0 to 1.
    """

    turn: float
    crop: float
    colour: float

    def __post_init__(self) -> None:
        if not (0 <= self.turn <= 180 and 0 <= self.crop < 1 and 0 <= self.colour <= 1):
            raise ValueError(
                f"turn is {self.turn}, crop {self.crop}, colour {self.colour}: expected 0 to 180 degrees, "
                "0 to below 1, and 0 to 1."
            )


@dataclass(frozen=True)
class Augmented:
    """Variants of one picture.

    Attributes
    ----------
    settings : Settings
    variants : ndarray of uint8, shape (VARIANTS, size, size, 3)
    in_view : ndarray of shape (VARIANTS,)
        Which share of the marked pixels each variant still shows.
    variety : float
        How far two variants are apart: the mean absolute difference of their pixels, as a share of the brightest.
    """

    settings: Settings
    variants: NDArray[np.uint8]
    in_view: Array
    variety: float

    @property
    def lost(self) -> NDArray[np.bool_]:
        """Which variants no longer show what their label says."""
        return self.in_view < ENOUGH

    @property
    def verdict(self) -> str:
        """Whether these are copies to learn from, in words."""
        lost = int(self.lost.sum())
        if lost:
            return f"{lost} of {VARIANTS} labels are no longer true"
        if self.settings.turn > UPRIGHT:
            return "every label is true, but no camera sees people so"
        if self.variety < 0.06:
            return "every label is true, and there is next to nothing new"
        return "every label is true, and every picture is new"


def augment(
    image: NDArray[np.uint8], settings: Settings, rng: np.random.Generator, marked: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.uint8], float]:
    """Return a copy of a picture, turned, cropped and coloured by chance.

    What a turn brings in from outside is the picture's own edge, mirrored.

    Parameters
    ----------
    image : ndarray of uint8, shape (size, size, 3)
    settings : Settings
        The most that may happen.
    rng : numpy.random.Generator
    marked : ndarray of bool, shape (size, size), optional
        The pixels that the label speaks of.

    Returns
    -------
    copy : ndarray of uint8, shape (size, size, 3)
    in_view : float
        Share of the marked pixels that are still in the picture; 1 when nothing is marked.
    """
    size = len(image)
    turn = np.deg2rad(settings.turn * rng.uniform(-1, 1))
    scale = 1 - settings.crop * rng.uniform()
    centre = size / 2 * (1 + (1 - scale) * rng.uniform(-1, 1, 2))  # the window never leaves the picture
    light = (1 + settings.colour * rng.uniform(-1, 1)) * (1 + settings.colour / 2 * rng.uniform(-1, 1, 3))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    grid = np.stack(np.meshgrid(*2 * [np.arange(size) + 0.5 - size / 2], indexing="ij"))  # (2, size, size)
    source = centre[:, None, None] + scale * np.einsum("ij,jhw->ihw", rotation, grid) - 0.5
    pixels = _bilinear(image, *source) * light.astype(np.float32)
    if marked is None or not marked.any():
        in_view = 1.0
    else:
        places = np.argwhere(marked).T + 0.5 - centre[:, None]  # (2, k)
        in_view = float(np.mean(np.all(np.abs(rotation.T @ places) <= scale * size / 2, axis=0)))
    return np.clip(pixels + 0.5, 0, 255).astype(np.uint8), in_view


def twelve(image: NDArray[np.uint8], marked: NDArray[np.bool_], settings: Settings, seed: int = 0) -> Augmented:
    """Return twelve variants of one picture.

    Parameters
    ----------
    image : ndarray of uint8, shape (size, size, 3)
    marked : ndarray of bool, shape (size, size)
        The pixels that the label speaks of.
    settings : Settings
        The most that may happen.
    seed : int
        Same seed, same variants.

    Returns
    -------
    Augmented
    """
    rng = np.random.default_rng(seed)
    made = [augment(image, settings, rng, marked) for _ in range(VARIANTS)]
    variants = np.stack([picture for picture, _ in made])
    numbers = variants[:, ::2, ::2].reshape(VARIANTS, -1).astype(float)
    apart = np.abs(numbers[:, None] - numbers[None]).mean(axis=2).sum() / (VARIANTS * (VARIANTS - 1))
    return Augmented(settings, variants, np.array([share for _, share in made]), float(apart / 255))


def _bilinear(image: NDArray[np.uint8], row: Array, column: Array) -> Array:
    """Read a picture between its pixels; beyond the edge, it is mirrored. Returns (height, width, 3)."""
    size = len(image)
    pixels = image.reshape(-1, 3).astype(np.float32)
    above, left = np.floor(row).astype(int), np.floor(column).astype(int)
    down, right = ((place - whole)[..., None].astype(np.float32) for place, whole in ((row, above), (column, left)))
    upper_row, lower_row = size * _mirrored(above, size), size * _mirrored(above + 1, size)
    left, beside = _mirrored(left, size), _mirrored(left + 1, size)
    upper, lower = (
        (one := pixels.take(start + left, axis=0)) + right * (pixels.take(start + beside, axis=0) - one)
        for start in (upper_row, lower_row)
    )
    return upper + down * (lower - upper)


def _mirrored(place: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    folded = place % (2 * size)
    return np.minimum(folded, 2 * size - 1 - folded)
