"""The course's pictures: arrays in, a picture with its alt text out, all in one style."""

from __future__ import annotations

from course_utils.figures.activation import ActivationScene, activation_family, curves_over, slopes_matrix
from course_utils.figures.batch_noise import BatchNoiseScene
from course_utils.figures.bias_variance import BiasVarianceScene, ClinicScene, error_bars, learning_curves, recipe
from course_utils.figures.classification import confusion_matrix, decision_boundary
from course_utils.figures.convolution import convolution_step, filter_maps, number_tables
from course_utils.figures.curves import cost_curves, loss_landscape, sigmoid_curve
from course_utils.figures.deep import folded_lines, network_chain, unit_counts
from course_utils.figures.drawing import Drawing
from course_utils.figures.dropout import DropoutScene
from course_utils.figures.grad_cam import GradCamScene
from course_utils.figures.hidden_units import HiddenUnitsScene, boundaries, moved_points, network_plan, unit_pictures
from course_utils.figures.initialization import bowls, cliff, difference_errors
from course_utils.figures.ladder import ladder_plot, ladder_steps
from course_utils.figures.learning_rate import LearningRateScene
from course_utils.figures.mask_evaluation import (
    cost_curve,
    heat_maps,
    mistakes_gallery,
    precision_recall_curve,
    reliability_diagram,
    roc_curve,
    slices_chart,
)
from course_utils.figures.moving_average import MovingAverageScene
from course_utils.figures.operating_point import OperatingPointScene
from course_utils.figures.optimizer_race import OptimizerRaceScene
from course_utils.figures.pictures import picture_grid, weights_picture
from course_utils.figures.receptive_field import ReceptiveFieldScene, seen_pixels
from course_utils.figures.regularization import RegularizationScene, remedies, weight_histograms
from course_utils.figures.scene import Scene
from course_utils.figures.separable_cost import SeparableCostScene, trade_off
from course_utils.figures.signal import SignalScene, signal_grid, spread_curves
from course_utils.figures.threshold import ThresholdScene
from course_utils.figures.training import training_curves
from course_utils.figures.vectorization import broadcasting, computation_graph, matrix_of_examples, measured_times

__all__ = [
    "ActivationScene",
    "BatchNoiseScene",
    "BiasVarianceScene",
    "ClinicScene",
    "Drawing",
    "DropoutScene",
    "GradCamScene",
    "HiddenUnitsScene",
    "LearningRateScene",
    "MovingAverageScene",
    "OperatingPointScene",
    "OptimizerRaceScene",
    "ReceptiveFieldScene",
    "RegularizationScene",
    "Scene",
    "SeparableCostScene",
    "SignalScene",
    "ThresholdScene",
    "activation_family",
    "boundaries",
    "bowls",
    "broadcasting",
    "cliff",
    "computation_graph",
    "confusion_matrix",
    "convolution_step",
    "cost_curve",
    "cost_curves",
    "curves_over",
    "decision_boundary",
    "difference_errors",
    "error_bars",
    "filter_maps",
    "folded_lines",
    "heat_maps",
    "ladder_plot",
    "ladder_steps",
    "learning_curves",
    "loss_landscape",
    "matrix_of_examples",
    "measured_times",
    "mistakes_gallery",
    "moved_points",
    "network_chain",
    "network_plan",
    "number_tables",
    "picture_grid",
    "precision_recall_curve",
    "recipe",
    "reliability_diagram",
    "remedies",
    "roc_curve",
    "seen_pixels",
    "sigmoid_curve",
    "signal_grid",
    "slices_chart",
    "slopes_matrix",
    "spread_curves",
    "trade_off",
    "training_curves",
    "unit_counts",
    "unit_pictures",
    "weight_histograms",
    "weights_picture",
]
