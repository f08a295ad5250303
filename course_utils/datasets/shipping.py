"""The shipped data: what belongs to it, and painting it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from course_utils.datasets.datasheet import datasheet, gallery
from course_utils.datasets.manifest import MANIFEST, Entry, entry_of, read_checked, read_manifest, write_manifest
from course_utils.datasets.masks import CLASSES
from course_utils.datasets.orders import INCORRECT_MASKS, CrowdOrder, FaceOrder, Order, Row, make
from course_utils.datasets.workshop import (
    Batch,
    Finished,
    as_jpeg,
    clear_leftovers,
    contact_sheet,
    in_processes,
    paint_batch,
    write_lossless,
    write_table,
)
from course_utils.paths import atomic_write, data_dir

Item = TypeVar("Item")

LICENCE = "CC-BY-4.0"
COMMAND = "course data paint"
#: Pictures that one process paints in one go.
BATCH = 40


@dataclass(frozen=True)
class Plan:
    """How much is shipped.

    Attributes
    ----------
    seed : int
        Of everything.
    people : dict of str to int
        Persons in each split. Each has two faces with a mask and two without.
    incorrect : dict of str to int
        Persons of each split who have one more picture, with the mask worn incorrectly.
    crowds : dict of str to int
        Scenes in each split.
    crowd_size : tuple of int
        Width and height of a scene, in pixels.
    references : int
        Faces that are kept a second time without any loss, to compare with on other machines.
    shown : int
        Faces in the contact sheet and in the gallery.
    """

    seed: int
    people: dict[str, int]
    incorrect: dict[str, int]
    crowds: dict[str, int]
    crowd_size: tuple[int, int] = (320, 240)
    references: int = 24
    shown: int = 60


SHIPPED = Plan(
    seed=2020,
    people={"train": 600, "dev": 150, "test": 250},
    incorrect={"train": 240, "dev": 90, "test": 150},
    crowds={"train": 200, "dev": 40, "test": 60},
)


@dataclass(frozen=True)
class Painted:
    """What painting the shipped data came to.

    Attributes
    ----------
    pictures : int
    same : int
        Pictures with the very pixels that the manifest had.
    changed : tuple of str
        Paths of pictures that the manifest knew with other pixels.
    """

    pictures: int
    same: int
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """How faces painted now compare with those that were shipped.

    Attributes
    ----------
    identical, close : int
        Faces with the same pixels; faces in which no channel of any pixel is more than one grey level away.
    different : tuple of str
        Paths of the others.
    """

    identical: int
    close: int
    different: tuple[str, ...]


def orders_of(plan: Plan) -> list[Order]:
    """Return every picture of a plan.

    Within a split, faces without and with a mask take turns, so that any even number of them is balanced; those worn
    incorrectly follow.
    """
    orders: list[Order] = []
    first = 0
    for split, people in plan.people.items():
        orders += _split_orders(plan, split, range(first, first + people))
        first += people
    scene = 0
    for split, scenes in plan.crowds.items():
        for number in range(scenes):
            orders.append(CrowdOrder(f"crowds/{split}/{number:04}.webp", plan.seed, scene, *plan.crowd_size))
            scene += 1
    return orders


def _split_orders(plan: Plan, split: str, people: range) -> list[FaceOrder]:
    rng = np.random.default_rng((plan.seed, people.start, people.stop))
    pairs = [(person, pair) for person in people for pair in (0, 1)]
    bare, worn = rng.permutation(pairs), rng.permutation(pairs)
    # Every tone in turn, so that those worn incorrectly are balanced as well.
    careless = rng.permutation(list(people)[: plan.incorrect[split]])
    orders = []
    for place in range(len(pairs)):
        person, pair = map(int, bare[place])
        orders.append(
            FaceOrder(_path(split, "none", 2 * place), plan.seed, person, 2 * pair, "none", like=2 * pair + 1)
        )
        person, pair = map(int, worn[place])
        orders.append(FaceOrder(_path(split, "worn", 2 * place + 1), plan.seed, person, 2 * pair + 1, "worn"))
    for place, person in enumerate(map(int, careless)):
        mask = INCORRECT_MASKS[place % len(INCORRECT_MASKS)]
        orders.append(FaceOrder(_path(split, mask, 2 * len(pairs) + place), plan.seed, person, 4, mask))
    return orders


def _path(split: str, mask: str, number: int) -> str:
    label = {"none": CLASSES[0], "worn": CLASSES[1]}.get(mask, CLASSES[2])
    return f"masks/{split}/{label}/{number:04}.webp"


def paint_shipped(
    folder: Path | None = None,
    *,
    plan: Plan = SHIPPED,
    jobs: int = 1,
    gallery_page: Path | None = None,
    advance: Callable[[int], object] = lambda number: None,
) -> Painted:
    """Paint all that is shipped, and write tables, datasheet and manifest.

    A file whose pixels are as they were keeps its bytes: encoders differ from version to version, and that is no
    change.

    Parameters
    ----------
    folder : Path, optional
        Where it goes; the data folder when left out.
    plan : Plan
    jobs : int
        Processes that paint.
    gallery_page : Path, optional
        Where to write a page that shows faces with their attributes; it links to the pictures in ``../data``.
    advance : callable
        Called with the number of pictures that have been finished since the last call.

    Returns
    -------
    Painted
    """
    folder = folder or data_dir()
    clear_leftovers(folder)
    before = _before(folder)
    orders = orders_of(plan)
    batches = [
        Batch(folder, tuple(part), 96, {one.path: _known(before[one.path]) for one in part if one.path in before})
        for part in _parts(orders, BATCH)
    ]
    finished: dict[str, Finished] = {}
    for batch in in_processes(paint_batch, batches, jobs):
        finished |= {one.order.path: one for one in batch}
        advance(len(batch))
    done = [finished[order.path] for order in orders]
    entries = _picture_entries(folder, done) + _write_company(folder, plan, done, gallery_page)
    _remove_stale(folder, before.values(), {entry.path for entry in entries})
    kept = [entry for entry in before.values() if entry.command != COMMAND]
    write_manifest(folder, [*kept, *entries])
    compared = [
        (one.order.path, before[one.order.path].pixels_sha256 == one.pixels) for one in done if one.order.path in before
    ]
    return Painted(
        pictures=len(done),
        same=sum(same for _, same in compared),
        changed=tuple(path for path, same in compared if not same),
    )


def compare_sample(folder: Path | None = None, *, count: int = 16, plan: Plan = SHIPPED) -> Comparison:
    """Paint some faces again and compare them with the lossless ones that are shipped.

    Parameters
    ----------
    folder : Path, optional
        The data folder when left out.
    count : int
        How many, spread over the set; at most ``plan.references``.
    plan : Plan

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If ``count`` is not from 1 to ``plan.references``.
    """
    folder = folder or data_dir()
    chosen = _references(plan, orders_of(plan))
    if not 1 <= count <= len(chosen):
        raise ValueError(f"count is {count}; there are 1 to {len(chosen)} faces to compare with.")
    entries = {entry.path: entry for entry in read_manifest(folder).files}
    furthest: dict[str, int] = {}
    for order in chosen[:: max(1, len(chosen) // count)][:count]:
        path = _reference_path(order)
        with Image.open(io.BytesIO(read_checked(entries[path], folder))) as picture:
            shipped = np.asarray(picture.convert("RGB")).astype(int)
        furthest[path] = int(np.abs(make(order).image - shipped).max())
    return Comparison(
        identical=sum(most == 0 for most in furthest.values()),
        close=sum(most == 1 for most in furthest.values()),
        different=tuple(path for path, most in furthest.items() if most > 1),
    )


def _before(folder: Path) -> dict[str, Entry]:
    """Return what the manifest says now; a damaged manifest says nothing, since painting is how it is mended."""
    try:
        return {entry.path: entry for entry in read_manifest(folder).files}
    except (FileNotFoundError, ValueError):
        return {}


def _known(entry: Entry) -> tuple[str, str]:
    return (entry.pixels_sha256 or "", entry.sha256)


def _parts(orders: Sequence[Order], size: int) -> Iterable[Sequence[Order]]:
    return (orders[start : start + size] for start in range(0, len(orders), size))


def _picture_entries(folder: Path, done: Iterable[Finished]) -> list[Entry]:
    return [_entry(folder, one.order.path, one.seed, one.pixels) for one in done]


def _entry(folder: Path, path: str, seed: tuple[int, ...] = (), pixels: str | None = None) -> Entry:
    return entry_of(folder, path, licence=LICENCE, command=COMMAND, seed=seed, pixels_sha256=pixels)


def _write_company(folder: Path, plan: Plan, done: Sequence[Finished], gallery_page: Path | None) -> list[Entry]:
    """Write what goes with the pictures, and return its entries."""
    faces = [one for one in done if isinstance(one.order, FaceOrder)]
    rows: list[Row] = [row for one in faces for row in one.rows]
    boxes: list[Row] = [row for one in done if isinstance(one.order, CrowdOrder) for row in one.rows]
    write_table(folder / "attributes.csv", rows)
    entries = []
    if boxes:
        write_table(folder / "crowds/boxes.csv", boxes)
        entries.append(_entry(folder, "crowds/boxes.csv", (plan.seed,)))
    for order in _references(plan, [one.order for one in done]):
        made = make(order)
        write_lossless(folder / _reference_path(order), made.image)
        entries.append(_entry(folder, _reference_path(order), made.seed))
    shown = _spread([row for row in rows if str(row["file"]).startswith("masks/test")], plan.shown)
    images = []
    for row in shown:
        with Image.open(folder / str(row["file"])) as picture:
            images.append(np.asarray(picture.convert("RGB")))
    atomic_write(folder / "faces.jpg", as_jpeg(contact_sheet(images)))
    atomic_write(folder / "README.md", datasheet(rows, boxes, plan.people, seed=plan.seed, shown=plan.shown))
    # Git must not turn line ends around in files whose checksums are listed.
    atomic_write(folder / ".gitattributes", "* -text\n")
    if gallery_page is not None:
        atomic_write(gallery_page, gallery(shown))
    return [
        *entries,
        *(
            _entry(folder, path, (plan.seed,))
            for path in ("attributes.csv", "faces.jpg", "README.md", ".gitattributes")
        ),
    ]


def _references(plan: Plan, orders: Iterable[Order]) -> list[FaceOrder]:
    return _spread([order for order in orders if isinstance(order, FaceOrder)], plan.references)


def _reference_path(order: FaceOrder) -> str:
    return "reference/" + order.path.removeprefix("masks/").replace("/", "-").replace(".webp", ".png")


def _spread(items: Sequence[Item], count: int) -> list[Item]:
    """Return ``count`` items at even distances."""
    count = min(count, len(items))
    return [items[place] for place in np.linspace(0, len(items) - 1, count).round().astype(int)] if count else []


def _remove_stale(folder: Path, before: Iterable[Entry], painted: set[str]) -> None:
    """Remove pictures that an earlier plan painted and this one does not know."""
    for entry in before:
        if entry.command == COMMAND and entry.path not in painted and entry.path != MANIFEST:
            (folder / entry.path).unlink(missing_ok=True)
