"""The network of the project, put together from four pieces that a lesson can take one by one.

Pixels go through the augmentation (in training only), the scaling, the backbone, average pooling, and the head: dropout
and one logistic unit. All of them stand inside the model, so that whoever loads it feeds it plain pixels.

Derived in lesson 24.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from course_utils.mask.data import batches
from course_utils.quiet import quietly

with quietly():
    import keras


def augmentation(seed: int = 0) -> keras.Sequential:
    """Return layers that change a picture a little, and leave its answer as it is.

    Mirror, shift, turn, zoom, brightness and contrast, drawn anew for each picture. None of them moves a mask off a
    face or a nose out of a mask. ``fit`` calls them with ``training=True``, ``evaluate`` and ``predict`` with
    ``training=False``, and then they do nothing; called by hand without either, they do change the picture.

    Parameters
    ----------
    seed : int
        Of everything that is drawn.

    Returns
    -------
    keras.Sequential
        Pixels in [0, 255] to pixels in [0, 255].
    """
    layers = keras.layers
    return keras.Sequential(
        [
            layers.RandomFlip("horizontal", seed=seed),
            layers.RandomTranslation(0.06, 0.06, fill_mode="nearest", seed=seed + 1),
            layers.RandomRotation(0.03, fill_mode="nearest", seed=seed + 2),
            layers.RandomZoom(0.1, fill_mode="nearest", seed=seed + 3),
            layers.RandomBrightness(0.15, seed=seed + 4),
            layers.RandomContrast(0.2, seed=seed + 5),
        ],
        name="augmentation",
    )


def build_head(features: int = 1280, *, dropout: float = 0.2, seed: int = 0) -> keras.Model:
    """Return the new last piece: features to one logit.

    Parameters
    ----------
    features : int
        Numbers that describe a picture.
    dropout : float
        Share of them that is hidden in training, in [0, 1).
    seed : int
        Of the first weights, and of what is hidden.

    Returns
    -------
    keras.Model
        Shape (n, features) to shape (n, 1): the log-odds of a mask.
    """
    inputs = keras.Input((features,), name="features")
    hidden = keras.layers.Dropout(dropout, seed=seed, name="dropout")(inputs)
    first = keras.initializers.GlorotUniform(seed=seed)
    logit = keras.layers.Dense(1, kernel_initializer=first, name="logit")(hidden)
    return keras.Model(inputs, logit, name="head")


def build_model(
    backbone: keras.Model,
    head: keras.Model | None = None,
    *,
    augment: keras.Layer | None = None,
    probability: bool = False,
) -> keras.Model:
    """Put the pieces together: pixels to one number.

    Parameters
    ----------
    backbone : keras.Model
        Pictures in [-1, 1] to feature maps, as :func:`~course_utils.mask.backbone.load_backbone` gives it.
    head : keras.Model, optional
        As :func:`build_head` gives it; a new one when left out.
    augment : keras.Layer, optional
        As :func:`augmentation` gives it; none when left out, as in a network that is put to use.
    probability : bool
        False ends in the logit, which training wants: rounding hurts it less. True ends in a sigmoid, for users.

    Returns
    -------
    keras.Model
        Shape (n, size, size, 3), float32 in [0, 255], to shape (n, 1). The pieces share their weights with it, so that
        the network that is trained and the one that is used can be two models around the same backbone and head.
    """
    size = backbone.input_shape[1]
    head = head or build_head(backbone.output_shape[-1])
    inputs = pixels = keras.Input((size, size, 3), name="pixels")
    if augment is not None:
        pixels = augment(pixels)
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1, name="scaling")(pixels)
    answer = head(keras.layers.GlobalAveragePooling2D(name="pooling")(backbone(scaled)))
    if probability:
        answer = keras.layers.Activation("sigmoid", name="probability")(answer)
    return keras.Model(inputs, answer, name="mask_model")


def freeze(backbone: keras.Model, *, up_to: str | None = None, batch_norm: bool = False) -> int:
    """Let a backbone's last layers learn, and no other.

    Parameters
    ----------
    backbone : keras.Model
        Changed in place.
    up_to : str, optional
        The first layer that learns, such as ``"block_13_expand"``; all are frozen when it is left out.
    batch_norm : bool
        False keeps every batch normalization as it is in use: with the means and variances that it has, also while the
        layers around it learn, since a few hundred pictures would spoil them. True lets those from ``up_to`` on learn,
        as training from scratch must.

    Returns
    -------
    int
        Parameters that learn.

    Raises
    ------
    ValueError
        If there is no such layer.

    Notes
    -----
    A model that holds the backbone must be compiled again afterwards. In Keras 3 a batch normalization is in inference
    mode when it is not trainable; ``backbone(x, training=False)`` does not keep it there, since ``fit`` hands its
    ``training=True`` down to the layers of a model in a model.
    """
    names = [layer.name for layer in backbone.layers]
    if up_to is not None and up_to not in names:
        raise ValueError(f"The backbone has no layer {up_to!r}. Expected one such as block_10_expand, or {names[-1]}.")
    first = len(names) if up_to is None else names.index(up_to)
    for place, layer in enumerate(backbone.layers):
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = place >= first and (batch_norm or not is_norm)
    return sum(int(np.prod(weight.shape)) for weight in backbone.trainable_weights)


def augmented(images: NDArray, augment: keras.Layer, *, batch_size: int = 64) -> NDArray[np.uint8]:
    """Return pictures that are changed at random, once.

    Parameters
    ----------
    images : ndarray, shape (m, size, size, 3)
        Pixels in [0, 255].
    augment : keras.Layer
        As :func:`augmentation` gives it. Its random state moves on: the next call gives other pictures.
    batch_size : int

    Returns
    -------
    ndarray of uint8, shape (m, size, size, 3)
    """
    changed = np.empty(images.shape, np.uint8)
    for start in range(0, len(images), batch_size):
        part = images[start : start + batch_size].astype(np.float32)
        changed[start : start + batch_size] = np.rint(keras.ops.convert_to_numpy(augment(part, training=True)))
    return changed


def cached_features(
    backbone: keras.Model,
    images: NDArray,
    *,
    augment: keras.Layer | None = None,
    variants: int = 1,
    batch_size: int = 64,
) -> NDArray[np.float32]:
    """Send pictures through a frozen backbone once, and keep what comes out.

    As long as no layer of the backbone learns, its features do not change: each epoch of the head then costs
    milliseconds.

    Parameters
    ----------
    backbone : keras.Model
    images : ndarray, shape (m, size, size, 3)
        Pixels in [0, 255].
    augment : keras.Layer, optional
        Makes the variants. Without it there is one of each picture.
    variants : int
        How many versions of each picture; the first one is the picture itself.
    batch_size : int

    Returns
    -------
    ndarray of float32, shape (variants * m, features)
        The features of all pictures, then those of all pictures once more, changed at random, and so on: labels go with
        ``np.tile(labels, variants)``.
    """
    inputs = keras.Input(images.shape[1:])
    maps = backbone(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs))
    extractor = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(maps))
    none, found = np.zeros(len(images)), []
    for variant in range(variants if augment is not None else 1):
        seen = images if variant == 0 or augment is None else augmented(images, augment, batch_size=batch_size)
        found.append(extractor.predict(batches(seen, none, batch_size=batch_size), verbose=0))
    return np.concatenate(found)
