"""`check`: run the learner's function, and answer in one of three states."""

from __future__ import annotations

from dataclasses import replace

from course_utils.learning import record
from course_utils.learning.diagnosis import diagnose
from course_utils.learning.exercise import Exercise
from course_utils.learning.record import graded
from course_utils.learning.result import CheckResult, Reason, State


class CheckFailed(AssertionError):  # noqa: N818 - reads as a sentence in a report
    """Raised in graded runs when an answer is not right; a notebook shows one line of it."""

    def _render_traceback_(self) -> list[str]:
        return [f"CheckFailed: {self}"]


def check(exercise: Exercise, attempt: object) -> CheckResult:
    """Check an answer and say what to look at.

    Parameters
    ----------
    exercise : Exercise
        What was asked for.
    attempt : object
        The learner's function (a value, for a value exercise).

    Returns
    -------
    CheckResult
        Put the call last in a cell and it shows itself.

    Raises
    ------
    TypeError
        The first argument is not an exercise.
    CheckFailed
        Only in graded runs (environment variable ``COURSE_GRADED``, or nbgrader's own): the answer is not right.
    """
    if not isinstance(exercise, Exercise):
        raise TypeError(
            f"check takes the exercise first, then your answer: check(exercises.lesson00.name, name), not {exercise!r}"
        )
    result = judge(exercise, attempt)
    _latest[exercise.key] = (attempt, result.is_right)
    trouble = record.remember_check(exercise.key, result.state.value)
    if trouble:
        result = replace(result, notes=(*result.notes, trouble))
    if not result.is_right and graded():
        raise CheckFailed(f"{exercise.name}: {result.state.value}. {' '.join(result.message.split())}")
    return result


#: The last answer that was checked for each exercise, and whether it was right.
_latest: dict[str, tuple[object, bool]] = {}


def is_right(exercise: Exercise, attempt: object) -> bool:
    """Tell whether an answer is right, without showing or remembering anything.

    Parameters
    ----------
    exercise : Exercise
        What was asked for.
    attempt : object
        The learner's function or value.

    Returns
    -------
    bool
    """
    checked, right = _latest.get(exercise.key, (None, False))
    if checked is attempt and callable(attempt):  # a value can have been changed since
        return right
    return judge(exercise, attempt).is_right


def judge(exercise: Exercise, attempt: object) -> CheckResult:
    """Find out how an answer fares; the part of `check` that only computes.

    Parameters
    ----------
    exercise : Exercise
        What was asked for.
    attempt : object
        The learner's function or value.

    Returns
    -------
    CheckResult
    """
    try:
        return diagnose(exercise, attempt)
    except Exception as error:  # a stranger's object can raise whenever it is looked at; study mode goes on
        what = type(error).__name__
        article = "an" if what[0] in "AEIOU" else "a"
        return CheckResult(
            exercise.name,
            State.NOT_YET,
            f"What your function returns cannot be compared with anything: looking at it raised {article} {what}. "
            "Return plain numbers and NumPy arrays.",
            Reason.UNREADABLE,
        )
