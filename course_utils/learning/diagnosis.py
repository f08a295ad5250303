"""Why an answer is not right: a list of small questions, asked in order until one knows."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np

from course_utils.learning.comparing import describe
from course_utils.learning.exercise import Exercise, Flawed, Function, Mistake, is_course_version
from course_utils.learning.explaining import explain
from course_utils.learning.failures import changed_part, first_failure, given, overview
from course_utils.learning.guard import OutOfMemory, OutOfTime, guarded
from course_utils.learning.observing import observe, same
from course_utils.learning.patterns import Evidence, always_the_same, recognise, roomy
from course_utils.learning.presentation import Table, show_value
from course_utils.learning.result import CheckResult, Reason, State
from course_utils.learning.trial import Trial, alike, prepared, touches


def diagnose(exercise: Exercise, attempt: object) -> CheckResult:
    """Run an answer on all cases and find the first reason why it is not right.

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
    if attempt is None or attempt is ...:
        return _not_attempted(exercise)
    if is_course_version(attempt):
        return CheckResult(
            exercise.name,
            State.NOT_ATTEMPTED,
            f"This is the course's own `{exercise.name}`, which the lesson goes on with. Write yours, run its cell, "
            "and then this check.",
        )
    if exercise.is_value:
        value = attempt
        attempt = lambda: value  # noqa: E731 - a value is a function of nothing
    elif not callable(attempt):
        return CheckResult(
            exercise.name,
            State.NOT_YET,
            f"A function `{exercise.name}` was expected, and this is {describe(attempt)}.",
            Reason.NO_FUNCTION,
        )
    cases, expected = prepared(exercise)
    try:
        seen = guarded(lambda: [observe(attempt, case) for case in cases], exercise.seconds, exercise.megabytes)
    except OutOfTime:
        return CheckResult(exercise.name, State.NOT_YET, _too_long(exercise), Reason.TIME)
    except OutOfMemory:
        return CheckResult(exercise.name, State.NOT_YET, _too_much(exercise), Reason.MEMORY)
    trial = Trial(exercise, attempt, cases, expected, seen)
    for question in ABOUT_FORM if all(trial.right) else (*ABOUT_FORM, *ABOUT_VALUES):
        finding = question(trial)
        if finding and finding.mistake and finding.mistake == exercise.planted:
            return _not_mended(exercise)
        if finding:
            return replace(finding, notes=_notes(trial))
    return CheckResult(exercise.name, State.RIGHT, exercise.why, notes=_notes(trial))


# The questions --------------------------------------------------------------------------------------------------------


def untouched(trial: Trial) -> CheckResult | None:
    """Is this the stub, or is a placeholder still in it?"""
    first = trial.seen[0]
    if type(first.error) is NotImplementedError or (first.error and "ellipsis" in str(first.error).lower()):
        return _not_attempted(trial.exercise)
    if all(seen.error is None and _is_blank(seen.answer) for seen in trial.seen) and not _computes(trial.function):
        return _not_attempted(trial.exercise)
    return None


def unfinished(trial: Trial) -> CheckResult | None:
    """Has a name kept the placeholder of the stub, while other lines are written?"""
    definition = None if all(trial.right) else _definition(trial.function)
    for node in ast.walk(definition) if definition else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is ...:
            where = f"`{ast.unparse(node)}` still stands in line {node.lineno} of your function"
            return _not_yet(trial, Reason.UNFINISHED, f"{where}. Replace the `...` by your code.")
    return None


def foreign_name(trial: Trial) -> CheckResult | None:
    """Does it use a value of the notebook whose name is almost that of one of its own?

    Lessons leave `z`, `x` and `w` behind, so a slip in a name raises no error: it computes with other numbers.
    """
    if all(trial.right):
        return None
    code = getattr(trial.function, "__code__", None)
    if code is None:
        return None
    outside = getattr(trial.function, "__globals__", {})
    for name in code.co_names:
        meant = next((own for own in code.co_varnames if _nearly(name, own)), None)
        if meant and isinstance(outside.get(name), np.ndarray | np.generic | int | float | list):
            return _not_yet(
                trial,
                Reason.FOREIGN_NAME,
                f"Your function uses `{name}`, which is none of its own names: the value comes from a cell further up. "
                f"Did you mean `{meant}`?",
            )
    return None


