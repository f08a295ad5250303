"""What are the bundled backbone's features worth, next to ImageNet's and next to training from random weights?

Frozen features with a linear head, and fine-tuning, on painted faces and (with a folder of your own) on photographs.
The linear head is a logistic regression on standardised, averaged features; its penalty is chosen by cross-validation
among the labels it may learn from. Random few-shot draws and trainings are repeated with other seeds.

Examples
--------
::

    python tests/benchmarks/backbone_transfer.py
    python tests/benchmarks/backbone_transfer.py --weights bundled --weights imagenet --photos my_photos --no-training
    python tests/benchmarks/backbone_transfer.py --weights runs/backbone/backbone.npz --photos my_photos --validate
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Annotated

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import painter_common as common
import typer
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score

from course_utils import datasets
from course_utils.mask.backbone import architecture, load_backbone, set_weights_from

SIZE = 96
PAINTED, FEW, PHOTOGRAPHED = (100, 300, 1000), 200, (20, 100, 220)
PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


def main(
    weights: Annotated[
        list[str] | None, typer.Option(help="bundled, imagenet, random or a .npz file; may be given again.")
    ] = None,
    photos: Annotated[
        Path | None, typer.Option(help="Folder with labelled/ and test/, each with with_mask/ and without_mask/.")
    ] = None,
    validate: Annotated[bool, typer.Option(help="Split labelled/ at random instead of opening test/.")] = False,
    draws: Annotated[int, typer.Option(help="Random few-shot draws for every linear head.")] = 5,
    seeds: Annotated[int, typer.Option(help="Trainings for every fine-tuned or whole network.")] = 3,
    frozen: Annotated[bool, typer.Option(help="Measure frozen features.")] = True,
    training: Annotated[bool, typer.Option(help="Measure fine-tuning and training from random weights.")] = True,
) -> None:
    """Print the tables of docs/backbone.md."""
    names = weights or ["bundled"]
    learn, asked = _shipped("train"), _shipped("test")
    if frozen:
        _frozen_table(names, learn, asked, PAINTED, draws, "Painted faces, frozen features, accuracy on the test split")
        if photos is not None:
            labelled = common.photographs(photos / "labelled", SIZE)
            if validate:
                _validation_table(names, labelled, draws)
            else:
                test = common.photographs(photos / "test", SIZE)
                counts = tuple(2 * one for one in PHOTOGRAPHED)
                _frozen_table(names, labelled, test, counts, draws, "Photographs, frozen features, accuracy on test/")
    if training:
        _training_table(names, learn, asked, seeds)


# ---------------------------------------------------------------------------------------------- frozen features


def _frozen_table(
    names: list[str], learn: common.Pictures, asked: common.Pictures, counts: tuple[int, ...], draws: int, title: str
) -> None:
    table = Table("weights", *(f"{count} labels" for count in counts), title=title)
    for name in names:
        known, unknown = features(name, learn.images), features(name, asked.images)
        cells = []
        for count in counts:
            scores = []
            for draw in range(draws):
                chosen = _balanced(learn.labels, count, draw)
                said = linear_head(known[chosen], learn.labels[chosen], unknown)
                scores.append(float((said == asked.labels).mean()))
            cells.append(_spread(scores))
        table.add_row(name, *cells)
    common.CONSOLE.print(table)


def _validation_table(names: list[str], labelled: common.Pictures, draws: int) -> None:
    counts = (20, 80, 160)
    title = "Photographs, frozen features, accuracy on what is left of labelled/"
    table = Table("weights", *(f"{2 * count} labels" for count in counts), title=title)
    for name in names:
        known, cells = features(name, labelled.images), []
        for count in counts:
            scores = []
            for draw in range(draws):
                chosen = _balanced(labelled.labels, 2 * count, draw)
                left = np.setdiff1d(np.arange(len(labelled.labels)), chosen)
                said = linear_head(known[chosen], labelled.labels[chosen], known[left])
                scores.append(float((said == labelled.labels[left]).mean()))
            cells.append(_spread(scores))
        table.add_row(name, *cells)
    common.CONSOLE.print(table)


def features(name: str, images: np.ndarray) -> np.ndarray:
    """Return the backbone's averaged features, (m, 1280)."""
    backbone = _backbone(name)
    pooled = keras.Sequential([backbone, keras.layers.GlobalAveragePooling2D()])
    return pooled.predict(images.astype("float32") / 127.5 - 1, batch_size=128, verbose=0)


