from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils import datasets, nn
from course_utils.exercises.solutions import lesson04
from course_utils.nn import shallow


def draw(n_x=4, n_h=3, m=30, seed=0):
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(n_x, m)), (rng.random((1, m)) < 0.5).astype(float)
    parameters = shallow.initialize(n_x, n_h, 1.0, seed)
    parameters = {name: value + 0.3 * rng.normal(size=value.shape) for name, value in parameters.items()}
    return X, Y, parameters


def gradients_of(X, Y, parameters, activation):
    there = shallow.forward(X, **parameters, activation=activation)
    slope = activation.derivative(there["Z1"])
    return shallow.backward(X, Y, parameters["W2"], there["A1"], there["A2"], slope=slope)


@settings(deadline=None, max_examples=20)
@given(
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 6), st.integers(0, 1000), st.sampled_from(("tanh", "sigmoid"))
)
def test_gradients_are_those_of_the_cost(n_x, n_h, m, seed, name):
    X, Y, parameters = draw(n_x, n_h, m, seed)
    activation = nn.ACTIVATIONS[name]
    gradients = gradients_of(X, Y, parameters, activation)
    for key, theta in parameters.items():

        def cost(value, key=key):
            return shallow.cost(shallow.forward(X, **{**parameters, key: value}, activation=activation)["Z2"], Y)

        measured = nn.numerical_gradient(cost, theta)
        np.testing.assert_allclose(gradients[f"d{key}"], measured, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(("n_x", "n_h", "m"), [(2, 1, 1), (3, 4, 8), (6, 5, 40)])
def test_tensorflow_agrees(n_x, n_h, m):
    tf = pytest.importorskip("tensorflow")
    X, Y, parameters = draw(n_x, n_h, m, seed=n_x)
    W1, b1, W2, b2 = variables = [tf.Variable(value) for value in parameters.values()]
    with tf.GradientTape() as tape:
        Z2 = W2 @ tf.tanh(W1 @ tf.constant(X) + b1) + b2
        J = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.constant(Y), logits=Z2))
    expected = tape.gradient(J, variables)
    there = shallow.forward(X, **parameters)
    gradients = shallow.backward(X, Y, parameters["W2"], there["A1"], there["A2"])
    assert shallow.cost(there["Z2"], Y) == pytest.approx(J.numpy(), abs=1e-9)
    for name, gradient in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(gradients[f"d{name}"], gradient.numpy(), rtol=0, atol=1e-9)


def test_the_lessons_own_solutions_agree():
    X, Y, parameters = draw(5, 4, 20, seed=3)
    there, ours = shallow.forward(X, **parameters), lesson04.forward(X, **parameters)
    gradients = shallow.backward(X, Y, parameters["W2"], there["A1"], there["A2"])
    theirs = lesson04.backward(X, Y, parameters["W2"], ours["A1"], ours["A2"])
    for one, other in ((there, ours), (gradients, theirs)):
        assert list(one) == list(other)
        for name in one:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-12, atol=1e-15)
    assert lesson04.cost(ours["Z2"], Y) == pytest.approx(shallow.cost(there["Z2"], Y), rel=1e-12)
    for one, other in ((shallow.update, lesson04.update), (shallow.initialize, lesson04.initialize)):
        arguments = (parameters, gradients, 0.3) if one is shallow.update else (3, 4, 0.5, 7)
        for name, value in one(*arguments).items():
            np.testing.assert_array_equal(value, other(*arguments)[name])
    theta = parameters["W1"]
    np.testing.assert_array_equal(
        lesson04.numerical_gradient(lambda v: float((v**3).sum()), theta, 1e-3),
        nn.numerical_gradient(lambda v: float((v**3).sum()), theta, 1e-3),
    )


