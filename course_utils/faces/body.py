"""Neck, shoulders and clothes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_utils.faces.face import Face
from course_utils.faces.head import skin_colour
from course_utils.faces.light import shade
from course_utils.faces.masks import pattern
from course_utils.faces.raster import Plane, clamp, hill, linear, noise_at, noise_bank, over, ramp, smoothstep
from course_utils.faces.stage import Stage

NECK_HALF, SHOULDER_HALF = 0.40, 1.70
HIP = 5.0  # where trousers begin
SHOULDER_TOP = 1.22  # below the middle of the head, in half head heights
#: How deep the opening of the clothes reaches below the shoulders' height, and how wide it is.
COLLARS = {
    "tshirt": (0.30, 0.42), "shirt": (0.22, 0.30), "jacket": (0.25, 0.40), "turtleneck": (-0.02, 0.46),
    "hoodie": (0.20, 0.55), "low_neck": (0.75, 0.60), "suit": (0.24, 0.34),
}  # fmt: skip
SHIRT_WHITE = np.asarray([0.85, 0.85, 0.84], np.float32)
POINTED = ("shirt", "suit", "jacket", "low_neck")


def paint_body(stage: Stage) -> None:
    """Paint neck, shoulders and clothes below and behind the head."""
    root = stage.view.rotation[:, 1] * 0.55 - stage.view.rotation[:, 2] * 0.22
    x0, y0 = float(root[0]), float(root[1])
    neck = stage.window(min(x0, 0.5 * x0) - 0.75, max(x0, 0.5 * x0) + 0.75, y0 - 0.2, 3.0)
    if neck is not None:
        _paint_neck(neck, x0, y0)
    clothes = stage.window(-9.0, 9.0, SHOULDER_TOP - 0.44, 99.0)
    if clothes is not None:
        _paint_clothes(clothes, 0.5 * x0)


def _paint_neck(stage: Stage, x0: float, y0: float) -> None:
    """A column that leans a little and widens into the shoulders, with the chin's shadow on it."""
    face, x, y = stage.face, stage.x, stage.y
    axis = x0 - 0.5 * x0 * clamp((y - y0) / 0.9, 0, 1)
    slim = 0.86 + 0.14 * min(1.0, face.age / 0.25) + 0.08 * face.jaw_width
    across = (x - axis) / (NECK_HALF * slim * (1 + 0.5 * smoothstep(1.2, 1.75, y)))
    cover = smoothstep(1 + 2 * stage.pixel, 1 - 2 * stage.pixel, np.abs(across))
    nx = clamp(across, -0.97, 0.97)
    shadow = 0.45 + 0.55 * smoothstep(0.95, 1.45, y - 0.2 * (y0 - 0.5))
    skin = np.empty((3, *stage.shape), np.float32)
    skin[:] = skin_colour(face)[:, None, None] * np.float32(0.95)
    normal = (nx * 0.9, np.float32(-0.05), np.sqrt(1 - 0.8 * nx * nx))
    stage.lay(shade(skin, normal, stage.light, shadow, shadow, 0.1), cover)


def _neckline(face: Face, beside: Plane) -> Plane:
    """How far below the shoulders' line the clothes begin, by the distance from the middle."""
    depth, opening = COLLARS[face.clothes]
    if face.clothes == "turtleneck":
        return -0.25 * smoothstep(opening * 1.2, opening * 1.05, beside)
    rise = -0.17 * smoothstep(0.75, 0.45, beside)  # clothes climb towards the neck
    if face.clothes in POINTED:
        return rise + depth * np.maximum(1.3 - beside / opening, 0)
    return rise + depth * smoothstep(opening * 1.25, opening * 0.55, beside)


def _paint_clothes(stage: Stage, lean: float) -> None:
    """What is worn, from the shoulders down."""
    face, pixel = stage.face, stage.pixel
    x, y = np.broadcast_arrays(stage.x - lean, stage.y)
    beside = np.abs(stage.x - lean)
    rng = np.random.default_rng(face.seed + 21)
    ox, oy = (512 + rng.random(2) * 256).tolist()
    out = np.square(np.minimum(beside * (1 / SHOULDER_HALF), 1))
    slope = 0.34 * out + 0.45 * out * out * out * out  # shoulders fall, and are round at their ends
    edge = stage.y - (SHOULDER_TOP + slope + _neckline(face, beside))
    half = SHOULDER_HALF - 0.12 * np.maximum(stage.y - 2.0, 0)
    cover = ramp(-2 * pixel, 2 * pixel, edge) * smoothstep(0, 4 * pixel, half - beside)
    folds = noise_at(noise_bank().coarse, x * 22 + 14 * y + ox, y * 16 + oy)
    side = clamp(x * (0.75 / SHOULDER_HALF) + 0.16 * folds, -0.95, 0.95)
    colour = _cloth(face, x, y, rng)
    _details(stage, colour, beside, edge, np.square(rng.random(3)).astype(np.float32))
    under = 0.55 + 0.45 * smoothstep(0.0, 0.5, stage.y - 1.0)
    normal = (side, np.float32(-0.2), np.sqrt(1 - 0.96 * side * side))
    stage.lay(shade(colour, normal, stage.light, under, under, 0.05), cover)


def _cloth(face: Face, x: Plane, y: Plane, rng: np.random.Generator) -> Plane:
    """Colour, pattern and weave."""
    colour = np.empty((3, *x.shape), np.float32)
    colour[:] = linear(face.clothes_colour)[:, None, None]
    share = pattern(face.clothes_pattern, x, y - 1.0, rng)
    if share is not None:
        over(colour, np.square(rng.random(3)).astype(np.float32), share)
    colour *= 1 + 0.05 * noise_at(noise_bank().fine, x * 80 + 512, y * 80 + 512)
    return colour


def _details(stage: Stage, colour: Plane, beside: Plane, edge: Plane, second: NDArray[np.float32]) -> None:
    """Hem, lapels, tie; where the picture reaches so far down, sleeves and trousers."""
    face, pixel, y = stage.face, stage.pixel, stage.y
    if face.clothes == "suit":
        over(colour, SHIRT_WHITE, smoothstep(0.30, 0.26, beside + 0.18 * (y - 1.4)))
        over(colour, second, smoothstep(0.10, 0.08, beside) * (y > 1.35))
    dark = 0.15 * hill(edge - 0.05, 0.02)
    if face.clothes in ("suit", "jacket", "shirt"):
        dark = dark + 0.25 * ramp(0.05 + pixel, 0.05 - pixel, np.abs(edge - 0.16)) * (beside < 0.7)
    if float(y[-1, 0]) > 2.0:
        legs = smoothstep(HIP, HIP + 2 * pixel, y)
        over(colour, 0.3 * second[::-1], legs)
        dark = dark + 0.35 * hill(beside - 1.12, 0.03 + pixel) * smoothstep(2.0, 2.3, y) * (1 - legs)
        dark = dark + 0.70 * smoothstep(0.10, 0.0, beside) * smoothstep(HIP + 0.5, HIP + 0.8, y)
    colour *= 1 - dark
