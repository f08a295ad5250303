from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from course_utils import nn
from course_utils.nn.activation_zoo import ACTIVATIONS
from course_utils.simulate.activation import EXAMPLES, UNITS, new_layer, through_layer, train

RELU = ACTIVATIONS["ReLU"]


def small_problem(seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(3, 12))
    return new_layer(3, 5, seed), X, (rng.random((1, 12)) < 0.5).astype(float)


@pytest.mark.parametrize("function", ACTIVATIONS)
@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("bias", [-6, 0, 6])
def test_finite_and_consistent_for_every_function(function, scale, bias):
    view = through_layer(function, scale, bias)
    value, slope = ACTIVATIONS[function](view.Z)
    np.testing.assert_array_equal(view.A, value)
    np.testing.assert_array_equal(view.slopes, slope)
    assert all(np.isfinite(array).all() for array in (view.A, view.slopes, view.products, view.curve, view.slope))
    assert 0 <= view.flat <= 1 and 0 <= view.lost <= 1 and 0 <= view.typical_product <= 1
    assert 0 <= view.dead <= UNITS and view.verdict


@pytest.mark.parametrize("bias", [-1.0, 0.0, 1.5])
def test_linear_parts_spread_around_the_bias(bias):
    Z = through_layer("linear", 2.0, bias, seed=1).Z
    assert Z.shape == (UNITS, EXAMPLES)
    assert Z.mean() == pytest.approx(bias, abs=0.05) and Z.std() == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
def test_the_size_of_the_weights_kills_no_relu_without_a_bias(scale):
    assert through_layer("ReLU", scale, 0).dead == 0


@pytest.mark.parametrize("bias", [-2.0, -3.0, -4.0])
def test_as_many_units_die_as_the_normal_distribution_says(bias):
    dead = np.mean([through_layer("ReLU", 1.0, bias, seed).dead for seed in range(20)]) / UNITS
    assert dead == pytest.approx(norm.cdf(-bias) ** EXAMPLES, abs=0.15)  # rows of W differ a little in length


def test_dead_means_no_slope_on_any_example():
    view = through_layer("ReLU", 1.0, -2.5)
    np.testing.assert_array_equal(view.is_dead, (view.Z <= 0).all(axis=1))
    np.testing.assert_array_equal(view.working == 0, view.is_dead)


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("step", 1.0, 0.0), "no gradient comes through"),
        (("linear", 1.0, 0.0), "nothing bends"),
        (("tanh", 6.0, 0.0), "mostly flat"),
        (("ReLU", 1.0, -3.0), "units are dead"),
        (("leaky ReLU", 1.0, -3.0), "all units can learn"),
        (("ReLU", 1.4, 0.0), "all units can learn"),
    ],
)
def test_verdicts_name_what_happens(arguments, verdict):
    assert verdict in through_layer(*arguments).verdict


def test_products_of_slopes():
    assert through_layer("sigmoid").products.max() <= 0.25**5
    relu = through_layer("ReLU", 1.0, 0.0)
    assert set(relu.products) == {0.0, 1.0}
    assert relu.lost == pytest.approx(1 - 0.5**5, abs=0.02)
    assert relu.typical_product == 1
    assert through_layer("step").lost == 1 and through_layer("step").typical_product == 0


def test_the_same_seed_gives_the_same_layer():
    np.testing.assert_array_equal(through_layer(seed=4).products, through_layer(seed=4).products)
    assert (through_layer(seed=4).Z != through_layer(seed=5).Z).any()


def test_the_learners_relu_is_used_and_cannot_spoil_the_next_layer():
    def rude(Z):
        Z[Z < 0] = 0
        return Z, (Z > 0).astype(float)

    np.testing.assert_array_equal(through_layer("ReLU", relu=rude).A, through_layer("ReLU").A)
    np.testing.assert_array_equal(through_layer("tanh", relu=rude).A, through_layer("tanh").A)


@pytest.mark.parametrize(
    ("relu", "sentence"),
    [
        (lambda Z: None, "returned NoneType: two arrays, A and slope, are expected"),
        (lambda Z: (..., ...), "two arrays, A and slope, are expected"),
        (lambda Z: (Z, 1.0), "both must have the shape of Z"),
    ],
)
def test_a_broken_relu_is_explained(relu, sentence):
    with pytest.raises(ValueError, match=sentence):
        through_layer("ReLU", relu=relu)


def test_out_of_range():
    with pytest.raises(ValueError, match="no activation function 'cosine'"):
        through_layer("cosine")
    with pytest.raises(ValueError, match="a size above 0"):
        through_layer("tanh", 0.0)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "ReLU", "leaky ReLU", "ELU", "absolute value", "linear"])
def test_one_step_goes_along_the_measured_gradient(name):
    layer, X, Y = small_problem()
    activation, alpha = ACTIVATIONS[name], 0.1

    def cost(W1=layer.W1, b1=layer.b1, W2=layer.W2, b2=layer.b2):
        Z2 = W2 @ activation.function(W1 @ X + b1) + b2
        return float(nn.cross_entropy_from_logits(Z2, Y).mean())

    moved = train(layer, X, Y, activation, alpha, 1)
    assert moved.costs[0] == pytest.approx(cost())
    for parameter in ("W1", "b1", "W2", "b2"):
        before, after = getattr(layer, parameter), getattr(moved.layer, parameter)
        gradient = nn.numerical_gradient(lambda v, parameter=parameter: cost(**{parameter: v}), before)
        np.testing.assert_allclose((before - after) / alpha, gradient, atol=1e-8, err_msg=parameter)


def test_training_reports_and_leaves_its_start_alone():
    layer, X, Y = small_problem()
    W1 = layer.W1.copy()
    result = train(layer, X, Y, RELU, 0.5, 200)
    assert result.costs.shape == result.dead.shape == (201,)
    assert result.costs[-1] < result.costs[0]
    Z2 = result.layer.W2 @ nn.relu(result.layer.W1 @ X + result.layer.b1) + result.layer.b2
    assert result.accuracy == np.mean((Z2 >= 0) == Y)
    assert result.dead[-1] == result.layer.dead(X, RELU)
    np.testing.assert_array_equal(layer.W1, W1)


def test_a_dead_layer_stays_dead_with_relu_and_moves_with_a_leak():
    layer, X, Y = small_problem()
    layer = type(layer)(layer.W1, layer.b1 - 100, layer.W2, 0.0)
    relu, leaky = (train(layer, X, Y, ACTIVATIONS[name], 0.5, 50) for name in ("ReLU", "leaky ReLU"))
    assert (relu.dead == 5).all() and (relu.layer.W1 == layer.W1).all()
    assert (leaky.layer.W1 != layer.W1).any()
