"""Pictures that are nearly the same, found by what they look like and not by their bytes.

A picture that was saved again, shrunk, brightened or mirrored is another file with the same face. When one copy is
learned from and the other one is asked about, the answer proves nothing.

Derived in lesson 23.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

#: Pixels on a side of the small grey picture that a fingerprint is made from.
_GREY = 48
#: Frequencies in each direction that it keeps.
_FREQUENCIES = 13
#: Bits in a fingerprint: one for each pair of frequencies but the mean brightness.
BITS = _FREQUENCIES**2 - 1
#: Fingerprints that differ in at most so many bits are those of one picture. A copy in JPEG at quality 40, at half the
#: size, or a quarter brighter differs in 20 or fewer, mostly; of ten million pairs of shipped faces none is this close.
NEAR = 28
_ROWS = 1024


@dataclass(frozen=True)
class NearPair:
    """Two pictures that look the same.

    Attributes
    ----------
    first, second : int
        Their places; ``first < second``.
    distance : int
        Bits in which their fingerprints differ.
    mirrored : bool
        True when one is the other in a mirror.
    """

    first: int
    second: int
    distance: int
    mirrored: bool


def fingerprints(images: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return a perceptual hash of each picture.

    The picture becomes small and grey. Its discrete cosine transform says how much of each pattern of waves is in it,
    from the coarsest on; the fingerprint has one bit for each pattern, which says whether there is more than usual.

    Parameters
    ----------
    images : ndarray of uint8, shape (m, height, width, 3)

    Returns
    -------
    ndarray of uint64, shape (m, 3)
        168 bits each, and 24 that are always 0.

    References
    ----------
    C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010.

    Examples
    --------
    >>> pictures = np.zeros((2, 96, 96, 3), np.uint8)
    >>> fingerprints(pictures).shape
    (2, 3)
    """
    grey = np.stack([_small_and_grey(image) for image in images]) if len(images) else np.empty((0, _GREY, _GREY))
    waves = np.cos(np.pi * np.outer(np.arange(_FREQUENCIES), 2 * np.arange(_GREY) + 1) / (2 * _GREY))
    amounts = (waves @ grey @ waves.T).reshape(len(grey), BITS + 1)[:, 1:]
    bits = amounts > np.median(amounts, axis=1, keepdims=True)
    packed = np.packbits(np.pad(bits, ((0, 0), (0, -BITS % 64))), axis=1)
    return np.ascontiguousarray(packed).view(np.uint64)


def near_pairs(images: NDArray[np.uint8], *, distance: int = NEAR) -> list[NearPair]:
    """Find every two pictures that look the same, also in a mirror.

    Parameters
    ----------
    images : ndarray of uint8, shape (m, height, width, 3)
    distance : int
        Most bits in which their fingerprints may differ, of 168.

    Returns
    -------
    list of NearPair
        In the order of their places.
    """
    straight, mirrored = fingerprints(images), fingerprints(images[:, :, ::-1])
    pairs: dict[tuple[int, int], NearPair] = {}
    for is_mirrored, others in ((True, mirrored), (False, straight)):  # a straight copy is the better explanation
        for first, second, bits in _close(straight, others, distance):
            pairs[first, second] = NearPair(first, second, bits, is_mirrored)
    return [pairs[places] for places in sorted(pairs)]


def joined_groups(groups: ArrayLike, pairs: Iterable[tuple[int, int]]) -> NDArray[np.intp]:
    """Join groups that share a pair of pictures, and number what remains.

    Parameters
    ----------
    groups : array_like, shape (m,)
        Whom or what each picture shows, numbers or strings; ``range(m)`` where nothing is known.
    pairs : iterable of tuple of int
        Places of two pictures that belong together.

    Returns
    -------
    ndarray of int, shape (m,)
        The same number for pictures that must stay together.

    Examples
    --------
    >>> joined_groups(["Ada", "Ada", "Bob", "Cy"], [(1, 2)])
    array([0, 0, 0, 1])
    """
    _, member = np.unique(np.asarray(groups), return_inverse=True)
    ends = np.array(list(pairs), np.intp).reshape(-1, 2)
    nodes = int(member.max()) + 1 if len(member) else 0
    links = coo_array((np.ones(len(ends)), (member[ends[:, 0]], member[ends[:, 1]])), shape=(nodes, nodes))
    return connected_components(links, directed=False)[1].astype(np.intp)[member]


def _small_and_grey(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    picture = Image.fromarray(image).convert("L").resize((_GREY, _GREY), Image.Resampling.LANCZOS)
    return np.asarray(picture, np.float64)


def _close(one: NDArray[np.uint64], other: NDArray[np.uint64], distance: int) -> Iterator[tuple[int, int, int]]:
    """Yield places and distance of each close pair, ``first < second``; some thousand rows at a time."""
    for start in range(0, len(one), _ROWS):
        rows = one[start : start + _ROWS]
        differ = sum(np.bitwise_count(rows[:, None, k] ^ other[None, :, k]).astype(np.uint8) for k in range(3))
        for first, second in zip(*np.nonzero(differ <= distance), strict=True):
            if start + first < second:
                yield int(start + first), int(second), int(differ[first, second])
