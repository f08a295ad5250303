"""More faces than are shipped: as many as somebody wants, in a folder of their own, in as many sittings as it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, ValidationError

from course_utils.datasets.masks import CLASSES
from course_utils.datasets.orders import FaceOrder
from course_utils.datasets.workshop import (
    Batch,
    as_jpeg,
    clear_leftovers,
    contact_sheet,
    in_processes,
    paint_batch,
    write_table,
)
from course_utils.paths import atomic_write

SETTINGS = "painted.json"
BATCH = 100
_IN_SHEET = 200


class Settings(BaseModel):
    """What all faces in a folder have in common. A folder that was begun with other settings is not gone on with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    size: int


@dataclass(frozen=True)
class More:
    """What painting more came to: how many faces there are, how many were there before, where to look at some."""

    pictures: int
    already_there: int
    sheet: Path


def paint_more(
    folder: Path,
    count: int,
    *,
    seed: int = 1,
    size: int = 96,
    jobs: int = 1,
    advance: Callable[[int], object] = lambda number: None,
) -> More:
    """Paint faces into ``with_mask`` and ``without_mask``, as many of each.

    Faces come in batches. A batch's rows of ``attributes.csv`` are written when all its pictures are, so that a run
    that was stopped goes on with the first batch that has no rows. Asking for more later goes on as well.

    Parameters
    ----------
    folder : Path
        Empty, new, or begun by this function with the same seed and size.
    count : int
        How many faces there should be in the end; not fewer than there are.
    seed : int
        Of all of them; the shipped ones have another.
    size : int
        Pixels on a side.
    jobs : int
        Processes that paint.
    advance : callable
        Called with the number of faces that have been finished since the last call, those that were there already
        included.

    Returns
    -------
    More

    Raises
    ------
    ValueError
        If ``count`` is not positive or less than what is there, or the folder holds something else.
    """
    if count < 1:
        raise ValueError(f"count is {count}; expected at least one face.")
    _claim(folder, Settings(seed=seed, size=size))
    if count < (there := _painted(folder)):
        raise ValueError(f"{folder} holds {there:,} faces already. Ask for at least as many, or choose another folder.")
    ranges = [(first, min(first + BATCH, count)) for first in range(0, count, BATCH)]
    waiting = {_rows_path(folder, *ends): ends for ends in ranges if not _rows_path(folder, *ends).is_file()}
    already = count - sum(last - first for first, last in waiting.values())
    advance(already)
    clear_leftovers(folder)
    batches = [
        (Batch(folder, tuple(_order(seed, number) for number in range(*ends)), size, {}), rows)
        for rows, ends in waiting.items()
    ]
    for finished in in_processes(_paint_with_rows, batches, jobs):
        advance(finished)
    tables = [_rows_path(folder, *ends) for ends in ranges]
    atomic_write(folder / "attributes.csv", _joined(tables))
    return More(count, already, _write_sheet(folder, seed, count))


def _paint_with_rows(task: tuple[Batch, Path]) -> int:
    """Paint a batch, then write its rows: they say that it is complete. Return how many faces it has."""
    batch, rows = task
    finished = paint_batch(batch)
    write_table(rows, (row for one in finished for row in one.rows))
    return len(finished)


def _order(seed: int, number: int) -> FaceOrder:
    """Face ``number``: four to a person, without and with a mask in turn."""
    person, picture = divmod(number, 4)
    worn = picture % 2 == 1
    path = f"{CLASSES[worn]}/{number:07}.webp"
    return FaceOrder(path, seed, person, picture, "worn" if worn else "none", like=None if worn else picture + 1)


def _rows_path(folder: Path, first: int, last: int) -> Path:
    return folder / "batches" / f"{first:07}-{last:07}.csv"


def _claim(folder: Path, settings: Settings) -> None:
    """Write the settings into an empty folder, or make sure that they are the same in one that was begun."""
    path = folder / SETTINGS
    if path.is_file():
        try:
            begun = Settings.model_validate_json(path.read_bytes())
        except ValidationError:
            raise ValueError(f"{path} cannot be read. Choose another folder.") from None
        if begun != settings:
            raise ValueError(
                f"{folder} was begun with seed {begun.seed} and {begun.size} pixels, not with seed {settings.seed} and "
                f"{settings.size} pixels. Ask for the same, or choose another folder."
            )
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder} holds something else already. Choose an empty or a new folder.")
    atomic_write(path, json.dumps(settings.model_dump()) + "\n")


def _painted(folder: Path) -> int:
    """Return how many faces were begun, also by a run that was stopped: the table must know every picture."""
    numbers = (int(path.stem) for path in folder.glob("*/*.webp") if path.stem.isdecimal())
    return max(numbers, default=-1) + 1


def _joined(tables: list[Path]) -> str:
    """Return tables with the same columns as one."""
    head, *rest = [table.read_text(encoding="utf-8").split("\n", 1) for table in tables]
    return head[0] + "\n" + head[1] + "".join(lines for _, lines in rest)


def _write_sheet(folder: Path, seed: int, count: int) -> Path:
    images = []
    for number in np.linspace(0, count - 1, min(count, _IN_SHEET)).round().astype(int):
        with Image.open(folder / _order(seed, int(number)).path) as picture:
            images.append(np.asarray(picture.convert("RGB")))
    sheet = folder / "contact_sheet.jpg"
    atomic_write(sheet, as_jpeg(contact_sheet(images, columns=20)))
    return sheet
