"""Masks as patches of fabric that lie on the face: outline, volume, folds, colour, straps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_utils.faces.face import CHIN, NOSE_OUT, WORN, Face
from course_utils.faces.geometry import Chart
from course_utils.faces.head import features
from course_utils.faces.raster import Plane, hill, linear, noise_at, noise_bank, over, ramp, resample, smoothstep


@dataclass(frozen=True)
class Outline:
    """The outline of a mask on the chart: heights at the middle and at the sides, and half the width."""

    top: float
    top_side: float
    bottom: float
    bottom_side: float
    width: float
    peak: float  # how pointed the top is over the nose: 1 round, 3 pointed

    def inside(self, u: Plane, v: Plane) -> Plane:
        """Signed distance to the outline, roughly, in chart units: positive inside."""
        share = np.minimum(np.abs(u) * (1 / self.width), 1.2)
        top = self.top_side + (self.top - self.top_side) * np.maximum(1 - share, 0) ** self.peak
        bottom = self.bottom + (self.bottom_side - self.bottom) * share * share
        return np.minimum(np.minimum(v - top, bottom - v), self.width - np.abs(u))


#: top, top at the sides, bottom, bottom at the sides, half width, pointedness
OUTLINES: dict[str, tuple[float, float, float, float, float, float]] = {
    "surgical": (0.10, 0.22, 1.22, 0.86, 0.98, 1.3),
    "cloth": (0.08, 0.28, 1.24, 0.72, 1.02, 1.6),
    "fitted": (0.06, 0.30, 1.22, 0.64, 1.16, 1.7),
    "cup": (0.08, 0.42, 1.16, 0.66, 0.72, 1.0),
    "duckbill": (0.10, 0.36, 1.14, 0.72, 0.80, 1.2),
    "fold": (0.07, 0.34, 1.24, 0.66, 0.98, 1.5),
    "gaiter": (0.12, 0.22, 2.10, 2.00, 1.60, 1.2),
    "window": (0.10, 0.24, 1.20, 0.84, 0.96, 1.3),
}


def outline(face: Face) -> Outline:
    """Where the mask lies, by its kind, its size and how it is worn."""
    top, top_side, bottom, bottom_side, width, peak = OUTLINES[face.mask_kind]
    size = 1 + 0.10 * face.mask_size
    width *= size
    tip = features(face).nose_tip
    if face.mask == WORN:
        lift = -0.09 * face.mask_height
        top, top_side, bottom = top + lift, top_side + 0.6 * lift, bottom * (1 + 0.05 * face.mask_size)
    elif face.mask == NOSE_OUT:
        drop = tip + 0.12 - top + 0.03 * face.mask_height
        top, top_side, bottom, bottom_side = top + drop, top_side + 0.8 * drop, bottom + 0.10, bottom_side + 0.12
    elif face.mask == CHIN:
        top, top_side = 0.88 + 0.05 * face.mask_height, 0.60
        bottom, bottom_side = 1.45, 1.15
    return Outline(top, top_side, bottom, bottom_side, width, peak)


def on_head(face: Face) -> bool:
    """Whether the mask lies on the head (and does not hang beside it)."""
    return face.mask in (WORN, NOSE_OUT, CHIN)


#: How the fabric stands off the face: shape of the bulge, its height, and how closely it follows nose and lips.
BULGES: dict[str, tuple[str, float, float]] = {
    "surgical": ("dome", 0.045, 0.15), "cloth": ("seam", 0.07, 0.2), "fitted": ("seam", 0.05, 0.4),
    "cup": ("cup", 0.17, 0.0), "duckbill": ("beak", 0.26, 0.0), "fold": ("seam", 0.14, 0.1),
    "gaiter": ("dome", 0.02, 0.5), "window": ("dome", 0.06, 0.1),
}  # fmt: skip


def add_mask(face: Face, grid: Chart, table: Plane) -> Plane:
    """Lay the mask over the head's table of distances: it spans hollows, and stands off by its own shape."""
    if not on_head(face):
        return table
    edge = outline(face)
    reach = edge.width + 0.1
    rows, columns = grid.slices(-reach, reach, edge.top - 0.15, min(edge.bottom, 1.9) + 0.1)
    u, v, head = grid.u[:, columns], grid.v[rows], table[rows, columns]
    shape, height, close = BULGES[face.mask_kind]
    spanned = _taut(table, grid.size)[rows, columns]
    spanned = np.maximum(spanned + (head - spanned) * close, head) + 0.012
    spanned = (
        spanned + _bulge(shape, u, v, edge) * (height * (0.35 if face.mask == CHIN else 1.0)) + _folds(face, u, v, edge)
    )
    laid = table.copy()
    laid[rows, columns] += (spanned - head) * smoothstep(-0.02, 0.05, edge.inside(u, v))
    return laid


