"""The painter's small tools: smooth steps, layers, and a bank of noise made once per process.

Everything works on float32 arrays and on NumPy's elementwise functions only: no matrix products and no threads, so that
the result does not depend on the machine by more than the last bits of a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane: TypeAlias = NDArray[np.floating]  # always float32; the type checker cannot follow Python floats
FEW_PIXELS = 150 * 150  # in small pictures a texel of noise is smaller than a pixel, and its nearest value will do
NOISE_SIZE = 256  # a power of two, so that wrapping around is a bit operation


def clamp(x: Plane, low: float | Plane, high: float | Plane) -> Plane:
    """Keep ``x`` from ``low`` to ``high`` (twice as fast as ``np.clip`` on small planes)."""
    return np.minimum(np.maximum(x, low), high)


def smoothstep(low: float | Plane, high: float | Plane, x: Plane) -> Plane:
    """Rise smoothly from 0 at ``low`` to 1 at ``high`` (which may be below ``low``)."""
    t = (x - low) * (1.0 / (high - low))
    if not isinstance(t, np.ndarray):
        t = np.asarray(t, np.float32)
    np.maximum(t, 0.0, out=t)
    np.minimum(t, 1.0, out=t)
    square = t * t
    t *= -2.0
    t += 3.0
    square *= t
    return square


def ramp(low: float | Plane, high: float | Plane, x: Plane) -> Plane:
    """Rise in a straight line from 0 at ``low`` to 1 at ``high``: the share of a pixel on one side of an edge."""
    t = (x - low) * (1.0 / (high - low))
    np.maximum(t, 0.0, out=t)
    np.minimum(t, 1.0, out=t)
    return t


def hill(x: Plane, width: float) -> Plane:
    """A smooth hill around 0: 1 there, 1/e at ``width``."""
    t = x * (1.0 / width)
    return np.exp(-(t * t))


def linear(colour: tuple[float, float, float]) -> NDArray[np.float32]:
    """Turn a colour as a screen shows it into amounts of light (the painter's gamma is 2)."""
    return np.square(np.asarray(colour, np.float32))


def over(canvas: Plane, colour: Plane, alpha: Plane) -> None:
    """Lay ``colour`` (3, or 3 × H × W) over ``canvas`` (3 × H × W), in place, ``alpha`` (H × W) opaque."""
    if colour.ndim == 1:
        colour = colour[:, None, None]
    canvas += (colour - canvas) * alpha


def resample(plane: Plane, size: tuple[int, int], *, smooth: bool = False) -> Plane:
    """Resample a plane to ``size`` (height, width) with a bilinear filter of the right width, or a bicubic one."""
    height, width = size
    image = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC if smooth else Image.Resampling.BILINEAR))


def _uniform_noise(seed: int, shape: tuple[int, ...]) -> Plane:
    """Noise with mean 0 and standard deviation 1 that looks normal: the sum of four uniform draws."""
    rng = np.random.default_rng(seed)
    return np.asarray((rng.random((4, *shape)).sum(axis=0) - 2.0) * 3**0.5, np.float32)


def _smooth(tile: Plane, width: int) -> Plane:
    """Average over ``width`` neighbours twice in both directions, wrapping around, and restore the spread."""
    for axis in range(tile.ndim):
        for _ in range(2):
            total = np.zeros_like(tile)
            for step in range(width):
                total += np.roll(tile, step - width // 2, axis)
            tile = total
    return tile / tile.std()


@dataclass(frozen=True)
class NoiseBank:
    """Tiles of noise, each with standard deviation 1, that continue smoothly beyond their edges."""

    grain: Plane  # 3 × 256 × 256, no correlation
    fine: Plane  # 256 × 256, correlated over 3 pixels
    medium: Plane  # over 9 pixels
    coarse: Plane  # over 33 pixels
    strand: Plane  # 4096 values: light and dark strands


@lru_cache(maxsize=1)
def noise_bank() -> NoiseBank:
    """Make the tiles, once per process."""
    shape = (NOISE_SIZE, NOISE_SIZE)
    strand = 0.6 * _smooth(_uniform_noise(5, (4096,)), 3) + 0.8 * _smooth(_uniform_noise(6, (4096,)), 33)
    return NoiseBank(
        grain=_uniform_noise(1, (3, *shape)),
        fine=_smooth(_uniform_noise(2, shape), 3),
        medium=_smooth(_uniform_noise(3, shape), 9),
        coarse=_smooth(_uniform_noise(4, shape), 33),
        strand=strand,
    )


def noise_at(tile: Plane, x: Plane, y: Plane) -> Plane:
    """Look up a square noise tile at ``x``, ``y`` (in its pixels, any real numbers)."""
    limit = NOISE_SIZE - 1
    if x.size < FEW_PIXELS:
        return tile.ravel().take(((y.astype(np.int32) & limit) * NOISE_SIZE) + (x.astype(np.int32) & limit))
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    column, row = x0.astype(np.int32) & limit, (y0.astype(np.int32) & limit) * NOISE_SIZE
    right, below = (column + 1) & limit, (row + NOISE_SIZE) & (NOISE_SIZE * NOISE_SIZE - 1)
    flat = tile.ravel()
    top = flat.take(row + column) * (1 - fx) + flat.take(row + right) * fx
    bottom = flat.take(below + column) * (1 - fx) + flat.take(below + right) * fx
    return top + (bottom - top) * fy


def strand_at(t: Plane) -> Plane:
    """Look up the strand profile at ``t`` (any real numbers), interpolating between neighbours."""
    strand = noise_bank().strand
    if t.size < FEW_PIXELS:
        return strand.take(t.astype(np.int32) & 4095)
    base = np.floor(t)
    index = base.astype(np.int32) & 4095
    left = strand.take(index)
    return left + (strand.take((index + 1) & 4095) - left) * (t - base)


def crop_noise(tile: Plane, shape: tuple[int, int], rng: np.random.Generator, scale: float = 1.0) -> Plane:
    """Cut a random piece out of a noise tile, enlarged ``scale`` times, as large as ``shape``."""
    starts = rng.integers(0, NOISE_SIZE, 2)
    rows, columns = ((np.arange(int(n / scale) + 2) + at) % NOISE_SIZE for n, at in zip(shape, starts, strict=True))
    return resample(tile.take(rows, axis=0).take(columns, axis=1), shape)
