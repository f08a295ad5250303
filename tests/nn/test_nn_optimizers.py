from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from course_utils.exercises.solutions import lesson09 as solutions
from course_utils.nn import optimizers
from course_utils.nn.optimizers import AdaGrad, Adam, AdamW, GradientDescent, Momentum, RMSprop

#: Settings that float32 holds exactly: Keras keeps its own in float32.
ALPHA, BETA1, BETA2, DECAY = 2.0**-4, 1 - 2.0**-3, 1 - 2.0**-10, 2.0**-8
EACH = [GradientDescent(), Momentum(), AdaGrad(), RMSprop(), Adam(), AdamW()]


def gradients(seed=0, steps=25, shape=(3, 2)):
    return np.random.default_rng(seed).normal(size=(steps, *shape))


def path(optimizer, slopes, alpha=ALPHA):
    theta = np.linspace(-2, 2, slopes[0].size).reshape(slopes[0].shape)
    memory, places = optimizer.start(theta), []
    for t, slope in enumerate(slopes, start=1):
        optimizer.step(theta, slope, memory, t=t, alpha=alpha)
        places.append(theta.copy())
    return np.array(places)


@pytest.fixture(scope="module")
def keras():
    pytest.importorskip("tensorflow")
    import keras

    return keras


def path_in_keras(keras, optimizer, slopes):
    theta = np.linspace(-2, 2, slopes[0].size).reshape(slopes[0].shape)
    variable, places = keras.Variable(theta, dtype="float64"), []
    for slope in slopes:
        optimizer.apply([keras.ops.convert_to_tensor(slope)], [variable])
        places.append(keras.ops.convert_to_numpy(variable.value))
    return np.array(places)


def twins(keras, epsilon, first=0.0):
    """Return ours beside theirs; where epsilon is practically 0 its place does not matter."""
    k = keras.optimizers
    return {
        "gradient descent": (GradientDescent(), k.SGD(ALPHA)),
        "momentum": (Momentum(BETA1), k.SGD(ALPHA * (1 - BETA1), momentum=BETA1)),
        "AdaGrad": (AdaGrad(epsilon), k.Adagrad(ALPHA, initial_accumulator_value=first, epsilon=epsilon)),
        "RMSprop": (RMSprop(BETA1, epsilon), k.RMSprop(ALPHA, BETA1, epsilon=epsilon)),
        "Adam": (Adam(BETA1, BETA2, epsilon), k.Adam(ALPHA, BETA1, BETA2, epsilon)),
        "AdamW": (AdamW(BETA1, BETA2, epsilon, DECAY), k.AdamW(ALPHA, DECAY, BETA1, BETA2, epsilon)),
    }


@pytest.mark.parametrize("name", ["gradient descent", "momentum", "AdaGrad", "RMSprop", "Adam", "AdamW"])
def test_every_step_is_that_of_keras(keras, name):
    ours, theirs = twins(keras, epsilon=1e-30)[name]
    np.testing.assert_allclose(path(ours, gradients()), path_in_keras(keras, theirs, gradients()), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ["RMSprop", "Adam", "AdamW"])
def test_with_the_usual_epsilon_the_place_is_worth_a_millionth_per_step(keras, name):
    ours, theirs = twins(keras, epsilon=1e-7)[name]
    gap = np.abs(path(ours, gradients()) - path_in_keras(keras, theirs, gradients())).max()
    assert 1e-12 < gap < 2e-5


def test_the_place_of_epsilon_is_all_that_differs_in_adam(keras):
    """Keras adds epsilon to the root before the correction: ours with epsilon divided by the correction's root."""
    slopes, theta = gradients(3) * 1e-6, np.ones((3, 2))
    memory = Adam().start(theta)
    for t, slope in enumerate(slopes, start=1):
        epsilon = 1e-7 / math.sqrt(1 - BETA2**t)
        Adam(BETA1, BETA2, epsilon).step(theta, slope, memory, t=t, alpha=ALPHA)
    variable = keras.Variable(np.ones((3, 2)), dtype="float64")
    theirs = keras.optimizers.Adam(ALPHA, BETA1, BETA2, epsilon=1e-7)
    for slope in slopes:
        theirs.apply([keras.ops.convert_to_tensor(slope)], [variable])
    # Keras holds 1e-7 as it is, in Python: nothing is rounded.
    np.testing.assert_allclose(theta, keras.ops.convert_to_numpy(variable.value), rtol=0, atol=1e-9)


def test_they_are_the_steps_that_the_lesson_derives():
    rng = np.random.default_rng(1)
    theta, slope, m, v = rng.normal(size=(4, 5))
    v = v**2
    for optimizer, memory, right in (
        (Momentum(0.8), (m,), solutions.momentum(theta, slope, m, 0.1, 0.8)),
        (RMSprop(0.7, 0.01), (v,), solutions.rmsprop(theta, slope, v, 0.1, 0.7, 0.01)),
        (Adam(0.8, 0.9, 0.01), (m, v), solutions.adam(theta, slope, m, v, 4, 0.1, 0.8, 0.9, 0.01)),
    ):
        new, kept = theta.copy(), tuple(array.copy() for array in memory)
        optimizer.step(new, slope, kept, t=4, alpha=0.1)
        for ours, expected in zip((*kept, new), right, strict=True):
            np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_solutions_agree_on_the_moving_average():
    values = np.random.default_rng(2).normal(size=30)
    raw, corrected = optimizers.moving_average(values, 0.9)
    expected = solutions.moving_average(values, 0.9)
    np.testing.assert_allclose(raw, expected["raw"], rtol=1e-12)
    np.testing.assert_allclose(corrected, expected["corrected"], rtol=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.999])
