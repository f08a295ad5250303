"""The pictures of the project: the shipped faces, or anybody's folder, split so that no face stands on both sides.

Derived in lesson 23.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets import (
    CLASSES,
    FolderReport,
    Problem,
    load_attributes,
    load_folder,
    load_masks_images,
    split_by_group,
)
from course_utils.mask.fingerprints import NearPair, joined_groups, near_pairs
from course_utils.mask.layout import (
    INCORRECT,
    PARTS,
    beside_parts,
    encodable,
    known_groups,
    ordered_classes,
    own_parts,
    told_classes,
)
from course_utils.mask.model_file import Part
from course_utils.quiet import quietly

if TYPE_CHECKING:
    import tensorflow as tf

BUNDLED = "bundled"
#: Shares of a folder that comes without parts of its own.
FRACTIONS: Mapping[str, float] = {"train": 0.7, "dev": 0.15, "test": 0.15}
_TRIES = 32
_SHOWN = 8


@dataclass(frozen=True)
class Pictures:
    """Pictures with what is known about each.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : ndarray of int, shape (m,)
        1 with a mask, 0 without, 2 worn incorrectly.
    files : tuple of str
        Where each comes from, below the data's folder.
    groups : ndarray, shape (m,)
        Whom each shows: pictures of one group must not be split apart.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.intp]
    files: tuple[str, ...]
    groups: NDArray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, places: NDArray) -> Pictures:
        """Return some of the pictures: places, or a truth value for each."""
        chosen = np.arange(len(self))[places]
        files = tuple(self.files[place] for place in chosen)
        return Pictures(self.images[chosen], self.labels[chosen], files, self.groups[chosen])

    def part(self) -> Part:
        """Return the names and the fingerprint of these pictures, as a saved network keeps them."""
        digest = hashlib.sha256(self.labels.astype(np.int8).tobytes())
        digest.update(np.ascontiguousarray(self.images).data)
        return Part(files=self.files, fingerprint=digest.hexdigest())


