"""Explorable pictures: controls wired to `simulate` and `figures`. The last expression of a cell shows one."""

from __future__ import annotations

from course_utils.widgets.activation import activation
from course_utils.widgets.augmentation import augmentation
from course_utils.widgets.batch_noise import batch_noise
from course_utils.widgets.bias_variance import bias_variance, clinic
from course_utils.widgets.convolution import ConvolutionStepper, convolution
from course_utils.widgets.dropout import dropout
from course_utils.widgets.explorer import Challenge, Choice, Explorer, LogSlider, Recipe, Slider
from course_utils.widgets.grad_cam import grad_cam
from course_utils.widgets.hidden_units import hidden_units
from course_utils.widgets.learning_rate import learning_rate
from course_utils.widgets.moving_average import moving_average
from course_utils.widgets.operating_point import operating_point
from course_utils.widgets.optimizer_race import optimizer_race
from course_utils.widgets.receptive_field import receptive_field
from course_utils.widgets.regularization import regularization
from course_utils.widgets.separable_cost import separable
from course_utils.widgets.signal import signal_through_depth
from course_utils.widgets.threshold import threshold

__all__ = [
    "Challenge",
    "Choice",
    "ConvolutionStepper",
    "Explorer",
    "LogSlider",
    "Recipe",
    "Slider",
    "activation",
    "augmentation",
    "batch_noise",
    "bias_variance",
    "clinic",
    "convolution",
    "dropout",
    "grad_cam",
    "hidden_units",
    "learning_rate",
    "moving_average",
    "operating_point",
    "optimizer_race",
    "receptive_field",
    "regularization",
    "separable",
    "signal_through_depth",
    "threshold",
]
