"""Depthwise and pointwise convolution, against their formulas, finite differences and Keras."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn
from course_utils.nn import separable

SHAPES = [(5, 7, 3, 1, 0), (6, 5, 3, 2, 1), (8, 6, 3, 2, "same"), (7, 9, 5, 1, "same"), (4, 5, 2, 3, "valid")]


def layer(height, width, f, channels=3, seed=5):
    rng = np.random.default_rng(seed)
    X, W = rng.normal(size=(2, height, width, channels)), rng.normal(size=(f, f, channels))
    return X, W, rng.normal(size=channels)


@pytest.mark.parametrize(("height", "width", "f", "stride", "padding"), SHAPES)
def test_fast_and_slow_are_equal(height, width, f, stride, padding):
    inputs = layer(height, width, f)
    slow = separable.depthwise_loops(*inputs, padding, stride)
    np.testing.assert_allclose(separable.depthwise(*inputs, padding, stride), slow, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("height", "width", "f", "stride", "padding"), SHAPES)
def test_it_is_a_convolution_whose_kernels_are_zero_for_all_other_channels(height, width, f, stride, padding):
    X, W, b = layer(height, width, f)
    whole = W[:, :, :, None] * np.eye(3)
    expected = nn.convolution.forward(X, whole, b, padding, stride)
    np.testing.assert_allclose(separable.depthwise(X, W, b, padding, stride), expected, rtol=1e-12, atol=1e-12)
    dZ = np.random.default_rng(6).normal(size=expected.shape)
    dX, dW, db = separable.depthwise_backward(dZ, X, W, padding, stride)
    dX_whole, dW_whole, db_whole = nn.convolution.backward(dZ, X, whole, padding, stride)
    np.testing.assert_allclose(dX, dX_whole, atol=1e-12)
    np.testing.assert_allclose(dW, np.einsum("uvcc->uvc", dW_whole), atol=1e-12)
    np.testing.assert_allclose(db, db_whole, atol=1e-12)


def test_the_way_back_agrees_with_finite_differences():
    X, W, b = layer(5, 6, 3)
    G = np.random.default_rng(7).normal(size=separable.depthwise(X, W, b, 1, 2).shape)
    dX, dW, db = separable.depthwise_backward(G, X, W, 1, 2)

    def cost(X, W, b):
        return np.sum(G * separable.depthwise(X, W, b, 1, 2)) / 2

    assert nn.gradient_check(lambda v: cost(v, W, b), X, dX / 2) < 1e-7
    assert nn.gradient_check(lambda v: cost(X, v, b), W, dW) < 1e-7
    assert nn.gradient_check(lambda v: cost(X, W, v), b, db) < 1e-7


@pytest.mark.parametrize(("stride", "padding"), [(1, "same"), (2, "same"), (1, "valid"), (2, "valid")])
@pytest.mark.parametrize("size", [(8, 7), (9, 9)])
def test_keras_says_the_same(stride, padding, size):
    keras = pytest.importorskip("keras")
    X, W, b = layer(*size, 3)
    P, c = np.random.default_rng(8).normal(size=(3, 4)), np.random.default_rng(9).normal(size=4)
    theirs = keras.layers.DepthwiseConv2D(3, stride, padding, dtype="float64")
    theirs.build(X.shape)
    theirs.set_weights([W[..., None], b])
    np.testing.assert_allclose(separable.depthwise(X, W, b, padding, stride), theirs(X), atol=1e-9)
    both = keras.layers.SeparableConv2D(4, 3, strides=stride, padding=padding, dtype="float64")
    both.build(X.shape)
    both.set_weights([W[..., None], P[None, None], c])
    np.testing.assert_allclose(separable.separable(X, W, P, c, padding, stride), both(X), atol=1e-9)


@pytest.mark.parametrize(("places", "f", "before", "after"), [(16, 3, 8, 32), (1, 1, 1, 1), (100, 5, 3, 7)])
def test_counts_keep_the_law(places, f, before, after):
    standard = separable.cost_standard(places, f, before, after)
    cheap = separable.cost_separable(places, f, before, after)
    assert cheap.multiply_adds / standard.multiply_adds == pytest.approx(1 / after + 1 / f**2)
    assert standard.multiply_adds == places * standard.parameters
    assert cheap.parameters == f * f * before + before * after


def test_clear_errors():
    X, W, b = layer(5, 5, 3)
    with pytest.raises(ValueError, match=r"\(f, f, channels\) are expected"):
        separable.depthwise(X, W[..., :2], b)
    with pytest.raises(ValueError, match="dZ has shape"):
        separable.depthwise_backward(X, X, W)
    with pytest.raises(ValueError, match="channels_in = 0"):
        separable.cost_standard(4, 3, 0, 2)
