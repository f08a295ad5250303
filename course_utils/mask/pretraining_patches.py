"""Patches that hide a part of a picture: a shape that follows from a formula, filled with a piece of another picture.

Laid anywhere on painted bare faces, they ask a network whether it can see the mouth, an eye, the chin, and so to look
there. A patch is flat, does not follow the face and lies as often on a wall as on a nose.

References
----------
S. Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable features", 2019.
H. Kataoka et al., "Pre-training without natural images", 2020.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHARE = 0.5  # of the pictures have a patch
WAVES = (2, 3, 4, 5)  # bends of an outline


def draw_shapes(count: int, size: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw shapes: closed curves whose distance from the middle goes up and down in a few waves.

    Parameters
    ----------
    count : int
    size : int
        Pixels on a side.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of uint8, shape (count, size, size)
        How much of a pixel is covered: 255 all of it.
    """
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    shapes = np.empty((count, size, size), np.uint8)
    for number in range(count):
        radius, stretch = np.exp(rng.uniform(np.log(0.1), np.log(0.4))), np.exp(rng.normal(0, 0.3))
        right, down = rng.uniform(0, 1, 2)
        u, v = (x - right) / (radius * stretch), (y - down) / (radius / stretch)
        turn, bends = np.arctan2(v, u), rng.normal(0, 0.3 / np.array(WAVES))
        edge = 1 + sum(
            bend * np.cos(waves * turn + rng.uniform(0, 2 * np.pi)) for waves, bend in zip(WAVES, bends, strict=True)
        )
        inside = (edge - np.hypot(u, v)) * radius * size  # roughly in pixels
        shapes[number] = 255 * np.clip(0.5 + inside / rng.uniform(1, 3), 0, 1)
    return shapes


def lay_patches(
    pictures: NDArray[np.float32],
    landmarks: NDArray[np.float32],
    shapes: NDArray[np.uint8],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Lay a patch on some of the pictures.

    Parameters
    ----------
    pictures : ndarray of float32, shape (m, size, size, 3)
        In [0, 255]; changed in place.
    landmarks : ndarray of float32, shape (m, points, 2)
        x and y in pixels.
    shapes : ndarray of uint8, shape (count, size, size)
        As :func:`draw_shapes` gives them.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float32, shape (m, points)
        1 where a patch hides a landmark; 0 where none does, or where the landmark is outside the picture.
    """
    chosen = np.flatnonzero(rng.random(len(pictures)) < SHARE)
    covers = shapes[rng.integers(len(shapes), size=len(chosen))]
    size = pictures.shape[1]
    # Another picture of the batch, upside down and moved; often nearly of one colour, as cloth and walls are.
    material = pictures[(chosen + 1) % len(pictures), ::-1]
    material = np.roll(material, tuple(rng.integers(size, size=2)), axis=(1, 2))
    contrast = rng.choice(np.array([1.0, 0.6, 0.2], np.float32), (len(chosen), 1, 1, 1))
    mean = material.mean(axis=(1, 2), keepdims=True)
    material = mean + contrast * (material - mean) + rng.normal(0, 40, (len(chosen), 1, 1, 3)).astype(np.float32)
    share = covers[..., None] / np.float32(255)
    pictures[chosen] += share * (np.clip(material, 0, 255) - pictures[chosen])
    hidden = np.zeros(landmarks.shape[:2], np.float32)
    column, row = np.rint(landmarks[chosen]).astype(int).transpose(2, 0, 1)
    shown = (column >= 0) & (column < size) & (row >= 0) & (row < size)
    inside = covers[np.arange(len(chosen))[:, None], row.clip(0, size - 1), column.clip(0, size - 1)] > 127
    hidden[chosen] = shown & inside
    return hidden
