"""Many orders, several processes, whole files."""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.datasets.manifest import sha256
from course_utils.datasets.orders import Order, Row, encoded, make, pixels_sha256, text_row
from course_utils.paths import atomic_write

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Batch:
    """Orders that one process paints in one go, into one folder.

    ``known`` holds, for each path, the pixels and the bytes (as SHA-256) that the file had: where both are as they
    were, the file stays.
    """

    folder: Path
    orders: tuple[Order, ...]
    size: int
    known: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Finished:
    """One order that is painted and written.

    Attributes
    ----------
    order : Order
    seed : tuple of int
        What the picture's random generator was made from.
    pixels : str
        SHA-256 of the pixels before encoding.
    rows : tuple of dict
        What the tables say about it.
    """

    order: Order
    seed: tuple[int, ...]
    pixels: str
    rows: tuple[Row, ...]


def paint_batch(batch: Batch) -> list[Finished]:
    """Paint a batch and write its files; runs in any process."""
    finished = []
    for order in batch.orders:
        made = make(order, batch.size)
        pixels = pixels_sha256(made.image)
        target = batch.folder / order.path
        if batch.known.get(order.path) != (pixels, _digest(target)):
            atomic_write(target, encoded(made.image))
        finished.append(Finished(order, made.seed, pixels, made.rows))
    return finished


def in_processes(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result]:
    """Do the tasks in ``jobs`` processes, and yield results as they come.

    Processes are spawned, as on every system; with one job, or one task, all is done in this process.
    """
    if jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=get_context("spawn"), initializer=_end_with_the_parent_process
    )
    try:
        for future in as_completed([pool.submit(work, task) for task in tasks]):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_the_parent_process() -> None:
    """Watch the process that started this one: when it is killed, nobody would ever tell its helpers to stop."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def clear_leftovers(folder: Path) -> None:
    """Remove the half-written files that a process leaves when it is killed."""
    for leftover in folder.rglob(".*.part"):
        leftover.unlink()


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as CSV; the first row gives the columns."""
    listed = [text_row(row) for row in rows]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(listed[0]) if listed else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    atomic_write(path, stream.getvalue())


def contact_sheet(images: Sequence[NDArray[np.uint8]], columns: int = 10) -> Image.Image:
    """Lay square pictures of one size side by side, in rows."""
    size, rows = images[0].shape[0], -(-len(images) // columns)
    sheet = Image.new("RGB", (columns * size, rows * size), "white")
    for place, image in enumerate(images):
        sheet.paste(Image.fromarray(image), (place % columns * size, place // columns * size))
    return sheet


def as_jpeg(picture: Image.Image) -> bytes:
    """Return a picture as the bytes of a JPEG file."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=88, optimize=True)
    return stream.getvalue()


def write_lossless(path: Path, image: NDArray[np.uint8]) -> None:
    """Write pixels as a PNG file, unless one with these pixels is there: compression differs between machines."""
    if path.is_file():
        with contextlib.suppress(OSError, ValueError), Image.open(path) as picture:
            if np.array_equal(np.asarray(picture), image):
                return
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG", optimize=True)
    atomic_write(path, stream.getvalue())


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()) if path.is_file() else ""
