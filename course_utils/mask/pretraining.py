"""Make the bundled backbone: pre-train MobileNetV2 on painted bare faces.

Nobody is asked whether a mask is worn: no picture shows one, and the label is never read. What is asked: which hair,
beard, glasses, hat, scarf, clothes and surroundings a picture shows, which thing is held; 26 numbers such as skin tone,
pose, smile, light and colours; where eight landmarks of the face are; and which of them a patch hides that lies
somewhere on every second picture.

First with pictures of 64 pixels, which is twice as fast, then of 96. ``docs/backbone.md`` says what came of it.

Examples
--------
::

    python -m course_utils.mask.pretraining --folder runs/backbone --ship
    python -m course_utils.mask.pretraining --folder runs/trial --faces 500 --steps 20 10
"""

from __future__ import annotations

import csv
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from course_utils.mask.pretraining_faces import CHOICES, LANDMARKS, NUMBERS, SIGNED, Faces, paint_faces
from course_utils.mask.pretraining_patches import draw_shapes, lay_patches
from course_utils.paths import atomic_write, data_dir
from course_utils.quiet import quietly

with quietly():
    import keras

    from course_utils.mask.backbone import BUNDLED, architecture, weights_bytes

SIZE = 96
#: Pixels on a side, and the learning rate that a stage begins with.
STAGES = ((64, 2e-3), (96, 1e-3))
BATCH = 64
ROUND = 100  # steps between two rows of the log, and between two checkpoints
WARM_UP = 100  # steps in which the rate rises from 0
REACH = 12  # a picture is moved by a twelfth of its side, at most
#: Which of the numbers are asked for: those that can be seen in a picture of 96 pixels. The others are noise to learn.
ASKED = (
    "skin_tone", "age", "yaw", "pitch", "roll", "zoom", "eye_open", "mouth_open", "smile", "hair_volume", "lipstick",
    "makeup", "light_azimuth", "light_elevation", "dapple", "background_contrast", "background_blur",
    "background_colour_red", "background_colour_green", "background_colour_blue",
    "clothes_colour_red", "clothes_colour_green", "clothes_colour_blue",
    "hair_colour_red", "hair_colour_green", "hair_colour_blue",
)  # fmt: skip
COLUMNS = [NUMBERS.index(name) for name in ASKED]
SIGNS = np.array([-1.0 if name in SIGNED else 1.0 for name in ASKED], np.float32)
MIRRORED = [LANDMARKS.index(name) for name in (
    "left_eye", "right_eye", "nose", "mouth", "left_mouth", "right_mouth", "chin", "forehead",
)]  # fmt: skip
#: How much each question counts; the kinds count 1 each.
WEIGHTS = {**dict.fromkeys(CHOICES, 1.0), "numbers": 4.0, "landmarks": 6.0, "hidden": 3.0}
SHAPES = 2_000  # outlines of patches

Batch = tuple[NDArray[np.float32], dict[str, NDArray]]


def build(seed: int, size: int | None = None) -> keras.Model:
    """Return the backbone with a head for each question; without a ``size`` it takes pictures of any."""
    # Steadier statistics than the 0.9 that short trainings need.
    backbone = architecture(size, momentum=0.98, seed=seed)
    wake(backbone, seed)
    # Adam moves each of 1,280 weights of a head by as much as its rate: on features of full size, answers would jump.
    pooled = keras.layers.Rescaling(1 / 8)(keras.layers.GlobalAveragePooling2D()(backbone.output))
    sizes = {name: len(kinds) for name, kinds in CHOICES.items()} | {
        "numbers": len(ASKED),
        "landmarks": 2 * len(LANDMARKS),
        "hidden": len(LANDMARKS),
    }
    return keras.Model(
        backbone.input, {name: keras.layers.Dense(count, name=name)(pooled) for name, count in sizes.items()}
    )


def wake(backbone: keras.Model, seed: int) -> None:
    """Set first weights with which a picture gets through to the end.

    With Keras's own, little of a picture is left after seventeen blocks: from random pooled features a straight line
    tells a sixth of the variance of the skin tone after block 1, and nothing after block 16. Training then stands still
    for very long. So depthwise kernels begin as "take the middle" (where they halve the picture: a blur) with some
    noise, other kernels follow He (2015), and what a block adds to its input is small at first (Goyal et al., 2017).

    References
    ----------
    K. He et al., "Delving deep into rectifiers", 2015. P. Goyal et al., "Accurate, large minibatch SGD", 2017.
    """
    rng = np.random.default_rng(seed)
    middle, blur = np.zeros((3, 3)), np.outer([1, 2, 1], [1, 2, 1]) / 4
    middle[1, 1] = 1.0
    added = {layer.name.replace("_add", "_project_BN") for layer in backbone.layers if layer.name.endswith("_add")}
    for layer in backbone.layers:
        if isinstance(layer, keras.layers.DepthwiseConv2D):
            centre = middle if layer.strides[0] == 1 else blur
            (kernel,) = layer.get_weights()
            layer.set_weights([centre[:, :, None, None] + rng.normal(0, 0.15, kernel.shape)])
        elif isinstance(layer, keras.layers.Conv2D):
            (kernel,) = layer.get_weights()
            layer.set_weights([rng.normal(0, math.sqrt(2 / np.prod(kernel.shape[:3])), kernel.shape)])
        elif layer.name in added:
            gamma, *others = layer.get_weights()
            layer.set_weights([0.1 * np.ones_like(gamma), *others])


