"""Explorable pictures: controls wired to `simulate` and `figures`. The last expression of a cell shows one."""

from __future__ import annotations

from course_utils.widgets.explorer import Challenge, Explorer, LogSlider, Recipe, Slider
from course_utils.widgets.learning_rate import learning_rate
from course_utils.widgets.threshold import threshold

__all__ = ["Challenge", "Explorer", "LogSlider", "Recipe", "Slider", "learning_rate", "threshold"]
