"""The course's pictures: arrays in, a picture with its alt text out, all in one style."""

from __future__ import annotations

from course_utils.figures.activation import ActivationScene, activation_family, curves_over, slopes_matrix
from course_utils.figures.classification import confusion_matrix, decision_boundary
from course_utils.figures.curves import cost_curves, loss_landscape, sigmoid_curve
from course_utils.figures.deep import folded_lines, network_chain, unit_counts
from course_utils.figures.drawing import Drawing
from course_utils.figures.hidden_units import HiddenUnitsScene, boundaries, moved_points, network_plan, unit_pictures
from course_utils.figures.ladder import ladder_plot, ladder_steps
from course_utils.figures.learning_rate import LearningRateScene
from course_utils.figures.pictures import picture_grid, weights_picture
from course_utils.figures.scene import Scene
from course_utils.figures.threshold import ThresholdScene
from course_utils.figures.vectorization import broadcasting, computation_graph, matrix_of_examples, measured_times

__all__ = [
    "ActivationScene",
    "Drawing",
    "HiddenUnitsScene",
    "LearningRateScene",
    "Scene",
    "ThresholdScene",
    "activation_family",
    "boundaries",
    "broadcasting",
    "computation_graph",
    "confusion_matrix",
    "cost_curves",
    "curves_over",
    "decision_boundary",
    "folded_lines",
    "ladder_plot",
    "ladder_steps",
    "loss_landscape",
    "matrix_of_examples",
    "measured_times",
    "moved_points",
    "network_chain",
    "network_plan",
    "picture_grid",
    "sigmoid_curve",
    "slopes_matrix",
    "unit_counts",
    "unit_pictures",
    "weights_picture",
]
