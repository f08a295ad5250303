from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.special import expit, xlog1py, xlogy

from course_utils import nn

SHAPES = [(1, 1), (1, 9), (3, 4), (1, 0)]


def draw(shape, seed=0, spread=8.0):
    rng = np.random.default_rng(seed)
    return rng.normal(0, spread, shape), rng.integers(0, 2, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_cross_entropy_is_the_formula(shape):
    Z, Y = draw(shape)
    A = expit(Z)
    np.testing.assert_allclose(nn.cross_entropy(A, Y), -(xlogy(Y, A) + xlog1py(1 - Y, -A)), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
def test_both_cross_entropies_agree_where_the_sigmoid_is_precise(shape):
    Z, Y = draw(shape, spread=3)
    np.testing.assert_allclose(nn.cross_entropy_from_logits(Z, Y), nn.cross_entropy(expit(Z), Y), rtol=1e-9)


def test_labels_between_zero_and_one():
    A, Y = np.array([[0.2, 0.9]]), np.array([[0.25, 0.5]])
    expected = -(Y * np.log(A) + (1 - Y) * np.log(1 - A))
    np.testing.assert_allclose(nn.cross_entropy(A, Y), expected, rtol=1e-12)
    np.testing.assert_allclose(nn.cross_entropy_from_logits(np.log(A / (1 - A)), Y), expected, rtol=1e-12)


def test_certain_predictions():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        losses = nn.cross_entropy([[1.0, 0.0, 1.0, 0.0]], [[1, 0, 0, 1]])
    np.testing.assert_array_equal(losses, [[0, 0, np.inf, np.inf]])


def test_logits_stay_finite_and_precise():
    with np.errstate(all="raise", under="ignore"):
        losses = nn.cross_entropy_from_logits([[1e4, -1e4, 50.0]], [[0, 1, 1]])
    np.testing.assert_allclose(losses, [[1e4, 1e4, np.exp(-50)]], rtol=1e-12)


def test_squared_error():
    np.testing.assert_array_equal(nn.squared_error([[0.5, 1.0]], [[1, 0]]), [[0.125, 0.5]])


@pytest.mark.parametrize("loss", [nn.cross_entropy, nn.cross_entropy_from_logits, nn.squared_error])
def test_shapes_and_types(loss):
    assert loss(np.full((1, 2), 0.5, np.float32), np.array([[0, 1]])).dtype == np.float32
    with pytest.raises(ValueError, match=r"\(1, 3\).*\(3, 1\)"):
        loss(np.full((1, 3), 0.5), np.ones((3, 1)))


@pytest.mark.parametrize("shape", [(1, 8), (4, 3)])
def test_tensorflow_agrees(shape):
    tf = pytest.importorskip("tensorflow")
    Z, Y = draw(shape, seed=5)
    labels, logits = tf.constant(Y, tf.float64), tf.constant(Z, tf.float64)
    expected = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits).numpy()
    np.testing.assert_allclose(nn.cross_entropy_from_logits(Z, Y), expected, rtol=0, atol=1e-9)
    np.testing.assert_allclose(nn.sigmoid(Z), tf.sigmoid(logits).numpy(), rtol=0, atol=1e-9)
