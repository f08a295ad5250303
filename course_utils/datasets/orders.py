"""What is to be painted: one order a picture, and how an order becomes pixels.

An order holds seeds and wishes, no pixels, so that any process on any machine paints the same picture from it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.datasets.masks import SHIPPED_SIZE

#: Worn correctly, or one of the ways to wear it incorrectly.
INCORRECT_MASKS = ("nose_out", "chin", "one_ear")
#: A bare face wears and holds what the same person's masked face does, so that neither tells anything about the mask.
ACCESSORIES = (
    "glasses", "glasses_colour", "headwear", "headwear_colour", "headwear_pattern", "scarf", "scarf_colour", "earrings",
    "prop", "prop_colour",
)  # fmt: skip
#: Tones of the Monk scale. People are spread evenly over them.
TONES = 10
#: A mask that is worn incorrectly can hang out of the picture or behind a hand. Such a face is drawn anew until at
#: least this share of the picture is visible mask, so that the label can be seen.
LEAST_MASK = 0.01
MOST_ATTEMPTS = 50
#: Names of a box's sides in the tables: left, top, right, bottom.
SIDES = ("x0", "y0", "x1", "y1")
#: Of lossy WebP: about a quarter smaller than JPEG at the same error, and its decoder is specified bit for bit (RFC
#: 6386), so that machines agree on what they read.
QUALITY = 85

if TYPE_CHECKING:
    from course_utils.faces import Identity, Painting

# Second numbers of seeds, so that persons, faces and crowds have generators of their own.
_PERSON, _FACE, _CROWD = 1, 2, 3

Row = dict[str, str | int | float | bool]


@dataclass(frozen=True)
class FaceOrder:
    """One face to be painted.

    Attributes
    ----------
    path : str
        Where the picture goes, below some folder.
    seed : int
        Of the whole set.
    person : int
        Number of the person; with the seed it says who that is. Person ``p`` has the Monk skin tone ``p % 10 + 1``.
    picture : int
        Number of the picture among those of this person.
    mask : str
        ``"worn"``, ``"none"``, ``"nose_out"``, ``"chin"`` or ``"one_ear"``.
    like : int, optional
        Number of the picture of the same person whose accessories this one shows too.
    """

    path: str
    seed: int
    person: int
    picture: int
    mask: str
    like: int | None = None


@dataclass(frozen=True)
class CrowdOrder:
    """One scene with several people to be painted, ``width`` by ``height`` pixels."""

    path: str
    seed: int
    scene: int
    width: int
    height: int


Order = FaceOrder | CrowdOrder


@dataclass(frozen=True)
class Made:
    """A painted order.

    Attributes
    ----------
    order : Order
    seed : tuple of int
        What the picture's random generator was made from.
    image : ndarray of uint8, shape (height, width, 3)
    rows : tuple of dict
        What the tables say about it: one row for a face, one row for each box of a crowd.
    """

    order: Order
    seed: tuple[int, ...]
    image: NDArray[np.uint8]
    rows: tuple[Row, ...]


def make(order: Order, size: int = SHIPPED_SIZE) -> Made:
    """Paint an order.

    Parameters
    ----------
    order : Order
    size : int
        Pixels on a side of a face; crowds say themselves how large they are.
    """
    return _make_face(order, size) if isinstance(order, FaceOrder) else _make_crowd(order)


def pixels_sha256(image: NDArray[np.uint8]) -> str:
    """Return the SHA-256 of an array's shape and pixels."""
    return hashlib.sha256(repr(image.shape).encode() + np.ascontiguousarray(image).tobytes()).hexdigest()


def encoded(image: NDArray[np.uint8]) -> bytes:
    """Return a picture as the bytes of a lossy WebP file."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "WEBP", quality=QUALITY, method=6)
    return stream.getvalue()


def _make_face(order: FaceOrder, size: int) -> Made:
    from course_utils.faces import paint, sample_face

    person = _person(order.seed, order.person)
    fixed: dict[str, Any] = {}
    if order.like is not None:
        twin = sample_face(np.random.default_rng(_face_seed(order, order.like)), identity=person, mask="worn")
        fixed = {name: getattr(twin, name) for name in ACCESSORIES}
    for attempt in range(MOST_ATTEMPTS):
        seed = (*_face_seed(order, order.picture), *([attempt] if attempt else []))
        face = sample_face(np.random.default_rng(seed), identity=person, mask=order.mask, **fixed)
        painting = paint(face, size=size)
        if order.mask not in INCORRECT_MASKS or painting.mask_pixels.mean() >= LEAST_MASK:
            break
    return Made(order, seed, painting.image, (_row(order, painting),))


def _face_seed(order: FaceOrder, picture: int) -> tuple[int, ...]:
    return (order.seed, _FACE, order.person, picture)


def _row(order: FaceOrder, painting: Painting) -> Row:
    """Return what the table of attributes says about a face."""
    row: Row = {
        "file": order.path,
        **painting.attributes,
        "identity": order.person,
        "monk": _tone(order.person),
        "mask_percent": 100 * float(painting.mask_pixels.mean()),
        **dict(zip(SIDES, map(float, painting.face_box), strict=True)),
    }
    row.pop("seed", None)
    if order.mask == "none":
        # The painter draws what the mask would look like before it knows that there is none.
        row |= dict.fromkeys(("mask_kind", "mask_pattern"), "none")
    return row


def _make_crowd(order: CrowdOrder) -> Made:
    from course_utils.faces import paint_crowd, sample_crowd

    seed = (order.seed, _CROWD, order.scene)
    painting = paint_crowd(sample_crowd(np.random.default_rng(seed)), order.width, order.height)
    rows: tuple[Row, ...] = tuple(
        {"file": order.path, "label": str(label), **dict(zip(SIDES, map(float, box), strict=True))}
        for box, label in zip(painting.boxes, painting.labels, strict=True)
    )
    return Made(order, seed, painting.image, rows)


def _tone(person: int) -> int:
    return person % TONES + 1


def _person(seed: int, number: int) -> Identity:
    """Return the first person with the wanted skin tone among those that the generator gives."""
    from course_utils.faces import sample_identity

    rng = np.random.default_rng((seed, _PERSON, number))
    for _ in range(10_000):
        identity = sample_identity(rng)
        if round(identity.skin_tone) == _tone(number):
            return identity
    raise RuntimeError(f"Nobody of Monk skin tone {_tone(number)} among 10,000 people: does the painter still know it?")


def text_row(row: Mapping[str, str | int | float | bool]) -> dict[str, str]:
    """Return a row as it stands in a table: two decimals are plenty."""
    return {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in row.items()}
