from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import ACTIVATIONS, network, numerical_gradient, regularizers

RELU, TANH = ACTIVATIONS["ReLU"], ACTIVATIONS["tanh"]


def drawn(seed):
    """Return examples and a network of random depth and widths with everything random in it."""
    rng = np.random.default_rng(seed)
    sizes = [*rng.integers(1, 6, size=rng.integers(2, 5)), 1]
    m = int(rng.integers(2, 9))
    parameters = {name: v + 0.3 * rng.normal(size=v.shape) for name, v in network.initialize(sizes, seed=seed).items()}
    return rng.normal(size=(sizes[0], m)), rng.integers(0, 2, (1, m)).astype(float), parameters


def test_penalties_are_what_their_formulas_say_and_leave_the_biases_out():
    _, _, parameters = drawn(3)
    squares = sum((W**2).sum() for name, W in parameters.items() if name[0] == "W")
    sizes = sum(np.abs(W).sum() for name, W in parameters.items() if name[0] == "W")
    assert regularizers.l2_penalty(parameters, 0.7, 9) == pytest.approx(0.7 / 18 * squares)
    assert regularizers.l1_penalty(parameters, 0.7, 9) == pytest.approx(0.7 / 9 * sizes)
    moved = {name: v + 5 * (name[0] == "b") for name, v in parameters.items()}
    assert regularizers.l2_penalty(moved, 0.7, 9) == regularizers.l2_penalty(parameters, 0.7, 9)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("keep_prob", [1.0, 0.6])
def test_gradients_are_those_of_finite_differences_with_the_masks_held_fast(seed, keep_prob):
    X, Y, parameters = drawn(seed)

    def cost(changed):
        ZL, _ = regularizers.forward(X, changed, keep_prob=keep_prob, rng=np.random.default_rng(seed), activation=TANH)
        return network.cost(ZL, Y) + regularizers.l2_penalty(changed, 2.0, Y.size)

    _, cache = regularizers.forward(
        X, parameters, keep_prob=keep_prob, rng=np.random.default_rng(seed), activation=TANH
    )
    gradients = regularizers.backward(Y, parameters, cache)
    gradients = regularizers.l2_gradients(gradients, parameters, 2.0, Y.size)
    for name, value in parameters.items():
        measured = numerical_gradient(lambda v, name=name: cost(parameters | {name: v}), value)
        np.testing.assert_allclose(gradients[f"d{name}"], measured, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_cost_and_gradients_with_l2_are_those_of_keras(seed):
    keras, tf = pytest.importorskip("keras"), pytest.importorskip("tensorflow")
    X, Y, parameters = drawn(seed)
    m, L = Y.size, network.depth(parameters)
    lambd = 0.75 * m  # Keras keeps l2 in float32, where 0.375 is exact
    penalty = keras.regularizers.L2(lambd / (2 * m))  # Keras adds l2 * sum of squares, without 1 / 2m
    dense = [
        keras.layers.Dense(
            len(parameters[f"b{layer}"]),
            "relu" if layer < L else None,
            kernel_regularizer=penalty,
            dtype="float64",
        )
        for layer in range(1, L + 1)
    ]
    model = keras.Sequential([keras.layers.Input((X.shape[0],), dtype="float64"), *dense])
    model.set_weights([v.T if name[0] == "W" else v.ravel() for name, v in parameters.items()])
    with tf.GradientTape() as tape:
        loss = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")(Y.T, model(X.T))
        loss = loss + tf.add_n(model.losses)
    theirs = dict(zip(parameters, tape.gradient(loss, model.trainable_variables), strict=True))
    ZL, cache = regularizers.forward(X, parameters)
    ours = regularizers.l2_gradients(regularizers.backward(Y, parameters, cache), parameters, lambd, m)
    assert network.cost(ZL, Y) + regularizers.l2_penalty(parameters, lambd, m) == pytest.approx(float(loss), rel=1e-9)
    for name, gradient in theirs.items():
        expected = gradient.numpy().T if name[0] == "W" else gradient.numpy()[:, None]
        np.testing.assert_allclose(ours[f"d{name}"], expected, rtol=1e-9, atol=1e-12)


def test_l1_penalty_is_tensorflows():
    keras = pytest.importorskip("keras")
    _, _, parameters = drawn(1)
    theirs = sum(float(keras.regularizers.L1(0.8 / 5)(W)) for name, W in parameters.items() if name[0] == "W")
    assert regularizers.l1_penalty(parameters, 0.8, 5) == pytest.approx(theirs, rel=1e-6)  # Keras works in float32


def test_dropout_with_the_same_mask_is_tensorflows_forward_and_back():
    tf = pytest.importorskip("tensorflow")
    rng = np.random.default_rng(0)
    A, dA, keep_prob = rng.normal(size=(5, 7)), rng.normal(size=(5, 7)), 0.7
    ours, D = regularizers.dropout_forward(A, keep_prob, np.random.default_rng(4))
    uniform = np.random.default_rng(4).random((5, 7))
    values = tf.constant(A)
    with tf.GradientTape() as tape:
        tape.watch(values)
        theirs = tf.where(tf.constant(uniform) < keep_prob, values / keep_prob, tf.zeros_like(values))
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-9)
    expected = tape.gradient(theirs, values, output_gradients=tf.constant(dA)).numpy()
    np.testing.assert_allclose(regularizers.dropout_backward(dA, D, keep_prob), expected, rtol=1e-9)


