"""How far do more labelled faces take the network of the mask project?

Fine-tunes the bundled backbone, as ``course mask train`` does, on the shipped training faces and on as many others as a
folder holds, and asks dev and test after each epoch. Nothing is chosen by either.

Examples
--------
::

    course data paint --count 40000 --to more_faces
    python tests/benchmarks/mask_more_labels.py more_faces
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from course_utils.mask.backbone import load_backbone
from course_utils.mask.data import Pictures, read_data
from course_utils.mask.model import augmentation, build_head, build_model, freeze
from course_utils.quiet import quietly

with quietly():
    import keras

CLASSES = ("without_mask", "with_mask")
BATCH, WARM_UP, SEED = 64, 200, 0


class Batches(keras.utils.PyDataset):
    """Pictures in another order each epoch; they stay bytes until they are asked for, as 40,000 would fill 4 GB."""

    def __init__(self, images: NDArray[np.uint8], labels: NDArray, rng: np.random.Generator) -> None:
        super().__init__()
        self.images, self.labels, self.rng = images, labels, rng
        self.order = rng.permutation(len(images))

    def __len__(self) -> int:
        return len(self.images) // BATCH

    def __getitem__(self, index: int) -> tuple[NDArray, NDArray]:
        places = np.sort(self.order[index * BATCH : (index + 1) * BATCH])
        return self.images[places].astype("float32"), self.labels[places].astype("float32")[:, None]

    def on_epoch_end(self) -> None:
        self.order = self.rng.permutation(len(self.images))


def main(
    faces: Annotated[Path, typer.Argument(help="What course data paint --count N --to FOLDER has painted.")],
    epochs: Annotated[int, typer.Option(help="Passes over all faces.")] = 4,
    rate: Annotated[float, typer.Option(help="The largest step.")] = 1.5e-3,
) -> None:
    """Print accuracy on dev and test after each epoch."""
    rng = np.random.default_rng(SEED)
    parts = read_data().parts
    images, labels = painted(faces, rng)
    images = np.concatenate([images, parts["train"].images])
    labels = np.concatenate([labels, parts["train"].labels])
    print(f"{len(images):,} labelled faces")

    keras.utils.set_random_seed(SEED)
    backbone = load_backbone("bundled")
    freeze(backbone, up_to=backbone.layers[0].name)
    model = build_model(backbone, build_head(seed=SEED), augment=augmentation(SEED))
    batches = Batches(images, labels, rng)
    falling = keras.optimizers.schedules.CosineDecay(
        1e-5, max(1, len(batches) * epochs), warmup_target=rate, warmup_steps=WARM_UP
    )
    model.compile(keras.optimizers.Adam(falling), keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False)
    began = time.perf_counter()
    for epoch in range(epochs):
        model.fit(batches, initial_epoch=epoch, epochs=epoch + 1, verbose=0)
        told = "  ".join(f"{name} {accuracy(model, parts[name]):.3f}" for name in ("dev", "test"))
        print(f"epoch {epoch + 1}: {told}  after {(time.perf_counter() - began) / 60:.0f} min", flush=True)


def painted(folder: Path, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.int_]]:
    """Return the faces of a folder in a random order, (m, 96, 96, 3), and whether each wears a mask, (m,)."""
    files = [(path, label) for label, name in enumerate(CLASSES) for path in sorted((folder / name).iterdir())]
    rng.shuffle(files)
    images = np.stack([np.asarray(Image.open(path).convert("RGB")) for path, _ in files])
    return images, np.array([label for _, label in files])


def accuracy(model: keras.Model, pictures: Pictures) -> float:
    """Return the share of pictures that are answered rightly."""
    logits = model.predict(pictures.images.astype("float32"), batch_size=100, verbose=0)[:, 0]
    return float(((logits > 0) == pictures.labels).mean())


if __name__ == "__main__":
    typer.run(main)
