"""What is particular to the exercises of lesson 14."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises.solutions import lesson14 as solutions
from course_utils.learning import check
from course_utils.nn import convolution


@pytest.mark.parametrize(("height", "width", "f", "stride", "pad"), [(5, 6, 3, 1, 0), (6, 5, 2, 2, 1), (7, 8, 3, 2, 2)])
def test_solutions_agree_with_the_library(height, width, f, stride, pad):
    rng = np.random.default_rng(4)
    A_prev, W, b = rng.normal(size=(3, height, width, 2)), rng.normal(size=(f, f, 2, 3)), rng.normal(size=3)
    Z = convolution.forward(A_prev, W, b, pad, stride)
    assert Z.shape[1] == solutions.output_size(height, f, pad, stride)
    np.testing.assert_allclose(solutions.conv_forward(A_prev, W, b, pad, stride), Z, rtol=1e-12)
    dZ = rng.normal(size=Z.shape)
    for ours, theirs in zip(
        solutions.conv_backward(dZ, A_prev, W, pad, stride),
        convolution.backward(dZ, A_prev, W, pad, stride),
        strict=True,
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    for kind in ("max", "mean"):
        pooled = convolution.pool_forward(A_prev, f, stride, kind)
        np.testing.assert_allclose(solutions.pool_forward(A_prev, f, stride, kind), pooled, rtol=1e-12)
    dA = rng.normal(size=pooled.shape)
    back = convolution.pool_backward(dA, A_prev, f, stride)
    np.testing.assert_allclose(solutions.pool_backward(dA, A_prev, f, stride), back, rtol=1e-12)


def test_the_planted_mistake_is_named():
    """“Find the bug” as the learner meets it."""

    def mend(dA, A_prev, f, stride):
        dA_prev = np.zeros(A_prev.shape)
        for i, h, w in np.ndindex(dA.shape[:3]):
            place = np.s_[i, stride * h : stride * h + f, stride * w : stride * w + f]
            window = A_prev[place]
            dA_prev[place] += (window == np.max(window)) * dA[i, h, w]
        return dA_prev

    assert check(exercises.lesson14.mend, mend).mistake == "all_channels"


@pytest.mark.parametrize(
    ("name", "wrong"), [("conv_forward", ("no_stride", "no_bias")), ("conv_backward", ("sums", "flipped"))]
)
def test_two_mistakes_at_once_are_both_named(name, wrong):
    exercise = getattr(exercises.lesson14, name)
    mistakes = {mistake.name: mistake for mistake in exercise.mistakes}
    base = mistakes[wrong[0]].function.base
    result = check(exercise, lambda *inputs: base(frozenset(wrong), *inputs))
    assert not result.is_right
    assert all(mistakes[one].say in result.message for one in wrong)


def test_a_shape_that_is_wrong_because_of_the_padding_says_so():
    result = check(
        exercises.lesson14.conv_forward, lambda A, W, b, pad, stride: convolution.forward(A, W, b, 0, stride)
    )
    assert result.mistake == "no_pad" and "has shape" in result.message
