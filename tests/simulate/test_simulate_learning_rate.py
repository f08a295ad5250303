from __future__ import annotations

import numpy as np
import pytest

from course_utils.simulate import descend
from course_utils.simulate.learning_rate import CEILING, GOAL, RATES, STEPS

NARROWNESS = (1, 2, 10, 25)


@pytest.mark.parametrize("narrowness", NARROWNESS)
@pytest.mark.parametrize("rate", [0.003, 0.05, 0.19])
def test_path_is_the_closed_form(rate, narrowness):
    result = descend(rate, narrowness, seed=4)
    k = np.arange(len(result.path))[:, None]
    expected = result.path[0] * (1 - rate * np.array([1, narrowness])) ** k
    np.testing.assert_allclose(result.path, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(result.costs, (expected**2 @ [1, narrowness]) / 2, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("narrowness", NARROWNESS)
def test_divergence_begins_at_two_over_the_largest_curvature(narrowness):
    edge = descend(0.1, narrowness).edge
    assert edge == 2 / narrowness
    assert not descend(edge * (1 - 1e-4), narrowness).growing
    assert descend(edge * (1 + 1e-4), narrowness).growing


def test_verdicts_name_what_happens():
    assert descend(0.005).verdict == "too slow"
    assert descend(0.1).verdict == "glides to the goal"
    assert descend(0.15).verdict == "zigzags to the goal"
    assert descend(0.1999).verdict == "bounces from wall to wall"
    assert descend(0.201).verdict == "diverges slowly"
    diverged = descend(0.3)
    assert diverged.verdict == f"diverged at step {diverged.diverged_at}"
    assert diverged.costs[diverged.diverged_at] > CEILING >= diverged.costs[diverged.diverged_at - 1]


def test_reached_is_the_first_step_below_the_goal():
    result = descend(0.15)
    assert result.costs[result.reached_at] < GOAL <= result.costs[result.reached_at - 1]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("narrowness", [10, 17, 25])
def test_fewest_is_what_a_search_finds(narrowness, seed):
    around = 2 / (1 + narrowness) * np.linspace(0.8, 1.2, 161)
    reached = [descend(rate, narrowness, seed).reached_at or STEPS + 1 for rate in around]
    assert min(reached) <= descend(0.1, narrowness, seed).fewest <= min(reached) + 1


def test_finite_for_every_position_of_every_slider():
    for rate in np.geomspace(*RATES, 60):
        for narrowness in NARROWNESS:
            result = descend(rate, narrowness)
            assert np.isfinite(result.path).all() and np.isfinite(result.costs).all()
            assert len(result.path) == len(result.costs) <= STEPS + 1


def test_start_is_on_the_rim_and_away_from_both_axes():
    starts = np.array([descend(0.1, seed=seed).path[0] for seed in range(30)])
    assert (np.abs(starts) >= [7, 2.5]).all() and (np.abs(starts) <= [9, 4]).all()
    assert len(np.unique(np.sign(starts), axis=0)) == 4


def test_the_learners_own_update_is_used():
    def uphill(w, b, dw, db, alpha):
        assert w.shape == dw.shape == (1, 1)
        return w + alpha * dw, b + alpha * db

    assert descend(0.1, update=uphill).diverged_at is not None


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        (lambda w, b, dw, db, alpha: None, "update returned None: the new w and the new b are expected"),
        (lambda w, b, dw, db, alpha: ..., "update returned Ellipsis"),
        (lambda w, b, dw, db, alpha: w - alpha * dw, "the new w and the new b are expected"),
        (lambda w, b, dw, db, alpha: (np.ones((2, 2)), b), "the new w and the new b are expected"),
        (lambda w, b, dw, db, alpha: (w * np.nan, b), "two finite numbers are expected"),
    ],
)
def test_a_broken_update_is_explained(update, sentence):
    with pytest.raises(ValueError, match=sentence):
        descend(0.1, update=update)


@pytest.mark.parametrize(("rate", "narrowness"), [(0, 10), (-1, 10), (float("nan"), 10), (0.1, 0.5)])
def test_out_of_range(rate, narrowness):
    with pytest.raises(ValueError, match="a rate above 0"):
        descend(rate, narrowness)