def test_scale_is_the_standard_deviation_and_biases_begin_at_zero():
    parameters = shallow.initialize(200, 300, 0.02, seed=1)
    assert parameters["W1"].std() == pytest.approx(0.02, rel=0.02) and abs(parameters["W1"].mean()) < 1e-3
    assert not parameters["b1"].any() and not parameters["b2"].any()
    again = shallow.initialize(200, 300, 0.02, seed=1)
    np.testing.assert_array_equal(parameters["W2"], again["W2"])
    assert (parameters["W1"] != shallow.initialize(200, 300, 0.02, seed=2)["W1"]).any()


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_equal_units_stay_equal(value):
    X, Y = datasets.xor(100, seed=1)
    start = {name: np.full_like(w, value) for name, w in shallow.initialize(2, 2, 1.0, 0).items()}
    start |= {"b1": np.zeros((2, 1)), "b2": np.zeros((1, 1))}
    model = shallow.fit(X, Y, start, alpha=0.5, steps=500)
    W1 = model.parameters["W1"]
    np.testing.assert_allclose(W1[0], W1[1], rtol=0, atol=1e-12)
    assert (np.abs(W1 - value).max() > 0.1) == (value != 0)


def test_zeros_do_not_move_at_all():
    X, Y = datasets.moons(60, seed=1)
    model = shallow.fit(X, Y, shallow.initialize(2, 5, 0.0, 0), alpha=1.0, steps=20)
    assert not any(value.any() for value in model.parameters.values())
    np.testing.assert_allclose(model.costs, np.log(2), rtol=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "ReLU", "sigmoid"])
def test_a_few_units_learn_what_no_line_can(activation):
    X, Y = datasets.circles(200, seed=2)
    g = nn.ACTIVATIONS[activation]
    model = shallow.fit(3 * X, Y, shallow.initialize(2, 8, 1.0, 1), alpha=0.5, steps=400, activation=g)
    assert np.mean(shallow.predict(model.parameters, 3 * X, activation=g) == Y) > 0.95
    line = nn.logistic_regression.fit(X, Y, alpha=1.0, steps=400)
    assert np.mean(nn.logistic_regression.predict(line.w, line.b, X) == Y) < 0.6


def test_linear_hidden_units_are_one_logistic_regression():
    X, Y = datasets.moons(100, seed=0)
    linear = nn.ACTIVATIONS["linear"]
    p = shallow.fit(X, Y, shallow.initialize(2, 7, 0.5, 0), alpha=0.2, steps=50, activation=linear).parameters
    w, b = (p["W2"] @ p["W1"]).T, (p["W2"] @ p["b1"] + p["b2"]).item()
    folded = nn.logistic_regression.probability(w, b, X)
    np.testing.assert_allclose(shallow.forward(X, **p, activation=linear)["A2"], folded, rtol=1e-10)


def test_fit_leaves_its_start_alone_and_keeps_float32():
    X, Y, parameters = draw()
    before = {name: value.copy() for name, value in parameters.items()}
    model = shallow.fit(X.astype(np.float32), Y, parameters, alpha=np.float64(0.3), steps=30)
    for name, value in before.items():
        np.testing.assert_array_equal(parameters[name], value)
    assert {value.dtype for value in model.parameters.values()} == {np.dtype(np.float32)}
    exact = shallow.fit(X, Y, parameters, alpha=0.3, steps=30)
    np.testing.assert_allclose(model.parameters["W1"], exact.parameters["W1"], rtol=1e-3, atol=1e-5)
    assert exact.costs.shape == (30,) and (np.diff(exact.costs) < 0).all()
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.costs = None


def test_the_cost_survives_certain_and_wrong_predictions():
    assert shallow.cost(np.array([[1e4, -1e4]]), np.array([[0, 1]])) == pytest.approx(1e4)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda X, Y, p: shallow.forward(X[:3], **p), r"X has shape \(3, 30\), W1 \(3, 4\)"),
        (lambda X, Y, p: shallow.forward(X, **{**p, "b1": np.zeros(3)}), r"b1 \(3,\)"),
        (lambda X, Y, p: shallow.backward(X, Y.ravel(), p["W2"], Y, Y), r"Y \(30,\)"),
        (lambda X, Y, p: shallow.fit(X.astype(int), Y, p, alpha=1, steps=1), "X holds int64 and floats are needed"),
        (lambda X, Y, p: shallow.fit(X, Y, p, alpha=0, steps=1), "alpha is 0"),
        (lambda X, Y, p: shallow.fit(X, Y, p, alpha=1, steps=-1), "steps is -1"),
        (lambda X, Y, p: shallow.initialize(2, 0, 1.0, 0), "n_h is 0: at least one"),
    ],
)
def test_what_does_not_fit_is_explained(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call(*draw())
