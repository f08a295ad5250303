from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn


def cubic(theta):
    return float((theta**3).sum())


@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_gradient_of_a_cubic(shape):
    theta = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(nn.numerical_gradient(cubic, theta), 3 * theta**2, rtol=1e-6, atol=1e-9)


def test_the_error_shrinks_with_the_square_of_epsilon():
    errors = [abs(nn.numerical_gradient(cubic, [1.0], epsilon)[0] - 3) for epsilon in (1e-1, 1e-2)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


def test_float32_parameters_are_moved_in_float64_and_left_alone():
    theta = np.array([1.0, 2.0], dtype=np.float32)
    gradient = nn.numerical_gradient(cubic, theta)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, [3, 12], rtol=1e-6)
    np.testing.assert_array_equal(theta, [1, 2])


def test_a_forgotten_factor_is_seen():
    theta = np.array([0.5, -1.5])
    assert nn.gradient_check(cubic, theta, 3 * theta**2) < 1e-7
    assert nn.gradient_check(cubic, theta, theta**2) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("gradient", "expected", "error"), [([0, 0], [0, 0], 0), ([1, 2], [-1, -2], 1), ([1e-9], [1e-9], 0), ([0], [1], 1)]
)
def test_relative_error(gradient, expected, error):
    assert nn.relative_error(gradient, expected) == error


def test_misuse_is_explained():
    with pytest.raises(ValueError, match=r"\(2,\) and \(2, 1\)"):
        nn.relative_error([1, 2], [[1], [2]])
    with pytest.raises(ValueError, match="epsilon is 0"):
        nn.numerical_gradient(cubic, [1.0], 0)