def raised(trial: Trial) -> CheckResult | None:
    """Did it raise an exception?"""
    for case, seen in zip(trial.cases, trial.seen, strict=True):
        if seen.error is not None:
            message = explain(seen.error, trial.function, list(case.arguments))
            reason = Reason.MEMORY if isinstance(seen.error, MemoryError) else Reason.EXCEPTION
            return _not_yet(trial, reason, f"{message} {given(case)}".strip())
    return None


def nothing_returned(trial: Trial) -> CheckResult | None:
    """Did it work and forget to say what it found?"""
    empty = [seen.answer is None for seen in trial.seen]
    if not any(empty) or trial.expected[0].answer is None:
        return None
    if all(empty):
        return _not_yet(
            trial, Reason.NOTHING_RETURNED, "It runs but returns nothing (`None`): is a `return` missing at the end?"
        )
    case = trial.cases[empty.index(True)]
    return _not_yet(
        trial,
        Reason.NOTHING_RETURNED,
        f"On some inputs it returns nothing (`None`): does every branch end with a `return`? {given(case)}",
    )


def wrong_form(trial: Trial) -> CheckResult | None:
    """Is a result of another type, shape or dtype?"""
    for case, parts in zip(trial.cases, trial.parts, strict=True):
        for part in parts:
            if part.problem:
                message = f"{f'`{part.name}`' if part.name else 'The result'} {part.problem} {given(case)}".strip()
                return _not_yet(trial, Reason.FORM, message, overview(parts))
    return None


def changed_inputs(trial: Trial) -> CheckResult | None:
    """Did it change its inputs in place?"""
    for case, expected, seen in zip(trial.cases, trial.expected, trial.seen, strict=True):
        changed = [name for name, value in expected.after.items() if not same(value, seen.after[name])]
        if changed:
            name = changed[0]
            if _close_to(case.arguments[name], seen.after[name]):
                return _not_yet(
                    trial,
                    Reason.INPUT_CHANGED,
                    f"Your function changes its input `{name}` and puts it back, but not to the last bit: adding and "
                    "subtracting round. Keep the old number and write it back, or work on a copy.",
                )
            where, before, after = changed_part(case.arguments[name], seen.after[name])
            rows = (("before", show_value(before)), ("after", show_value(after)))
            return _not_yet(
                trial,
                Reason.INPUT_CHANGED,
                f"Your function changes its input `{name}`: whoever calls it finds another `{name}` afterwards. `-=`, "
                f"`*=` and `{name}[...] =` work on the caller's own array; make a new one.",
                (Table("", ("", f"{name}{where}"), rows),),
            )
    return None


def _close_to(before: object, after: object) -> bool:
    """Tell whether an array is what it was, but for rounding."""
    if not (isinstance(before, np.ndarray) and isinstance(after, np.ndarray)) or before.shape != after.shape:
        return False
    return before.dtype.kind == "f" and bool(np.allclose(before, after, rtol=1e-9, atol=1e-12))


def not_repeatable(trial: Trial) -> CheckResult | None:
    """Does it answer differently when it is asked again?"""
    again = observe(trial.function, trial.cases[0])
    if alike(trial.exercise, again, trial.seen[0]):
        return None
    return _not_yet(
        trial,
        Reason.NOT_REPEATABLE,
        "Called twice with the same inputs, your function gives two different answers. Does it use random numbers, or "
        "something outside of it that changes from call to call?",
    )


def known_mistake(trial: Trial) -> CheckResult | None:
    """Is it a mistake that people make?"""
    if trial.known is None:
        return None
    return _not_yet(trial, Reason.KNOWN_MISTAKE, trial.known.say, first_failure(trial))


def constant(trial: Trial) -> CheckResult | None:
    """Is it always the same? Two mistakes together would explain that too easily."""
    if trial.exercise.is_value:
        return None
    sentence = always_the_same(_evidence(trial))
    return _finding(trial, Reason.PATTERN, f"{_order(trial)} {sentence}") if sentence else None