def _taut(table: Plane, size: int) -> Plane:
    """A cloth drawn over the head: it touches noses and chins and bridges what lies between."""
    small = max(12, size // 5)
    cloth = resample(table, (small, small)).copy()
    for _ in range(9):
        around = 0.25 * (cloth[1:-1, 2:] + cloth[1:-1, :-2] + cloth[2:, 1:-1] + cloth[:-2, 1:-1])
        np.maximum(cloth[1:-1, 1:-1], around, out=cloth[1:-1, 1:-1])
    return resample(cloth, (size, size), smooth=True)


def _bulge(shape: str, u: Plane, v: Plane, edge: Outline) -> Plane:
    """Height of the fabric's own form, 0 to 1."""
    middle = 0.5 * (edge.top + min(edge.bottom, 1.3))
    if shape == "seam":  # two halves that meet in a vertical ridge
        return np.maximum(1 - np.abs(u) / edge.width, 0) * np.maximum(1 - np.square((v - middle) / 0.65), 0)
    if shape == "beak":  # a horizontal ridge
        return np.maximum(1 - np.abs(v - middle - 0.05) / 0.55, 0) * np.maximum(1 - np.square(u / edge.width), 0)
    dome = np.maximum(1 - np.square(u / edge.width) - np.square((v - middle) / 0.65), 0)
    return np.sqrt(dome) if shape == "cup" else dome


def _folds(face: Face, u: Plane, v: Plane, edge: Outline) -> Plane:
    """Pleats of a surgical mask, and the creases that every fabric has."""
    ox, oy, phase = np.random.default_rng(face.seed + 11).random(3).tolist()
    u, v = np.broadcast_arrays(u, v)
    creases = noise_at(
        noise_bank().medium, u * 18 + v * (28 * phase - 14) + (512 + 256 * ox), v * 34 + (512 + 256 * oy)
    )
    folds = creases * ((0.003 + 0.010 * face.mask_folds) * (0.5 if face.mask_kind in ("cup", "fitted") else 1.0))
    if face.mask_kind in ("surgical", "window"):
        drop = (v - edge.top) / (edge.bottom - edge.top) + 0.05 * np.square(u)
        saw = (drop * 4 + phase) % 1.0 - 0.5
        folds = folds + (0.008 + 0.014 * face.mask_folds) * saw * smoothstep(0.05, 0.2, drop) * smoothstep(
            0.95, 0.8, drop
        )
    return folds


def mask_cover(face: Face, u: Plane, v: Plane, pixel: float) -> Plane:
    """How much of every visible place on the head the mask covers, from 0 to 1."""
    return ramp(-0.7 * pixel, 0.7 * pixel, outline(face).inside(u, v))


def mask_albedo(face: Face, u: Plane, v: Plane, skin: Plane) -> Plane:
    """Colour of the fabric at every place: pattern, weave, hems, seam, window."""
    edge, bank = outline(face), noise_bank()
    rng = np.random.default_rng(face.seed + 12)
    ox, oy = (512 + rng.random(2) * 256).tolist()
    colour = np.empty((3, *u.shape), np.float32)
    colour[:] = linear(face.mask_colour)[:, None, None]
    share = pattern(face.mask_pattern, u, v, rng)
    if share is not None:
        over(colour, linear(face.mask_pattern_colour), share)
    weave = 1 + 0.03 * noise_at(bank.fine, u * 140 + ox, v * 140 + oy)
    if face.mask_kind in ("surgical", "cloth", "window", "fold"):
        inside = edge.inside(u, v)
        weave = weave * (1 - 0.14 * hill(inside - 0.055, 0.010)) * (1 - 0.10 * smoothstep(0.05, 0.02, inside))
    if face.mask_kind in ("fitted", "cloth", "fold"):
        weave = weave * (1 - 0.18 * hill(u, 0.014))
    if face.mask_kind == "duckbill":
        weave = weave * (1 - 0.2 * hill(v - 0.5 * (edge.top + edge.bottom) - 0.05, 0.012))
    colour *= weave
    if face.mask_valve:
        over(colour, *_valve(face, edge, u, v))
    if face.mask_kind == "window":
        pane = smoothstep(0.0, 0.03, 0.30 - np.abs(u)) * smoothstep(0.0, 0.03, 0.16 - np.abs(v - 0.64))
        over(colour, 0.75 * skin + 0.12, pane)
    return colour


def _valve(face: Face, edge: Outline, u: Plane, v: Plane) -> tuple[Plane, Plane]:
    """A round breathing valve beside the middle: its colour and its cover."""
    rng = np.random.default_rng(face.seed + 13)
    side, radius, pale = (-1.0, 1.0)[int(rng.integers(2))], 0.09 + 0.05 * rng.random(), 0.15 + 0.8 * rng.random()
    middle = 0.5 * (edge.top + min(edge.bottom, 1.2)) + 0.05
    far = np.hypot(u - side * (0.16 + 0.12 * rng.random()), v - middle) * (1 / radius)
    rings = 0.75 + 0.25 * np.cos(far * 9) + 0.2 * (v - middle) * (1 / radius)
    return np.float32(pale * pale) * np.ones((3, 1, 1), np.float32) * rings, smoothstep(1.05, 0.95, far)


def pattern(name: str, u: Plane, v: Plane, rng: np.random.Generator) -> Plane | None:
    """How much of a second colour stands at every place of a fabric, from 0 to 1; ``None`` when it is plain."""
    turn, phase, ox, oy, count = rng.random(5).tolist()
    if name == "plain":
        return None
    bank = noise_bank()
    count, angle = 4 + 14 * count, np.pi * turn
    c, s = float(np.cos(angle)) * count, float(np.sin(angle)) * count
    ox, oy = 512 + 256 * ox, 512 + 256 * oy
    if name in ("stripes", "checks", "dots"):
        x, y = u * c + v * s + (64 + phase), v * c - u * s + (64 + phase)
        if name == "dots":
            return smoothstep(0.10, 0.06, np.square(x % 1.0 - 0.5) + np.square(y % 1.0 - 0.5))
        bands = smoothstep(-0.2, 0.2, np.sin(x * 2))
        return bands if name == "stripes" else 0.5 * bands + 0.5 * smoothstep(-0.2, 0.2, np.sin(y * 2))
    if name == "flowers":
        return smoothstep(0.5, 0.8, noise_at(bank.medium, u * 60 + ox, v * 60 + oy))
    if name == "camouflage":
        return smoothstep(0.0, 0.1, noise_at(bank.coarse, u * 60 + ox, v * 60 + oy))
    # A logo: a few strokes beside the middle.
    near = smoothstep(0.16, 0.14, np.abs(u - 0.5 * (turn - 0.5))) * smoothstep(
        0.05, 0.04, np.abs(v - 0.55 - 0.3 * phase)
    )
    return near * smoothstep(0.0, 0.3, noise_at(bank.fine, u * 60 + ox, v * 20 + oy))
