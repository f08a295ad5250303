from __future__ import annotations

import numpy as np
import pytest

from course_utils import datasets
from course_utils.nn import network, regularizers
from course_utils.simulate.dropout import UNITS, drop
from course_utils.simulate.regularization import PLANE, RATE, SIDE, SIZES, STEPS, look, train, weights_of


def points(seed=0, count=40):
    X, Y = datasets.moons(count, noise=0.35, seed=seed)
    return 2 * X, Y


@pytest.mark.parametrize(("penalty", "settings"), [("L2", {"lambd": 0.7}), ("L1", {"l1": 0.7})], ids=["L2", "L1"])
def test_snapshots_are_those_of_the_library(penalty, settings):
    learned = points()
    training = train(learned, points(1), penalty, 0.7, 0.8, seed=3)
    start = network.initialize(SIZES, seed=3)
    for position in (0, 4):
        expected = regularizers.fit(
            *learned, start, alpha=RATE, steps=STEPS[position], keep_prob=0.8, seed=3, **settings
        ).parameters
        for name, value in training.snapshots[position].items():
            np.testing.assert_allclose(value, expected[name], rtol=1e-9, atol=1e-12)


def test_each_error_is_measured_on_its_own_points_and_without_dropout():
    learned, others = points(), points(1, 200)
    training = train(learned, others, keep_prob=0.5)
    for (X, Y), errors in ((learned, training.train_errors), (others, training.dev_errors)):
        wrong = [np.mean(network.predict(parameters, X) != Y) for parameters in training.snapshots]
        np.testing.assert_allclose(errors, wrong)


def test_the_map_and_the_weights_are_those_of_the_step():
    learned, others = points(), points(1)
    free, held = train(learned, others), train(learned, others, lambd=1.0)
    result = look(held, free, 50)
    parameters = held.snapshots[STEPS.index(50)]
    np.testing.assert_array_equal(result.probability.ravel(), network.probability(parameters, PLANE).ravel())
    np.testing.assert_array_equal(result.weights, weights_of(parameters))
    assert result.weights.size == 2 * 20 + 20 * 20 + 20  # the biases are not among them
    assert result.free_weights.std() > 1.5 * look(held, free, STEPS[-1]).weights.std()
    assert result.free.last_map.shape == (SIDE, SIDE)


def test_l1_gives_zeros_l2_and_dropout_give_none():
    learned, others = points(), points(1)
    free = train(learned, others)
    zeros = {
        name: look(train(learned, others, **settings), free, STEPS[-1]).zeros
        for name, settings in {
            "L1": {"penalty": "L1", "lambd": 0.5},
            "L2": {"lambd": 0.5},
            "dropout": {"keep_prob": 0.5},
        }.items()
    }
    assert zeros["L1"] > 0.8 and zeros["L2"] == zeros["dropout"] == 0


@pytest.mark.parametrize("penalty", ["L2", "L1"])
@pytest.mark.parametrize("lambd", [0.0, 10.0])
@pytest.mark.parametrize("keep_prob", [0.3, 1.0])
def test_every_number_is_finite(penalty, lambd, keep_prob):
    training = train(points(), points(1), penalty, lambd, keep_prob)
    result = look(training, train(points(), points(1)), STEPS[-1])
    assert np.isfinite(result.probability).all() and np.isfinite(result.weights).all() and result.verdict


def test_verdicts():
    learned, others = points(2), points(3, 400)
    free = train(learned, others)

    def verdict(step=STEPS[-1], **settings):
        return look(train(learned, others, **settings), free, step).verdict

    assert verdict(0) == "not trained yet"
    assert verdict() == "free to learn its points by heart"
    assert verdict(lambd=10.0) == "held so tightly that it misses the moons themselves"
    assert verdict(lambd=0.3) == "better on new points than the free network"


def test_wrong_settings_are_explained():
    with pytest.raises(ValueError, match="no penalty 'L3'; there are L2 and L1"):
        train(points(), points(1), "L3", 1.0)
    training = train(points(), points(1))
    with pytest.raises(ValueError, match="step is 7; networks are kept at 0, 5, 10"):
        look(training, training, 7)
    with pytest.raises(ValueError, match="draws is 0: 1 to 10,000"):
        drop(0.5, 0)


@pytest.mark.parametrize("keep_prob", [0.1, 0.5, 0.8])
def test_the_mean_of_many_masks_is_the_value_and_without_division_a_share_of_it(keep_prob):
    result = drop(keep_prob, 10_000, seed=1)
    assert result.farthest < 5 * result.spread
    assert drop(keep_prob, 10_000, divided=False, seed=1).ratio == pytest.approx(keep_prob, rel=0.05)


def test_the_spread_is_the_one_that_is_seen():
    """Over many seeds, the mean of 30 masks scatters as much as `spread` says."""
    gaps = np.concatenate([drop(0.4, 30, seed=seed).mean / drop(0.4, 30, seed=seed).a - 1 for seed in range(200)])
    assert np.std(gaps) == pytest.approx(drop(0.4, 30).spread, rel=0.06)


def test_one_mask():
    result = drop(0.6, 1, seed=2)
    np.testing.assert_allclose(result.one, np.where(result.mask, result.a / 0.6, 0))
    np.testing.assert_array_equal(result.mean, result.one)
    assert result.verdict == "chance still shows: the mean has not settled"
    assert drop(1.0, 3).verdict == "nothing is dropped"
    assert drop(0.5, 3000, divided=False).verdict.startswith("the layer has become quieter")
    assert drop(0.5, 10_000).verdict == "the mean is the value itself"
    assert result.a.shape == (UNITS,)