@pytest.mark.parametrize("keep_prob", [0.2, 0.5, 0.9])
def test_dropout_keeps_the_expected_value_and_the_share(keep_prob):
    A = np.random.default_rng(1).normal(size=(6, 4))
    draws = 4000
    after, D = regularizers.dropout_forward(np.tile(A, (1, draws)), keep_prob, np.random.default_rng(2))
    mean = after.reshape(6, draws, 4).mean(axis=1)
    error = np.abs(A) * np.sqrt((1 - keep_prob) / (keep_prob * draws))
    assert np.all(np.abs(mean - A) < 5 * error)
    assert np.mean(D) == pytest.approx(keep_prob, abs=0.01)
    np.testing.assert_array_equal(after == 0, ~D)


def test_dropout_leaves_its_inputs_alone_and_is_repeatable():
    A = np.ones((3, 4), dtype=np.float32)
    first, D = regularizers.dropout_forward(A, 0.5, np.random.default_rng(0))
    again, _ = regularizers.dropout_forward(A, 0.5, np.random.default_rng(0))
    np.testing.assert_array_equal(first, again)
    assert first.dtype == np.float32 and D.dtype == bool and np.all(A == 1)
    same, D = regularizers.dropout_forward(A, 1.0, np.random.default_rng(0))
    assert D.all() and np.array_equal(same, A)


def test_without_dropout_it_is_the_network_of_lesson_05():
    X, Y, parameters = drawn(2)
    ZL, cache = regularizers.forward(X, parameters)
    expected, caches = network.forward(X, parameters)
    np.testing.assert_allclose(ZL, expected, rtol=1e-12)
    gradients, library = regularizers.backward(Y, parameters, cache), network.backward(Y, caches)
    for name in parameters:
        np.testing.assert_allclose(gradients[f"d{name}"], library[f"d{name}"], rtol=1e-12)
    ours = regularizers.fit(X, Y, parameters, alpha=0.3, steps=30)
    theirs = network.fit(X, Y, parameters, alpha=0.3, steps=30)
    np.testing.assert_allclose(ours.costs, theirs.costs, rtol=1e-9)
    assert ours.best == 30 and ours.dev_costs.size == 0


def test_a_step_of_fit_is_a_step_down_the_penalised_cost():
    X, Y, parameters = drawn(4)
    gradients = regularizers.backward(Y, parameters, regularizers.forward(X, parameters)[1])
    pulled = regularizers.l2_gradients(gradients, parameters, 1.5, Y.size)
    fitted = regularizers.fit(X, Y, parameters, alpha=0.2, steps=1, lambd=1.5).parameters
    for name, value in network.update(parameters, pulled, 0.2).items():
        np.testing.assert_allclose(fitted[name], value, rtol=1e-12)


def test_l1_makes_zeros_and_l2_makes_none():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(8, 60))
    Y = (X[:1] > 0).astype(int)  # only the first input matters
    start = network.initialize([8, 1], seed=0)
    l1 = regularizers.fit(X, Y, start, alpha=0.5, steps=400, l1=3.0).parameters["W1"]
    l2 = regularizers.fit(X, Y, start, alpha=0.5, steps=400, lambd=3.0).parameters["W1"]
    assert np.count_nonzero(l1) < 4 and l1[0, 0] > 0.3
    assert np.count_nonzero(l2) == 8