def test_the_corrected_average_of_a_constant_is_the_constant(beta):
    raw, corrected = optimizers.moving_average(np.full(50, 7.0), beta)
    np.testing.assert_allclose(corrected, 7, rtol=1e-9)
    np.testing.assert_allclose(raw, 7 * (1 - beta ** np.arange(1, 51)), rtol=1e-9)


@pytest.mark.parametrize("optimizer", EACH)
def test_theta_moves_in_place_and_the_gradient_stays(optimizer):
    theta, slope = np.ones((2, 3), np.float32), np.full((2, 3), 0.5, np.float32)
    memory, before = optimizer.start(theta), slope.copy()
    same = theta
    optimizer.step(theta, slope, memory, t=1, alpha=0.1)
    assert same is theta and (theta < 1).all()
    assert theta.dtype == np.float32 and all(array.dtype == np.float32 for array in memory)
    np.testing.assert_array_equal(slope, before)


@pytest.mark.parametrize("optimizer", EACH)
def test_a_gradient_of_zero_moves_nothing(optimizer):
    theta = np.ones(3)
    memory = optimizer.start(theta)
    optimizer = replace(optimizer, weight_decay=0.0) if isinstance(optimizer, AdamW) else optimizer
    for t in (1, 2, 3):
        optimizer.step(theta, np.zeros(3), memory, t=t, alpha=0.1)
    np.testing.assert_array_equal(theta, 1)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_adam_steps_by_alpha_when_the_gradient_is_constant(scale):
    places = path(Adam(), np.full((10, 1, 2), scale))
    np.testing.assert_allclose(np.diff(places, axis=0), -ALPHA, rtol=1e-3)


def test_adagrad_steps_by_alpha_over_the_root_of_t():
    places = path(AdaGrad(), np.full((100, 1, 1), 3.0))
    assert places[-2] - places[-1] == pytest.approx(ALPHA / 10)


def test_momentum_without_memory_is_gradient_descent():
    np.testing.assert_allclose(path(Momentum(0.0), gradients()), path(GradientDescent(), gradients()))


def test_adamw_shrinks_every_weight_alike():
    rng = np.random.default_rng(0)
    theta = np.ones((500, 2))
    optimizer = AdamW(weight_decay=0.1)
    memory = optimizer.start(theta)
    for t in range(1, 1001):
        optimizer.step(theta, rng.normal(size=(500, 2)) * [1, 100], memory, t=t, alpha=0.005)
    np.testing.assert_allclose(theta.mean(axis=0), (1 - 0.0005) ** 1000, atol=0.02)


def test_a_rate_for_each_row():
    slopes = gradients(4, shape=(2, 3))
    together = path(Adam(), slopes, alpha=np.array([[0.1], [0.3]]))
    np.testing.assert_allclose(together[:, 1], path(Adam(), slopes, alpha=0.3)[:, 1])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Momentum(1.0), "beta1 is 1.0: a number from 0 to less than 1"),
        (lambda: Adam(beta2=-0.1), "beta2 is -0.1"),
        (lambda: Adam(epsilon=0), "epsilon is 0: a number greater than 0"),
        (lambda: AdaGrad(-1), "epsilon is -1"),
        (lambda: RMSprop(beta2=2), "beta2 is 2"),
        (lambda: AdamW(weight_decay=-1), "weight_decay is -1: 0 or more"),
        (lambda: AdamW(beta1=1), "beta1 is 1"),
        (lambda: optimizers.moving_average(np.ones(3), 1), "beta is 1"),
        (lambda: optimizers.moving_average(np.ones((3, 1)), 0.9), r"shape \(3, 1\) and \(n,\) is expected"),
    ],
)
def test_wrong_settings_are_explained(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_schedules_begin_at_alpha_and_fall():
    schedules = [
        lambda e: optimizers.inverse_time(e, 0.2, decay=0.5),
        lambda e: optimizers.exponential(e, 0.2, factor=0.9),
        lambda e: optimizers.staircase(e, 0.2, factor=0.5, every=3),
        lambda e: optimizers.cosine(e, 0.2, epochs=10),
    ]
    for schedule in schedules:
        rates = [schedule(epoch) for epoch in np.linspace(0, 12, 49)]
        assert rates[0] == pytest.approx(0.2) and rates[-1] < 0.1
        assert (np.diff(rates) <= 1e-15).all()


def test_schedules_have_their_landmarks():
    assert optimizers.inverse_time(2, 0.2, decay=0.5) == pytest.approx(0.1)
    assert optimizers.exponential(3, 0.2, factor=0.5) == pytest.approx(0.025)
    assert [optimizers.staircase(e, 1.0, 0.1, every=2) for e in (0, 1.9, 2, 4)] == pytest.approx([1, 1, 0.1, 0.01])
    assert [optimizers.cosine(e, 0.4, epochs=8) for e in (0, 4, 8, 9)] == pytest.approx([0.4, 0.2, 0, 0])
