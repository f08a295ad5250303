from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import ACTIVATIONS, initializers, layers, numerical_gradient

SMOOTH = [ACTIVATIONS[name] for name in ("sigmoid", "tanh", "linear")]
ALL = [*SMOOTH, ACTIVATIONS["ReLU"], ACTIVATIONS["leaky ReLU"]]
SHAPES = [(1, 1, 1), (2, 3, 4), (5, 1, 7), (1, 6, 2), (4, 4, 4)]


def a_layer(n, n_prev, m, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n_prev, m)), rng.normal(size=(n, n_prev)), rng.normal(size=(n, 1)), rng.normal(size=(n, m))


@pytest.mark.parametrize("activation", ALL, ids=lambda activation: activation.name)
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_are_those_of_finite_differences(shape, activation):
    """The cost is any weighted sum of the values; dA then holds m times the weights, as dA belongs to losses."""
    A_prev, W, b, weights = a_layer(*shape)
    m = shape[2]

    def cost(A_prev=A_prev, W=W, b=b):
        return float((weights * layers.layer_forward(A_prev, W, b, activation)[0]).sum())

    _, cache = layers.layer_forward(A_prev, W, b, activation)
    dA_prev, dW, db = layers.layer_backward(m * weights, cache)
    for gradient, measured in (
        (dA_prev / m, numerical_gradient(lambda v: cost(A_prev=v), A_prev)),
        (dW, numerical_gradient(lambda v: cost(W=v), W)),
        (db, numerical_gradient(lambda v: cost(b=v), b)),
    ):
        np.testing.assert_allclose(gradient, measured, rtol=1e-6, atol=1e-8)


def test_a_layer_by_hand():
    Z = layers.linear_forward(np.array([[1.0, 2.0]]), np.array([[3.0], [-1.0]]), np.array([[0.5], [0.0]]))
    np.testing.assert_array_equal(Z, [[3.5, 6.5], [-1, -2]])
    np.testing.assert_array_equal(layers.activation_forward(Z, ACTIVATIONS["ReLU"]), [[3.5, 6.5], [0, 0]])
    dZ = layers.activation_backward(np.array([[1.0, 2.0], [4.0, 8.0]]), Z, ACTIVATIONS["ReLU"])
    np.testing.assert_array_equal(dZ, [[1, 2], [0, 0]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_inputs_and_dtype_are_kept(dtype):
    A_prev, W, b, dZ = (array.astype(dtype) for array in a_layer(3, 2, 5))
    before = [array.copy() for array in (A_prev, W, b, dZ)]
    Z = layers.linear_forward(A_prev, W, b)
    results = [Z, *layers.linear_backward(dZ, A_prev, W), layers.activation_backward(dZ, Z, ACTIVATIONS["ReLU"])]
    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert all(np.array_equal(one, other) for one, other in zip(before, (A_prev, W, b, dZ), strict=True))


def test_shapes_that_do_not_fit_are_named():
    A_prev, W, b, dZ = a_layer(3, 2, 5)
    with pytest.raises(ValueError, match=r"b \(3,\)"):
        layers.linear_forward(A_prev, W, b.ravel())
    with pytest.raises(ValueError, match=r"W \(2, 3\)"):
        layers.linear_forward(A_prev, W.T, b)
    with pytest.raises(ValueError, match=r"W has shape \(2, 3\)"):
        layers.linear_backward(dZ, A_prev, W.T)
    with pytest.raises(ValueError, match=r"dZ has shape \(3, 4\)"):
        layers.linear_backward(dZ[:, :4], A_prev, W)
    with pytest.raises(ValueError, match=r"dA has shape \(3, 5\), Z \(1, 5\)"):
        layers.activation_backward(dZ, dZ[:1], ACTIVATIONS["tanh"])


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [(initializers.he, 2 / 300), (initializers.glorot, 2 / 500), (initializers.scaled_normal, 0.01**2)],
)
def test_initializers_have_the_variance_that_they_promise(initializer, variance):
    W = initializer(200, 300, np.random.default_rng(0))
    assert W.shape == (200, 300)
    assert W.var() == pytest.approx(variance, rel=0.02)
    assert abs(W.mean()) < 4 * np.sqrt(variance / W.size)
    np.testing.assert_array_equal(W, initializer(200, 300, np.random.default_rng(0)))


def test_zeros_and_what_is_no_layer():
    assert not initializers.zeros(2, 3).any()
    for initializer in (initializers.zeros, initializers.scaled_normal, initializers.he, initializers.glorot):
        with pytest.raises(ValueError, match="n_out is 0"):
            initializer(0, 3, np.random.default_rng(0))
        with pytest.raises(ValueError, match="n_in is 0"):
            initializer(3, 0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="scale is -1"):
        initializers.scaled_normal(2, 2, np.random.default_rng(0), -1)
