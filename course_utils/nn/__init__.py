"""The networks of the course, as the learner could have written them: arrays in, arrays out, NumPy only.

Functions that every network needs have short names here, ``nn.sigmoid``; what belongs to one kind of model stands
in its module, ``nn.logistic_regression.fit``.
"""

from __future__ import annotations

from course_utils.nn import logistic_regression
from course_utils.nn.activations import sigmoid, sigmoid_derivative
from course_utils.nn.gradient_check import gradient_check, numerical_gradient, relative_error
from course_utils.nn.losses import cross_entropy, cross_entropy_from_logits, squared_error

__all__ = [
    "cross_entropy",
    "cross_entropy_from_logits",
    "gradient_check",
    "logistic_regression",
    "numerical_gradient",
    "relative_error",
    "sigmoid",
    "sigmoid_derivative",
    "squared_error",
]