def compile_model(model: keras.Model, rate: float, steps: int) -> None:
    """Get a network ready for a stage: what each head is asked, and a rate that rises, then falls along a cosine."""
    kinds = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    schedule = keras.optimizers.schedules.CosineDecay(0.0, steps, warmup_target=rate, warmup_steps=WARM_UP)
    model.compile(
        keras.optimizers.Adam(schedule),
        {
            **dict.fromkeys(CHOICES, kinds),
            "numbers": keras.losses.MeanSquaredError(),
            "landmarks": keras.losses.MeanAbsoluteError(),
            "hidden": keras.losses.BinaryCrossentropy(from_logits=True),
        },
        loss_weights=WEIGHTS,
        jit_compile=False,  # on a processor compiling takes longer than it saves
    )


def batch_of(faces: Faces, shapes: NDArray[np.uint8], rng: np.random.Generator) -> Batch:
    """Draw faces; mirror, move and recolour them, lay patches on some, and let the answers follow.

    Parameters
    ----------
    faces : Faces
        Their numbers already standardized, their pictures of the stage's size.
    shapes : ndarray of uint8, shape (count, size, size)
        Outlines of patches.
    rng : numpy.random.Generator

    Returns
    -------
    pictures : ndarray of float32, shape (BATCH, size, size, 3)
        In [-1, 1].
    answers : dict of str to ndarray
    """
    rows, size = rng.integers(len(faces.images), size=BATCH), faces.images.shape[1]
    pictures, numbers = faces.images[rows].astype(np.float32), faces.numbers[rows].copy()
    landmarks = faces.landmarks[rows]
    flipped = rng.random(BATCH) < 0.5
    pictures[flipped] = pictures[flipped, :, ::-1]
    numbers[flipped] *= SIGNS
    landmarks[flipped] = landmarks[flipped][:, MIRRORED] * np.array([-1, 1]) + np.array([size - 1, 0])
    right, down = rng.integers(-(size // REACH), size // REACH + 1, 2)
    pictures = np.roll(pictures, (down, right), axis=(1, 2))
    landmarks += np.array([right, down])
    mean = pictures.mean(axis=(1, 2, 3), keepdims=True)
    pictures = mean + (pictures - mean) * rng.uniform(0.7, 1.3, (BATCH, 1, 1, 1)).astype(np.float32)
    pictures = np.clip(pictures + rng.normal(0, 12, (BATCH, 1, 1, 3)).astype(np.float32), 0, 255)
    hidden = lay_patches(pictures, landmarks, shapes, rng)
    answers: dict[str, NDArray] = {name: faces.choices[rows, place] for place, name in enumerate(CHOICES)}
    answers["numbers"] = numbers
    places = np.clip(landmarks / ((size - 1) / 2) - 1, -1.5, 1.5)
    answers["landmarks"] = places.reshape(BATCH, -1).astype(np.float32)
    answers["hidden"] = hidden
    return pictures / np.float32(127.5) - 1, answers


def at_size(faces: Faces, size: int) -> Faces:
    """Return faces with pictures of ``size`` pixels on a side, and landmarks that go with them."""
    old = faces.images.shape[1]
    if size == old:
        return faces
    images = [np.asarray(Image.fromarray(one).resize((size, size), Image.Resampling.BOX)) for one in faces.images]
    landmarks = ((faces.landmarks + 0.5) * (size / old) - 0.5).astype(np.float32)
    return Faces(np.stack(images), faces.choices, faces.numbers, landmarks)


def standardized(faces: Faces) -> Faces:
    """Return faces with the numbers that are asked for, each with mean 0 and standard deviation 1, cut at 3."""
    numbers = faces.numbers[:, COLUMNS]
    numbers = (numbers - numbers.mean(axis=0)) / (numbers.std(axis=0) + 1e-6)
    return Faces(faces.images, faces.choices, np.clip(numbers, -3, 3).astype(np.float32), faces.landmarks)


def made_ahead(steps: Iterable[int], make: Callable[[int], Batch]) -> Iterator[Batch]:
    """Yield the batch of each step; while one is used, the next is made."""
    with ThreadPoolExecutor(max_workers=1) as helper:
        waiting: Future[Batch] | None = None
        for step in steps:
            coming = helper.submit(make, step)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()


def run_stage(folder: Path, number: int, faces: Faces, steps: int, seed: int) -> None:
    """Run a stage from the end of the one before, or from its last checkpoint, and write its backbone."""
    (size, rate), checkpoint, log = STAGES[number - 1], folder / f"stage{number}.keras", folder / "log.csv"
    model = build(seed)
    if number > 1:
        _read(model, folder / f"stage{number - 1}.npz")
    compile_model(model, rate, steps)
    faces, shapes = at_size(faces, size), draw_shapes(SHAPES, size, np.random.default_rng((seed, number)))
    if checkpoint.is_file():
        model = keras.saving.load_model(checkpoint)

    def make(step: int) -> Batch:
        return batch_of(faces, shapes, np.random.default_rng((seed, number, step)))

    done = int(model.optimizer.iterations)
    while done < steps:
        began, losses, last = time.perf_counter(), [], min(done + ROUND, steps)
        for batch in made_ahead(range(done, last), make):
            model.reset_metrics()
            losses.append(model.train_on_batch(*batch, return_dict=True))
        done = last
        part = checkpoint.with_name("part.keras")
        model.save(part)
        part.replace(checkpoint)
        row = {"stage": number, "step": done, "size": size}
        row |= {name: round(float(np.mean([one[name] for one in losses])), 4) for name in losses[0]}
        _append(log, row | {"seconds": round(time.perf_counter() - began)})
    _write(model, folder / f"stage{number}.npz")


def main(
    folder: Annotated[Path, typer.Option(help="Painted faces, checkpoints, log and weights go here.")],
    faces: Annotated[int, typer.Option(help="Painted bare faces.")] = 44_000,
    steps: Annotated[tuple[int, int], typer.Option(help="Steps of the two stages.")] = (8_500, 7_500),
    seed: Annotated[int, typer.Option(help="Of everything.")] = 77,
    jobs: Annotated[int, typer.Option(help="Processes that paint.")] = 2,
    ship: Annotated[bool, typer.Option(help="In the end, put weights, log and settings into the data folder.")] = False,
) -> None:
    """Pre-train; stopped and called again with the same options, it goes on after the last checkpoint."""
    keras.utils.set_random_seed(seed)
    known = standardized(paint_faces(folder / "faces", faces, seed=seed, jobs=jobs))
    for number, count in enumerate(steps, start=1):
        if not (folder / f"stage{number}.npz").is_file():
            run_stage(folder, number, known, count, seed)
    backbone = architecture(SIZE)
    with np.load(folder / f"stage{len(steps)}.npz") as arrays:
        backbone.set_weights([arrays[str(place)] for place in range(len(arrays.files))])
    settings = {"faces": faces, "steps": steps, "seed": seed, "keras": keras.__version__, "numpy": np.__version__}
    atomic_write(folder / "settings.json", json.dumps(settings, indent=1) + "\n")
    atomic_write(folder / "backbone.npz", weights_bytes(backbone))
    if ship:
        _ship(folder, seed)


def _write(model: keras.Model, path: Path) -> None:
    """Write the backbone's weights, in their order, without the heads."""
    backbone = architecture(SIZE)
    for layer in backbone.layers:
        if layer.weights:
            layer.set_weights(model.get_layer(layer.name).get_weights())
    part = path.with_suffix(".part.npz")
    np.savez(part, **{str(place): one for place, one in enumerate(backbone.get_weights())})
    part.replace(path)


def _read(model: keras.Model, path: Path) -> None:
    """Set the weights of a network's backbone to those that :func:`_write` has written."""
    backbone = architecture(SIZE)
    with np.load(path) as arrays:
        backbone.set_weights([arrays[str(place)] for place in range(len(arrays.files))])
    for layer in backbone.layers:
        if layer.weights:
            model.get_layer(layer.name).set_weights(layer.get_weights())


def _append(path: Path, row: Mapping[str, float]) -> None:
    """Add a row to the log; a row says that its steps are done and saved."""
    new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(row), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)


def _ship(folder: Path, seed: int) -> None:
    """Copy weights, log and settings into the data folder, and register them there."""
    from course_utils.datasets.manifest import entry_of, register

    target = Path(BUNDLED).parent
    names = {"backbone.npz": BUNDLED, "log.csv": f"{target}/log.csv", "settings.json": f"{target}/settings.json"}
    for source, path in names.items():
        atomic_write(data_dir() / path, (folder / source).read_bytes())
    command = "python -m course_utils.mask.pretraining"
    register(
        [entry_of(data_dir(), path, licence="CC-BY-4.0", command=command, seed=(seed,)) for path in names.values()]
    )


if __name__ == "__main__":
    typer.run(main)
