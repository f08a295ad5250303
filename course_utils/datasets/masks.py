"""The shipped pictures: faces with and without masks, and crowds, with everything that is known about them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.arguments import whole_number
from course_utils.datasets.manifest import MANIFEST, MEND, Entry, read_checked, read_manifest
from course_utils.paths import data_dir

if TYPE_CHECKING:
    import tensorflow as tf

#: A label is a place in this tuple: 0 no mask, 1 worn, 2 worn incorrectly.
CLASSES = ("without_mask", "with_mask", "incorrect")
SPLITS = ("train", "dev", "test")
#: Pixels on a side, as shipped.
SHIPPED_SIZE = 96


@dataclass(frozen=True)
class Crowds:
    """Scenes with several faces.

    Attributes
    ----------
    images : tuple of ndarray of uint8, each of shape (height, width, 3)
    boxes : tuple of ndarray of float, each of shape (k, 4)
        ``x0, y0, x1, y1`` in pixels of each of the scene's ``k`` faces; ``x1`` and ``y1`` lie just outside.
    labels : tuple of ndarray of int, each of shape (k,)
        Places in :data:`CLASSES`.
    """

    images: tuple[NDArray[np.uint8], ...]
    boxes: tuple[NDArray[np.float64], ...]
    labels: tuple[NDArray[np.intp], ...]


def load_masks(
    split: str = "train", size: int = 64, flat: bool = True, *, count: int | None = None, incorrect: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return shipped faces as the NumPy lessons want them.

    Parameters
    ----------
    split : {"train", "dev", "test"}
        No person stands in two of them.
    size : int
        Pixels on a side; the pictures are shipped at 96.
    flat : bool
        True makes each picture a column; False keeps its shape.
    count : int, optional
        Only the first ``count`` pictures; as many with as without a mask when it is even. All of them when left out.
    incorrect : bool
        True adds, at the end, faces whose mask is worn incorrectly, with the label 2.

    Returns
    -------
    X : ndarray, shape (size * size * 3, m), or (m, size, size, 3) when not flat; in [0, 1]
        At size 64, a column has 12,288 numbers.
    Y : ndarray, shape (1, m)
        1 with a mask, 0 without.

    Raises
    ------
    FileNotFoundError
        If the shipped pictures are not there.
    TypeError
        If ``size`` or ``count`` is no whole number.
    ValueError
        If a file is damaged (the message says how to mend it), or an argument is none that the function knows.

    Examples
    --------
    >>> X, Y = load_masks("train", count=200)
    >>> X.shape, Y.shape
    ((12288, 200), (1, 200))
    """
    images, labels = load_masks_images(split, size, count=count, incorrect=incorrect)
    X = images / 255.0
    return (X.reshape(len(images), -1).T if flat else X), labels[None, :].astype(np.float64)


