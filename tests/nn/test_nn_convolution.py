from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn
from course_utils.nn import convolution
from course_utils.quiet import quietly

#: Height, width, channels in, f, channels out, padding, stride, dilation.
SETTINGS = [
    (5, 5, 1, 3, 1, 0, 1, 1),
    (6, 8, 2, 3, 4, 1, 1, 1),
    (7, 6, 3, 2, 2, 0, 2, 1),
    (9, 8, 2, 3, 3, 2, 3, 1),
    (9, 11, 2, 3, 2, 1, 2, 2),
    (8, 7, 3, 1, 5, 0, 1, 1),
    (5, 5, 2, 5, 3, 0, 1, 1),
    (6, 7, 1, 3, 2, "same", 1, 1),
    (6, 7, 2, 3, 2, "same", 2, 1),
    (7, 8, 2, 4, 2, "same", 1, 1),
    (10, 9, 2, 3, 2, "same", 1, 3),
    (10, 9, 2, 3, 2, "valid", 2, 1),
]
POOLINGS = [(4, 4, 2, 2), (7, 6, 2, 2), (7, 8, 3, 2), (6, 6, 2, 1), (5, 7, 1, 3)]


def a_layer(setting, m=3, seed=0, dtype=np.float64):
    height, width, channels, f, filters, *options = setting
    rng = np.random.default_rng(seed)
    X, W = rng.normal(size=(m, height, width, channels)), rng.normal(size=(f, f, channels, filters))
    b = rng.normal(size=filters)
    dZ = rng.normal(size=convolution.forward(X, W, b, *options).shape)
    return *(array.astype(dtype) for array in (X, W, b, dZ)), options


@pytest.fixture(scope="module")
def tf():
    pytest.importorskip("tensorflow")
    with quietly():
        import tensorflow
    return tensorflow


def keras_padding(padding):
    return padding if isinstance(padding, str) else "valid"


def in_keras(X, padding):
    """Put the rings of zeros around, which Keras cannot be told in numbers."""
    return X if isinstance(padding, str) else convolution.pad(X, padding)