def two_mistakes(trial: Trial) -> CheckResult | None:
    """Is it two such mistakes at once?"""
    touched = touches(trial.exercise)
    for one, other in combinations(trial.exercise.mistakes, 2):
        if touched[one.name] | touched[other.name] != set(trial.wrong):
            continue  # running them both would cost time, and cannot match
        if _is_both(trial, one, other):
            say = f"Two things at once. First: {one.say} Second: {other.say}"
            return _finding(trial, Reason.TWO_MISTAKES, say, f"{one.name} + {other.name}")
    return None


def wrong_part(trial: Trial) -> CheckResult | None:
    """Is the first wrong result one that a known mistake gives, though something else is wrong as well?"""
    name, touched = trial.wrong[0], touches(trial.exercise)
    likely = [mistake for mistake in trial.exercise.mistakes if name and name in touched[mistake.name]]
    mistake = next((mistake for mistake in likely if name in trial.agreement(mistake)), None)
    if mistake is None:
        return None
    return _finding(trial, Reason.KNOWN_MISTAKE, f"{_order(trial)} {mistake.say}", mistake.name)


def pattern(trial: Trial) -> CheckResult | None:
    """Have right and wrong answers something in common?"""
    if trial.exercise.is_value:  # half of a single number would give it away
        return None
    sentence = recognise(_evidence(trial))
    return _finding(trial, Reason.PATTERN, f"{_order(trial)} {sentence}") if sentence else None


def different(trial: Trial) -> CheckResult | None:
    """Where does it first differ?"""
    if trial.exercise.is_value:
        return _finding(trial, Reason.DIFFERENT, "That is not it yet.")
    special = _special(trial)
    if special:
        return _finding(trial, Reason.SPECIAL_CASE, f"It is right in general, and wrong when {special}.")
    good = sum(trial.right)
    where = f"All in all it is right on {good} of {len(trial.right)} inputs." if good else "It differs on every input."
    order = _order(trial)
    return _finding(trial, Reason.FIRST_WRONG if order else Reason.DIFFERENT, f"{order} {where}")


#: Asked first, in this order.
ABOUT_FORM: tuple[Callable[[Trial], CheckResult | None], ...] = (
    untouched,
    unfinished,
    foreign_name,
    raised,
    nothing_returned,
    wrong_form,
    changed_inputs,
)

#: Asked next, in this order, when some value is wrong. The last one always knows something.
ABOUT_VALUES: tuple[Callable[[Trial], CheckResult | None], ...] = (
    not_repeatable,
    known_mistake,
    constant,
    two_mistakes,
    wrong_part,
    pattern,
    different,
)


# Helpers --------------------------------------------------------------------------------------------------------------


def _not_yet(trial: Trial, reason: Reason, message: str, tables: tuple[Table, ...] = ()) -> CheckResult:
    """Return a finding; a known mistake that explains it is named too."""
    mistake = trial.known
    if mistake and mistake.say not in message:
        message = f"{message} {mistake.say}"
    name = mistake.name if mistake else None
    return CheckResult(trial.exercise.name, State.NOT_YET, message, reason, name, tables)


def _finding(trial: Trial, reason: Reason, message: str, mistake: str | None = None) -> CheckResult:
    """Return a finding about wrong values, with the values."""
    name = trial.exercise.name
    return CheckResult(name, State.NOT_YET, message.strip(), reason, mistake, first_failure(trial))


def _not_attempted(exercise: Exercise) -> CheckResult:
    what = "a value" if exercise.is_value else "your code"
    words = f"Replace the `...` by {what} and run both cells again.{_first_hint(exercise)}"
    return CheckResult(exercise.name, State.NOT_ATTEMPTED, words)


def _not_mended(exercise: Exercise) -> CheckResult:
    words = f"The bug is still in it. Look for it first, then mend it and run both cells again.{_first_hint(exercise)}"
    return CheckResult(exercise.name, State.NOT_ATTEMPTED, words, Reason.KNOWN_MISTAKE, exercise.planted)


def _first_hint(exercise: Exercise) -> str:
    call = f"`hint(exercises.lesson{exercise.lesson:02d}.{exercise.name})`"
    return f" {call} gives a first hint." if exercise.hints else ""


def _too_long(exercise: Exercise) -> str:
    return (
        f"Your function was still running after {exercise.seconds:g} seconds and was interrupted. If there is a "
        "`while`, does its condition ever become false? If there is a `for`, over how much does it run?"
    )


