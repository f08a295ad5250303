"""The course's pictures: arrays in, a picture with its alt text out, all in one style."""

from __future__ import annotations

from course_utils.figures.classification import confusion_matrix, decision_boundary
from course_utils.figures.curves import cost_curves, loss_landscape, sigmoid_curve
from course_utils.figures.drawing import Drawing
from course_utils.figures.ladder import ladder_plot
from course_utils.figures.learning_rate import LearningRateScene
from course_utils.figures.pictures import picture_grid, weights_picture
from course_utils.figures.scene import Scene
from course_utils.figures.threshold import ThresholdScene

__all__ = [
    "Drawing",
    "LearningRateScene",
    "Scene",
    "ThresholdScene",
    "confusion_matrix",
    "cost_curves",
    "decision_boundary",
    "ladder_plot",
    "loss_landscape",
    "picture_grid",
    "sigmoid_curve",
    "weights_picture",
]