def load_masks_images(
    split: str = "train", size: int = SHIPPED_SIZE, *, count: int | None = None, incorrect: bool = False
) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return shipped faces as pictures.

    The parameters and errors are those of :func:`load_masks`.

    Returns
    -------
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : ndarray of int, shape (m,)
        Places in :data:`CLASSES`: 0 no mask, 1 worn, 2 worn incorrectly.
    """
    size = whole_number("size", size, 64)
    if size < 1:
        raise ValueError(f"size is {size}; expected pixels on a side, such as 64 or 96.")
    entries = _entries(split, count, incorrect)
    images = np.empty((len(entries), size, size, 3), np.uint8)
    for place, entry in enumerate(entries):
        images[place] = _decoded(entry, size)
    return images, np.array([_label(entry) for entry in entries], np.intp)


def masks_dataset(
    split: str = "train",
    size: int = SHIPPED_SIZE,
    *,
    batch_size: int = 64,
    shuffle: bool | None = None,
    seed: int = 0,
    count: int | None = None,
    incorrect: bool = False,
) -> tf.data.Dataset:
    """Return shipped faces as a ``tf.data.Dataset`` for the Keras lessons.

    Parameters
    ----------
    split, size, count, incorrect
        As in :func:`load_masks`.
    batch_size : int
        Pictures in a batch; the last one may be smaller.
    shuffle : bool, optional
        Whether each pass has a new order; when left out, only the training pictures do.
    seed : int
        Of the orders.

    Returns
    -------
    tf.data.Dataset
        Batches of images, float32 in [0, 255] of shape (batch, size, size, 3), and labels, float32 of shape (batch, 1).

    Raises
    ------
    TypeError, ValueError
        If ``batch_size`` is no positive whole number, and as in :func:`load_masks`.
    """
    batch_size = whole_number("batch_size", batch_size, 64)
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}; a batch holds at least one picture, better 32 or 64.")
    import tensorflow as tf

    images, labels = load_masks_images(split, size, count=count, incorrect=incorrect)
    data = tf.data.Dataset.from_tensor_slices((images, labels[:, None].astype(np.float32)))
    if shuffle is None:
        shuffle = split == "train"
    if shuffle:
        data = data.shuffle(len(images), seed=seed)
    return (
        data.batch(batch_size).map(lambda image, label: (tf.cast(image, tf.float32), label)).prefetch(tf.data.AUTOTUNE)
    )


def load_attributes(split: str = "train", *, count: int | None = None, incorrect: bool = False) -> dict[str, NDArray]:
    """Return what is known about each shipped face, in the order of :func:`load_masks`.

    Returns
    -------
    dict of str to ndarray, each of shape (m,)
        Among others ``"file"``, ``"label"``, ``"identity"``, ``"skin_tone"`` (Monk scale, 1 to 10), ``"glasses"``,
        ``"beard"``. Numbers are numbers, yes and no are bool, all else is text.

    Examples
    --------
    >>> about = load_attributes("test")
    >>> X, Y = load_masks("test")
    >>> dark = X[:, about["skin_tone"] > 7]
    """
    entries = _entries(split, count, incorrect)
    rows = {row["file"]: row for row in _table("attributes.csv")}
    try:
        chosen = [rows[entry.path] for entry in entries]
    except KeyError as path:
        raise ValueError(f"attributes.csv says nothing about {path}. {MEND}") from None
    return {name: _column([row[name] for row in chosen]) for name in chosen[0]}


def load_crowds(split: str = "train", *, count: int | None = None) -> Crowds:
    """Return scenes with several faces, and a box around each.

    Parameters
    ----------
    split : {"train", "dev", "test"}
    count : int, optional
        Only the first ``count`` scenes.

    Returns
    -------
    Crowds

    Raises
    ------
    FileNotFoundError, TypeError, ValueError
        As in :func:`load_masks`.
    """
    entries = _first(count, _known(split, read_manifest().below(f"crowds/{split}")), f"crowds of the {split} split")
    faces: dict[str, list[tuple[list[float], int]]] = {entry.path: [] for entry in entries}
    for row in _table("crowds/boxes.csv"):
        if row["file"] in faces:
            box = [float(row[side]) for side in ("x0", "y0", "x1", "y1")]
            faces[row["file"]].append((box, CLASSES.index(row["label"])))
    return Crowds(
        images=tuple(_decoded(entry) for entry in entries),
        boxes=tuple(np.array([box for box, _ in faces[entry.path]]).reshape(-1, 4) for entry in entries),
        labels=tuple(np.array([label for _, label in faces[entry.path]], np.intp) for entry in entries),
    )


def _entries(split: str, count: int | None, incorrect: bool) -> list[Entry]:
    """Return the manifest's entries of a split: numbers rise, and classes take turns."""
    entries = _known(split, read_manifest().below(f"masks/{split}"))
    wanted = CLASSES if incorrect else CLASSES[:2]
    chosen = sorted(
        (entry for entry in entries if _class(entry) in wanted), key=lambda entry: PurePosixPath(entry.path).stem
    )
    return _first(count, chosen, f"pictures of the {split} split")


def _first(count: int | None, entries: list[Entry], what: str) -> list[Entry]:
    """Return the first ``count`` entries, or all of them."""
    if count is None:
        return entries
    count = whole_number("count", count, len(entries))
    if not 1 <= count <= len(entries):
        raise ValueError(f"count is {count}; expected 1 to {len(entries)} of the {what}.")
    return entries[:count]


def _known(split: str, entries: list[Entry]) -> list[Entry]:
    if split not in SPLITS:
        raise ValueError(f"split is {split!r}; expected one of {', '.join(SPLITS)}.")
    if not entries:
        raise FileNotFoundError(f"{data_dir() / MANIFEST} lists no pictures of the {split} split. {MEND}")
    return entries


def _class(entry: Entry) -> str:
    return PurePosixPath(entry.path).parent.name


def _label(entry: Entry) -> int:
    return CLASSES.index(_class(entry))


def _decoded(entry: Entry, size: int | None = None) -> NDArray[np.uint8]:
    """Return a shipped picture's pixels, resized to a square when asked to."""
    with Image.open(io.BytesIO(read_checked(entry))) as picture:
        rgb = picture.convert("RGB")
    if size is not None and rgb.size != (size, size):
        rgb = rgb.resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(rgb)


def _table(path: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a shipped table."""
    entry = next((one for one in read_manifest().files if one.path == path), None)
    if entry is None:
        raise FileNotFoundError(f"{data_dir() / MANIFEST} does not list {path}. {MEND}")
    yield from csv.DictReader(io.StringIO(read_checked(entry).decode("utf-8")))


def _column(values: list[str]) -> NDArray:
    """Turn text into numbers or truth values where all of it can be."""
    if set(values) <= {"True", "False"}:
        return np.array([value == "True" for value in values])
    for kind in (np.int64, np.float64):
        try:
            return np.array(values).astype(kind)
        except ValueError:
            continue
    return np.array(values)
