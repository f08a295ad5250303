"""On which pictures may a network be judged? On those that nothing about it was learned from or chosen by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets import load_attributes, load_masks_images
from course_utils.mask.data import BUNDLED, FolderPictures, MaskData, read_pictures, split_pictures
from course_utils.mask.layout import INCORRECT, told_classes
from course_utils.mask.model_file import ModelInfo

_CHOSEN = "The threshold for the stated cost was chosen on the dev part."


@dataclass(frozen=True)
class Unseen:
    """Pictures to judge a network on.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : ndarray of int, shape (m,)
        1 with a mask, 0 without, 2 worn incorrectly.
    files : tuple of str
        Where each comes from.
    attributes : mapping of str to ndarray of shape (m,)
        What is known about each; empty for anybody's folder.
    dev : pair of ndarray, optional
        Images and labels of others, by which a threshold may be chosen.
    told : tuple of str
        Sentences: which pictures these are, and what is not known about them.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.intp]
    files: tuple[str, ...]
    attributes: Mapping[str, NDArray]
    dev: tuple[NDArray[np.uint8], NDArray[np.intp]] | None
    told: tuple[str, ...]


def unseen_pictures(info: ModelInfo, dataset: str | Path | None = None) -> Unseen:
    """Return pictures that a network has not seen.

    Parameters
    ----------
    info : ModelInfo
        Of the network.
    dataset : str or Path, optional
        A folder; the shipped faces when it is left out. Of the data that the network was trained with, only the test
        part is taken, of a folder with parts its own test part, of any other folder all pictures.

    Returns
    -------
    Unseen

    Raises
    ------
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    ValueError
        If both classes are not there.
    """
    if dataset is None or str(dataset) == BUNDLED:
        return _shipped(info)
    read = read_pictures(Path(dataset).expanduser(), size=info.size)
    if read.has_parts:
        return _test_part(split_pictures(read, seed=info.seed), f"the test part of {read.name}")
    if info.dataset != BUNDLED:
        data = _split_as_in_training(read, info)
        if data is not None:
            return _test_part(data, f"the part of {read.name} that training set aside for testing")
        if read.name == info.dataset:
            raise ValueError(
                f"{read.folder} has the name of the folder that the network was trained on, and other pictures: which "
                "of them it has seen is not known. Restore the folder, train again, or judge it on a folder of its own."
            )
    return _whole_folder(read)


def is_split_of(data: MaskData, info: ModelInfo) -> bool:
    """Say whether data are those that a network was trained with, pixel by pixel and part by part."""
    return bool(info.parts) and all(
        part in info.parts and info.parts[part].fingerprint == pictures.part().fingerprint
        for part, pictures in data.parts.items()
    )


def _shipped(info: ModelInfo) -> Unseen:
    about = load_attributes("test", incorrect=True)
    test, dev = (load_masks_images(part, info.size, incorrect=part == "test") for part in ("test", "dev"))
    told = [_counted("the test part of the shipped faces, which are drawings", test[1]), _CHOSEN]
    if info.dataset != BUNDLED:
        told.append(
            f"The network was trained on {info.dataset}, and these are not pictures from there: give that folder "
            "(--dataset) to judge it on its own."
        )
    return Unseen(*test, files=tuple(about["file"]), attributes=about, dev=dev, told=tuple(told))


def _split_as_in_training(read: FolderPictures, info: ModelInfo) -> MaskData | None:
    """Split a folder as training did; None if other parts come out than a network was trained with."""
    try:
        data = split_pictures(read, seed=info.seed)
    except ValueError:  # what cannot be split was not trained on
        return None
    return data if is_split_of(data, info) else None


def _test_part(data: MaskData, what: str) -> Unseen:
    test, aside, dev = data.parts["test"], data.incorrect["test"], data.parts["dev"]
    labels = np.concatenate([test.labels, aside.labels])
    told = (_counted(what, labels), _CHOSEN, data.report.classes)
    return Unseen(
        images=np.concatenate([test.images, aside.images]),
        labels=labels,
        files=(*test.files, *aside.files),
        attributes={},
        dev=(dev.images, dev.labels),
        told=tuple(filter(None, told)),
    )


def _whole_folder(read: FolderPictures) -> Unseen:
    """Return all pictures of a folder that has nothing to do with the training, as far as is known."""
    pictures = read.pictures
    told = [_counted(f"all of {read.name}", pictures.labels), told_classes(read.classes)]
    if read.left_out:
        told.append(f"{len(read.left_out)} of its files could not be read and were left out.")
    told += [
        "Whether some of them, or other pictures of the same people, were trained on, is not known.",
        "There are no other pictures of this kind to choose a threshold by: the cheapest one is chosen on the pictures "
        "that it is measured on, and its cost is too good to be true.",
    ]
    return Unseen(pictures.images, pictures.labels, pictures.files, {}, None, tuple(filter(None, told)))


def _counted(what: str, labels: NDArray[np.intp]) -> str:
    """Say which pictures these are and how many of each kind."""
    without, worn, wrongly = ((labels == label).sum() for label in (0, 1, INCORRECT))
    aside = f", and {wrongly:,} with a mask worn incorrectly, as groups of their own" if wrongly else ""
    return f"Measured on {what}: {without:,} pictures without a mask, {worn:,} with one{aside}."
