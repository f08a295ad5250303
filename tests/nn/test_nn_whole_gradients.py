"""Parameters as one vector and back, and the gradients of a whole network, checked array by array."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn


def problem(seed=0):
    rng = np.random.default_rng(seed)
    parameters = nn.network.initialize([4, 3, 3, 1], seed=seed)
    parameters = {name: array + 0.3 * rng.normal(size=array.shape) for name, array in parameters.items()}
    return rng.normal(size=(4, 20)), rng.integers(0, 2, (1, 20)), parameters


@pytest.mark.parametrize("seed", range(4))
def test_there_and_back(seed):
    parameters = problem(seed)[2]
    vector = nn.to_vector(parameters)
    assert vector.shape == (nn.network.size(parameters), 1)
    back = nn.from_vector(vector, parameters)
    assert list(back) == list(parameters)
    for name, array in parameters.items():
        np.testing.assert_array_equal(back[name], array)
    back["W1"][0, 0] = 99
    assert vector[0, 0] != 99  # nothing is shared


def test_order_of_the_dict_and_row_by_row():
    arrays = {"b": np.array([[5.0]]), "W": np.array([[1, 2], [3, 4]], dtype=np.float32)}
    assert nn.to_vector(arrays).ravel().tolist() == [5, 1, 2, 3, 4]
    assert nn.to_vector(arrays).dtype == np.float64
    assert nn.to_vector({}).shape == (0, 1)


@pytest.mark.parametrize("size", [3, 5])
def test_a_vector_that_does_not_fit(size):
    with pytest.raises(ValueError, match=f"The vector holds {size} numbers, and the arrays hold 4"):
        nn.from_vector(np.zeros((size, 1)), {"W": np.zeros((2, 2))})


@pytest.mark.parametrize("spoilt", [None, "dW1", "db2", "dW3"])
def test_the_wrong_array_is_found_and_no_other(spoilt):
    X, Y, parameters = problem()
    _, caches = nn.network.forward(X, parameters)
    gradients = nn.network.backward(Y, caches)
    if spoilt:
        gradients[spoilt] = 1.1 * gradients[spoilt]
    errors = nn.gradient_errors(lambda p: nn.network.cost(nn.network.forward(X, p)[0], Y), parameters, gradients)
    assert list(errors) == list(parameters)
    assert {f"d{name}" for name, error in errors.items() if error > 1e-7} == ({spoilt} if spoilt else set())


def test_initializers_have_kerass_standard_deviations():
    keras = pytest.importorskip("keras")
    n_out, n_in = 300, 500
    pairs = (
        (nn.initializers.he, keras.initializers.HeNormal),
        (nn.initializers.glorot, keras.initializers.GlorotUniform),
    )
    for ours, theirs in pairs:
        W = ours(n_out, n_in, np.random.default_rng(0))
        assert W.std() == pytest.approx(np.asarray(theirs(seed=0)((n_in, n_out))).std(), rel=0.01)
