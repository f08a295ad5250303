"""Where an answer fails, shown side by side: inputs, expected, got, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from course_utils.learning.comparing import Part, close
from course_utils.learning.exercise import Case
from course_utils.learning.presentation import Table, show_value
from course_utils.learning.trial import Trial


def first_failure(trial: Trial) -> tuple[Table, ...]:
    """Show the smallest input on which it fails, with expected and got side by side.

    Parameters
    ----------
    trial : Trial
        An answer that is wrong on some case.

    Returns
    -------
    tuple of Table
        Inputs, all results, and the entries of the first wrong one; nothing for a value exercise, where what was
        expected is the solution.
    """
    if trial.exercise.is_value:
        return ()
    failing = [i for i, right in enumerate(trial.right) if not right]
    position = next((i for i in failing if not trial.cases[i].about), failing[0])  # an ordinary input teaches more
    case, parts = trial.cases[position], trial.parts[position]
    inputs = tuple((name, show_value(value)) for name, value in case.arguments.items())
    tables = [Table("The smallest input on which it fails:", ("", ""), inputs)] if inputs else []
    wrong = next(part for part in parts if not part.close)
    return (
        *tables,
        *overview(parts),
        Table(f"`{wrong.name}`:" if wrong.name else "", ("", "expected", "got", ""), tuple(_entries(wrong))),
    )


def overview(parts: Sequence[Part]) -> tuple[Table, ...]:
    """List all results of a function that has several: exact, close, off by how much.

    Parameters
    ----------
    parts : sequence of Part
        The results on one case.

    Returns
    -------
    tuple of Table
        One table, or none when there is only one result.
    """
    if len(parts) < 2:
        return ()
    rows = tuple((part.name, "✓" if part.close else "✗", part.verdict) for part in parts)
    return (Table("All results, in order:", ("", "", ""), rows),)


def _entries(part: Part, most: int = 6) -> Iterator[tuple[str, ...]]:
    """Give rows of expected, got and verdict, wrong ones first when there are many."""
    expected, got = np.asarray(part.expected), np.asarray(part.got)
    if expected.ndim == 0 or expected.dtype.kind in "US":
        yield "", show_value(part.expected), show_value(part.got), part.verdict
        return
    good = close(expected, got)
    places = list(np.ndindex(expected.shape))
    shown = places if len(places) <= most else sorted(places, key=lambda place: bool(good[place]))[:most]
    for place in shown:
        entry = Part("", expected[place], got[place], close=bool(good[place]))
        yield str(list(place)), show_value(expected[place]), show_value(got[place]), entry.verdict
    if len(places) > most:
        yield "...", "", "", f"{int((~good).sum())} of {len(places)} entries are off"


def changed_part(before: object, after: object) -> tuple[str, object, object]:
    """Find where an input was changed: of an array with more than two axes, the first plane that differs.

    Parameters
    ----------
    before, after : object
        What the function was given, and what it has left behind.

    Returns
    -------
    where : str
        An index such as ``"[0, 2]"``; empty where all is shown.
    before, after : object
        That part of both.
    """
    if not (isinstance(before, np.ndarray) and isinstance(after, np.ndarray)):
        return "", before, after
    if before.ndim < 3 or before.shape != after.shape or np.array_equal(before, after):
        return "", before, after
    plane = tuple(np.argwhere(before != after)[0][:-2].tolist())
    return str(list(plane)), before[plane], after[plane]


def given(case: Case) -> str:
    """Say what the function was given, in shapes.

    Parameters
    ----------
    case : Case
        The inputs.

    Returns
    -------
    str
        A sentence, or nothing when there are no inputs.
    """
    if not case.arguments:
        return ""
    return "It was given " + ", ".join(f"{name} {_short(value)}" for name, value in case.arguments.items()) + "."


def _short(value: object) -> str:
    if isinstance(value, Mapping) and value and all(isinstance(each, np.ndarray) for each in value.values()):
        return "with " + ", ".join(f"{name} {each.shape}" for name, each in value.items())
    return f"of shape {value.shape}" if isinstance(value, np.ndarray) and value.ndim else f"= {show_value(value)}"