def linear_head(known: np.ndarray, labels: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Learn a logistic regression from some features, and say the labels of others."""
    mean, spread = known.mean(axis=0), known.std(axis=0) + 1e-3
    known, unknown = (known - mean) / spread, (unknown - mean) / spread
    # Turning the axes changes nothing about a penalised regression, and leaves as many columns as there are examples.
    axes = np.linalg.svd(known, full_matrices=False)[2].T
    known, unknown = known @ axes, unknown @ axes
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    heads = [LogisticRegression(C=penalty, max_iter=300) for penalty in PENALTIES]
    scores = [cross_val_score(head, known, labels, cv=folds, scoring="neg_log_loss").mean() for head in heads]
    return heads[int(np.argmax(scores))].fit(known, labels).predict(unknown)


# ---------------------------------------------------------------------------------------------- training


def _training_table(names: list[str], learn: common.Pictures, asked: common.Pictures, seeds: int) -> None:
    table = Table("weights", "labels", "accuracy", "seconds each", title="Painted faces, the whole network trained")
    rows = [(name, FEW) for name in dict.fromkeys([*names, "random"])] + [("random", count) for count in PAINTED]
    for name, count in rows:
        scores, began = [], time.perf_counter()
        for seed in range(seeds):
            part = learn.part(_balanced(learn.labels, count, seed))
            model = train(name, part, seed)
            said = model.predict(asked.images.astype("float32"), batch_size=128, verbose=0)[:, 0] > 0.5
            scores.append(float((said == asked.labels).mean()))
            common.CONSOLE.print(f"{name}, {count} labels, seed {seed}: {scores[-1]:.3f}")
        table.add_row(name, str(count), _spread(scores), f"{(time.perf_counter() - began) / seeds:.0f}")
    common.CONSOLE.print(table)


def train(name: str, learn: common.Pictures, seed: int) -> keras.Model:
    """Train a network whole: first the head alone if the weights know something, then everything on a cosine."""
    keras.utils.set_random_seed(seed)
    backbone = _backbone(name, seed)
    model = keras.Sequential(
        [
            keras.layers.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(1 / 127.5, offset=-1.0),
            backbone,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    batches = common.augmented(learn, 25, seed)
    epochs = 60 if len(learn.labels) < 1000 else 40
    peak = 2e-3 if name == "random" else 1e-3
    if name != "random":
        backbone.trainable = False
        model.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy", jit_compile=False)
        model.fit(batches, epochs=10, verbose=0)
        backbone.trainable = True
    rate = keras.optimizers.schedules.CosineDecay(
        1e-5, len(batches) * epochs, warmup_target=peak, warmup_steps=2 * len(batches)
    )
    model.compile(keras.optimizers.AdamW(rate, weight_decay=1e-3), "binary_crossentropy", jit_compile=False)
    model.fit(batches, epochs=epochs, verbose=0)
    return model


# ---------------------------------------------------------------------------------------------- what all need


def _backbone(name: str, seed: int = 0) -> keras.Model:
    if name.endswith(".npz"):
        backbone = architecture(SIZE)
        set_weights_from(backbone, Path(name).read_bytes())
        return backbone
    backbone = load_backbone(None if name == "random" else name, size=SIZE, seed=seed)  # type: ignore[arg-type]
    for layer in backbone.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.9  # ImageNet's come with Keras's 0.999, which a short training cannot use
    return backbone


def _shipped(split: str) -> common.Pictures:
    images, labels = datasets.load_masks_images(split)[:2]
    return common.Pictures(images, labels, [])


def _balanced(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Return the places of ``count`` examples, half of each class, drawn at random."""
    rng = np.random.default_rng((seed, count))
    return np.concatenate([rng.choice(np.flatnonzero(labels == label), count // 2, replace=False) for label in (0, 1)])


def _spread(scores: list[float]) -> str:
    return f"{np.mean(scores):.3f} ± {np.std(scores):.3f}" if len(set(scores)) > 1 else f"{scores[0]:.3f}"


if __name__ == "__main__":
    typer.run(main)
