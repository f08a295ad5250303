"""The network that looks: MobileNetV2 without its head, with the weights that ship with the course, or with others.

References
----------
Sandler, M. et al. (2018). MobileNetV2: Inverted residuals and linear bottlenecks. CVPR.
"""

from __future__ import annotations

import io
import operator
import os
import warnings
from pathlib import Path
from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets.manifest import MEND, read_checked, read_manifest
from course_utils.paths import data_dir
from course_utils.quiet import quietly

with quietly():
    import keras

ALPHA = 0.35
BUNDLED = "backbone/mobilenet_v2_035_96.npz"
#: Keras's own 0.999 needs thousands of steps before what a network knows about its activations is of any use.
MOMENTUM = 0.9
#: Sizes for which there are weights of ImageNet; Keras takes those of 224 for any other.
IMAGENET_SIZES = (96, 128, 160, 192, 224)

Weights = Literal["bundled", "imagenet"] | None


def load_backbone(
    weights: Weights = "bundled", *, size: int = 96, fallback: Literal["bundled"] | None = None, seed: int = 0
) -> keras.Model:
    """Return MobileNetV2 with a width of 0.35, without head and without pooling.

    Parameters
    ----------
    weights : {"bundled", "imagenet"} or None
        ``"bundled"`` ships with the course and was learnt from paintings (``docs/backbone.md``). ``"imagenet"`` was
        learnt from photographs; Keras downloads it once, 2.0 MB, and keeps it. ``None`` is random.
    size : int
        Width and height of the pictures: a multiple of 32.
    fallback : "bundled", optional
        What to take when ``"imagenet"`` is neither in Keras's cache nor to be had from the network. Without it, that
        is an error.
    seed : int
        Of random weights.

    Returns
    -------
    keras.Model
        Pictures (n, size, size, 3), from -1 to 1, to features (n, size / 32, size / 32, 1280).

    Raises
    ------
    ValueError
        If ``weights``, ``size`` or ``fallback`` is none of the above, or the shipped weights are damaged.
    FileNotFoundError
        If the shipped weights are missing.
    ConnectionError
        If ImageNet's weights can be had neither from the cache nor from the network.

    References
    ----------
    Sandler, M. et al. (2018). MobileNetV2: Inverted residuals and linear bottlenecks. CVPR. Derived in lesson 17.

    Examples
    --------
    >>> load_backbone(None).output_shape
    (None, 3, 3, 1280)
    """
    if weights not in ("bundled", "imagenet", None):
        raise ValueError(f"weights is {weights!r}; expected 'bundled', 'imagenet' or None.")
    if fallback not in ("bundled", None):
        raise ValueError(f"fallback is {fallback!r}; expected 'bundled' or None.")
    size = _checked_size(size)
    if weights == "imagenet":
        return _imagenet(size, fallback)
    backbone = architecture(size, seed=seed)
    if weights == "bundled":
        _set_bundled(backbone)
    return backbone


def architecture(size: int | None, *, momentum: float = MOMENTUM, seed: int = 0) -> keras.Model:
    """Return the backbone with random weights; without a ``size`` it takes pictures of any.

    The seed does not touch Keras's global one.
    """
    backbone = keras.applications.MobileNetV2(
        input_shape=(size, size, 3), alpha=ALPHA, include_top=False, weights=None, name="backbone"
    )
    for number, layer in enumerate(backbone.layers):
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = momentum
        elif layer.weights:
            (kernel,) = layer.weights
            kernel.assign(keras.initializers.GlorotUniform(seed=1000 * seed + number)(kernel.shape))
    return backbone


def weights_bytes(backbone: keras.Model) -> bytes:
    """Return the weights as the bytes of an ``.npz`` file: kernels in half precision, all else in single.

    The file holds one array for each weight, under its path in the network.
    """
    stream = io.BytesIO()
    arrays = {one.path: _short(np.asarray(one.numpy())) for one in backbone.weights}
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def set_weights_from(backbone: keras.Model, content: bytes) -> None:
    """Set a backbone's weights to those that :func:`weights_bytes` has written."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        backbone.set_weights([arrays[one.path].astype(np.float32) for one in backbone.weights])


def _checked_size(size: SupportsIndex) -> int:
    """Return a size as a plain number, or say what is expected; NumPy's whole numbers are as good as Python's."""
    try:
        whole = 0 if isinstance(size, bool) else operator.index(size)
    except TypeError:
        whole = 0
    if whole < 32 or whole % 32:
        raise ValueError(
            f"size is {size!r}; expected a whole number, a multiple of 32, as the network halves a picture five times."
        )
    return whole


def _short(array: NDArray[np.float32]) -> NDArray[np.float16] | NDArray[np.float32]:
    """Halve what is large. Means and variances are few, and a variance can be too small for half precision."""
    return array.astype(np.float16) if array.ndim > 1 else array


def _set_bundled(backbone: keras.Model) -> None:
    """Read the shipped weights, checked against the manifest, into a backbone."""
    entry = next((one for one in read_manifest().files if one.path == BUNDLED), None)
    if entry is None:
        raise FileNotFoundError(f"{data_dir() / 'manifest.json'} does not list {BUNDLED}. {MEND}")
    set_weights_from(backbone, read_checked(entry))


def _imagenet(size: int, fallback: Literal["bundled"] | None) -> keras.Model:
    """Let Keras look into its cache, then download; say what to do when neither helps."""
    try:
        backbone = keras.applications.MobileNetV2(
            input_shape=(size, size, 3), alpha=ALPHA, include_top=False, weights="imagenet", name="backbone"
        )
    except Exception as problem:  # Keras raises a bare Exception when a download fails
        message = _no_imagenet(size, problem)
        if fallback is None:
            raise ConnectionError(message) from problem
        warnings.warn(f"{message} Taking the bundled weights instead.", stacklevel=3)
        return load_backbone(fallback, size=size)
    return backbone


def _no_imagenet(size: int, problem: Exception) -> str:
    """Say what was tried and what can be done."""
    rows = size if size in IMAGENET_SIZES else 224
    name = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{ALPHA}_{rows}_no_top.h5"
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
    return (
        f"ImageNet's weights could not be had: {name} is not usable in {cache}, and Keras could not download it "
        f"({str(problem).strip()}). Connect to the network once, or copy that file there from a computer that has it, "
        "or use load_backbone('bundled'), or load_backbone('imagenet', fallback='bundled')."
    )
