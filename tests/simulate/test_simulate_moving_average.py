from __future__ import annotations

import numpy as np
import pytest

from course_utils.exercises.solutions import lesson09
from course_utils.simulate.moving_average import BETAS, LENGTH, NOISES, average


@pytest.mark.parametrize("beta", BETAS)
@pytest.mark.parametrize("noise", NOISES)
def test_averages_are_the_weights_times_the_values(beta, noise):
    for place in (1, 7, LENGTH):
        result = average(beta, noise, place, seed=1)
        weights, values = result.weights, result.values[:place]
        assert weights.sum() == pytest.approx(1 - beta**place)
        assert result.raw[place - 1] == pytest.approx(weights @ values)
        assert result.corrected[place - 1] == pytest.approx(weights @ values / weights.sum())


def test_without_memory_the_average_is_the_value():
    result = average(0.0)
    np.testing.assert_array_equal(result.corrected, result.values)
    assert result.window == 1


def test_the_best_lies_in_between():
    errors = [average(beta, 8.0).error for beta in BETAS]
    best = int(np.argmin(errors))
    assert 0 < best < len(BETAS) - 1
    assert errors[best] == pytest.approx(average(0.5, 8.0).best)


def test_verdicts():
    assert average(0.5, 8.0).verdict == "too restless: it follows the noise"
    assert average(0.85, 8.0).verdict == "about as near to the curve as it gets"
    assert average(0.97, 8.0).verdict == "too sluggish: it lags behind the curve"
    assert average(0.99, 1.0).verdict.startswith("too sluggish: it is no nearer")
    assert average(0.0, 0.0).verdict == "about as near to the curve as it gets"


def test_the_learners_own_function_is_used_and_broken_ones_explained():
    np.testing.assert_allclose(average(0.9, own=lesson09.moving_average).corrected, average(0.9).corrected)
    for broken in (lambda v, b: None, lambda v, b: {"raw": v}, lambda v, b: {"raw": v[:3], "corrected": v[:3]}):
        with pytest.raises(ValueError, match="a dict with raw and corrected is expected"):
            average(0.9, own=broken)
    with pytest.raises(ValueError, match="not finite"):
        average(0.9, own=lambda v, b: {"raw": v, "corrected": v * np.nan})


@pytest.mark.parametrize("arguments", [{"beta": 1.0}, {"beta": 0.9, "noise": -1}, {"beta": 0.9, "place": 0}])
def test_out_of_range(arguments):
    with pytest.raises(ValueError, match=r"(beta is|noise is)"):
        average(**arguments)
