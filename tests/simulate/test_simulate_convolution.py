"""One place of a kernel: window, arithmetic and size agree with the whole result."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from course_utils.simulate.convolution import LIMITS, MODES, Sliding, as_square, is_shifted, number, obstacle

PICTURE = np.random.default_rng(0).integers(0, 10, (7, 7)).astype(float)


def possible():
    ranges = [range(low, high + 1) for low, high in LIMITS.values()]
    for mode, values in product(MODES, product(*ranges)):
        if not obstacle(7, *values, mode):
            yield mode, values


@pytest.mark.parametrize("mode", MODES)
def test_the_window_gives_the_value_at_every_place(mode):
    settings = [values for which, values in possible() if which == mode]
    assert len(settings) > 10
    for f, padding, stride, dilation in settings:
        kernel = np.arange(f * f).reshape(f, f) - 2.0
        whole = Sliding(PICTURE, kernel, mode, padding, stride, dilation)
        for row, column in {(0, 0), (whole.size - 1, 0), (whole.size // 2, whole.size - 1)}:
            one = Sliding(PICTURE, kernel, mode, padding, stride, dilation, row, column)
            right = {"kernel": (one.window * kernel).sum(), "max": one.window.max(), "mean": one.window.mean()}[mode]
            assert one.window.shape == (f, f) and one.value == pytest.approx(right)
            assert one.arithmetic.endswith(f" = {number(right)}") and one.formula.endswith(f" = {whole.size}")


def test_the_arithmetic_can_be_checked_by_a_calculator():
    one = Sliding(PICTURE, np.array([[1.0, -2], [0.5, 0]]), row=3, column=2)
    terms = one.arithmetic.replace("−", "-").replace("·", "*")
    left, right = terms.split(" = ")
    assert eval(left) == pytest.approx(float(right))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ((7, 4, 0, 1, 3), "reach over 10 cells; the padded picture has 7"),
        ((7, 3, 3, 1, 1), "nothing but zeros"),
        ((7, 3, 0, 4, 1), "from 1 to 3"),
        ((7, 2, 1, 1, 1, "max"), "without padding"),
    ],
)
def test_what_cannot_be_says_why(settings, words):
    assert words in obstacle(*settings)
    _, f, padding, stride, dilation, *mode = settings
    with pytest.raises(ValueError, match=words):
        Sliding(PICTURE, np.ones((f, f)), *(mode or ["kernel"]), padding, stride, dilation)


def test_a_moved_picture_is_recognised():
    right, left = (np.zeros((3, 3)) for _ in range(2))
    right[1, 0], left[1, 2] = 1, 1
    assert is_shifted(Sliding(PICTURE, right, padding=1).result, PICTURE)
    assert not is_shifted(Sliding(PICTURE, left, padding=1).result, PICTURE)
    assert not is_shifted(Sliding(PICTURE, right).result, PICTURE)


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-0.5, "−0.5"), (1 / 3, "0.33"), (-0.001, "0"), (0.125, "0.13")]
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_numbers_are_arranged_row_by_row():
    np.testing.assert_array_equal(as_square([1, 2, 3, 4]), [[1, 2], [3, 4]])
