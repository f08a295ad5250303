"""`hint` and `solution`: help by degrees, when it is asked for."""

from __future__ import annotations

import ast
import inspect
import textwrap

from course_utils.learning import record
from course_utils.learning.exercise import Exercise, Function
from course_utils.learning.presentation import NOTE, OPEN, Card


def hint(exercise: Exercise) -> Card:
    """Show one more hint: each call climbs one rung, from vague to plain.

    Parameters
    ----------
    exercise : Exercise
        What you are working on.

    Returns
    -------
    Card
        All hints so far, the newest last.
    """
    total = len(exercise.hints)
    if not total:
        return Card(NOTE, f"{exercise.name}: there are no hints", ("Run the check: it says what your result shows.",))

    def climb(kept: record.Record) -> None:
        entry = kept.exercises.setdefault(exercise.key, record.ExerciseEntry())
        entry.hints = min(entry.hints + 1, total)

    trouble = record.change(climb)
    rung = 1 if trouble else record.read().exercises[exercise.key].hints
    shown = [f"{number}. {text}" for number, text in enumerate(exercise.hints[:rung], start=1)]
    if rung == total:
        shown.append(
            f"That was the last hint. `solution(exercises.lesson{exercise.lesson:02d}.{exercise.name})` shows a "
            "solution."
        )
    return Card(NOTE, f"{exercise.name}: hint {rung} of {total}", (*shown, *filter(None, [trouble])))


def solution(exercise: Exercise, *, insist: bool = False) -> Card:
    """Show the course's own version, after an attempt of yours.

    Parameters
    ----------
    exercise : Exercise
        What you are working on.
    insist : bool
        True shows it without an attempt.

    Returns
    -------
    Card
    """
    entry = _entry(exercise)
    if not (insist or entry.attempts or entry.solution_seen):
        return Card(
            OPEN,
            f"{exercise.name}: try first",
            (
                "The solution is worth more after an attempt, even a wrong one. Write something and run its check; "
                f"or insist: `solution(exercises.lesson{exercise.lesson:02d}.{exercise.name}, insist=True)`.",
            ),
        )

    def note(kept: record.Record) -> None:
        kept.exercises.setdefault(exercise.key, record.ExerciseEntry()).solution_seen = True

    trouble = record.change(note)
    say = ("One way to write it. Compare it with yours line by line, then close it and write it again from memory.",)
    return Card(NOTE, f"{exercise.name}: a solution", (*say, *filter(None, [trouble])), code=source(exercise.reference))


def _entry(exercise: Exercise) -> record.ExerciseEntry:
    """Return what is known about the exercise; nothing, when the record cannot be read."""
    try:
        return record.read().exercises.get(exercise.key, record.ExerciseEntry())
    except (record.NewerRecordError, OSError):
        return record.ExerciseEntry()


def source(function: Function) -> str:
    """Return a function's source as it would stand in a notebook: without type hints and docstring.

    Parameters
    ----------
    function : callable
        A function written in Python.

    Returns
    -------
    str
    """
    text = textwrap.dedent(inspect.getsource(function))
    definition = ast.parse(text).body[0]
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body
    has_docstring = len(body) > 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    before = body[0].end_lineno if has_docstring else body[0].lineno - 1
    for argument in (*definition.args.posonlyargs, *definition.args.args, *definition.args.kwonlyargs):
        argument.annotation = None
    header = f"def {definition.name}({ast.unparse(definition.args)}):"
    return "\n".join([header, *text.splitlines()[before:]])