def test_shrink_is_the_minimum_of_its_own_small_problem():
    """Of ½ (v − w)² + amount · |v|, over v: what the step of L1 solves exactly."""
    W, grid = np.array([-1.5, -0.2, 0.0, 0.3, 2.0]), np.linspace(-3, 3, 6001)
    costs = 0.5 * (grid[:, None] - W) ** 2 + 0.4 * np.abs(grid)[:, None]
    np.testing.assert_allclose(regularizers.shrink(W, 0.4), grid[costs.argmin(axis=0)], atol=1e-3)


def test_early_stopping_returns_the_best_and_measures_without_dropout():
    rng = np.random.default_rng(3)
    X, X_dev = rng.normal(size=(2, 5, 20))
    Y, Y_dev = rng.integers(0, 2, (2, 1, 20))  # nothing to learn but noise
    start = network.initialize([5, 20, 1], seed=0)
    stopped = regularizers.fit(X, Y, start, alpha=0.5, steps=500, dev=(X_dev, Y_dev), patience=20, keep_prob=0.8)
    assert len(stopped.dev_costs) < 200 and stopped.best == int(np.argmin(stopped.dev_costs))
    assert len(stopped.dev_costs) == stopped.best + 21
    lowest = network.cost(network.forward(X_dev, stopped.parameters)[0], Y_dev)
    assert lowest == pytest.approx(stopped.dev_costs.min())


def test_augmented_examples_are_drawn_anew_and_watched_steps_are_all_there():
    X, Y, parameters = drawn(5)
    seen, steps = [], []
    fitted = regularizers.fit(
        X, Y, parameters, alpha=0.1, steps=3,
        augment=lambda X, rng: seen.append(X + rng.normal(size=X.shape)) or seen[-1],
        watch=lambda step, _: steps.append(step),
    )  # fmt: skip
    assert steps == [0, 1, 2, 3] and len(seen) == 3 and fitted.costs.size == 3
    assert not np.array_equal(seen[0], seen[1])


def test_float32_stays_and_inputs_stay():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(4, 10)).astype(np.float32), rng.integers(0, 2, (1, 10))
    start = network.initialize([4, 6, 1], seed=0)
    before = {name: value.copy() for name, value in start.items()}
    fitted = regularizers.fit(X, Y, start, alpha=np.float64(0.1), steps=5, lambd=np.float64(0.5), l1=0.1, keep_prob=0.5)
    assert {value.dtype for value in fitted.parameters.values()} == {np.dtype(np.float32)}
    assert all(np.array_equal(start[name], before[name]) for name in start)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"alpha": 0}, "alpha is 0"),
        ({"steps": -1}, "steps is -1"),
        ({"lambd": -1.0}, "lambd is -1.0"),
        ({"l1": np.nan}, "lambd is nan"),
        ({"keep_prob": 0.0}, "keep_prob is 0.0: the probability that a value is KEPT"),
        ({"keep_prob": 1.2}, "keep_prob is 1.2"),
        ({"keep_prob": (0.5, 0.5)}, "keep_prob holds 2 numbers: one for each of 1 hidden layers"),
        ({"patience": 5}, "patience is 5: .* other examples"),
        ({"patience": 0, "dev": (np.ones((2, 3)), np.ones((1, 3)))}, "patience is 0"),
    ],
)
def test_wrong_settings_are_explained(settings, sentence):
    X, Y = np.ones((2, 3)), np.ones((1, 3))
    with pytest.raises(ValueError, match=sentence):
        regularizers.fit(X, Y, network.initialize([2, 3, 1], seed=0), **{"alpha": 0.1, "steps": 2, **settings})


def test_wrong_shapes_are_explained():
    with pytest.raises(ValueError, match=r"X has shape \(2, 3\) and dtype int64"):
        regularizers.fit(np.ones((2, 3), int), np.ones((1, 3)), network.initialize([2, 1], seed=0), alpha=1, steps=1)
    with pytest.raises(ValueError, match=r"dA has shape \(2, 3\), D \(2, 2\)"):
        regularizers.dropout_backward(np.ones((2, 3)), np.ones((2, 2), bool), 0.5)
    with pytest.raises(ValueError, match="amount is -1"):
        regularizers.shrink(np.ones(2), -1)
    with pytest.raises(ValueError, match="m is 0"):
        regularizers.l2_penalty({"W1": np.ones((1, 1))}, 1.0, 0)
    X, Y, parameters = drawn(0)
    with pytest.raises(ValueError, match="one label for each example"):
        regularizers.backward(Y[:, :1], parameters, regularizers.forward(X, parameters)[1])
