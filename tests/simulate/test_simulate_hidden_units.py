from __future__ import annotations

import numpy as np
import pytest

from course_utils import datasets, nn
from course_utils.nn import shallow
from course_utils.simulate.hidden_units import EPOCHS, PLANE, RATE, REACH, SCALE, SIDE, look, train


def points(seed=0, count=80, draw=datasets.flower):
    return draw(count, seed=seed)


def test_snapshots_are_those_of_gradient_descent():
    (X, Y), dev = points(), points(1)
    training = train((X, Y), dev, units=4, seed=3)
    start = shallow.initialize(2, 4, SCALE, 3)
    for position in (0, 3, 9):
        expected = shallow.fit(X, Y, start, alpha=RATE, steps=EPOCHS[position]).parameters
        for name, value in training.snapshots[position].items():
            np.testing.assert_allclose(value, expected[name], rtol=1e-9, atol=1e-12)


def test_each_error_is_measured_on_its_own_points():
    learned, others = points(), points(1, count=200)
    training = train(learned, others, units=5, seed=1)
    for (X, Y), errors in ((learned, training.train_errors), (others, training.dev_errors)):
        wrong = [np.mean(shallow.predict(parameters, X) != Y) for parameters in training.snapshots]
        np.testing.assert_allclose(errors, wrong)
    assert (training.train_errors != training.dev_errors).any()


def test_the_map_shows_the_network():
    training = train(points(), points(1), units=3, activation="sigmoid", seed=2)
    result = look(training, 50)
    there = shallow.forward(PLANE, **training.snapshots[EPOCHS.index(50)], activation=nn.ACTIVATIONS["sigmoid"])
    np.testing.assert_array_equal(result.probability.ravel(), there["A2"].ravel())
    assert result.values.shape == (3, SIDE, SIDE) and result.epoch == 50
    np.testing.assert_allclose(PLANE[:, 0], [-REACH, -REACH])  # row 0 is at the bottom
    np.testing.assert_allclose(PLANE[:, SIDE - 1], [REACH, -REACH])


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "ReLU"])
@pytest.mark.parametrize("units", [1, 8])
def test_every_number_is_finite(activation, units):
    training = train(points(), points(1), units, activation, seed=4)
    result = look(training, EPOCHS[-1])
    assert np.isfinite(result.probability).all() and np.isfinite(result.values).all()
    assert np.isfinite(training.dev_errors).all() and result.verdict


def test_what_was_before_is_kept_only_for_the_same_points():
    here, there = points(), points(7)
    first = look(train(here, points(1), 3), 100)
    second = look(train(here, points(1), 4), 100, first)
    third = look(train(here, points(1), 5), 100, second)
    assert second.before.training.units == 3
    assert third.before.before is None  # no chain of pictures that grows for ever
    assert look(train(there, points(1), 4), 100, third).before is None


def test_divergence_is_said_and_the_last_network_is_shown():
    X, Y = points()
    training = train((1e5 * X, Y), (1e5 * X, Y), 8, "ReLU", seed=0)
    result = look(training, EPOCHS[-1])
    assert training.diverged_at is not None and training.diverged_at > result.epoch
    assert result.verdict == f"diverged before epoch {training.diverged_at}"
    assert np.isfinite(result.probability).all()


def test_verdicts():
    learned, others = points(count=200), points(1, count=400)

    def verdict(units, activation, epoch, seed=0):
        return look(train(learned, others, units, activation, seed), epoch).verdict

    assert verdict(1, "tanh", 400) == verdict(8, "linear", 400) == "one straight line, whatever it learns"
    assert verdict(5, "tanh", 0) == "not trained: the units look in random directions"
    assert verdict(5, "tanh", 5) == "still learning"
    assert verdict(2, "tanh", 400) == "too few useful units for these points"
    assert verdict(8, "tanh", 400) == "fits these points"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"units": 0}, "units is 0: 1 to 8"),
        ({"units": 9}, "units is 9"),
        ({"units": 2, "activation": "swoosh"}, "no activation function 'swoosh'; there are step, linear"),
    ],
)
def test_wrong_settings_are_explained(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        train(points(), points(1), **arguments)


def test_an_epoch_that_is_not_kept_is_explained():
    with pytest.raises(ValueError, match="epoch is 4; networks are kept at 0, 1, 2"):
        look(train(points(), points(1), 2), 4)
