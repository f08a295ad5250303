"""Call a function on a case, and keep everything that can be seen from outside."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from course_utils.learning.exercise import Case, Function


@dataclass(frozen=True)
class Observation:
    """What one call did.

    Parameters
    ----------
    answer : object
        What came back.
    after : Mapping[str, object]
        The inputs after the call.
    error : BaseException or None
        What was raised.
    warned : tuple of str
        What NumPy or Python warned about.
    printed : bool
        Whether something was printed.
    """

    answer: object
    after: Mapping[str, object]
    error: BaseException | None = None
    warned: tuple[str, ...] = ()
    printed: bool = False


class _Sink(io.TextIOBase):
    """Swallows what is printed (a loop can print without end) and remembers only that it happened."""

    used = False

    def write(self, text: str) -> int:
        self.used = self.used or bool(text)
        return len(text)


def observe(function: Function, case: Case) -> Observation:
    """Call the function on copies of the inputs.

    Parameters
    ----------
    function : callable
        Anybody's function. Arguments are given by position, so parameters may have other names.
    case : Case
        The inputs.

    Returns
    -------
    Observation
    """
    inputs = copied(case.arguments)
    sink = _Sink()
    # NumPy's settings are those that it starts with, whatever the notebook or the function has set.
    usual = np.errstate(divide="warn", over="warn", under="ignore", invalid="warn")
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(sink), usual:
        warnings.simplefilter("always")
        try:
            answer, error = function(*inputs.values()), None
        except (Exception, SystemExit, GeneratorExit) as caught:
            answer, error = None, caught
    if inspect.isgenerator(answer) or inspect.iscoroutine(answer):
        answer.close()
    return Observation(_copy(answer), inputs, error, tuple(str(w.message) for w in warned), sink.used)


def copied(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return deep copies, so that no function can change what the next one gets.

    Parameters
    ----------
    arguments : Mapping[str, object]
        Names and values.

    Returns
    -------
    dict
    """
    return {name: _copy(value) for name, value in arguments.items()}


def _copy(value: object) -> object:
    """Return a copy, or the thing itself when it cannot be copied."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.copy()
    try:
        return copy.deepcopy(value)
    except Exception:  # whatever a stranger's object raises
        return value


def same(one: object, other: object) -> bool:
    """Tell whether two inputs are equal to the last bit (generators of random numbers always count as equal).

    Parameters
    ----------
    one, other : object
        Arrays, numbers, texts, or lists, tuples and dicts of them.

    Returns
    -------
    bool
    """
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)) or one.dtype != other.dtype:
            return False
        return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, bool | int | float | complex | str | np.generic):
        return bool(one == other) or (one != one and other != other)
    return True
