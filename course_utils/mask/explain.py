"""Where does the network look? Two answers that know nothing of each other, so that each can doubt the other.

Grad-CAM asks the network's gradients, once. Occlusion asks the network itself, with a part of the picture covered, for
every part in turn: slower, coarser, and true for any model, also for one in a LiteRT file.

Derived in lesson 25.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from course_utils.quiet import quietly

if TYPE_CHECKING:
    import keras

#: The last map of MobileNetV2 with 6 x 6 cells at 96 pixels. The very last one has 3 x 3, too coarse to tell a chin
#: from a mouth, and is often empty.
LAYER = "block_13_expand_relu"

Floats = NDArray[np.float64]
Predict = Callable[[NDArray], ArrayLike]


@dataclass(frozen=True)
class GradCam:
    """What Grad-CAM found in some pictures.

    Attributes
    ----------
    maps : ndarray, shape (m, rows, columns)
        Evidence for what the model says, in logits per cell, before anything is cut off or scaled. Negative cells speak
        against it.
    probabilities : ndarray, shape (m,)
        Of a mask.
    """

    maps: Floats
    probabilities: Floats

    def heat(self, size: int) -> Floats:
        """Return the positive evidence, scaled to [0, 1] in each picture and enlarged to (m, size, size).

        A picture without positive evidence stays 0 all over: then the map explains nothing, and that is worth knowing.
        """
        positive = np.maximum(self.maps, 0)
        highest = positive.max(axis=(1, 2), keepdims=True)
        scaled = np.divide(positive, highest, out=np.zeros_like(positive), where=highest > 0)
        return np.stack([enlarge(one, size) for one in scaled])


def grad_cam(model: keras.Model, images: NDArray, *, layer: str = LAYER, target: int | None = None) -> GradCam:
    """Return which cells of a feature map speak for the model's answer.

    With the channels ``A[k]`` of the map and the logit ``z`` of the answer, the weight of a channel is the mean of its
    gradients, ``w[k] = mean(dz / dA[k])``, and the map is the sum of ``w[k] A[k]`` over the channels.

    Parameters
    ----------
    model : keras.Model
        Ends in a sigmoid. The layer may stand in it or in a model inside it, such as the backbone.
    images : ndarray, shape (m, size, size, 3)
        Pixels from 0 to 255.
    layer : str
        Name of the layer whose map is used.
    target : {0, 1}, optional
        Explain this answer; when left out, in each picture the one that the model gives.

    Returns
    -------
    GradCam

    Raises
    ------
    ValueError
        If there is no such layer, it has no map, or the model does not end in a sigmoid.

    References
    ----------
    R. R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization", 2017.
    """
    with quietly():
        import tensorflow as tf
    opened = _opened(model, layer)
    pixels = tf.convert_to_tensor(np.asarray(images, np.float32))
    with tf.GradientTape() as tape:
        maps, logits = opened(pixels, training=False)
        if len(maps.shape) != 4:
            raise ValueError(
                f"The layer {layer} gives {tuple(maps.shape)}; expected a map of shape (m, rows, columns, k)."
            )
        signs = tf.where(logits >= 0, 1.0, -1.0) if target is None else float(2 * target - 1)
        # Each picture's logit depends on its own map alone, so that one gradient of the sum serves all.
        answer = tf.reduce_sum(signs * logits)
    weights = tf.reduce_mean(tape.gradient(answer, maps), axis=(1, 2), keepdims=True)
    evidence = tf.reduce_sum(weights * maps, axis=-1)
    return GradCam(evidence.numpy().astype(np.float64), tf.sigmoid(logits).numpy().ravel().astype(np.float64))


def occlusion(
    predict: Predict, image: NDArray[np.uint8], *, patch: int = 16, stride: int = 8, target: int | None = None
) -> Floats:
    """Return how much evidence is lost when a part of the picture is covered.

    Parameters
    ----------
    predict : callable
        Takes pictures of shape (m, size, size, 3) with pixels from 0 to 255, returns m probabilities.
    image : ndarray of uint8, shape (size, size, 3)
    patch : int
        Pixels on a side of what is covered, with the picture's mean colour.
    stride : int
        Pixels from one patch to the next.
    target : {0, 1}, optional
        As in :func:`grad_cam`.

    Returns
    -------
    ndarray, shape (size, size)
        The loss in log-odds, in each pixel the mean over the patches that cover it. Positive where what was covered
        speaks for the answer.

    Raises
    ------
    ValueError
        If the patch does not fit into the picture, or the stride leaves gaps.

    References
    ----------
    M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks", 2014.
    """
    size = image.shape[0]
    if image.shape != (size, size, 3):
        raise ValueError(f"The picture has shape {image.shape}; expected one square picture, (size, size, 3).")
    if not 1 <= stride <= patch <= size:
        raise ValueError(f"stride is {stride} and patch {patch}; expected 1 <= stride <= patch <= {size}.")
    starts = sorted({*range(0, size - patch + 1, stride), size - patch})
    places = [(slice(row, row + patch), slice(column, column + patch)) for row in starts for column in starts]
    covered = np.repeat(image[None], len(places) + 1, axis=0)
    colour = image.reshape(-1, 3).mean(axis=0).round().astype(image.dtype)
    for picture, place in zip(covered, places, strict=False):  # the last picture stays as it is
        picture[place] = colour
    odds = _log_odds(predict(covered))
    sign = (1 if odds[-1] >= 0 else -1) if target is None else 2 * target - 1
    loss, times = np.zeros((size, size)), np.zeros((size, size))
    for place, odd in zip(places, odds[:-1], strict=True):
        loss[place] += sign * (odds[-1] - odd)
        times[place] += 1
    return loss / times


def has_layer(model: keras.Model, layer: str) -> bool:
    """Say whether a model, or a model inside it, has a layer of this name."""
    return any(one.name == layer for one in _layers(model))


def enlarge(cells: NDArray, size: int) -> Floats:
    """Return a map of cells as (size, size), smoothly."""
    picture = Image.fromarray(np.asarray(cells, np.float32), mode=None)
    return np.asarray(picture.resize((size, size), Image.Resampling.BILINEAR), np.float64)


def _log_odds(probabilities: ArrayLike) -> Floats:
    """Return log-odds; 0 and 1, which rounding makes, become one in a million."""
    p = np.clip(np.asarray(probabilities, np.float64).ravel(), 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


def _opened(model: keras.Model, layer: str) -> keras.Model:
    """Return the model with two outputs, the layer's map and the logit, sharing all weights."""
    if not has_layer(model, layer):
        names = [one.name for one in _layers(model)]
        raise ValueError(f"The model has no layer {layer!r}. Its last ones are {', '.join(names[-8:])}.")
    return _with_map(model, layer, last=model.layers[-1])