@pytest.mark.parametrize("setting", SETTINGS)
def test_fast_and_slow_are_the_same(setting):
    X, W, b, dZ, options = a_layer(setting)
    slow = convolution.forward_loops(X, W, b, *options)
    np.testing.assert_allclose(convolution.forward(X, W, b, *options), slow, rtol=1e-12, atol=1e-12)
    fast = convolution.backward(dZ, X, W, *options)
    for one, other in zip(fast, convolution.backward_loops(dZ, X, W, *options), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("setting", [s for s in SETTINGS if 1 in s[-2:]])  # Keras cannot stride and dilate at once
def test_forward_and_gradients_are_those_of_keras(tf, setting):
    X, W, b, dZ, (padding, stride, dilation) = a_layer(setting)
    import keras

    layer = keras.layers.Conv2D(
        W.shape[3], len(W), stride, keras_padding(padding), dilation_rate=dilation, dtype="float64"
    )
    layer.build(in_keras(X, padding).shape)
    layer.set_weights([W, b])
    given = tf.constant(X)
    margin = 0 if isinstance(padding, str) else padding
    with tf.GradientTape() as tape:
        tape.watch(given)
        Z = layer(tf.pad(given, [[0, 0], [margin, margin], [margin, margin], [0, 0]]))
        cost = tf.reduce_mean(tf.reduce_sum(Z * dZ, axis=(1, 2, 3)))
    dX, (dW, db) = tape.gradient(cost, [given, layer.trainable_weights])
    np.testing.assert_allclose(convolution.forward(X, W, b, padding, stride, dilation), Z, rtol=1e-9, atol=1e-9)
    ours = convolution.backward(dZ, X, W, padding, stride, dilation)
    for one, other in zip(ours, (dX * len(X), dW, db), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", ["max", "mean"])
@pytest.mark.parametrize(("height", "width", "size", "stride"), POOLINGS)
def test_pooling_is_that_of_the_loops_and_of_keras(tf, height, width, size, stride, kind):
    import keras

    rng = np.random.default_rng(1)
    X = np.round(rng.normal(size=(3, height, width, 4)))  # with many equal numbers
    A = convolution.pool_forward(X, size, stride, kind)
    np.testing.assert_allclose(A, convolution.pool_forward_loops(X, size, stride, kind), rtol=1e-12)
    dA = rng.normal(size=A.shape)
    layer = {"max": keras.layers.MaxPooling2D, "mean": keras.layers.AveragePooling2D}[kind](
        size, stride, dtype="float64"
    )
    given = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(given)
        theirs = layer(given)
        cost = tf.reduce_sum(theirs * dA)
    np.testing.assert_allclose(A, theirs, rtol=1e-9)
    ours = convolution.pool_backward(dA, X, size, stride, kind)
    np.testing.assert_allclose(ours, tape.gradient(cost, given), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("setting", SETTINGS)
def test_gradients_are_those_of_finite_differences(setting):
    X, W, b, dZ, options = a_layer(setting, m=2)

    def cost(X=X, W=W, b=b):
        return float((dZ * convolution.forward(X, W, b, *options)).sum() / len(dZ))

    dX, dW, db = convolution.backward(dZ, X, W, *options)
    assert nn.gradient_check(lambda v: cost(X=v), X, dX / len(X)) < 1e-7
    assert nn.gradient_check(lambda v: cost(W=v), W, dW) < 1e-7
    assert nn.gradient_check(lambda v: cost(b=v), b, db) < 1e-7


def test_a_place_by_hand():
    X = np.array([[1.0, 2, 0], [3, 1, 1], [0, 2, 4]])[None, :, :, None]
    W = np.array([[1.0, 0], [-1, 2]])[:, :, None, None]
    Z = convolution.forward(X, W, np.array([10.0]))[0, :, :, 0]
    np.testing.assert_array_equal(Z, [[1 - 3 + 2 + 10, 2 - 1 + 2 + 10], [3 - 0 + 4 + 10, 1 - 2 + 8 + 10]])
    assert not np.array_equal(Z, convolution.forward(X, W[::-1, ::-1], np.array([10.0]))[0, :, :, 0])


def test_an_odd_zero_of_same_stands_below_and_to_the_right():
    X, W = np.ones((1, 4, 4, 1)), np.ones((2, 2, 1, 1))
    Z = convolution.forward(X, W, np.zeros(1), "same")[0, :, :, 0]
    np.testing.assert_array_equal(Z, [[4, 4, 4, 2], [4, 4, 4, 2], [4, 4, 4, 2], [2, 2, 2, 1]])


@pytest.mark.parametrize("n", [5, 12])
@pytest.mark.parametrize("f", [1, 2, 5])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, "same"])
def test_the_size_is_the_number_of_places(n, f, padding, stride, dilation):
    reach = dilation * (f - 1) + 1
    if padding == "same":
        assert convolution.output_size(n, f, padding, stride, dilation) == -(-n // stride)
    elif reach <= n + 2 * padding:
        places = [top for top in range(0, n + 2 * padding, stride) if top + reach <= n + 2 * padding]
        assert convolution.output_size(n, f, padding, stride, dilation) == len(places)
    else:
        with pytest.raises(ValueError, match=f"reaches over {reach} pixels does not fit into {n} pixels"):
            convolution.output_size(n, f, padding, stride, dilation)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_and_dtype_are_kept(dtype):
    X, W, b, dZ, options = a_layer(SETTINGS[4], dtype=dtype)
    before = [array.copy() for array in (X, W, b, dZ)]
    Z = convolution.forward(X, W, b, *options)
    A = convolution.pool_forward(X)
    pooled = [convolution.pool_backward(A, X, kind=kind) for kind in ("max", "mean")]
    results = [Z, A, *pooled, *convolution.backward(dZ, X, W, *options), convolution.forward_loops(X, W, b, *options)]
    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert all(np.array_equal(one, other) for one, other in zip(before, (X, W, b, dZ), strict=True))


def test_one_by_one_is_a_dense_layer_at_every_pixel():
    X, W, b, _, _ = a_layer((4, 5, 3, 1, 6, 0, 1, 1))
    as_columns = nn.layers.linear_forward(X.reshape(-1, 3).T, W[0, 0].T, b[:, None])
    np.testing.assert_allclose(convolution.forward(X, W, b), as_columns.T.reshape(3, 4, 5, 6), rtol=1e-12)


def test_what_does_not_fit_is_named():
    X, W, b, dZ, _ = a_layer(SETTINGS[1])
    with pytest.raises(ValueError, match=r"X has shape \(3, 6, 8, 2\), W \(3, 3, 5, 4\)"):
        convolution.forward(X, np.ones((3, 3, 5, 4)), b)
    with pytest.raises(ValueError, match=r"dZ has shape \(3, 6, 8, 4\): \(3, 4, 6, 4\) is expected"):
        convolution.backward(dZ, X, W)
    with pytest.raises(ValueError, match=r"\(6, 8, 2\) are given"):
        convolution.pool_forward(X[0])
    with pytest.raises(ValueError, match="kind is 'median'"):
        convolution.pool_forward(X, kind="median")
    with pytest.raises(ValueError, match="dA has shape"):
        convolution.pool_backward(X, X)
    with pytest.raises(ValueError, match="padding is -1"):
        convolution.forward(X, W, b, -1)
    with pytest.raises(ValueError, match="padding is 'full'"):
        convolution.forward(X, W, b, "full")
    with pytest.raises(ValueError, match="margin is -1"):
        convolution.pad(X, -1)
    with pytest.raises(ValueError, match="stride and dilation are 8, 3, 0 and 1"):
        convolution.output_size(8, 3, stride=0)
