"""The networks of the course, as the learner could have written them: arrays in, arrays out, NumPy only.

Functions that every network needs have short names here, ``nn.sigmoid``; what belongs to one kind of model stands
in its module, ``nn.logistic_regression.fit``.
"""

from __future__ import annotations

from course_utils.nn import (
    clipping,
    convolution,
    initializers,
    layers,
    logistic_regression,
    minibatch,
    network,
    normalization,
    optimizers,
    regularizers,
    separable,
    shallow,
)
from course_utils.nn.activation_zoo import (
    ACTIVATIONS,
    Activation,
    absolute,
    absolute_derivative,
    elu,
    elu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    linear,
    linear_derivative,
    relu,
    relu_derivative,
    softmax,
    softmax_jacobian,
    step,
    step_derivative,
    tanh,
    tanh_derivative,
)
from course_utils.nn.activations import sigmoid, sigmoid_derivative
from course_utils.nn.gradient_check import (
    from_vector,
    gradient_check,
    gradient_errors,
    numerical_gradient,
    relative_error,
    to_vector,
)
from course_utils.nn.losses import cross_entropy, cross_entropy_from_logits, squared_error

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "absolute",
    "absolute_derivative",
    "clipping",
    "convolution",
    "cross_entropy",
    "cross_entropy_from_logits",
    "elu",
    "elu_derivative",
    "from_vector",
    "gradient_check",
    "gradient_errors",
    "initializers",
    "layers",
    "leaky_relu",
    "leaky_relu_derivative",
    "linear",
    "linear_derivative",
    "logistic_regression",
    "minibatch",
    "network",
    "normalization",
    "numerical_gradient",
    "optimizers",
    "regularizers",
    "relative_error",
    "relu",
    "relu_derivative",
    "separable",
    "shallow",
    "sigmoid",
    "sigmoid_derivative",
    "softmax",
    "softmax_jacobian",
    "squared_error",
    "step",
    "step_derivative",
    "tanh",
    "tanh_derivative",
    "to_vector",
]
