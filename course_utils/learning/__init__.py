"""Exercises that are checked, hints, predictions, quizzes, progress, warm-ups and the mask ladder."""

from __future__ import annotations

from course_utils.learning.accessibility import Accessible
from course_utils.learning.checking import CheckFailed, check
from course_utils.learning.exercise import Case, Exercise, Flawed, Mistake, flawed
from course_utils.learning.hints import hint, solution
from course_utils.learning.mask_ladder import Ladder, Rung, ladder
from course_utils.learning.overview import Progress, progress
from course_utils.learning.prediction import Prediction, predict
from course_utils.learning.questions import Multiple, Numeric, Option, Order, Question, Single, Verdict
from course_utils.learning.quiz import Quiz
from course_utils.learning.record import automated, graded
from course_utils.learning.result import CheckResult, Reason, State
from course_utils.learning.spaced import warm_up

__all__ = [
    "Accessible",
    "Case",
    "CheckFailed",
    "CheckResult",
    "Exercise",
    "Flawed",
    "Ladder",
    "Mistake",
    "Multiple",
    "Numeric",
    "Option",
    "Order",
    "Prediction",
    "Progress",
    "Question",
    "Quiz",
    "Reason",
    "Rung",
    "Single",
    "State",
    "Verdict",
    "automated",
    "check",
    "flawed",
    "graded",
    "hint",
    "ladder",
    "predict",
    "progress",
    "solution",
    "warm_up",
]
