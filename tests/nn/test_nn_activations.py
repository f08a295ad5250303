from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from course_utils import nn

SHAPES = [(1,), (1, 7), (3, 5), (2, 3, 4), (0, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_sigmoid_is_scipys(shape):
    Z = np.random.default_rng(1).normal(0, 20, shape)
    np.testing.assert_allclose(nn.sigmoid(Z), expit(Z), rtol=1e-12, atol=0)


@given(st.floats(-1e308, 1e308))
def test_sigmoid_is_symmetric_and_never_overflows(z):
    with np.errstate(all="raise", under="ignore"):
        left, right = nn.sigmoid(-z), nn.sigmoid(z)
    assert 0 <= left <= 1
    assert left + right == pytest.approx(1, abs=1e-15)


def test_sigmoid_reaches_its_ends_in_float64_only_where_the_docstring_says():
    assert nn.sigmoid(36.0) < 1 == nn.sigmoid(37.0)
    assert nn.sigmoid(-745.0) > 0 == nn.sigmoid(-746.0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    Z = np.linspace(-3, 3, 5, dtype=dtype)
    assert nn.sigmoid(Z).dtype == nn.sigmoid_derivative(Z).dtype == dtype


def test_whole_numbers_and_lists_are_welcome():
    np.testing.assert_allclose(nn.sigmoid([[0, 2]]), expit([[0.0, 2.0]]))
    assert nn.sigmoid(np.array([200], dtype=np.int16))[0] == pytest.approx(1)


@pytest.mark.parametrize("shape", SHAPES)
def test_derivative_is_the_slope(shape):
    Z = np.random.default_rng(2).normal(0, 4, shape)
    step = 1e-6
    slope = (expit(Z + step) - expit(Z - step)) / (2 * step)
    np.testing.assert_allclose(nn.sigmoid_derivative(Z), slope, atol=1e-9)


def test_derivative_keeps_its_precision_where_one_minus_the_sigmoid_is_lost():
    assert nn.sigmoid_derivative(40.0) == pytest.approx(np.exp(-40.0), rel=1e-12)
    assert nn.sigmoid_derivative(-40.0) == nn.sigmoid_derivative(40.0)
