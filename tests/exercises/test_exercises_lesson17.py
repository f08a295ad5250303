"""What is particular to the exercises of lesson 17."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises.solutions import lesson17 as solutions
from course_utils.learning import check
from course_utils.nn import separable


@pytest.mark.parametrize(("height", "width", "f", "pad", "stride"), [(5, 6, 3, 0, 1), (6, 5, 2, 1, 2), (7, 8, 3, 2, 2)])
def test_solutions_agree_with_the_library(height, width, f, pad, stride):
    rng = np.random.default_rng(4)
    A, D, P = rng.normal(size=(2, height, width, 3)), rng.normal(size=(f, f, 3)), rng.normal(size=(3, 4))
    b = rng.normal(size=4)
    np.testing.assert_allclose(
        solutions.depthwise(A, D, b[:3], pad, stride), separable.depthwise(A, D, b[:3], pad, stride), atol=1e-12
    )
    np.testing.assert_allclose(
        solutions.separable(A, D, P, b, pad, stride), separable.separable(A, D, P, b, pad, stride), atol=1e-12
    )


@pytest.mark.parametrize("sizes", [(4, 5, 3, 7, 8), (1, 1, 5, 1, 1)])
def test_counts_agree_with_the_library(sizes):
    n_H, n_W, *layer = sizes
    costs = [cost(n_H * n_W, *layer).multiply_adds for cost in (separable.cost_standard, separable.cost_separable)]
    assert list(solutions.multiply_adds(*sizes)) == costs


@pytest.mark.parametrize(
    ("name", "wrong"), [("depthwise", ("no_stride", "no_bias")), ("v2_block", ("projection_relu", "no_residual"))]
)
def test_two_mistakes_at_once_are_both_named(name, wrong):
    exercise = getattr(exercises.lesson17, name)
    mistakes = {mistake.name: mistake for mistake in exercise.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercise, lambda *inputs: base(frozenset(wrong), *inputs))
    assert not result.is_right
    assert all(mistakes[one].say in result.message for one in wrong)


def test_the_exercises_need_no_tensorflow():
    code = "import sys; from course_utils.exercises import lesson17; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
