from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import ACTIVATIONS, initializers, logistic_regression, network, numerical_gradient, shallow

RELU, TANH = ACTIVATIONS["ReLU"], ACTIVATIONS["tanh"]


def drawn(seed):
    """Return a network of random depth and widths with everything random in it, and examples."""
    rng = np.random.default_rng(seed)
    sizes = [*rng.integers(1, 6, size=rng.integers(1, 5)), 1]
    m = int(rng.integers(1, 9))
    parameters = network.initialize(sizes, seed=seed)
    parameters = {name: array + 0.3 * rng.normal(size=array.shape) for name, array in parameters.items()}
    return rng.normal(size=(sizes[0], m)), rng.integers(0, 2, (1, m)).astype(float), parameters


def gradients_of(X, Y, parameters, activation):
    return network.backward(Y, network.forward(X, parameters, activation=activation)[1])


@pytest.mark.parametrize("seed", range(12))
def test_gradients_are_those_of_finite_differences(seed):
    X, Y, parameters = drawn(seed)
    gradients = gradients_of(X, Y, parameters, TANH)
    for name, array in parameters.items():
        measured = numerical_gradient(
            lambda v, name=name: network.cost(network.forward(X, parameters | {name: v}, activation=TANH)[0], Y), array
        )
        np.testing.assert_allclose(gradients[f"d{name}"], measured, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("activation", [RELU, TANH], ids=lambda activation: activation.name)
@pytest.mark.parametrize("seed", range(6))
def test_costs_and_gradients_are_tensorflows(seed, activation):
    tf = pytest.importorskip("tensorflow")
    X, Y, parameters = drawn(seed)
    variables = {name: tf.Variable(array) for name, array in parameters.items()}
    L = network.depth(parameters)
    with tf.GradientTape() as tape:
        A = tf.constant(X)
        for layer in range(1, L + 1):
            Z = variables[f"W{layer}"] @ A + variables[f"b{layer}"]
            A = {"ReLU": tf.nn.relu, "tanh": tf.tanh}[activation.name](Z)
        cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=Y, logits=Z))
    theirs = tape.gradient(cost, variables)
    ours = gradients_of(X, Y, parameters, activation)
    assert network.cost(network.forward(X, parameters, activation=activation)[0], Y) == pytest.approx(
        float(cost), rel=1e-9
    )
    for name, gradient in theirs.items():
        np.testing.assert_allclose(ours[f"d{name}"], gradient.numpy(), rtol=1e-9, atol=1e-12)


def test_one_layer_is_logistic_regression_and_two_are_the_shallow_network():
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(4, 30)), rng.integers(0, 2, (1, 30))
    zeros = network.initialize([4, 1], seed=0, initializer=initializers.zeros)
    one, other = network.fit(X, Y, zeros, alpha=0.3, steps=40), logistic_regression.fit(X, Y, alpha=0.3, steps=40)
    np.testing.assert_allclose(one.parameters["W1"], other.w.T, rtol=1e-9)
    np.testing.assert_allclose(one.costs, other.costs, rtol=1e-9)
    start = shallow.initialize(4, 6, scale=0.5, seed=2)
    for activation in (RELU, TANH):
        deep = network.fit(X, Y, start, alpha=0.3, steps=40, activation=activation)
        flat = shallow.fit(X, Y, start, alpha=0.3, steps=40, activation=activation)
        np.testing.assert_allclose(deep.costs, flat.costs, rtol=1e-9)
        np.testing.assert_array_equal(
            network.predict(deep.parameters, X, activation=activation),
            shallow.predict(flat.parameters, X, activation=activation),
        )


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("sizes", [[200, 8, 5, 1], [200, 3, 1], [200, 1]])
def test_the_short_cut_for_long_inputs_is_the_same_descent(monkeypatch, sizes, order):
    rng = np.random.default_rng(4)
    X, Y = np.asarray(rng.normal(size=(200, 20)), order=order), rng.integers(0, 2, (1, 20))
    start = network.initialize(sizes, seed=5)
    assert network._gram_pays((sizes[1], 200), 20, 100)
    short = network.fit(X, Y, start, alpha=0.03, steps=100)
    monkeypatch.setattr(network, "_gram_pays", lambda *_: False)
    plain = network.fit(X, Y, start, alpha=0.03, steps=100)
    assert short.costs[-1] < short.costs[0]
    np.testing.assert_allclose(short.costs, plain.costs, rtol=1e-9)
    for name, array in plain.parameters.items():
        np.testing.assert_allclose(short.parameters[name], array, rtol=1e-9, atol=1e-12)


