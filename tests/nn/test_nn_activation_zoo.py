from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.special import softmax as scipy_softmax

from course_utils import nn
from course_utils.nn.activation_zoo import ACTIVATIONS

SHAPES = [(1,), (1, 7), (3, 5), (2, 3, 4), (0, 3)]
EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=lambda activation: activation.name)


@EVERY
@pytest.mark.parametrize("shape", SHAPES)
def test_derivatives_are_the_slopes(activation, shape):
    Z = np.random.default_rng(1).normal(0, 3, shape)
    near = 1e-6
    Z[np.abs(Z) < 2 * near] = 1.0  # away from the kink, where there is no slope to measure
    slope = (activation.function(Z + near) - activation.function(Z - near)) / (2 * near)
    np.testing.assert_allclose(activation.derivative(Z), slope, atol=1e-8)


@EVERY
def test_at_zero_the_slope_lies_between_left_and_right(activation):
    left, right = activation.derivative([-1e-9, 1e-9])
    assert min(left, right) - 1e-6 <= activation.derivative(0.0) <= max(left, right) + 1e-6


@EVERY
@given(z=st.floats(-1e300, 1e300))
def test_ranges_hold_everywhere_and_nothing_overflows(activation, z):
    with np.errstate(all="raise", under="ignore"):
        value, slope = activation(z)
    assert activation.low <= value <= activation.high
    assert -1 <= slope <= 1


@EVERY
def test_ranges_are_used_to_their_ends(activation):
    values = activation.function(np.array([-1e6, -40.0, 0.0, 40.0, 1e6]))
    for end, reached in ((activation.low, values.min()), (activation.high, values.max())):
        assert abs(reached) >= 1e4 if np.isinf(end) else reached == pytest.approx(end, abs=1e-12)


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_and_shape_are_kept_and_the_input_is_left_alone(activation, dtype):
    Z = np.linspace(-3, 3, 6, dtype=dtype).reshape(2, 3)
    before = Z.copy()
    for result in activation(Z):
        assert result.dtype == dtype and result.shape == Z.shape
        assert not np.shares_memory(result, Z)
    np.testing.assert_array_equal(Z, before)


@EVERY
def test_whole_numbers_lists_and_single_numbers_are_welcome(activation):
    np.testing.assert_array_equal(activation.function([[-2, 3]]), activation.function(np.array([[-2.0, 3.0]])))
    assert activation.derivative(2).shape == ()
    assert activation.function(np.array([-3], dtype=np.int16)).dtype == np.float64


def test_a_two_sided_difference_finds_the_middle_of_the_kink():
    assert nn.numerical_gradient(nn.relu, 0.0) == pytest.approx(0.5)
    assert nn.numerical_gradient(nn.absolute, 0.0) == 0


def test_tanh_is_a_stretched_sigmoid():
    Z = np.random.default_rng(2).normal(0, 5, (4, 6))
    np.testing.assert_allclose(nn.tanh(Z), 2 * expit(2 * Z) - 1, atol=1e-15)


def test_derivative_of_tanh_keeps_its_precision():
    assert nn.tanh_derivative(30.0) == pytest.approx(4 * np.exp(-60.0), rel=1e-12)
    assert 1 - np.tanh(30.0) ** 2 == 0


@pytest.mark.parametrize("leak", [0.0, 0.01, 0.3])
def test_leak_is_the_slope_on_the_left(leak):
    np.testing.assert_allclose(nn.leaky_relu([-5.0, 5.0], leak), [-5 * leak, 5])
    np.testing.assert_allclose(nn.leaky_relu_derivative([-5.0, 0.0, 5.0], leak), [leak, leak, 1])


@pytest.mark.parametrize("floor", [0.5, 1.0, 2.0])
def test_elu_levels_off_at_its_floor(floor):
    assert nn.elu(-50.0, floor) == pytest.approx(-floor)
    assert nn.elu(-1e-12, floor) == pytest.approx(-1e-12 * floor, rel=1e-9)  # what e^z - 1 would lose


def test_elu_without_a_kink():
    assert nn.elu_derivative(0.0) == 1.0


