from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import ACTIVATIONS, initializers, network
from course_utils.simulate.signal import DEPTHS, SCALES, spread, through_layers

He = initializers.he


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh", "ReLU", "leaky ReLU", "step"])
@pytest.mark.parametrize("scale", [SCALES[0], 1.0, SCALES[1]])
@pytest.mark.parametrize("depth", DEPTHS)
def test_finite_at_every_corner(activation, scale, depth):
    signal = through_layers(activation, scale, depth)
    assert signal.depth == depth and signal.values.shape[0] == depth + 1
    for array in (signal.values, signal.gradients, signal.forward, signal.backward):
        assert np.isfinite(array).all()
    assert np.isfinite([signal.forward_ratio, signal.backward_ratio, signal.size]).all() and signal.verdict


def test_values_and_gradients_are_those_of_the_formulas():
    depth, units = 4, 7
    signal = through_layers("tanh", 1.3, depth, seed=5, initializer=He, units=units, examples=6)
    rng = np.random.default_rng(5)
    weights = [1.3 * He(units, units, rng) for _ in range(depth)]
    for layer, W in enumerate(weights):
        np.testing.assert_allclose(signal.values[layer + 1], np.tanh(W @ signal.values[layer]))
    for layer in range(depth - 1):
        dA = weights[layer + 1].T @ signal.gradients[layer + 1]
        np.testing.assert_allclose(signal.gradients[layer], dA * (1 - signal.values[layer + 1] ** 2))


def test_the_gradients_are_the_networks_own():
    """A network with these weights and one more unit at the end gives the same dZ, up to what comes in there."""
    signal = through_layers("tanh", 1.0, 3, seed=2, units=4, examples=5)
    rng = np.random.default_rng(2)
    parameters = {}
    for layer in (1, 2, 3):
        parameters |= {f"W{layer}": initializers.glorot(4, 4, rng), f"b{layer}": np.zeros((4, 1))}
    parameters |= {"W4": np.ones((1, 4)), "b4": np.zeros((1, 1))}
    _, caches = network.forward(signal.values[0], parameters, activation=ACTIVATIONS["tanh"])
    for layer in (1, 2, 3):
        np.testing.assert_allclose(caches[layer].A_prev, signal.values[layer])


def mean_spreads(activation, initializer, layers=10):
    """Return the spread of Z before each layer, its square averaged over draws."""
    squares = np.zeros(layers)
    for seed in range(20):
        signal = through_layers(activation, 1.0, layers, seed, initializer, units=200, examples=50)
        squares += spread(signal.values[1:]) ** 2
    return np.sqrt(squares / squares[0])


def test_he_keeps_the_spread_within_ten_percent_over_ten_layers():
    assert np.abs(mean_spreads("ReLU", He) - 1).max() < 0.1


def test_glorot_does_so_for_linear_layers_and_loses_half_a_square_with_relu():
    assert np.abs(mean_spreads("linear", initializers.glorot) - 1).max() < 0.1
    expected = 0.5 ** (np.arange(10) / 2)
    np.testing.assert_allclose(mean_spreads("ReLU", initializers.glorot), expected, rtol=0.1)


def test_glorot_does_not_let_tanh_vanish_exponentially():
    signal = through_layers("tanh", 1.0, 50, units=200)
    assert signal.forward[50] / signal.forward[25] > 0.5 > signal.forward[1] / signal.forward[0] * 0.5
    assert 0.02 < signal.backward_ratio < 1


@pytest.mark.parametrize("seed", range(3))
def test_the_myths_are_wrong(seed):
    bounded, unbounded = through_layers("tanh", 3.0, 50, seed), through_layers("ReLU", 1.0, 50, seed, He)
    assert bounded.backward_ratio > 1e5 and np.abs(bounded.values[1:]).max() <= 1
    assert 0.05 < unbounded.forward_ratio < 20 and 0.05 < unbounded.backward_ratio < 20


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("tanh", 0.5), "activations and gradients vanish"),
        (("ReLU", 2.2), "activations and gradients explode"),
        (("tanh", 3.0), "gradients explode"),
        (("sigmoid", 1.0), "gradients vanish"),
        (("ReLU", 1.41), "both signals come through"),
    ],
)
def test_verdicts(arguments, verdict):
    assert through_layers(*arguments, 30).verdict == verdict


def test_size_is_told_in_units_of_one_over_root_n():
    assert through_layers(initializer=He).size == pytest.approx(np.sqrt(2), rel=0.01)
    assert through_layers(scale=0.3).size == pytest.approx(0.3, rel=0.01)


def test_zeros_stay_zeros():
    signal = through_layers("ReLU", 1.0, 5, initializer=initializers.zeros)
    assert (signal.values[1:] == 0).all() and signal.forward_ratio == signal.backward_ratio == 0


def test_the_same_seed_gives_the_same_signal():
    one, same, other = (through_layers(seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.gradients, same.gradients)
    assert (one.values != other.values).any()


@pytest.mark.parametrize(
    ("initializer", "sentence"),
    [
        (lambda n_out, n_in, rng: None, "returned NoneType"),
        (lambda n_out, n_in, rng: rng.normal(size=(n_in, 3)), r"shape \(100, 3\)"),
        (lambda n_out, n_in, rng: np.full((n_out, n_in), np.nan), "not finite"),
    ],
)
def test_a_broken_initializer_is_explained(initializer, sentence):
    with pytest.raises(ValueError, match=sentence):
        through_layers(initializer=initializer)


@pytest.mark.parametrize("arguments", [("cosine",), ("tanh", 0.0), ("tanh", 1.0, 0)])
def test_out_of_range(arguments):
    with pytest.raises(ValueError, match=r"expected|There is no"):
        through_layers(*arguments)