def test_the_short_cut_is_not_taken_where_it_would_be_longer():
    assert not network._gram_pays((64, 12288), 2400, 1)
    assert network._gram_pays((64, 12288), 2400, 100)
    assert not network._gram_pays((16, 2), 400, 10_000)


@pytest.mark.parametrize("sizes", [[200, 4, 1], [3, 4, 1]])
def test_what_is_given_stays_as_it_is_and_float32_stays_float32(sizes):
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(sizes[0], 10)).astype(np.float32), rng.integers(0, 2, (1, 10))
    start = network.initialize(sizes, seed=0)
    before = {name: array.copy() for name, array in start.items()}
    model = network.fit(X, Y, start, alpha=np.float64(0.1), steps=60)
    assert all(np.array_equal(start[name], before[name]) for name in before)
    assert {array.dtype for array in model.parameters.values()} == {np.dtype(np.float32)}
    again = network.fit(X, Y, start, alpha=0.1, steps=60)
    assert all(np.array_equal(model.parameters[name], again.parameters[name]) for name in before)
    assert not np.array_equal(model.parameters["W1"], before["W1"])


def test_no_steps_no_change():
    start = network.initialize([3, 2, 1], seed=0)
    model = network.fit(np.ones((3, 4)), np.ones((1, 4)), start, alpha=0.1, steps=0)
    assert model.costs.shape == (0,)
    assert all(np.array_equal(model.parameters[name], start[name]) for name in start)


def test_sure_predictions_cost_finitely_much():
    parameters = {"W1": np.array([[500.0]]), "b1": np.zeros((1, 1))}
    ZL, caches = network.forward(np.array([[-2.0, 2.0]]), parameters)
    assert network.cost(ZL, np.array([[1, 0]])) == 1000
    assert np.isfinite(network.backward(np.array([[1, 0]]), caches)["dW1"]).all()
    np.testing.assert_array_equal(network.predict(parameters, np.array([[-2.0, 0.0, 2.0]])), [[0, 1, 1]])


def test_sizes():
    parameters = network.initialize([12, 5, 3, 1], seed=0)
    assert network.depth(parameters) == 3
    assert {array.dtype for array in parameters.values()} == {np.dtype(np.float64)}
    single = network.initialize([12, 5, 3, 1], seed=0, dtype=np.float32)
    assert all(np.array_equal(single[name], parameters[name].astype(np.float32)) for name in parameters)
    assert network.size(parameters) == 12 * 5 + 5 + 5 * 3 + 3 + 3 + 1
    assert network.probability(parameters, np.zeros((12, 4))).tolist() == [[0.5] * 4]


@pytest.mark.parametrize("sizes", [[], [3], [3, 0, 1], [3, 2]])
def test_sizes_that_make_no_network(sizes):
    with pytest.raises(ValueError, match="the inputs, then the units of each layer, and 1 at the end"):
        network.initialize(sizes, seed=0)


def test_bad_data_is_explained():
    start = network.initialize([3, 2, 1], seed=0)
    X, Y = np.ones((3, 4)), np.ones((1, 4))
    for X_bad, Y_bad, alpha, match in (
        (X.astype(int), Y, 0.1, "divide by 255"),
        (X[:, :0], Y[:, :0], 0.1, "one at least"),
        (X, Y.ravel(), 0.1, r"Y has shape \(4,\)"),
        (X[:2], Y, 0.1, r"A_prev has shape \(2, 4\)"),
        (X, Y, 0.0, "alpha is 0.0"),
    ):
        with pytest.raises(ValueError, match=match):
            network.fit(X_bad, Y_bad, start, alpha=alpha, steps=3)
    with pytest.raises(ValueError, match=r"Y has shape \(4,\)"):
        network.backward(Y.ravel(), network.forward(X, start)[1])