@pytest.mark.parametrize("shape", [(1, 1), (5,), (3, 4), (4, 3), (10, 1), (2, 300)])
@pytest.mark.parametrize("size", [1.0, 50.0, 2000.0])
def test_softmax_is_scipys(shape, size):
    Z = np.random.default_rng(3).normal(0, size, shape)
    A = nn.softmax(Z)
    np.testing.assert_allclose(A, scipy_softmax(Z, axis=0), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(A.sum(axis=0), 1)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.floats(-1e3, 1e3))
def test_softmax_knows_differences_only(values, shift):
    Z = np.array(values)[:, None]
    np.testing.assert_allclose(nn.softmax(Z + shift), nn.softmax(Z), atol=1e-9)


def test_softmax_of_two_is_a_sigmoid():
    Z = np.random.default_rng(4).normal(0, 3, (2, 50))
    np.testing.assert_allclose(nn.softmax(Z)[1], nn.sigmoid(Z[1] - Z[0]), rtol=1e-12)


@pytest.mark.parametrize("Z", [2.0, np.zeros((0, 3))])
def test_softmax_needs_something_to_share_among(Z):
    with pytest.raises(ValueError, match="one entry at least"):
        nn.softmax(Z)


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_jacobian_is_what_finite_differences_give(n):
    z = np.random.default_rng(n).normal(0, 2, (n, 1))
    a, near = nn.softmax(z), 1e-6
    moves = near * np.eye(n)
    measured = (nn.softmax(z + moves) - nn.softmax(z - moves)) / (2 * near)  # column j: z[j] has moved
    J = nn.softmax_jacobian(a)
    np.testing.assert_allclose(J, measured, atol=1e-9)
    np.testing.assert_allclose(J.sum(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(J, J.T)
    np.testing.assert_allclose(np.diag(J), (a * (1 - a)).ravel())
    np.testing.assert_array_equal(J, nn.softmax_jacobian(a.ravel()))


@pytest.mark.parametrize("shape", [(), (0,), (1, 3), (2, 2), (3, 1, 1)])
def test_jacobian_is_for_one_column(shape):
    with pytest.raises(ValueError, match="a single column"):
        nn.softmax_jacobian(np.full(shape, 0.5))


def test_tensorflow_agrees_on_values_and_gradients():
    """One test, because importing TensorFlow takes seconds; 1e-9 in float64, kinks included."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    tf = pytest.importorskip("tensorflow")
    theirs = {
        "linear": tf.identity,
        "sigmoid": tf.sigmoid,
        "tanh": tf.tanh,
        "ReLU": tf.nn.relu,
        "leaky ReLU": lambda Z: tf.nn.leaky_relu(Z, alpha=0.125),  # TensorFlow keeps it in float32
        "ELU": tf.nn.elu,
        "absolute value": tf.abs,
    }
    rng = np.random.default_rng(5)
    for shape in [(1, 1), (4, 6), (2, 3, 5)]:
        Z = rng.normal(0, 4, shape)
        Z.flat[0] = 0.0
        for name, function in theirs.items():
            variable = tf.constant(Z)
            with tf.GradientTape() as tape:
                tape.watch(variable)
                values = function(variable)
            value, slope = ACTIVATIONS[name](Z)
            if name == "leaky ReLU":
                value, slope = nn.leaky_relu(Z, 0.125), nn.leaky_relu_derivative(Z, 0.125)
            np.testing.assert_allclose(value, values.numpy(), rtol=1e-9, atol=1e-12, err_msg=name)
            slopes = tape.gradient(values, variable).numpy()
            np.testing.assert_allclose(slope, slopes, rtol=1e-9, atol=1e-12, err_msg=name)
    assert set(theirs) == set(ACTIVATIONS) - {"step"}
    for n, m in [(3, 1), (5, 4)]:
        Z = rng.normal(0, 4, (n, m))
        np.testing.assert_allclose(nn.softmax(Z), tf.nn.softmax(tf.constant(Z), axis=0).numpy(), rtol=1e-9)
    z = tf.constant(rng.normal(0, 2, 6))
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.nn.softmax(z)
    np.testing.assert_allclose(nn.softmax_jacobian(a.numpy()), tape.jacobian(a, z).numpy(), rtol=1e-9, atol=1e-12)
