from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from course_utils import nn
from course_utils.nn.logistic_regression import fit, predict, probability, propagate, update


def draw(n_x=4, m=30, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    X = rng.normal(0, 1, (n_x, m)).astype(dtype)
    Y = (rng.random((1, m)) < nn.sigmoid(X[:1] * 2 - 0.5)).astype(int)
    return X, Y, rng.normal(0, 1, (n_x, 1)).astype(dtype), float(rng.normal())


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 6), st.integers(1, 12), st.integers(0, 1000))
def test_gradients_are_those_of_the_cost(n_x, m, seed):
    X, Y, w, b = draw(n_x, m, seed)
    _, dw, db = propagate(w, b, X, Y)

    def cost(theta):
        return propagate(theta[:-1, None], theta[-1], X, Y)[0]

    assert nn.gradient_check(cost, np.append(w, b), np.append(dw, db)) < 1e-6


@pytest.mark.parametrize(("n_x", "m"), [(1, 1), (3, 8), (20, 5)])
def test_tensorflow_agrees(n_x, m):
    tf = pytest.importorskip("tensorflow")
    X, Y, w, b = draw(n_x, m, seed=n_x)
    W, B = tf.Variable(w), tf.Variable(b, dtype=tf.float64)
    with tf.GradientTape() as tape:
        Z = tf.transpose(W) @ tf.constant(X) + B
        J = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.constant(Y, tf.float64), logits=Z))
    expected_dw, expected_db = tape.gradient(J, [W, B])
    cost, dw, db = propagate(w, b, X, Y)
    assert cost == pytest.approx(J.numpy(), abs=1e-9)
    np.testing.assert_allclose(dw, expected_dw.numpy(), rtol=0, atol=1e-9)
    assert db == pytest.approx(expected_db.numpy(), abs=1e-9)


def test_propagate_survives_certain_and_wrong_predictions():
    cost, dw, db = propagate(np.array([[1e4]]), 0.0, np.array([[1.0, -1.0]]), np.array([[0, 1]]))
    assert cost == pytest.approx(1e4)
    assert np.isfinite(dw).all() and np.isfinite(db)


def test_update_leaves_the_old_weights_alone():
    w = np.ones((2, 1))
    new_w, new_b = update(w, 1.0, np.array([[1.0], [2.0]]), 3.0, 0.1)
    np.testing.assert_allclose(new_w, [[0.9], [0.8]])
    assert new_b == pytest.approx(0.7)
    np.testing.assert_array_equal(w, 1)


def test_fit_goes_where_scipys_minimiser_goes():
    X, Y, *_ = draw(3, 200)
    model = fit(X, Y, alpha=1.0, steps=3000)
    found = minimize(lambda theta: propagate(theta[:-1, None], theta[-1], X, Y)[0], np.zeros(4), tol=1e-12)
    np.testing.assert_allclose(np.append(model.w, model.b), found.x, atol=1e-4)
    assert model.costs[-1] == pytest.approx(found.fun, abs=1e-9)


def test_costs_start_at_guessing_and_fall():
    X, Y, *_ = draw()
    model = fit(X, Y, alpha=0.1, steps=50)
    assert model.costs.shape == (50,)
    assert model.costs[0] == pytest.approx(np.log(2))
    assert (np.diff(model.costs) < 0).all()


def test_no_steps_leave_zeros():
    X, Y, *_ = draw()
    model = fit(X, Y, alpha=0.1, steps=0)
    assert not model.w.any() and model.b == 0 and model.costs.size == 0


@pytest.mark.parametrize("alpha", [0.1, np.float64(0.1)])
def test_float32_stays_float32(alpha):
    X, Y, *_ = draw(dtype=np.float32)
    model = fit(X, Y, alpha=alpha, steps=5)
    assert model.w.dtype == np.float32
    assert propagate(model.w, model.b, X, Y)[1].dtype == np.float32
    assert probability(model.w, model.b, X).dtype == np.float32
    exact = fit(X.astype(np.float64), Y, alpha=alpha, steps=5)
    np.testing.assert_allclose(model.w, exact.w, rtol=1e-4, atol=1e-6)


def test_predict_says_one_from_the_threshold_on():
    w, b, X = np.array([[1.0]]), 0.0, np.array([[-1.0, 0.0, 1.0]])
    np.testing.assert_array_equal(predict(w, b, X), [[0, 1, 1]])
    np.testing.assert_array_equal(predict(w, b, X, threshold=0.6), [[0, 0, 1]])
    np.testing.assert_array_equal(predict(w, b, X, threshold=0.0), [[1, 1, 1]])


def test_a_fit_cannot_be_changed():
    X, Y, *_ = draw()
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit(X, Y, alpha=0.1, steps=1).b = 3.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"X": np.ones(3)}, r"X has shape \(3,\) and \(n_x, m\) is expected"),
        ({"X": np.ones((3, 0))}, r"X has shape \(3, 0\)"),
        ({"X": np.ones((3, 5), np.uint8)}, "X holds uint8 and floats are needed"),
        ({"Y": np.ones(5)}, r"Y has shape \(5,\) and \(1, 5\) is expected"),
        ({"Y": np.ones((1, 4))}, r"Y has shape \(1, 4\) and \(1, 5\)"),
        ({"alpha": 0}, "alpha is 0"),
        ({"alpha": float("nan")}, "alpha is nan"),
        ({"steps": -1}, "steps is -1"),
    ],
)
def test_fit_explains_what_does_not_fit(change, sentence):
    arguments = {"X": np.ones((3, 5)), "Y": np.ones((1, 5)), "alpha": 0.1, "steps": 1} | change
    with pytest.raises(ValueError, match=sentence):
        fit(**arguments)


def test_weights_of_the_wrong_shape_are_explained():
    with pytest.raises(ValueError, match=r"w has shape \(3,\) and \(3, 1\) is expected"):
        predict(np.ones(3), 0.0, np.ones((3, 5)))
