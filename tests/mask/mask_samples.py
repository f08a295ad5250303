"""Small things that several tests of the mask project need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from course_utils.quiet import quietly

with quietly():
    import keras


def faces(count: int, size: int = 32, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return pictures of noise, every second one with a bluish patch at the bottom, and labels: 1 with the patch."""
    rng = np.random.default_rng(seed)
    images = np.kron(rng.integers(0, 255, (count, 8, 8, 3)), np.ones((1, size // 8, size // 8, 1))).astype(np.uint8)
    labels = np.arange(count) % 2
    images[labels == 1, size // 2 :, :, 2] = 230
    return images, labels


def write_folder(folder: Path, count: int = 60, *, names: tuple[str, str] = ("without_mask", "with_mask")) -> Path:
    """Write such pictures as PNG files into two class folders."""
    images, labels = faces(count)
    for name in names:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        Image.fromarray(image).save(folder / names[label] / f"{number:03}.png")
    return folder


def small_backbone(weights: str | None = "bundled", *, size: int = 32, seed: int = 0) -> keras.Model:
    """Stand in for MobileNetV2: four layers, with a batch norm among them, and the name where fine-tuning begins."""
    layers = keras.layers
    inputs = keras.Input((size, size, 3))
    first = keras.initializers.GlorotUniform(seed=1)
    hidden = layers.Conv2D(8, 4, strides=4, kernel_initializer=first, name="Conv1")(inputs)
    hidden = layers.BatchNormalization(name="bn_Conv1")(hidden)
    hidden = layers.Conv2D(8, 1, kernel_initializer=first, name="block_10_expand")(layers.ReLU()(hidden))
    return keras.Model(inputs, layers.ReLU()(layers.BatchNormalization(name="bn_top")(hidden)), name="backbone")