@dataclass(frozen=True)
class DataReport:
    """What was read, what was not and why, and how copies were kept on one side. Printing it tells all of it.

    Attributes
    ----------
    name : str
        ``"bundled"``, or the folder.
    counts : dict of str to dict of str to int
        For each part, the pictures of each class.
    folders : tuple of FolderReport
        What became of every file.
    near : tuple of (str, str, NearPair)
        Files that look the same, two by two.
    kept_out : tuple of str
        Files that were left out because a picture of the same group stands in a later part.
    groups : str
        Where the groups come from.
    unmatched : tuple of str
        Files that the table of groups names, and that are not among the pictures.
    classes : str
        How the two classes were taken, where their names do not tell.
    """

    name: str
    counts: dict[str, dict[str, int]]
    folders: tuple[FolderReport, ...] = ()
    near: tuple[tuple[str, str, NearPair], ...] = ()
    kept_out: tuple[str, ...] = ()
    groups: str = ""
    unmatched: tuple[str, ...] = ()
    classes: str = ""

    def __str__(self) -> str:
        lines = [f"{self.name}: {sum(sum(counts.values()) for counts in self.counts.values()):,} pictures"]
        for part, counts in self.counts.items():
            lines.append(f"  {part}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items()))
        if self.classes:
            lines.append(f"  {self.classes}")
        left_out = [problem for report in self.folders for problem in report.left_out]
        if left_out:
            lines.append(f"  {len(left_out)} files were not read:")
            lines += _some(f"{problem.path}: {problem.what}" for problem in left_out)
        lines.append(f"  {self.groups}")
        if self.unmatched:
            lines.append(f"  {len(self.unmatched)} rows of the table name no picture that was read:")
            lines += _some(self.unmatched)
        if self.near:
            lines.append(f"  {len(self.near)} pairs look the same:")
            lines += _some(
                f"{first} and {second}" + (" (mirrored)" if pair.mirrored else "") for first, second, pair in self.near
            )
        if self.kept_out:
            lines.append(f"  {len(self.kept_out)} files were left out, since a later part has the same group:")
            lines += _some(self.kept_out)
        return "\n".join(lines)


@dataclass(frozen=True)
class MaskData:
    """Everything that a training needs, and what an evaluation is done on.

    Attributes
    ----------
    name : str
        ``"bundled"``, or the folder's name.
    classes : tuple of str
        Names of the labels 0 and 1.
    parts : dict of str to Pictures
        ``"train"``, ``"dev"`` and ``"test"``, with the labels 0 and 1. No group stands in two of them.
    incorrect : dict of str to Pictures
        For the same parts, the masks that are worn incorrectly; often empty.
    report : DataReport
    """

    name: str
    classes: tuple[str, str]
    parts: dict[str, Pictures]
    incorrect: dict[str, Pictures] = field(repr=False)
    report: DataReport = field(repr=False)


def read_data(dataset: str | Path | None = None, *, size: int = 96, seed: int = 0) -> MaskData:
    """Read the shipped faces, or a folder of two class folders.

    A folder may hold ``train``, ``dev`` and ``test``, each with the two class folders; parts that are missing are cut
    out of ``train``. A folder without them is split 70 : 15 : 15. Pictures that look the same stay on one side, and
    so do pictures of one person where ``groups.csv`` or ``attributes.csv`` says who is in them (columns ``file``, and
    ``group`` or ``identity``).

    Parameters
    ----------
    dataset : str or Path, optional
        The folder; the shipped faces when it is left out, or ``"bundled"``.
    size : int
        Pixels on a side.
    seed : int
        Of the split.

    Returns
    -------
    MaskData

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    ValueError
        If the folder does not hold two classes with pictures that can be read, or too few to be split.
    """
    if dataset is None or str(dataset) == BUNDLED:
        return read_bundled(size=size)
    return read_folder(Path(dataset).expanduser(), size=size, seed=seed)


def read_bundled(*, size: int = 96) -> MaskData:
    """Read the shipped faces, with their own parts; a group is a person.

    Parameters
    ----------
    size : int
        Pixels on a side.

    Returns
    -------
    MaskData
    """
    parts = {}
    for part in PARTS:
        images, labels = load_masks_images(part, size, incorrect=True)
        about = load_attributes(part, incorrect=True)
        parts[part] = Pictures(images, labels, tuple(about["file"]), about["identity"])
    groups = "Each person stands in one part only, as the table of attributes says."
    return _data(BUNDLED, (CLASSES[0], CLASSES[1]), parts, DataReport(BUNDLED, {}, groups=groups))


def read_folder(folder: Path, *, size: int = 96, seed: int = 0) -> MaskData:
    """Read a folder of two class folders, or of parts that hold them.

    Parameters and errors are those of :func:`read_data`.

    Returns
    -------
    MaskData
    """
    return split_pictures(read_pictures(folder, size=size), seed=seed)


@dataclass(frozen=True)
class FolderPictures:
    """All pictures of a folder, before anything is split or left out.

    Attributes
    ----------
    folder : Path
    pictures : Pictures
        Labels are 0, 1, and 2 for masks worn incorrectly; groups are what a table says, else each picture is its own.
    paths : tuple of Path
        Where each picture's file is.
    part_of : ndarray of str, shape (m,)
        The part that each lies in; empty strings where the folder has no parts.
    classes : tuple of str
        Names of the labels 0 and 1.
    reports : tuple of FolderReport
        What became of every file.
    unmatched : tuple of str
        Files that the table of groups names, and that are not among the pictures.
    """

    folder: Path
    pictures: Pictures
    paths: tuple[Path, ...]
    part_of: NDArray[np.str_]
    classes: tuple[str, str]
    reports: tuple[FolderReport, ...]
    unmatched: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The folder's own name, which a network keeps that was trained on it."""
        return encodable(self.folder.resolve().name)

    @property
    def has_parts(self) -> bool:
        """True if the folder comes with parts of its own."""
        return bool(self.part_of[0])

    @property
    def left_out(self) -> tuple[Problem, ...]:
        """The problems of everything that was not read."""
        return tuple(problem for report in self.reports for problem in report.left_out)


def read_pictures(folder: Path, *, size: int = 96) -> FolderPictures:
    """Read all pictures of a folder of two class folders, or of parts that hold them.

    Parameters and errors are those of :func:`read_data`.

    Returns
    -------
    FolderPictures
    """
    parts = own_parts(folder)
    loaded = [(part, prefix, load_folder(path, size)) for part, path, prefix in parts or [("", folder, "")]]
    reports = [_encodable_report(one.report, prefix) for _, prefix, one in loaded]
    if parts:
        reports.append(_encodable_report(beside_parts(folder, [path for _, path, _ in parts])))
    found = {name for report in reports for name, number in report.counts.items() if number}
    left_out = [problem for report in reports for problem in report.left_out if problem.path != "."]
    reasons = [f"{problem.path}: {problem.what}" for problem in left_out]
    classes = ordered_classes(folder, found, reasons)
    names = [prefix + name for _, prefix, one in loaded for name in one.files]
    files = tuple(map(encodable, names))
    labels = [_label(encodable(one.classes[label]), classes) for _, _, one in loaded for label in one.labels]
    images = np.concatenate([one.images for _, _, one in loaded])
    groups, unmatched = known_groups(folder, files)
    return FolderPictures(
        folder,
        Pictures(images, np.array(labels, np.intp), files, groups),
        tuple(folder / name for name in names),
        np.array([part for part, _, one in loaded for _ in one.files]),
        classes,
        tuple(reports),
        unmatched,
    )


def split_pictures(read: FolderPictures, *, seed: int = 0) -> MaskData:
    """Keep a folder's own parts, or split it; no group stands on two sides afterwards.

    Parameters
    ----------
    read : FolderPictures
    seed : int
        Of the split.

    Returns
    -------
    MaskData

    Raises
    ------
    ValueError
        If there are too few pictures, or too few groups, for each part to get both classes.
    """
    near = near_pairs(read.pictures.images)
    groups = joined_groups(read.pictures.groups, [(pair.first, pair.second) for pair in near])
    whole = replace(read.pictures, groups=groups)
    files = whole.files
    report = DataReport(
        encodable(str(read.folder)),
        {},
        folders=read.reports,
        near=tuple((files[pair.first], files[pair.second], pair) for pair in near),
        groups=_told_groups(len(np.unique(read.pictures.groups)), len(files), len(np.unique(groups))),
        unmatched=read.unmatched,
        classes=told_classes(read.classes),
    )
    if read.has_parts:
        parts, kept_out = _own_split(whole, read.part_of, seed)
        report = replace(report, kept_out=kept_out)
    else:
        parts = _split(whole, FRACTIONS, seed)
    return _data(read.name, read.classes, parts, report)


def batches(
    images: NDArray, labels: NDArray, *, batch_size: int, order: NDArray[np.intp] | None = None
) -> tf.data.Dataset:
    """Return one pass over pictures (or features) that lie in memory.

    Parameters
    ----------
    images : ndarray, shape (m, ...)
    labels : ndarray, shape (m,)
    batch_size : int
        The last batch may be smaller.
    order : ndarray of int, optional
        Places, in the order in which they come.

    Returns
    -------
    tf.data.Dataset
        Batches of images, float32, and labels, float32 of shape (batch, 1). The next one is made ready while the
        network works on the last.
    """
    with quietly():
        import tensorflow as tf
    order = np.arange(len(labels)) if order is None else order
    targets = np.asarray(labels, np.float32)[:, None]

    def one_pass() -> Iterable[tuple[NDArray, NDArray]]:
        for start in range(0, len(order), batch_size):
            places = order[start : start + batch_size]
            yield images[places].astype(np.float32), targets[places]

    signature = (
        tf.TensorSpec((None, *images.shape[1:]), tf.float32),
        tf.TensorSpec((None, 1), tf.float32),
    )
    data = tf.data.Dataset.from_generator(one_pass, output_signature=signature)
    return data.apply(tf.data.experimental.assert_cardinality(-(-len(order) // batch_size))).prefetch(2)


def _data(name: str, classes: tuple[str, str], parts: Mapping[str, Pictures], report: DataReport) -> MaskData:
    """Set incorrectly worn masks aside, and check that each part has both classes."""
    counts, learned, aside = {}, {}, {}
    for part in PARTS:
        one = parts[part]
        names = (*classes, CLASSES[INCORRECT])
        counts[part] = {names[label]: int((one.labels == label).sum()) for label in range(3)}
        if not counts[part][CLASSES[INCORRECT]]:
            del counts[part][CLASSES[INCORRECT]]
        learned[part] = one.take(one.labels != INCORRECT)
        aside[part] = one.take(one.labels == INCORRECT)
        missing = [names[label] for label in (0, 1) if not counts[part][names[label]]]
        if missing:
            raise ValueError(
                f"The {part} part of {name} has no pictures of {' and '.join(missing)}. Each part needs both classes: "
                "add pictures, some dozens of each at least."
            )
    return MaskData(name, classes, learned, aside, replace(report, counts=counts))


def _encodable_report(report: FolderReport, prefix: str = "") -> FolderReport:
    """Return a report whose names can be written, with the part's name before those of its files."""
    counts = {encodable(name): number for name, number in report.counts.items()}
    problems = tuple(replace(problem, path=encodable(prefix + problem.path)) for problem in report.problems)
    return replace(report, counts=counts, problems=problems)


def _label(name: str, classes: tuple[str, str]) -> int:
    return classes.index(name) if name in classes else INCORRECT


def _split(pictures: Pictures, fractions: Mapping[str, float], seed: int) -> dict[str, Pictures]:
    """Split by group; of some ways to do it, take the one whose parts are most alike in their share of masks."""
    overall = (pictures.labels == 1).mean()
    best: tuple[float, dict[str, NDArray[np.intp]]] | None = None
    for attempt in range(_TRIES):
        places = split_by_group(pictures.groups, fractions, seed * _TRIES + attempt)
        worst = max(abs((pictures.labels[part] == 1).mean() - overall) for part in places.values())
        if best is None or worst < best[0]:
            best = worst, places
    assert best is not None
    return {part: pictures.take(places) for part, places in best[1].items()}


def _own_split(pictures: Pictures, part_of: NDArray[np.str_], seed: int) -> tuple[dict[str, Pictures], tuple[str, ...]]:
    """Keep a folder's parts, but for pictures whose group stands in a later one; cut missing parts out of train."""
    kept = np.ones(len(pictures), bool)
    for number, part in enumerate(PARTS):
        later = np.isin(part_of, PARTS[number + 1 :])
        kept &= ~((part_of == part) & np.isin(pictures.groups, pictures.groups[later]))
    parts = {part: pictures.take(kept & (part_of == part)) for part in PARTS if (part_of == part).any()}
    missing = [part for part in PARTS if part not in parts]
    if missing and "train" in parts:
        fractions = {part: FRACTIONS[part] for part in ("train", *missing)}
        total = sum(fractions.values())
        parts |= _split(parts["train"], {part: share / total for part, share in fractions.items()}, seed)
    return parts, tuple(pictures.files[place] for place in np.flatnonzero(~kept))


def _told_groups(people: int, pictures: int, groups: int) -> str:
    """Say how many groups there are, and where they come from."""
    source = "a table says who is in them; " if people < pictures else ""
    return f"{pictures:,} pictures in {groups:,} groups ({source}pictures that look the same are one group)."


def _some(lines: Iterable[str]) -> list[str]:
    """Return the first lines, indented, and how many more there are."""
    listed = list(lines)
    more = [f"    and {len(listed) - _SHOWN} more"] if len(listed) > _SHOWN else []
    return [f"    {line}" for line in listed[:_SHOWN]] + more
