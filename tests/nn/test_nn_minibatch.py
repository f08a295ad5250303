from __future__ import annotations

import numpy as np
import pytest

from course_utils import datasets
from course_utils.nn import minibatch, network, optimizers


@pytest.mark.parametrize(("m", "size"), [(10, 4), (12, 4), (3, 8), (7, 1), (1, 1)])
def test_every_example_has_its_turn_once(m, size):
    batches = minibatch.partition(m, size, np.random.default_rng(0))
    assert sorted(np.concatenate(batches)) == list(range(m))
    assert len(batches) == -(-m // size)
    assert all(len(batch) == size for batch in batches[:-1]) and 1 <= len(batches[-1]) <= size


def test_every_epoch_has_another_order_and_the_seed_repeats_it():
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    first = [np.concatenate(minibatch.partition(50, 8, one)) for _ in range(2)]
    again = [np.concatenate(minibatch.partition(50, 8, other)) for _ in range(2)]
    np.testing.assert_array_equal(first, again)
    assert (first[0] != first[1]).any()


def moons():
    X, Y = datasets.moons(90, noise=0.1, seed=0)
    return X, Y, network.initialize([2, 8, 4, 1], seed=1)


def test_all_examples_in_a_batch_is_gradient_descent():
    X, Y, start = moons()
    ours = minibatch.fit(
        X, Y, start, epochs=20, seed=0, batch_size=90, optimizer=optimizers.GradientDescent(), alpha=0.3
    )
    expected = network.fit(X, Y, start, alpha=0.3, steps=20)
    np.testing.assert_allclose(ours.costs, expected.costs, rtol=1e-9)
    for name, value in expected.parameters.items():
        np.testing.assert_allclose(ours.parameters[name], value, rtol=1e-8, atol=1e-12)


def test_steps_are_those_of_the_optimizer_on_each_batch():
    X, Y, start = moons()
    adam, rng = optimizers.Adam(), np.random.default_rng(5)
    parameters = {name: value.copy() for name, value in start.items()}
    memory = {name: adam.start(value) for name, value in parameters.items()}
    t = 0
    for _ in range(2):
        for batch in minibatch.partition(90, 32, rng):
            t += 1
            gradients = network.backward(Y[:, batch], network.forward(X[:, batch], parameters)[1])
            for name, value in parameters.items():
                adam.step(value, gradients[f"d{name}"], memory[name], t=t, alpha=0.01)
    model = minibatch.fit(X, Y, start, epochs=2, seed=5, batch_size=32, alpha=0.01)
    assert len(model.costs) == t == 6
    for name, value in parameters.items():
        np.testing.assert_allclose(model.parameters[name], value, rtol=1e-9, atol=1e-12)


def test_it_learns_and_leaves_its_start_alone():
    X, Y, start = moons()
    before = {name: value.copy() for name, value in start.items()}
    model = minibatch.fit(X, Y, start, epochs=100, seed=0, batch_size=16, alpha=0.01)
    assert np.mean(network.predict(model.parameters, X) == Y) > 0.97
    for name, value in before.items():
        np.testing.assert_array_equal(start[name], value)


def test_same_seed_same_training():
    X, Y, start = moons()
    fits = [minibatch.fit(X, Y, start, epochs=3, seed=seed, batch_size=16) for seed in (4, 4, 5)]
    np.testing.assert_array_equal(fits[0].costs, fits[1].costs)
    assert (fits[0].costs != fits[2].costs).any()


def test_a_schedule_is_asked_with_the_epochs_done_so_far():
    X, Y, start = moons()
    asked = []

    def schedule(epoch):
        asked.append(epoch)
        return np.float64(0.01)

    model = minibatch.fit(X.astype(np.float32), Y, start, epochs=2, seed=0, batch_size=30, alpha=schedule)
    assert asked == pytest.approx([0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3])
    assert all(value.dtype == np.float32 for value in model.parameters.values())


def test_no_epoch_changes_nothing():
    X, Y, start = moons()
    model = minibatch.fit(X, Y, start, epochs=0, seed=0)
    assert model.costs.shape == (0,)
    np.testing.assert_array_equal(model.parameters["W1"], start["W1"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"batch_size": 0}, "m is 90, size is 0"),
        ({"epochs": -1}, "epochs is -1: 0 or more"),
        ({"Y": np.zeros((1, 3))}, r"Y has shape \(1, 3\) and \(1, 90\)"),
        ({"X": np.zeros((2, 90), np.uint8)}, "X holds uint8 and floats are needed"),
    ],
)
def test_wrong_inputs_are_explained(changes, sentence):
    X, Y, start = moons()
    arguments = {"X": X, "Y": Y, "epochs": 1, "seed": 0} | changes
    with pytest.raises(ValueError, match=sentence):
        minibatch.fit(arguments.pop("X"), arguments.pop("Y"), start, **arguments)
