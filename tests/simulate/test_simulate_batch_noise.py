from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import logistic_regression
from course_utils.simulate.batch_noise import (
    EXAMPLES,
    LIMITS,
    RATES,
    SEEDS,
    SIZES,
    _cost,
    _examples,
    cloud,
    shrink,
)


def test_all_examples_in_a_batch_is_gradient_descent():
    X, Y, _ = _examples(0)
    result = cloud(EXAMPLES, 0.3)
    w, b = np.zeros((X.shape[1], 1)), 0.0
    for step in range(1, int(result.steps[-1]) + 1):
        _, dw, _ = logistic_regression.propagate(w, b, X.T, Y[None, :])
        w = w - 0.3 * dw
        if step in result.steps:
            place = int(np.flatnonzero(result.steps == step)[0])
            np.testing.assert_allclose(result.costs[:, place], _cost(w[:, 0], X, Y), rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_lower_than_the_lowest(seed):
    X, Y, lowest = _examples(seed)
    for size in SIZES:
        result = cloud(size, 1.0, seed=seed)
        assert result.lowest == lowest and (result.costs >= lowest - 1e-9).all()
    w = np.random.default_rng(0).normal(size=(100, X.shape[1]))
    assert (_cost(w, X, Y) > lowest).all()


def test_the_error_of_a_gradient_is_what_one_measures():
    X, Y, _ = _examples(2)
    each = (0.5 - Y)[:, None] * X
    whole, rng = each.mean(axis=0), np.random.default_rng(0)
    for size in (1, 8, 64):
        draws = np.array([each[rng.choice(EXAMPLES, size, replace=False)].mean(axis=0) - whole for _ in range(4000)])
        measured = np.sqrt(np.mean(np.sum(draws**2, axis=1))) / np.linalg.norm(whole)
        assert cloud(size, 0.1, seed=2).off == pytest.approx(measured, rel=0.03)
    assert shrink(1) == 1 and shrink(EXAMPLES) == 0 and shrink(4) == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rate", RATES)
def test_every_number_is_finite_and_every_axis_is_filled(size, rate):
    for axis, limit in LIMITS.items():
        result = cloud(size, rate, axis)
        assert np.isfinite(result.costs).all() and result.costs.shape == (SEEDS, len(result.steps))
        assert result.places[-1] >= limit and result.verdict and 0 <= result.good <= SEEDS


def test_small_batches_are_ahead_by_epochs_and_large_ones_by_steps():
    for axis, ahead, behind in (("epochs", 4, 64), ("examples seen", 4, 64)):
        assert np.median(cloud(ahead, 0.3, axis).last) < np.median(cloud(behind, 0.3, axis).last)
    assert np.ptp(cloud(1, 0.3).last) > 5 * np.ptp(cloud(16, 0.3).last)


@pytest.mark.parametrize(("size", "rate"), [(4, 0.1), (16, 0.3), (64, 1.0), (128, 3.0)])
def test_a_larger_batch_with_a_larger_rate_arrives_as_well(size, rate):
    assert cloud(size, rate).good == SEEDS


def test_what_was_before_is_kept_once():
    first = cloud(1, 0.3)
    second = cloud(4, 0.3, "steps", before=first)
    third = cloud(8, 0.3, before=second)
    assert second.before.size == 1 and second.before.axis == "steps"
    assert third.before.size == 4 and third.before.before is None


@pytest.mark.parametrize("arguments", [(3, 0.1), (4, 0.0), (4, -1.0), (4, 0.1, "days")])
def test_out_of_range(arguments):
    with pytest.raises(ValueError, match="are expected"):
        cloud(*arguments)
