"""Scenes with several people, some near and some far, the near ones before the far ones."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.arguments import whole_number
from course_utils.faces.background import paint_background
from course_utils.faces.camera import develop, expose
from course_utils.faces.distribution import check_generator, sample_face
from course_utils.faces.face import Face
from course_utils.faces.geometry import View, make_view
from course_utils.faces.painting import MOST_SUPERSAMPLE, Painting, face_box, landmarks, outline_of, paint_person
from course_utils.faces.raster import Plane, resample

#: What everybody in a scene has in common: one lamp, one sky, one camera.
SHARED = (
    "light_azimuth", "light_elevation", "light_strength", "light_warmth", "ambient", "ambient_warmth", "shadow", "rim",
    "dapple", "background", "background_colour", "background_contrast", "background_blur", "exposure", "contrast",
    "saturation", "white_balance", "tint", "blur", "motion", "sharpen", "noise", "compression", "vignette", "haze",
)  # fmt: skip


@dataclass(frozen=True)
class Crowd:
    """A scene before it is painted.

    Attributes
    ----------
    people : tuple of Face
        From the farthest to the nearest.
    places : tuple of (float, float, float)
        For each person: where the middle of the face is (x and y, as shares of width and height), and half the head's
        height as a share of the scene's height.
    """

    people: tuple[Face, ...]
    places: tuple[tuple[float, float, float], ...]

    def __post_init__(self) -> None:
        if not self.people or len(self.people) != len(self.places):
            raise ValueError(
                f"A crowd needs people and one place for each; it has {len(self.people)} and {len(self.places)}."
            )
        if any(not 0.02 <= scale <= 1.0 for _, _, scale in self.places):
            raise ValueError("Half a head's height must be from 0.02 to 1 of the scene's height.")


@dataclass(frozen=True)
class CrowdPainting:
    """A painted scene and what is true of it.

    Attributes
    ----------
    image : ndarray of uint8, shape (height, width, 3)
    boxes : ndarray, shape (k, 4)
        x0, y0, x1, y1 of every face, in pixels.
    labels : tuple of str
        One for every box.
    faces : tuple of Painting
        The truth about every person, in the scene's pixels; each one's ``image`` is the whole scene.
    """

    image: NDArray[np.uint8]
    boxes: NDArray[np.float64]
    labels: tuple[str, ...]
    faces: tuple[Painting, ...]


def sample_crowd(rng: np.random.Generator, *, count: int | None = None, aspect: float = 4 / 3, **fixed: Any) -> Crowd:
    """Draw a scene: who is there, and where.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of randomness.
    count : int, optional
        How many people, 1 to 12; drawn from 1 to 6 when left out.
    aspect : float
        Width of the scene over its height; people keep apart as it allows.
    **fixed
        Fields to pin for everybody, as in :func:`sample_face`.

    Returns
    -------
    Crowd
        At least one person; fewer than ``count`` when there is no room.

    Raises
    ------
    TypeError
        If ``rng`` is no generator, or ``count`` no whole number.
    ValueError
        If ``count`` or ``aspect`` is out of range.
    """
    check_generator(rng)
    if not 0 < aspect < math.inf:
        raise ValueError(f"aspect is {aspect}; expected width over height, a positive number such as 4 / 3.")
    wanted = int(rng.integers(1, 7)) if count is None else whole_number("count", count, 5)
    if not 1 <= wanted <= 12:
        raise ValueError(f"count is {count}; a crowd has 1 to 12 people.")
    scene = sample_face(rng, **fixed)
    shared = {name: getattr(scene, name) for name in SHARED}
    shared |= {"blur": 0.3 * scene.blur, "motion": 0.0}  # faces are small here, and should still be faces
    largest = 0.30 / wanted**0.35
    places: list[tuple[float, float, float]] = []
    for _ in range(40 * wanted):
        scale = float(0.07 + (largest - 0.07) * rng.random() ** 1.3)
        x, y = float(0.06 + 0.88 * rng.random()), float(0.15 + 0.6 * rng.random())
        apart = all(
            abs(x - px) * aspect > 0.75 * (scale + ps) or abs(y - py) > 1.15 * (scale + ps) for px, py, ps in places
        )
        if apart:
            places.append((x, y, scale))
        if len(places) == wanted:
            break
    places.sort(key=lambda place: place[2])
    people = [replace(sample_face(rng, **fixed), **shared, stretch=1.0, shift_x=0.0, shift_y=0.0) for _ in places]
    return Crowd(tuple(people), tuple(places))


def paint_crowd(crowd: Crowd, width: int = 256, height: int = 192) -> CrowdPainting:
    """Paint a scene.

    Parameters
    ----------
    crowd : Crowd
        Who is there and where.
    width, height : int
        Size of the picture, each from 64 to 1024.

    Returns
    -------
    CrowdPainting
        The picture, and a box and a label for every face.

    Raises
    ------
    TypeError
        If ``crowd`` is no crowd, or a side no whole number.
    ValueError
        If the size is out of range.
    """
    if not isinstance(crowd, Crowd):
        raise TypeError(f"crowd is {crowd!r}; expected a Crowd, such as sample_crowd(np.random.default_rng(0)).")
    width, height = whole_number("width", width, 256), whole_number("height", height, 192)
    if not (64 <= width <= 1024 and 64 <= height <= 1024):
        raise ValueError(f"The scene is {width} × {height}; each side must be from 64 to 1024 pixels.")
    wide, tall = int(width * MOST_SUPERSAMPLE), int(height * MOST_SUPERSAMPLE)
    side = max(wide, tall)
    canvas = np.ascontiguousarray(paint_background(crowd.people[0], side)[:, :tall, :wide])
    ratio = height / tall
    fabrics: list[Plane] = []
    views: list[tuple[View, Plane]] = []
    for face, (x, y, scale) in zip(crowd.people, crowd.places, strict=True):
        view = _place(face, x * wide, y * tall, scale * tall)
        before = canvas.copy()
        table, fabric = paint_person(canvas, face, view)
        changed = np.abs(canvas - before).max(axis=0) > 0.004
        fabrics = [np.where(changed, np.float32(0), other) for other in fabrics]
        fabrics.append(fabric)
        views.append((view, table))
    image = expose(develop(canvas, crowd.people[0]), crowd.people[0], width, height)
    truths = []
    for face, fabric, (view, table) in zip(crowd.people, fabrics, views, strict=True):
        seen = resample(fabric, (height, width)) > 0.5
        marks = landmarks(face, view, table, ratio)
        truths.append(
            Painting(image, face.label, outline_of(seen), seen, face_box(view, ratio, marks), marks, face.attributes())
        )
    boxes = np.asarray([truth.face_box for truth in truths])
    return CrowdPainting(image, boxes, tuple(truth.label for truth in truths), tuple(truths))


def _place(face: Face, x: float, y: float, scale: float) -> View:
    """The view of a face whose middle is at (x, y) and whose half height is ``scale`` pixels."""
    view = make_view(replace(face, zoom=0.5), 2)  # scale 1, middle of the face at (1, 1)
    centre = (x + (view.centre[0] - 1) * scale, y + (view.centre[1] - 1) * scale)
    return replace(view, scale=scale, centre=centre)
