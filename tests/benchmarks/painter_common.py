"""What the two painter benchmarks share: painted faces (cached), a small network, and honest numbers.

The recipe is fixed on purpose: random weights, a fixed number of passes, the last pass counts, a seed. Only then do two
numbers that differ tell something about the painter and not about the training.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from PIL import Image
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

CONSOLE = Console(soft_wrap=True)
CLASSES = ("without_mask", "with_mask")
CHUNK = 100


@dataclass(frozen=True)
class Pictures:
    """Square pictures with their truth.

    Attributes
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : ndarray of int, shape (m,); 1 where a mask is worn.
    attributes : list of dict
        What the painter says about each face; empty for photographs.
    """

    images: np.ndarray
    labels: np.ndarray
    attributes: list[dict[str, object]]

    def part(self, where: np.ndarray | slice) -> Pictures:
        """Return the pictures at some places."""
        picked = np.arange(len(self.labels))[where]
        attributes = [self.attributes[i] for i in picked] if self.attributes else []
        return Pictures(self.images[picked], self.labels[picked], attributes)


@dataclass(frozen=True)
class Score:
    """How well probabilities separate two classes."""

    balanced_accuracy: float
    auc: float
    confusion: np.ndarray


# ---------------------------------------------------------------------------------------------- pictures


def painted(
    count: int, *, seed: int, size: int, jobs: int, cache: Path, fixed: dict[str, object] | None = None
) -> Pictures:
    """Paint faces, every second one with a mask worn, or read them from the cache.

    Each face has its own stream of random numbers, so face 17 is the same face whatever ``count`` and ``jobs`` are. The
    name in the cache carries a digest of the painter's source: a changed painter paints again.

    Parameters
    ----------
    count, seed, size : int
        How many faces, the first number of their seeds, pixels on a side.
    jobs : int
        Processes that paint.
    cache : Path
        Folder of the ``.npz`` files.
    fixed : dict, optional
        Passed on to ``sample_face``, the same for all faces.
    """
    fixed = fixed or {}
    key = hashlib.sha256(f"{count} {seed} {size} {sorted(fixed.items())} {painter_digest()}".encode()).hexdigest()[:16]
    path = cache / f"painted-{count}-{size}px-seed{seed}-{key}.npz"
    if path.exists():
        with np.load(path, allow_pickle=False) as stored:
            return Pictures(stored["images"], stored["labels"], json.loads(str(stored["attributes"])))
    work = [(seed, first, min(first + CHUNK, count), size, fixed) for first in range(0, count, CHUNK)]
    with Progress(console=CONSOLE, transient=True) as bar:
        parts = list(bar.track(_in_parallel(work, jobs), total=len(work), description=f"painting {count} faces"))
    pictures = Pictures(
        np.concatenate([images for images, _ in parts]),
        np.arange(count) % 2,
        [one for _, attributes in parts for one in attributes],
    )
    cache.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.{os.getpid()}.npz")
    np.savez(
        part, images=pictures.images, labels=pictures.labels, attributes=json.dumps(pictures.attributes, default=_plain)
    )
    part.replace(path)
    return pictures


def painter_digest() -> str:
    """Return a digest of the painter's source files."""
    import course_utils.faces

    folder = Path(str(course_utils.faces.__file__)).parent
    digest = hashlib.sha256()
    for source in sorted(folder.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def photographs(folder: Path, size: int) -> Pictures:
    """Read ``with_mask`` and ``without_mask`` below a folder, resized to squares."""
    images, labels = [], []
    for label, name in enumerate(CLASSES):
        if not (folder / name).is_dir():
            raise SystemExit(f"{folder} has no folder {name!r}: expected {folder}/with_mask and {folder}/without_mask.")
        for path in sorted((folder / name).iterdir()):
            with Image.open(path) as picture:
                images.append(np.asarray(picture.convert("RGB").resize((size, size), Image.Resampling.BICUBIC)))
            labels.append(label)
    return Pictures(np.stack(images), np.array(labels), [])


def _in_parallel(work: list[tuple], jobs: int):
    if jobs <= 1:
        yield from map(_paint_some, work)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_paint_some, work)


def _paint_some(task: tuple[int, int, int, int, dict[str, object]]) -> tuple[np.ndarray, list[dict[str, object]]]:
    from course_utils.faces import paint, sample_face

    seed, first, last, size, fixed = task
    images, attributes = [], []
    for number in range(first, last):
        face = sample_face(np.random.default_rng([seed, number]), mask="worn" if number % 2 else "none", **fixed)
        images.append(paint(face, size=size).image)
        attributes.append(face.attributes())
    return np.stack(images), attributes


def _plain(value: object) -> object:
    """Turn NumPy scalars into Python ones for JSON."""
    return value.item() if isinstance(value, np.generic) else str(value)


# ---------------------------------------------------------------------------------------------- network


