"""The pictures that the bundled backbone is pre-trained on: painted bare faces with everything that is known of them.

No picture shows a mask, and nothing here knows the label. What is rare in the course's own faces and easily taken for a
mask (hands, cups, phones, scarves, glasses) is made frequent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets.workshop import in_processes
from course_utils.faces import Face, paint, sample_face
from course_utils.faces.face import (
    BACKGROUNDS,
    BEARDS,
    CLOTHES,
    GLASSES,
    HAIR_STYLES,
    HEADWEAR,
    PATTERNS,
    PROPS,
    SCARVES,
)

PART = 500
SIZE = 96
#: What is told apart, and between which kinds.
CHOICES: dict[str, tuple[str, ...]] = {
    "hair": HAIR_STYLES,
    "beard": BEARDS,
    "glasses": GLASSES,
    "headwear": HEADWEAR,
    "scarf": SCARVES,
    "prop": PROPS,
    "clothes": CLOTHES,
    "clothes_pattern": PATTERNS,
    "background": BACKGROUNDS,
}
#: What is measured.
MEASURED = (
    "skin_tone", "undertone", "age", "head_width", "jaw_width", "chin", "cheeks", "nose_width", "nose_length",
    "eye_size", "eye_spacing", "eye_tilt", "eye_fold", "brow_thickness", "brow_tilt", "mouth_width", "mouth_height",
    "lip_fullness", "lip_tone", "freckles", "hair_volume", "hair_length", "yaw", "pitch", "roll", "gaze_x", "gaze_y",
    "eye_open", "mouth_open", "smile", "brow_raise", "makeup", "lipstick", "zoom", "light_azimuth", "light_elevation",
    "light_strength", "ambient", "shadow", "rim", "dapple", "shine", "earrings", "background_contrast",
    "background_blur",
)  # fmt: skip
COLOURS = (
    "hair_colour", "eye_colour", "clothes_colour", "background_colour", "headwear_colour", "scarf_colour",
    "prop_colour",
)  # fmt: skip
NUMBERS = (*MEASURED, *(f"{colour}_{channel}" for colour in COLOURS for channel in ("red", "green", "blue")))
#: Numbers that change their sign when the picture is mirrored.
SIGNED = ("yaw", "roll", "gaze_x", "light_azimuth")
LANDMARKS = ("right_eye", "left_eye", "nose", "mouth", "right_mouth", "left_mouth", "chin", "forehead")
#: How often a picture has a thing that is not drawn as the course's own faces have it.
MORE_OFTEN = {
    "prop": (0.35, PROPS[1:]),
    "glasses": (0.25, GLASSES[1:]),
    "headwear": (0.2, HEADWEAR[1:]),
    "scarf": (0.2, SCARVES[1:]),
}


@dataclass(frozen=True)
class Faces:
    """Painted bare faces.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, 96, 96, 3)
    choices : ndarray of int, shape (m, len(CHOICES))
    numbers : ndarray of float, shape (m, len(NUMBERS))
    landmarks : ndarray of float, shape (m, 8, 2)
        x and y in pixels.
    """

    images: NDArray[np.uint8]
    choices: NDArray[np.int32]
    numbers: NDArray[np.float32]
    landmarks: NDArray[np.float32]


def sample_bare_face(rng: np.random.Generator) -> Face:
    """Draw a face without a mask, with more things held and worn than usual."""
    fixed: dict[str, Any] = {
        name: str(rng.choice(kinds)) for name, (share, kinds) in MORE_OFTEN.items() if rng.random() < share
    }
    return sample_face(rng, mask="none", **fixed)


def _paint_part(task: tuple[Path, int, int, int]) -> int:
    """Paint faces ``first`` to ``last`` into one file; runs in any process."""
    path, seed, first, last = task
    images, choices, numbers, landmarks = [], [], [], []
    for number in range(first, last):
        face = sample_bare_face(np.random.default_rng((seed, number)))
        painting = paint(face, size=SIZE)
        images.append(painting.image)
        choices.append([kinds.index(getattr(face, name)) for name, kinds in CHOICES.items()])
        colours = [channel for name in COLOURS for channel in getattr(face, name)]
        numbers.append([float(getattr(face, name)) for name in MEASURED] + colours)
        landmarks.append([painting.landmarks[name] for name in LANDMARKS])
    temporary = path.with_suffix(".part.npz")
    np.savez(
        temporary,
        images=np.stack(images),
        choices=np.array(choices, np.int32),
        numbers=np.array(numbers, np.float32),
        landmarks=np.array(landmarks, np.float32),
    )
    temporary.replace(path)
    return last - first


def paint_faces(
    folder: Path, count: int, *, seed: int, jobs: int = 1, advance: Callable[[int], object] = lambda number: None
) -> Faces:
    """Paint bare faces, or read those that an earlier run has painted.

    Parameters
    ----------
    folder : Path
        Where they are kept, in parts of 500.
    count : int
        How many.
    seed : int
        Face ``i`` is drawn by a generator made from ``(seed, i)``.
    jobs : int
        Processes that paint.
    advance : callable
        Called with the number of faces that have been finished since the last call.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ranges = [(first, min(first + PART, count)) for first in range(0, count, PART)]
    paths = [folder / f"{seed}-{first:06}-{last:06}.npz" for first, last in ranges]
    tasks = [(path, seed, *ends) for path, ends in zip(paths, ranges, strict=True) if not path.is_file()]
    for done in in_processes(_paint_part, tasks, jobs):
        advance(done)
    parts = []
    for path in paths:
        with np.load(path) as part:
            parts.append({name: part[name] for name in ("images", "choices", "numbers", "landmarks")})
    return Faces(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
