"""From Keras to LiteRT, small and quick enough for a phone; and the refusal of what lost too much on the way.

Derived in lesson 25.

References
----------
B. Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", 2018.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from course_utils.mask.model_file import write_network
from course_utils.mask.predicting import LITERT, KerasPredictor, LiteRTPredictor, Predictor
from course_utils.quiet import quietly

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

Kind = Literal["float32", "int8"]
KINDS: tuple[Kind, ...] = ("float32", "int8")
#: The accuracy that an export may lose.
MOST_LOST = 0.01


class ExportRefusedError(ValueError):
    """The converted network answers worse than the original."""


@dataclass(frozen=True)
class Measured:
    """One form of a network, measured.

    Attributes
    ----------
    name : str
        Such as ``"Keras float32"``.
    bytes : int
        Size of its file.
    n, right : int
        Pictures, and right answers on them.
    agreement : float
        The share of pictures with the same answer as the original's.
    milliseconds : float
        For one picture on one core: the median of many.
    """

    name: str
    bytes: int
    n: int
    right: int
    agreement: float
    milliseconds: float

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return self.right / self.n


def to_litert(model: keras.Model) -> bytes:
    """Return a network as a LiteRT file with float32 numbers.

    Parameters
    ----------
    model : keras.Model
        Takes pixels, float32 in [0, 255], and gives probabilities.

    Returns
    -------
    bytes
        Takes one picture at a time, float32 of shape (1, size, size, 3).
    """
    return _converted(_converter(model))


def to_litert_int8(model: keras.Model, calibration: NDArray[np.uint8]) -> bytes:
    """Return a network as a LiteRT file that computes with whole numbers of 8 bits.

    Parameters
    ----------
    model : keras.Model
        Takes pixels, float32 in [0, 255], and gives probabilities.
    calibration : ndarray of uint8, shape (m, size, size, 3)
        Pictures like those to come, of both classes: the range of every layer's numbers is taken from them. See
        :func:`calibration_pictures`.

    Returns
    -------
    bytes
        Takes one picture at a time, uint8 of shape (1, size, size, 3), and gives float32: a multiple of 1/256.

    Raises
    ------
    ValueError
        If there is no picture to calibrate with.
    """
    if len(calibration) == 0:
        raise ValueError("There is no picture to calibrate with; expected a hundred or more, of both classes.")

    def examples() -> Iterator[list[NDArray[np.float32]]]:
        for place, image in enumerate(calibration):
            pixels = image[None].astype(np.float32)
            if place == 0:
                pixels[0, 0, :2] = [[0], [255]]  # a step is then exactly 1, and pixels go in as they are
            yield [pixels]

    with quietly():
        import tensorflow as tf
    converter = _converter(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = examples
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.uint8
    converter.inference_output_type = tf.float32
    return _converted(converter)


def calibration_pictures(
    images: NDArray[np.uint8], labels: ArrayLike, *, count: int = 200, seed: int = 0
) -> NDArray[np.uint8]:
    """Choose pictures to calibrate with, as many of each class.

    Parameters
    ----------
    images : ndarray of uint8, shape (m, size, size, 3)
        Training pictures.
    labels : array_like, shape (m,)
        0 and 1.
    count : int
        How many, when there are enough.
    seed : int

    Returns
    -------
    ndarray of uint8, shape (k, size, size, 3)
        Classes take turns.

    Raises
    ------
    ValueError
        If a class is missing: what a layer does with the class that it never saw would be cut off.
    """
    labels = np.asarray(labels).ravel()
    rng = np.random.default_rng(seed)
    classes = [rng.permutation(np.flatnonzero(labels == label)) for label in (0, 1)]
    each = min(count // 2, *(places.size for places in classes))
    if each == 0:
        raise ValueError(
            f"There are {classes[0].size} pictures without and {classes[1].size} with a mask to calibrate with; "
            "expected some of both: with one class alone, the other is answered by chance."
        )
    return images[np.stack([places[:each] for places in classes], axis=1).ravel()]


def export_path(model: str | Path, kind: Kind) -> Path:
    """Return the usual place of an export: ``NAME-int8.tflite`` beside ``NAME.keras``."""
    model = Path(model).expanduser()
    return model.with_name(f"{model.stem}-{kind}{LITERT}")


def measure(
    predictor: Predictor,
    images: NDArray[np.uint8],
    labels: ArrayLike,
    probabilities: ArrayLike,
    *,
    original: ArrayLike | None = None,
) -> Measured:
    """Measure one form of a network.

    Parameters
    ----------
    predictor : Predictor
    images : ndarray of uint8, shape (m, size, size, 3)
    labels : array_like, shape (m,)
        0 and 1.
    probabilities : array_like, shape (m,)
        What the predictor says of them.
    original : array_like, shape (m,), optional
        What the network said before it took this form.

    Returns
    -------
    Measured
    """
    threshold = predictor.info.threshold
    said = np.asarray(probabilities) >= threshold
    before = said if original is None else np.asarray(original) >= threshold
    return Measured(
        name=predictor.name,
        bytes=predictor.bytes,
        n=len(images),
        right=int((said == np.asarray(labels).ravel()).sum()),
        agreement=float((said == before).mean()),
        milliseconds=latency(predictor, images[:1]),
    )


def latency(predict: Callable[[NDArray], ArrayLike], images: NDArray, *, seconds: float = 0.5) -> float:
    """Return how long a call takes: the median of at least 20, after some that are not counted.

    Parameters
    ----------
    predict : callable
    images : ndarray
        What it is given.
    seconds : float
        How long to go on measuring.

    Returns
    -------
    float
        Milliseconds.
    """
    for _ in range(5):
        predict(images)
    times: list[float] = []
    while len(times) < 20 or sum(times) < seconds:
        start = time.perf_counter()
        predict(images)
        times.append(time.perf_counter() - start)
    return 1000 * float(np.median(times))


def export(
    predictor: KerasPredictor,
    path: str | Path,
    kind: Kind,
    *,
    calibration: NDArray[np.uint8],
    images: NDArray[np.uint8],
    labels: ArrayLike,
) -> tuple[Measured, Measured]:
    """Write a network as a LiteRT file, with its description beside it, unless it lost more than a point of accuracy.

    Parameters
    ----------
    predictor : KerasPredictor
    path : str or Path
        Ends in ``.tflite``.
    kind : {"float32", "int8"}
    calibration : ndarray of uint8, shape (k, size, size, 3)
        Needed for int8; see :func:`calibration_pictures`.
    images, labels : arrays, of shape (m, size, size, 3) and (m,)
        Pictures on which both forms are compared.

    Returns
    -------
    before, after : Measured

    Raises
    ------
    ExportRefusedError
        If it lost more. Nothing is written then.
    ValueError
        If the path has another ending.
    """
    path = Path(path).expanduser()
    if path.suffix != LITERT:
        raise ValueError(f"A LiteRT file ends in {LITERT}; {path.name!r} does not.")
    model = predictor.model
    content = to_litert(model) if kind == "float32" else to_litert_int8(model, calibration)
    converted, original = LiteRTPredictor(content, predictor.info), predictor(images)
    before = measure(predictor, images, labels, original)
    after = measure(converted, images, labels, converted(images), original=original)
    check_loss(before, after)
    write_network(path, content, predictor.info)
    return before, after


def check_loss(original: Measured, converted: Measured, most: float = MOST_LOST) -> None:
    """Raise ExportRefusedError if the accuracy on the same pictures fell by more than ``most``."""
    if original.right - converted.right > most * original.n + 1e-9:
        raise ExportRefusedError(
            f"{converted.name} answers {converted.accuracy:.1%} of {original.n:,} pictures rightly, and "
            f"{original.name} {original.accuracy:.1%}: more than {100 * most:g} point lost, so that nothing is "
            "written. Calibrate with more, and more varied, pictures of both classes."
        )


def _converter(model: keras.Model) -> tf.lite.TFLiteConverter:
    """Return a converter for one picture at a time, with augmentation and dropout asleep."""
    with quietly():
        import tensorflow as tf
    called = tf.function(lambda pixels: model(pixels, training=False))
    # The converter finds the weights among what hangs on this module. Handed the model itself, it misses those of some
    # models, and writes a file that computes with zeros.
    module = tf.Module()
    module.weights = [variable.value for variable in model.variables]
    shape = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)
    return tf.lite.TFLiteConverter.from_concrete_functions([called.get_concrete_function(shape)], module)


def _converted(converter: tf.lite.TFLiteConverter) -> bytes:
    """Return the file, without the converter's remarks about its own working."""
    logger = logging.getLogger("tensorflow")  # tells of every file that it writes on the way
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with quietly(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bytes(converter.convert())
    finally:
        logger.setLevel(level)
