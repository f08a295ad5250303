"""What is particular to the exercises of lesson 08."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises, nn
from course_utils.exercises.solutions import lesson05
from course_utils.exercises.solutions import lesson08 as solutions
from course_utils.learning import check


def test_solutions_agree_with_the_library() -> None:
    rng = np.random.default_rng(0)
    X, new = rng.normal(3, 2, (4, 20)), rng.normal(size=(4, 3))
    statistics = nn.normalization.measure(X)
    for ours, data in zip(solutions.standardize(X, new), (X, new), strict=True):
        np.testing.assert_allclose(ours, nn.normalization.standardize(data, statistics), rtol=1e-12)
    for kind, initializer in (("he", nn.initializers.he), ("glorot", nn.initializers.glorot)):
        ours = solutions.initialize(3, 5, kind, np.random.default_rng(1))
        np.testing.assert_allclose(ours, initializer(3, 5, np.random.default_rng(1)), rtol=1e-12)
    gradients = {"dW1": rng.normal(size=(2, 3)), "db1": rng.normal(size=(2, 1))}
    for limit in (0.5, 50.0):
        ours, library = solutions.clip_by_norm(gradients, limit), nn.clipping.clip_by_norm(gradients, limit)
        for name in gradients:
            np.testing.assert_allclose(ours[name], library[name], rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_check_of_lesson_05s_network_is_the_librarys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(3, 8)), rng.integers(0, 2, (1, 8))
    parameters = nn.network.initialize([3, 4, 2, 1], seed=seed)
    parameters = {name: array + 0.2 * rng.normal(size=array.shape) for name, array in parameters.items()}
    gradients = lesson05.model_backward(Y, parameters, lesson05.model_forward(X, parameters))

    def cost(p):
        return nn.network.cost(lesson05.model_forward(X, p)["Z3"], Y)

    measured, error = solutions.gradient_check(cost, parameters, gradients, 1e-5)
    assert error < 1e-7
    assert max(nn.gradient_errors(cost, parameters, gradients).values()) < 1e-7
    wrong = gradients | {"dW2": -gradients["dW2"]}
    assert solutions.gradient_check(cost, parameters, wrong, 1e-5)[1] > 1e-3
    expected = nn.to_vector({name: gradients[f"d{name}"] for name in parameters})
    np.testing.assert_allclose(measured, expected, rtol=1e-5, atol=1e-9)


def test_global_random_numbers_are_refused() -> None:
    generator = np.random.default_rng(0)
    result = check(exercises.lesson08.initialize, lambda n_out, n_in, kind, rng: generator.normal(size=(n_out, n_in)))
    assert not result.is_right and "two different answers" in result.message


def test_clipping_in_place_is_refused() -> None:
    def in_place(gradients, limit):
        clipped = solutions.clip_by_norm(gradients, limit)
        for name in gradients:
            gradients[name][...] = clipped[name]
        return gradients

    assert "changes its input `gradients`" in check(exercises.lesson08.clip_by_norm, in_place).message


@pytest.mark.parametrize("wrong", [("variance", "own_statistics"), ("not_shifted", "variance")])
def test_two_mistakes_at_once_are_both_named(wrong: tuple[str, str]) -> None:
    mistakes = {mistake.name: mistake for mistake in exercises.lesson08.standardize.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercises.lesson08.standardize, lambda *inputs: base(frozenset(wrong), *inputs))
    assert all(mistakes[name].say in result.message for name in wrong)
