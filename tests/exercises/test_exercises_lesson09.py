"""What is particular to the exercises of lesson 09."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises.solutions import lesson09 as solutions
from course_utils.learning import check


def test_the_bug_of_the_lesson_is_named() -> None:
    """“Find the bug”, as the learner finds it."""

    def mend(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
        m = (beta1 * m + gradient - beta1 * gradient) / (1 - beta1**t)
        v = (beta2 * v + gradient**2 - beta2 * gradient**2) / (1 - beta2**t)
        return m, v, theta - alpha * m / (np.sqrt(v) + epsilon)

    assert check(exercises.lesson09.adam, mend).mistake == "fed_back"


def test_an_update_in_place_is_told() -> None:
    def adam(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon):
        m, v, new = solutions.adam(theta, gradient, m, v, t, alpha, beta1, beta2, epsilon)
        theta[...] = new
        return m, v, theta

    result = check(exercises.lesson09.adam, adam)
    assert not result.is_right and "changes its input `theta`" in result.message


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("adam", ("not_squared", "epsilon_inside")),
        ("adam", ("m_exchanged", "v_exchanged")),
        ("rmsprop", ("v_exchanged", "epsilon_inside")),
        ("momentum", ("m_exchanged", "uphill")),
        ("moving_average", ("exchanged", "from_zero")),
    ],
)
def test_two_mistakes_at_once_are_both_named(name: str, wrong: tuple[str, str]) -> None:
    exercise = getattr(exercises.lesson09, name)
    mistakes = {mistake.name: mistake for mistake in exercise.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercise, lambda *inputs: base(frozenset(wrong), *inputs))
    assert all(mistakes[switch].say in result.message for switch in wrong), result.message


def test_batches_of_an_epoch_are_the_whole_set() -> None:
    rng = np.random.default_rng(0)
    X, Y, order = rng.normal(size=(3, 10)), np.arange(10.0)[None, :], rng.permutation(10)
    batches = [solutions.mini_batch(X, Y, 4, order, k) for k in range(solutions.number_of_batches(10, 4))]
    np.testing.assert_array_equal(np.hstack([Y_batch for _, Y_batch in batches]), Y[:, order])
    np.testing.assert_array_equal(np.hstack([X_batch for X_batch, _ in batches]), X[:, order])
