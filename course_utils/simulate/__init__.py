"""What widgets and figures show, as arrays: NumPy in, frozen dataclasses out, finite for every position of a slider."""

from __future__ import annotations

from course_utils.simulate.learning_rate import Descent, descend
from course_utils.simulate.threshold import ThresholdCounts, apply_threshold

__all__ = ["Descent", "ThresholdCounts", "apply_threshold", "descend"]