def compact_network(size: int):
    """Return five convolutions and a mean: 0.5 million weights, enough for pictures of 64 to 96 pixels."""
    from keras import Sequential, layers

    def block(filters: int, strides: int = 1) -> list:
        return [
            layers.Conv2D(filters, 3, strides=strides, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
        ]

    return Sequential(
        [
            layers.Input((size, size, 3)),
            layers.Rescaling(1 / 127.5, offset=-1.0),
            *block(24, strides=2),
            *block(32),
            layers.MaxPooling2D(),
            *block(64),
            layers.MaxPooling2D(),
            *block(128),
            layers.MaxPooling2D(),
            *block(192),
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.3),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def mobilenet(size: int):
    """Return MobileNetV2, a = 0.35, with the batch-norm momentum that a short training needs (Keras has 0.999)."""
    import keras

    def quicker(layer):
        if isinstance(layer, keras.layers.BatchNormalization):
            return keras.layers.BatchNormalization.from_config(layer.get_config() | {"momentum": 0.9})
        return layer.__class__.from_config(layer.get_config())

    slow = keras.applications.MobileNetV2((size, size, 3), alpha=0.35, include_top=False, weights=None, pooling="avg")
    body = keras.models.clone_model(slow, clone_function=quicker)
    scaled = [keras.layers.Input((size, size, 3)), keras.layers.Rescaling(1 / 127.5, offset=-1.0)]
    return keras.Sequential([*scaled, body, keras.layers.Dropout(0.2), keras.layers.Dense(1, activation="sigmoid")])


NETWORKS = {"compact": compact_network, "mobilenet": mobilenet}


def train(pictures: Pictures, *, network: str, epochs: int, seed: int, batch: int = 64, quiet: bool = False):
    """Train from random weights: Adam, one cosine from 0.002 to 0, flips and small shifts; the last pass counts."""
    import keras

    keras.utils.set_random_seed(seed)
    model = NETWORKS[network](pictures.images.shape[1])
    batches = augmented(pictures, batch, seed)
    rate = keras.optimizers.schedules.CosineDecay(
        1e-4, len(batches) * epochs, warmup_target=2e-3, warmup_steps=len(batches)
    )
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-3), loss="binary_crossentropy", metrics=["accuracy"])
    model.fit(batches, epochs=epochs, verbose=0 if quiet else 2)
    return model


def augmented(pictures: Pictures, batch: int, seed: int):
    """Return batches, in a new order each pass, each picture mirrored or not and shifted by up to a twelfth."""
    import keras

    class Batches(keras.utils.PyDataset):
        def __init__(self) -> None:
            super().__init__()
            self.rng = np.random.default_rng(seed)
            self.on_epoch_end()

        def __len__(self) -> int:
            return len(pictures.labels) // batch

        def on_epoch_end(self) -> None:
            self.order = self.rng.permutation(len(pictures.labels))

        def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
            picked = self.order[index * batch : (index + 1) * batch]
            return _moved(pictures.images[picked], self.rng).astype("float32"), pictures.labels[picked].astype(
                "float32"
            )[:, None]

    return Batches()


def _moved(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = images.shape[1]
    reach = size // 12
    padded = np.pad(images, ((0, 0), (reach, reach), (reach, reach), (0, 0)), mode="edge")
    moved = np.empty_like(images)
    for i, (dy, dx) in enumerate(rng.integers(0, 2 * reach + 1, (len(images), 2))):
        one = padded[i, dy : dy + size, dx : dx + size]
        moved[i] = one[:, ::-1] if rng.random() < 0.5 else one
    return moved


# ---------------------------------------------------------------------------------------------- numbers


def score(probability: np.ndarray, labels: np.ndarray) -> Score:
    """Compare probabilities with labels at the threshold 0.5."""
    from sklearn.metrics import balanced_accuracy_score, confusion_matrix, roc_auc_score

    said = (probability > 0.5).astype(int)
    return Score(
        float(balanced_accuracy_score(labels, said)),
        float(roc_auc_score(labels, probability)),
        confusion_matrix(labels, said, labels=[0, 1]),
    )


def show(title: str, result: Score) -> None:
    """Print one result."""
    (tn, fp), (fn, tp) = result.confusion
    CONSOLE.print(
        f"[bold]{title}[/]: balanced accuracy {result.balanced_accuracy:.3f} · AUC {result.auc:.3f} · "
        f"of {tp + fn} masked {fn} missed, of {tn + fp} bare {fp} taken for masked"
    )


def slices(pictures: Pictures, probability: np.ndarray, least: int = 25) -> list[tuple[str, int, float]]:
    """Return (``attribute = value``, count, accuracy), worst first.

    An attribute of many numbers is cut at its quartiles. Values that fewer than ``least`` faces have are left out.
    """
    right = (probability > 0.5) == pictures.labels
    rows = []
    for name in pictures.attributes[0]:
        values = [one.get(name) for one in pictures.attributes]
        numeric = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
        if numeric and len(set(values)) > 12:
            edges = np.quantile(np.array(values, float), [0.25, 0.5, 0.75])
            values = [f"quarter {1 + int(np.searchsorted(edges, float(str(value))))}" for value in values]
        for value in sorted(set(map(str, values))):
            where = np.array([str(one) == value for one in values])
            if least <= where.sum() < len(where):
                rows.append((f"{name} = {value}", int(where.sum()), float(right[where].mean())))
    return sorted(rows, key=lambda row: row[2])


def show_slices(rows: list[tuple[str, int, float]], most: int = 25) -> None:
    """Print the weakest slices as a table."""
    table = Table("slice", "faces", "accuracy", title="Weakest slices of painted faces never seen")
    for name, number, accuracy in rows[:most]:
        table.add_row(name, str(number), f"{accuracy:.3f}")
    CONSOLE.print(table)
