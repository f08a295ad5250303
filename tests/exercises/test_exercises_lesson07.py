"""What is particular to the exercises of lesson 07."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises, nn
from course_utils.exercises.solutions import lesson07 as solutions
from course_utils.learning import State, check


def drawn(seed: int = 0):
    rng = np.random.default_rng(seed)
    parameters = nn.network.initialize([4, 5, 3, 1], seed=seed)
    parameters = {name: value + rng.normal(size=value.shape) for name, value in parameters.items()}
    return rng.normal(size=(4, 20)), rng.integers(0, 2, (1, 20)), parameters


def test_solutions_agree_with_the_library() -> None:
    X, Y, parameters = drawn()
    gradients = nn.regularizers.backward(Y, parameters, nn.regularizers.forward(X, parameters)[1])
    assert solutions.l2_cost(0.4, parameters, 1.5, 20) == pytest.approx(
        0.4 + nn.regularizers.l2_penalty(parameters, 1.5, 20)
    )
    pulled = nn.regularizers.l2_gradients(gradients, parameters, 1.5, 20)
    ours = solutions.l2_gradients(gradients, parameters, 1.5, 20)
    decayed, stepped = (
        solutions.decay_update(parameters, gradients, 0.3, 1.5, 20),
        nn.network.update(parameters, pulled, 0.3),
    )
    for name in parameters:
        np.testing.assert_allclose(ours[f"d{name}"], pulled[f"d{name}"], rtol=1e-12)
        np.testing.assert_allclose(decayed[name], stepped[name], rtol=1e-12)
    for mine, library in zip(
        solutions.dropout_forward(X, 0.6, np.random.default_rng(1)),
        nn.regularizers.dropout_forward(X, 0.6, np.random.default_rng(1)),
        strict=True,
    ):
        np.testing.assert_allclose(mine, library, rtol=1e-12)


@pytest.mark.parametrize("patience", [1, 3, 8])
def test_early_stopping_is_that_of_the_library(patience: int) -> None:
    X, Y, parameters = drawn(3)
    dev = drawn(4)[:2]
    settings = {"alpha": 0.5, "steps": 60, "dev": dev}
    whole = nn.regularizers.fit(X, Y, parameters, **settings)
    stopped = nn.regularizers.fit(X, Y, parameters, patience=patience, **settings)
    assert solutions.stop_early(whole.dev_costs, patience) == (stopped.best, len(stopped.dev_costs) - 1)


def test_the_bug_of_the_lesson_is_left_to_be_found() -> None:
    """Both planted lines at once, as the lesson hands them out; one of them, when the other has been mended."""
    mistakes = {mistake.name: mistake for mistake in exercises.lesson07.mend.mistakes}
    base = mistakes["biases"].function.base
    result = check(exercises.lesson07.mend, lambda *inputs: base(frozenset({"biases", "not_divided"}), *inputs))
    assert result.state is State.NOT_ATTEMPTED and "still in it" in result.message
    result = check(exercises.lesson07.mend, lambda *inputs: base(frozenset({"biases"}), *inputs))
    assert mistakes["biases"].say in result.message


def test_masks_at_random_are_told_to_be_so() -> None:
    def own_numbers(A, keep_prob, rng):
        D = np.random.default_rng().random(A.shape) < keep_prob
        return A * D / keep_prob, D

    result = check(exercises.lesson07.dropout_forward, own_numbers)
    assert "Called twice with the same inputs" in result.message
