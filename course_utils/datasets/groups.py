"""Splits that keep all pictures of one person (or street, or camera) together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

_A_BIT = 1e-9  # a tenth of a hundred is not exactly ten in binary


def split_by_group(groups: ArrayLike, fractions: Mapping[str, float], seed: int) -> dict[str, NDArray[np.intp]]:
    """Split examples into parts so that no group stands in two of them.

    A network that saw somebody in training recognises the person, not the mask. So whole groups are dealt out, in an
    order drawn from ``seed``, each to a part that still has room for it.

    Parameters
    ----------
    groups : array_like, shape (m,)
        Which group each example belongs to: numbers or strings.
    fractions : mapping of str to float
        Share of the examples that each part should get; the shares add up to 1.
    seed : int
        Same seed, same split.

    Returns
    -------
    dict of str to ndarray of int
        For each part the places of its examples, in rising order. Shares are met as nearly as whole groups allow: each
        part is within the size of the largest group of its share.

    Raises
    ------
    ValueError
        If the shares cannot be met without splitting a group apart, do not add up to 1, or are not positive.

    Notes
    -----
    Derived in lesson 23.

    Examples
    --------
    >>> parts = split_by_group(["Ada", "Ada", "Bob", "Cy", "Cy", "Dee"], {"train": 0.5, "test": 0.5}, seed=1)
    >>> {name: len(places) for name, places in parts.items()}
    {'train': 3, 'test': 3}
    """
    labels, member, sizes = _grouped(groups)
    shares = _checked(fractions)
    wanted = {name: share * len(member) for name, share in shares.items()}
    if len(labels) < len(wanted):
        raise ValueError(
            f"{len(labels)} groups cannot fill {len(wanted)} parts ({', '.join(wanted)}) unless one is split apart. "
            "Ask for fewer parts, or collect more groups."
        )
    largest = int(sizes.argmax())
    if sizes[largest] > max(wanted.values()) + _A_BIT and sizes[largest] > 1:
        raise ValueError(
            f"Group {labels[largest]!s} alone holds {sizes[largest]} of {len(member)} examples, and the largest part "
            f"should hold {max(wanted.values()):.0f}: it would have to be split apart. Change the fractions, or leave "
            "this group out."
        )
    part_of = _dealt(sizes, wanted, np.random.default_rng(seed))
    parts = {name: np.flatnonzero(part_of[member] == number) for number, name in enumerate(wanted)}
    empty = [name for name, places in parts.items() if not len(places)]
    if empty:
        raise ValueError(
            f"Nothing is left for {', '.join(empty)} unless a group is split apart: there are {len(labels)} groups, "
            f"of up to {sizes[largest]} examples. Ask for a larger fraction, or collect more groups."
        )
    return parts


def assert_disjoint_groups(parts: Mapping[str, ArrayLike]) -> None:
    """Raise unless every group stands in one part only.

    Parameters
    ----------
    parts : mapping of str to array_like
        For each part (``"train"``, ``"test"``, ...) the group of each of its examples.

    Raises
    ------
    ValueError
        If two parts share a group; the message names both parts and some of the groups.

    Examples
    --------
    >>> assert_disjoint_groups({"train": [1, 1, 2], "test": [3]})
    """
    names = list(parts)
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            shared = np.intersect1d(np.asarray(parts[first]), np.asarray(parts[second]))
            if len(shared):
                some = ", ".join(str(one) for one in shared[:5]) + (", ..." if len(shared) > 5 else "")
                raise ValueError(
                    f"{first} and {second} share {len(shared)} group{'s' if len(shared) > 1 else ''} ({some}): "
                    f"what is measured on {second} would be too good. Split with split_by_group."
                )


def _grouped(groups: ArrayLike) -> tuple[NDArray, NDArray[np.intp], NDArray[np.intp]]:
    """Return the distinct groups, the number of each example's group, and how many examples each has."""
    array = np.asarray(groups)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"groups has the shape {array.shape}; expected one group per example, shape (m,) with m > 0.")
    labels, member, sizes = np.unique(array, return_inverse=True, return_counts=True)
    return labels, member, sizes


def _checked(fractions: Mapping[str, float]) -> dict[str, float]:
    shares = {name: float(share) for name, share in fractions.items()}
    if not shares or not all(0 < share <= 1 for share in shares.values()):
        raise ValueError(
            f"fractions is {dict(fractions)}; expected positive shares, such as {{'train': 0.8, 'test': 0.2}}."
        )
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"The fractions {shares} add up to {sum(shares.values()):g}; they must add up to 1.")
    return shares


def _dealt(
    sizes: Sequence[int] | NDArray[np.intp], wanted: Mapping[str, float], rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return the number of the part that each group goes to."""
    targets = np.array(list(wanted.values()))
    room = targets.copy()
    part_of = np.zeros(len(sizes), np.intp)
    for group in rng.permutation(len(sizes)):
        fits = room >= sizes[group] - _A_BIT
        # Where it fits, the part that is least full compared with its share, so that all parts fill evenly; else the
        # part with most room.
        part_of[group] = np.where(fits, room / targets, -1.0).argmax() if fits.any() else room.argmax()
        room[part_of[group]] -= sizes[group]
    return part_of
