"""What must be on the disk for a killed training to go on as if nothing had happened.

After each epoch one file is written, whole or not at all: the network as it is (with the state of its random layers),
the optimizer's memory, the best weights so far, and the history, from which all else follows.

Derived in lesson 24.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from course_utils.mask.settings import Settings
from course_utils.paths import atomic_write

Arrays = tuple[NDArray, ...]


class Epoch(BaseModel):
    """One pass over the training pictures, and how well it went.

    Attributes
    ----------
    phase : {"head", "top", "scratch"}
        What was learning.
    number : int
        From 1 in each phase.
    loss, accuracy : float
        On the training pictures, as they were seen during the pass: augmented, and with dropout.
    dev_loss, dev_accuracy : float
        On the dev part afterwards, without either.
    learning_rate : float
        The step size at the end of the pass.
    seconds : float
        How long it took.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    phase: str
    number: int
    loss: float
    accuracy: float
    dev_loss: float
    dev_accuracy: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True)
class Progress:
    """How far a phase has come.

    Attributes
    ----------
    history : tuple of Epoch
        Of this phase.
    variables : tuple of ndarray
        The network's, with the state of its random layers.
    optimizer : tuple of ndarray
        Adam's two averages for each weight, and its number of steps.
    best : tuple of ndarray
        The weights that had the lowest dev loss.
    """

    history: tuple[Epoch, ...]
    variables: Arrays
    optimizer: Arrays
    best: Arrays


@dataclass(frozen=True)
class Checkpoint:
    """A training that can go on.

    Attributes
    ----------
    settings : Settings
    data : dict of str to str
        Fingerprints of the parts that it learns from and chooses by.
    earlier : tuple of Epoch
        Phases that are over.
    phase : str
        The one that is not.
    progress : Progress
        Its state after its last whole epoch.
    """

    settings: Settings
    data: dict[str, str]
    earlier: tuple[Epoch, ...]
    phase: str
    progress: Progress


class _Header(BaseModel):
    """The part of a checkpoint that is text."""

    model_config = ConfigDict(extra="forbid")

    kind: str = "mask training"
    format: int = 1
    settings: Settings
    data: dict[str, str]
    earlier: tuple[Epoch, ...]
    phase: str
    history: tuple[Epoch, ...]


def checkpoint_path(model: str | Path) -> Path:
    """Return where the checkpoint of a network stands while it is trained: beside it, ``NAME.checkpoint``."""
    return Path(model).with_suffix(".checkpoint")


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint in the place of the last one.

    Raises
    ------
    OSError
        If there is no space; the last checkpoint is still there then.
    """
    progress = checkpoint.progress
    header = _Header(
        settings=checkpoint.settings,
        data=checkpoint.data,
        earlier=checkpoint.earlier,
        phase=checkpoint.phase,
        history=progress.history,
    )
    arrays: dict[str, NDArray] = {"header": np.frombuffer(header.model_dump_json().encode("utf-8"), np.uint8)}
    for name in ("variables", "optimizer", "best"):
        arrays |= {f"{name}_{place:04}": array for place, array in enumerate(getattr(progress, name))}
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]  # names come from above, none is "file"
    atomic_write(path, stream.getvalue())


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises
    ------
    FileNotFoundError
        If there is none.
    ValueError
        If the file is something else.
    """
    if not path.is_file():
        raise FileNotFoundError(f"There is no checkpoint {path}.")
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = _Header.model_validate(json.loads(arrays.pop("header").tobytes()))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, ValidationError):
        raise ValueError(
            f"{path} is no checkpoint of a mask training, or is damaged. Remove it and start again without --resume."
        ) from None
    kinds = {name: _of_kind(arrays, name) for name in ("variables", "optimizer", "best")}
    progress = Progress(header.history, **kinds)
    return Checkpoint(header.settings, header.data, header.earlier, header.phase, progress)


def check_same(checkpoint: Checkpoint, settings: Settings, data: dict[str, str]) -> None:
    """Raise ValueError unless a checkpoint belongs to these settings and pictures; the message names what differs."""
    was, now = checkpoint.settings.model_dump(), settings.model_dump()
    changed = [f"{name} was {was[name]}, and now is {now[name]}" for name in now if was[name] != now[name]]
    if changed:
        raise ValueError(
            f"The checkpoint was begun with other settings: {'; '.join(changed)}. Give the same ones, or start again "
            "without --resume."
        )
    if checkpoint.data != data:
        parts = [part for part in data if checkpoint.data.get(part) != data[part]]
        raise ValueError(
            f"The checkpoint was begun with other pictures (in {' and '.join(parts)}). Give the same dataset, or start "
            "again without --resume."
        )


def _of_kind(arrays: dict[str, NDArray], kind: str) -> Arrays:
    names: Sequence[str] = sorted(name for name in arrays if name.startswith(f"{kind}_"))
    return tuple(arrays[name] for name in names)