def _too_much(exercise: Exercise) -> str:
    return (
        f"Your function took more than {exercise.megabytes:,} MB of memory for inputs that are small, and was "
        "interrupted. Which list or array grows in a loop, or which two shapes are broadcast into a huge one?"
    )


def _notes(trial: Trial) -> tuple[str, ...]:
    """Say what else happened: warnings that the reference does not give, and printing."""
    notes = []
    usual = {text for expected in trial.expected for text in expected.warned}
    warned = [text for seen in trial.seen for text in seen.warned if text not in usual]
    if warned:
        notes.append(f"On some inputs Python warned: `{warned[0].splitlines()[0]}`.")
    if any(seen.printed for seen in trial.seen):
        notes.append("What your function prints is not shown during a check. Call it yourself to see it.")
    return tuple(notes)


def _is_blank(answer: object) -> bool:
    """Tell whether an answer is a placeholder, or made of placeholders only."""
    if isinstance(answer, dict):
        return bool(answer) and any(value is ... for value in answer.values()) and all(map(_is_blank, answer.values()))
    if isinstance(answer, tuple | list):
        return bool(answer) and all(map(_is_blank, answer))
    return answer is None or answer is ...


def _nearly(name: str, own: str) -> bool:
    """Tell whether two names differ in their case, or in one letter of several."""
    if name == own:
        return False
    if name.lower() == own.lower():
        return True
    longer, shorter = sorted((name, own), key=len, reverse=True)
    plural = longer == f"{shorter}s"
    swapped = len(name) == len(own) > 2 and sum(a != b for a, b in zip(name, own, strict=True)) == 1
    return plural or swapped


def _definition(function: Function) -> ast.FunctionDef | None:
    """Return the tree of a function that was written with `def`; None where its source is out of reach."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        return None
    return tree if isinstance(tree, ast.FunctionDef) else None


def _computes(function: Function) -> bool:
    """Tell whether there is work in the function's body: then `None` means a missing `return`, not a stub."""
    tree = _definition(function)
    if tree is None or any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(tree)):
        return False
    idle = (ast.Pass, ast.Return, ast.FunctionDef)
    return any(
        not isinstance(node, idle) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in tree.body
    )


def _is_both(trial: Trial, one: Mistake, other: Mistake) -> bool:
    """Tell whether two mistakes together give what was seen: in one computation, or each in results of its own."""
    first, second = one.function, other.function
    if isinstance(first, Flawed) and isinstance(second, Flawed) and first.base is second.base:
        both = Flawed(first.base, first.wrong | second.wrong)
        return trial.does_the_same(both)
    parts = trial.parts[0]
    if len(parts) < 2:
        return False
    mine, yours = trial.agreement(one), trial.agreement(other)
    return mine | yours == {part.name for part in parts}


def _evidence(trial: Trial) -> Evidence:
    """Collect the first wrong result on all cases that have it: a deeper network has more results."""
    name = trial.wrong[0]
    rows = zip(trial.cases, trial.parts, strict=True)
    chosen = [(case, part) for case, parts in rows for part in parts if part.name == name]
    expected = [roomy(part.expected) for _, part in chosen]
    got = [roomy(part.got) for _, part in chosen]
    return Evidence(trial.exercise, name, [case for case, _ in chosen], expected, got)


def _order(trial: Trial) -> str:
    """Say which of several results is the first that is wrong, and what is right before it."""
    name = trial.wrong[0]
    if not name:  # there is only one result
        return ""
    names = [part.name for part in trial.parts[0]]
    before = [f"`{one}`" for one in names[: names.index(name)]]
    if not before:
        return f"Look at `{name}` first: it is not right yet."
    together = " and ".join(filter(None, [", ".join(before[:-1]), before[-1]]))
    return f"{together} came out right; `{name}` is the first that did not."


def _special(trial: Trial) -> str:
    """Say what the failing cases have in common, when all ordinary ones are right."""
    failing = [case for case, right in zip(trial.cases, trial.right, strict=True) if not right]
    about = {case.about for case in failing}
    return next(iter(about)) if len(about) == 1 and len(failing) < len(trial.cases) else ""
