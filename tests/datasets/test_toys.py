from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.datasets import circles, flower, moons, spirals, xor

ALL = [flower, moons, circles, spirals, xor]


@pytest.mark.parametrize("toy", ALL)
@given(half=st.integers(1, 200), seed=st.integers(0, 2**32 - 1))
def test_shapes_balance_and_seed(toy: Callable, half: int, seed: int) -> None:
    X, Y = toy(2 * half, seed=seed)
    assert X.shape == (2, 2 * half) and Y.shape == (1, 2 * half)
    assert Y.sum() == half and set(Y[0]) == {0.0, 1.0}
    assert np.isfinite(X).all()
    again, _ = toy(2 * half, seed=seed)
    np.testing.assert_array_equal(X, again)
    assert not np.array_equal(X, toy(2 * half, seed=seed + 1)[0])


@pytest.mark.parametrize("toy", ALL)
def test_points_come_in_a_random_order(toy: Callable) -> None:
    _, Y = toy(400)
    assert 60 < Y[0, :200].sum() < 140


@pytest.mark.parametrize("toy", [flower, circles, spirals, xor])
def test_a_straight_line_hardly_helps(toy: Callable) -> None:
    X, Y = toy(2000, noise=0.0)
    A = np.vstack([X, np.ones(X.shape[1])]).T
    weights, *_ = np.linalg.lstsq(A, 2 * Y[0] - 1, rcond=None)
    assert np.mean((A @ weights > 0) == (Y[0] == 1)) < 0.7


@pytest.mark.parametrize("toy", ALL)
def test_without_noise_the_nearest_neighbour_knows_the_class(toy: Callable) -> None:
    X, Y = toy(600, noise=0.0, seed=3)
    distance = np.linalg.norm(X[:, :, None] - X[:, None, :], axis=0) + 1e9 * np.eye(600)
    assert np.mean(Y[0, distance.argmin(axis=1)] == Y[0]) > 0.93


def test_xor_is_the_exclusive_or_of_the_signs() -> None:
    X, Y = xor(500, noise=0.0)
    np.testing.assert_array_equal(Y[0] == 1, (X[0] > 0) != (X[1] > 0))


def test_rings_have_their_radii() -> None:
    X, Y = circles(500, noise=0.0)
    np.testing.assert_allclose(np.linalg.norm(X, axis=0), np.where(Y[0] == 1, 0.5, 1.0))


@pytest.mark.parametrize("petals", [2, 4, 10])
def test_petals_alternate(petals: int) -> None:
    X, Y = flower(1000, noise=0.0, petals=petals)
    angle = np.arctan2(X[1], X[0])
    np.testing.assert_array_equal(np.round(angle * petals / (2 * np.pi)).astype(int) % 2, Y[0].astype(int))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"count": 7}, "even number"),
        ({"count": 0}, "even number"),
        ({"noise": -0.1}, "not negative"),
        ({"petals": 5}, "petals is 5"),
    ],
)
def test_bad_arguments_are_explained(arguments: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        flower(**arguments)  # type: ignore[arg-type]
