"""What is behind the person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from course_utils.faces.face import Face
from course_utils.faces.raster import Plane, crop_noise, noise_bank

Colour = tuple[int, int, int]
Floats = NDArray[np.float64]


def _colours(values: Floats) -> list[Colour]:
    """Colours from 0 to 1, one in a row, as Pillow wants them."""
    return [tuple(row) for row in (np.clip(values, 0, 1) * 255).astype(int).tolist()]


def _near(rng: np.random.Generator, base: Floats, spread: float, count: int) -> list[Colour]:
    """Colours scattered around ``base``."""
    return _colours(base + spread * 1.8 * (rng.random((count, 3)) - 0.5))


def _clutter(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int, base: Floats, spread: float) -> None:
    """Rectangles, ellipses and lines of many colours."""
    count = int(rng.integers(4, 22))
    kinds, places = rng.integers(3, size=count).tolist(), (rng.random((count, 5)) * size).tolist()
    for kind, (x, y, w, h, thick), colour in zip(kinds, places, _near(rng, base, spread, count), strict=True):
        x, y, w, h = 1.2 * x - 0.1 * size, 1.2 * y - 0.1 * size, 0.4 * w, 0.4 * h
        if kind == 0:
            draw.rectangle((x, y, x + w, y + h), fill=colour)
        elif kind == 1:
            draw.ellipse((x, y, x + w, y + h), fill=colour)
        else:
            draw.line((x, y, x + w * 2 - size * 0.4, y + h * 2 - size * 0.4), fill=colour, width=1 + int(0.03 * thick))


def _shop(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int, base: Floats, spread: float) -> None:
    """Shelves of boxes, and now and then something like print."""
    shelves, boxes = int(rng.integers(2, 6)), 12
    for shelf in range(shelves):
        high, low = size * shelf / shelves, size * (shelf + 0.82) / shelves
        x = -0.1 * size
        for (wide, short), colour in zip(rng.random((boxes, 2)).tolist(), _near(rng, base, spread, boxes), strict=True):
            width = (0.05 + 0.14 * wide) * size
            draw.rectangle((x, high + 0.4 * (low - high) * short, x + 0.9 * width, low), fill=colour)
            x += width
    if rng.random() < 0.6:
        _print(draw, rng, size)


def _print(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int) -> None:
    """Lines of strokes that look like lettering from afar."""
    x0, y, tall = rng.random() * size * 0.6, rng.random() * size * 0.8, (0.03 + 0.06 * rng.random()) * size
    colour = _colours(np.round(rng.random((1, 3))))[0]
    for _ in range(int(rng.integers(1, 5))):
        x = x0
        for narrow, bar in rng.random((int(rng.integers(3, 12)), 2)).tolist():
            wide = tall * (0.3 + 0.5 * narrow)
            draw.rectangle((x, y, x + wide * 0.35, y + tall), fill=colour)
            draw.rectangle((x, y + tall * bar * 0.8, x + wide, y + tall * 0.95), fill=colour)
            x += wide * 1.4
        y += tall * 1.6


def _bricks(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int, base: Floats, spread: float) -> None:
    """A wall of bricks or tiles."""
    tall = size * (0.10 + 0.12 * rng.random())
    wide = tall * (1 + 2 * rng.random())
    rows, columns = int(size / tall) + 1, int(size / wide) + 2
    colours = _colours(base * (1 + 0.3 * spread * (rng.random((rows * columns, 1)) - 0.5)))
    for at, colour in enumerate(colours):
        row, column = divmod(at, columns)
        x = (column - 1 + 0.5 * (row % 2)) * wide
        draw.rectangle((x, row * tall, x + wide * 0.94, (row + 0.9) * tall), fill=colour)


def _street(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int, base: Floats, spread: float) -> None:
    """Sky, houses with windows, ground."""
    horizon = size * (0.3 + 0.5 * rng.random())
    sky, ground = _colours(np.stack([SKY * (0.6 + 0.45 * rng.random()), 0.7 * base]))
    draw.rectangle((0, 0, size, horizon), fill=sky)
    draw.rectangle((0, horizon, size, size), fill=ground)
    count = int(rng.integers(2, 7))
    walls = base + spread * (rng.random((count, 3)) - 0.5)
    lit = _colours(0.5 * walls + 0.5 * rng.random((count, 1)))
    for (x, w, h), wall, window in zip(rng.random((count, 3)).tolist(), _colours(walls), lit, strict=True):
        left, w, h = x * size, (0.1 + 0.25 * w) * size, (0.2 + 0.6 * h) * size
        draw.rectangle((left, horizon - h, left + w, horizon + 0.05 * size), fill=wall)
        for k in range(12):
            x0, y0 = left + w * (0.1 + 0.3 * (k % 3)), horizon - h * (0.95 - 0.22 * (k // 3))
            draw.rectangle((x0, y0, x0 + 0.15 * w, y0 + 0.1 * h), fill=window)


def _people(draw: ImageDraw.ImageDraw, rng: np.random.Generator, size: int, base: Floats, spread: float) -> None:
    """Other people, out of focus: shoulders, faces, hair, now and then something pale or dark over the mouth."""
    for _ in range(int(rng.integers(1, 6))):
        x, y, r = rng.random() * size, (0.15 + 0.7 * rng.random()) * size, (0.06 + 0.14 * rng.random()) * size
        hair, skin = np.asarray([[0.5, 0.4, 0.3], [0.9, 0.7, 0.58]]) * (
            [[0.0], [0.25]] + rng.random((2, 1)) * [[1], [0.75]]
        )
        clothes, cover = 0.5 * base + 0.5 * rng.random(3), np.round(rng.random(3)) * 0.8 + 0.15
        colours = _colours(np.stack([clothes, hair, skin, cover]))
        draw.rectangle((x - 2 * r, y + 1.3 * r, x + 2 * r, 2 * size), fill=colours[0])
        draw.ellipse((x - 1.1 * r, y - 1.5 * r, x + 1.1 * r, y + r), fill=colours[1])
        draw.ellipse((x - 0.85 * r, y - r, x + 0.85 * r, y + 1.3 * r), fill=colours[2])
        if rng.random() < 0.4:
            draw.rectangle((x - 0.8 * r, y + 0.2 * r, x + 0.8 * r, y + 1.1 * r), fill=colours[3])


LEAF_GREEN = np.asarray([0.8, 1.1, 0.7], np.float32)
SKY = np.asarray([0.70, 0.80, 0.92])
DRAWN = {"clutter": _clutter, "shop": _shop, "bricks": _bricks, "street": _street, "people": _people}


def paint_background(face: Face, size: int) -> Plane:
    """Paint what is behind the person.

    Parameters
    ----------
    face : Face
        Its background fields say what; its seed says where things stand.
    size : int
        Width and height in pixels.

    Returns
    -------
    ndarray, shape (3, size, size)
        Amounts of light, linear.
    """
    rng = np.random.default_rng(face.seed + 31)
    base, contrast = np.asarray(face.background_colour), face.background_contrast
    plane = np.empty((3, size, size), np.float32)
    if face.background in DRAWN:
        # Out of focus means drawn small and enlarged.
        small = max(24, int(size * (1 - 0.93 * face.background_blur**0.5)))
        image = Image.new("RGB", (small, small), _colours(base[None])[0])
        DRAWN[face.background](ImageDraw.Draw(image), rng, small, base, contrast)
        image = image.resize((size, size), Image.Resampling.BILINEAR)
        plane[:] = np.asarray(image, np.float32).transpose(2, 0, 1) / 255
    else:
        plane[:] = base.astype(np.float32)[:, None, None]
    if face.background == "leaves":
        tile = crop_noise(noise_bank().medium, (size, size), rng, size / (30 + 150 * rng.random()))
        plane *= (1 + 0.5 * contrast * tile) * LEAF_GREEN[:, None, None]
    strength = contrast * rng.random() * (0.05 if face.background == "plain" else 0.5)
    plane *= 1 + np.float32(strength) * _slant(size, 2 * np.pi * rng.random())
    plane += 0.02 * contrast * crop_noise(noise_bank().coarse, (size, size), rng, size / 96)
    return np.square(np.clip(plane, 0, 1))


def _slant(size: int, angle: float) -> Plane:
    """A plane that rises evenly from -1 to 1 in one direction."""
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    return axis[None, :] * np.float32(np.cos(angle)) + axis[:, None] * np.float32(np.sin(angle))
