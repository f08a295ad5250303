from __future__ import annotations

import numpy as np
import pytest

from course_utils import nn
from course_utils.exercises import lesson03 as exercises
from course_utils.exercises.solutions import lesson03 as solutions

RNG = np.random.default_rng(0)
Z = RNG.normal(0, 2, (4, 7))


def test_values_and_slopes_are_the_librarys():
    np.testing.assert_allclose(solutions.relu(Z), nn.ACTIVATIONS["ReLU"](Z))
    np.testing.assert_allclose(solutions.leaky_relu(Z, 0.2), (nn.leaky_relu(Z, 0.2), nn.leaky_relu_derivative(Z, 0.2)))
    np.testing.assert_allclose(solutions.tanh_backward(Z, np.tanh(Z)), Z * nn.tanh_derivative(Z))
    np.testing.assert_allclose(solutions.softmax(100 * Z), nn.softmax(100 * Z))
    a = nn.softmax(Z[:, :1])
    np.testing.assert_allclose(solutions.softmax_jacobian(a), nn.softmax_jacobian(a))


@pytest.mark.parametrize("widths", [(3, 2, 4), (1, 5, 1)])
def test_the_collapsed_layer_does_what_two_do(widths):
    n0, n1, n2 = widths
    W1, b1, W2, b2 = (RNG.normal(size=shape) for shape in ((n1, n0), (n1, 1), (n2, n1), (n2, 1)))
    W, b = solutions.collapse(W1, b1, W2, b2)
    X = RNG.normal(size=(n0, 9))
    np.testing.assert_allclose(W @ X + b, W2 @ (W1 @ X + b1) + b2)


def test_the_mended_layer_has_the_measured_gradient():
    dA, W, b, X = (RNG.normal(size=shape) for shape in ((3, 6), (3, 2), (3, 1), (2, 6)))
    gradients = solutions.mend(dA, W, b, X)
    assert nn.gradient_check(lambda v: float(np.sum(dA * nn.relu(v @ X + b))), W, gradients["dW"]) < 1e-7
    assert nn.gradient_check(lambda v: float(np.sum(dA * nn.relu(W @ X + v))), b, gradients["db"]) < 1e-7


def test_four_to_six_questions():
    assert 4 <= len(exercises.QUESTIONS) <= 6
    five = next(question for question in exercises.QUESTIONS if question.id == "03.five-sigmoids")
    assert five.mark("0.001").right and five.mark("0,00098").right and not five.mark("0.01").right
