"""Explorable pictures: controls wired to `simulate` and `figures`. The last expression of a cell shows one."""

from __future__ import annotations

from course_utils.widgets.activation import activation
from course_utils.widgets.explorer import Challenge, Choice, Explorer, LogSlider, Recipe, Slider
from course_utils.widgets.hidden_units import hidden_units
from course_utils.widgets.learning_rate import learning_rate
from course_utils.widgets.threshold import threshold

__all__ = [
    "Challenge",
    "Choice",
    "Explorer",
    "LogSlider",
    "Recipe",
    "Slider",
    "activation",
    "hidden_units",
    "learning_rate",
    "threshold",
]
