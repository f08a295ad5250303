"""What is particular to the exercises of lesson 05."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises, nn
from course_utils.exercises.solutions import lesson05 as solutions
from course_utils.learning import check

CHAINS = [[5, 1], [4, 3, 1], [6, 5, 4, 3, 1]]


@pytest.mark.parametrize("sizes", CHAINS)
def test_solutions_agree_with_the_library(sizes: list[int]) -> None:
    rng = np.random.default_rng(2)
    X, Y = rng.normal(size=(sizes[0], 20)), rng.integers(0, 2, (1, 20))
    parameters = nn.network.initialize(sizes, seed=1)
    cache = solutions.model_forward(X, parameters)
    ZL, caches = nn.network.forward(X, parameters)
    L = len(sizes) - 1
    np.testing.assert_allclose(cache[f"Z{L}"], ZL, rtol=1e-12)
    np.testing.assert_allclose(cache[f"A{L}"], nn.network.probability(parameters, X), rtol=1e-12)
    ours, library = solutions.model_backward(Y, parameters, cache), nn.network.backward(Y, caches)
    assert ours.keys() == library.keys()
    for name, gradient in library.items():
        np.testing.assert_allclose(ours[name], gradient, rtol=1e-9, atol=1e-12)
    shapes = solutions.dimensions(sizes, 20)
    for layer in range(1, L + 1):
        for name in "WbZA":
            array = parameters[f"{name}{layer}"] if name in "Wb" else cache[f"{name}{layer}"]
            assert shapes[name][layer - 1] == array.shape


def test_a_network_of_three_layers_only_is_not_enough() -> None:
    """A function that is right for the smallest networks of the check, and only for them, is told so."""

    def three(X, parameters):
        return {name: value for name, value in solutions.model_forward(X, parameters).items() if int(name[1:]) < 4}

    result = check(exercises.lesson05.model_forward, three)
    assert not result.is_right
    assert "has no key 'Z4', 'A4'" in result.message


def test_the_stale_slope_is_named_where_no_shape_shows_it() -> None:
    """The mistake of “Find the bug”, written so that it raises nothing."""

    def stale(Y, parameters, cache):
        shifted = dict(cache)
        for layer in range(1, len(parameters) // 2):
            rows = np.resize(cache[f"Z{layer + 1}"], cache[f"Z{layer}"].shape)
            shifted[f"Z{layer}"] = rows
        return solutions.model_backward(Y, parameters, shifted)

    result = check(exercises.lesson05.model_backward, stale)
    assert not result.is_right
    shown = repr(result)
    assert "dZ3  ✓  exact" in shown
    assert "dZ2  ✗" in shown


@pytest.mark.parametrize("wrong", [("sums", "sign"), ("no_slope", "sums")])
def test_two_mistakes_at_once_are_both_named(wrong: tuple[str, str]) -> None:
    mistakes = {mistake.name: mistake for mistake in exercises.lesson05.model_backward.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercises.lesson05.model_backward, lambda *inputs: base(frozenset(wrong), *inputs))
    assert all(mistakes[name].say in result.message for name in wrong)