def _with_map(model: keras.Model, layer: str, last: keras.Layer | None = None) -> keras.Model:
    """Return a model that calls the same layers, puts out the map as well, and leaves the sigmoid of `last` out.

    A map inside a nested model cannot be reached from outside by name, so that nested models are opened on the way.
    """
    with quietly():
        import keras
    maps = []

    def call(one: keras.Layer, *args: object, **kwargs: object) -> object:
        if one is last:
            return _without_sigmoid(one, args[0])
        if isinstance(one, keras.Model) and has_layer(one, layer):
            found, output = _with_map(one, layer)(args[0], training=False)
            maps.append(found)
            return output
        output = one(*args, **kwargs)
        if one.name == layer:
            maps.append(output)
        return output

    graph = keras.Model(model.inputs[0], model.outputs[0])  # a Sequential model has none of its own
    copy = keras.models.clone_model(graph, clone_function=lambda one: one, call_function=call)
    return keras.Model(copy.inputs[0], [maps[-1], copy.outputs[0]])


def _without_sigmoid(layer: keras.Layer, inputs: object) -> object:
    """Return what a model's last layer gives before its sigmoid: where that is flat, its gradients vanish."""
    with quietly():
        import keras
    if getattr(layer, "activation", None) is not keras.activations.sigmoid:
        raise ValueError(
            f"The model ends in the layer {layer.name}; expected a Dense or Activation layer with a sigmoid."
        )
    if isinstance(layer, keras.layers.Dense):
        logits = keras.ops.matmul(inputs, layer.kernel)
        return logits + layer.bias if layer.use_bias else logits
    return inputs


def _layers(model: keras.Model) -> list[keras.Layer]:
    """Return all layers, those of nested models among them."""
    with quietly():
        import keras
    return [
        inner for one in model.layers for inner in ([one, *_layers(one)] if isinstance(one, keras.Model) else [one])
    ]
