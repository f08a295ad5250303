"""What a wrong answer has in common with the right one, when no known mistake explains it.

A `Pattern` is tried on one result of a function over all cases. It must hold on every case, and at least one case must
tell it apart from a coincidence (an answer of zeros is every multiple of zero).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from course_utils.learning.comparing import close, compare
from course_utils.learning.exercise import Case, Exercise
from course_utils.learning.observing import copied


@dataclass(frozen=True)
class Evidence:
    """One result of a function on all cases.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    name : str
        The name of the result, empty when there is one only.
    cases : sequence of Case
        The inputs.
    expected, got : sequence of ndarray
        The right and the learner's numbers, of equal shapes.
    """

    exercise: Exercise
    name: str
    cases: Sequence[Case]
    expected: Sequence[np.ndarray]
    got: Sequence[np.ndarray]

    def agrees(self, candidates: Sequence[np.ndarray]) -> bool:
        """Tell whether the learner's numbers are these on every case."""
        return all(
            np.shape(candidate) == got.shape and bool(np.all(close(np.asarray(candidate), got)))
            for candidate, got in zip(candidates, self.got, strict=True)
        )


_ELEMENTWISE: tuple[tuple[str, Callable[[np.ndarray], np.ndarray]], ...] = (
    ("Every number has the wrong sign.", np.negative),
    ("Every number is 1 minus what is expected.", lambda a: 1 - a),
    ("Every number is the square of what is expected.", np.square),
    ("Every number is the square root of what is expected.", np.sqrt),
    ("Every number is the absolute value of what is expected.", np.abs),
    ("Every number is 1 divided by what is expected.", lambda a: 1 / a),
    ("Every number is the logarithm of what is expected.", np.log),
    ("Every number is e to the power of what is expected.", np.exp),
    ("Every number is rounded to a whole one. Is there an array of dtype int, or a `//`?", np.round),
    ("The decimals are cut off. Is there an array of dtype int, or a `//`?", np.trunc),
    ("True and False, or 1 and 0, have changed places.", np.logical_not),
)


def recognise(evidence: Evidence) -> str:
    """Return a sentence about how wrong and right answers are related; empty when nothing is recognised.

    Parameters
    ----------
    evidence : Evidence
        One result on all cases, not everywhere right.

    Returns
    -------
    str
    """
    with np.errstate(all="ignore"):
        for look in _LOOKS:
            sentence = next(look(evidence), "")
            if sentence:
                return sentence
    return ""


def always_the_same(evidence: Evidence) -> str:
    """Return a sentence when the answer does not depend on the inputs, and should; empty otherwise.

    Parameters
    ----------
    evidence : Evidence
        One result on all cases, not everywhere right.

    Returns
    -------
    str
    """
    values, expected = _all(evidence.got), _all(evidence.expected)
    if values.size > 2 and np.all(values == values[0]) and not np.all(expected == expected[0]):
        return f"It is {_readable(values[0])} whatever the inputs are. Is a result computed and then not used?"
    return ""


def _all(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Return all numbers in one row."""
    return np.concatenate([np.asarray(array, dtype=float).ravel() for array in arrays])


def _elementwise(e: Evidence) -> Iterator[str]:
    for sentence, change in _ELEMENTWISE:
        if e.agrees([change(np.asarray(right, dtype=float)) for right in e.expected]):
            yield sentence


def _arranged(e: Evidence) -> Iterator[str]:
    if e.agrees([right.T for right in e.expected]):
        yield "The numbers are right but stand transposed: rows and columns have changed places."
    for axis in (0, 1):
        if all(right.ndim > axis for right in e.expected):
            where = "" if all(right.ndim == 1 for right in e.expected) else f" along axis {axis}"
            if e.agrees([np.flip(right, axis) for right in e.expected]):
                yield f"The numbers are right but stand in reverse order{where}."
            for step in (1, -1):
                if e.agrees([np.roll(right, step, axis) for right in e.expected]):
                    yield f"The numbers are right but shifted by one place{where}: an index is off by one."
    if e.agrees([np.full_like(right, right.sum()) for right in e.expected]):
        yield "It is the sum over all entries."


def _factor(e: Evidence) -> Iterator[str]:
    ratios = np.concatenate([(g / r).ravel() for g, r in zip(e.got, e.expected, strict=True)])
    ratios = ratios[np.isfinite(ratios)]
    if ratios.size < 2 or np.ptp(ratios) > 1e-4 * abs(ratios[0]) or ratios[0] == 0:
        return
    if e.agrees([right * ratios[0] for right in e.expected]):
        yield f"It is {_readable(ratios[0])} times what is expected, on all inputs. Where does such a factor come from?"


def _size_factor(e: Evidence) -> Iterator[str]:
    for label, sizes in _sizes(e.cases):
        if len(set(sizes)) < 2 or min(sizes) < 1:
            continue
        for power, words in (
            (1, "times too large"),
            (-1, "times too small"),
            (2, "squared times too large"),
            (-2, "squared times too small"),
        ):
            for sign, also in ((1, ""), (-1, ", and has the wrong sign")):
                if e.agrees(
                    [sign * right * float(size) ** power for right, size in zip(e.expected, sizes, strict=True)]
                ):
                    yield f"It is `{label}` {words}{also}. Look at where you sum, and where you take a mean."


def _sizes(cases: Sequence[Case]) -> Iterator[tuple[str, list[int]]]:
    """Give every dimension of every array among the inputs, on all cases."""
    for name, value in cases[0].arguments.items():
        if not isinstance(value, np.ndarray):
            continue
        arrays = [np.asarray(case.arguments[name]) for case in cases]
        for axis in range(value.ndim):
            if all(array.ndim > axis for array in arrays):
                label = f"len({name})" if value.ndim == 1 else f"{name}.shape[{axis}]"
                yield label, [array.shape[axis] for array in arrays]


def _shifted(e: Evidence) -> Iterator[str]:
    gaps = [np.asarray(got, dtype=float) - right for got, right in zip(e.got, e.expected, strict=True)]
    first = next((gap.ravel()[0] for gap in gaps if gap.size), 0.0)
    if first and np.isfinite(first) and e.agrees([right + first for right in e.expected]):
        yield f"It is too {'large' if first > 0 else 'small'} by {_readable(abs(first))}, on all inputs."
    for name, values in _matching_inputs(e):
        for sign, words in ((1, "too large"), (-1, "too small")):
            if e.agrees([right + sign * value for right, value in zip(e.expected, values, strict=True)]):
                yield f"It is {words} by `{name}`. Is `{name}` used once too often, or not at all?"


def _scaled_by_input(e: Evidence) -> Iterator[str]:
    for name, values in _matching_inputs(e):
        if e.agrees([right * value for right, value in zip(e.expected, values, strict=True)]):
            yield f"It is multiplied by `{name}` once too often, or should have been divided by it."
        if e.agrees([right / value for right, value in zip(e.expected, values, strict=True)]):
            yield f"A factor `{name}` is missing, or something is divided by `{name}` that should not be."


def roomy(value: object) -> np.ndarray:
    """Return an array that can be multiplied and turned negative: whole numbers of few bits overflow."""
    array = np.asarray(value)
    return array.astype(np.float64) if array.dtype.kind in "iu" else array


def _matching_inputs(e: Evidence) -> Iterator[tuple[str, list[np.ndarray]]]:
    """Give the inputs that are single numbers or have the shape of the result."""
    for name in e.cases[0].arguments:
        values = [roomy(case.arguments[name]) for case in e.cases]
        if all(v.dtype.kind in "biuf" and v.shape in ((), r.shape) for v, r in zip(values, e.expected, strict=True)):
            yield name, values


def _is_input(e: Evidence) -> Iterator[str]:
    for name, values in _matching_inputs(e):
        if e.agrees(values):
            yield f"It is the input `{name}`, unchanged. Is a result computed and then not returned?"


def _other_arguments(e: Evidence) -> Iterator[str]:
    """Find other arguments for which the reference gives what the learner's function gives for the real ones."""
    names = list(e.cases[0].arguments)
    for one, other in combinations(names, 2):
        if _reference_agrees(e, lambda a: {**a, one: a[other], other: a[one]}):  # noqa: B023 - called at once
            yield f"That is the answer with `{one}` and `{other}` exchanged. Is their order right, where you use them?"
    for name in names:
        for change, sentence in _CHANGES:
            if _reference_agrees(e, lambda a: {**a, name: _changed(change, a[name])}):  # noqa: B023
                yield sentence.format(name)


#: Something else in the place of one argument, and what it means when that gives the learner's result.
_CHANGES: tuple[tuple[Callable[[Any], object], str], ...] = (
    (lambda value: value * 0, "That is the answer for `{0}` = 0. Where is `{0}` used?"),
    (lambda value: value * 0 + 1, "That is the answer for `{0}` = 1. Where is `{0}` used?"),
    (lambda value: -value, "That is the answer for −`{0}`. Look at the sign in front of `{0}`."),
    (lambda value: 1 - value, "That is the answer for 1 − `{0}` in the place of `{0}`."),
    (lambda value: 2 * value, "That is the answer for 2 times `{0}`. Is it used twice?"),
    (lambda value: operator.index(value) + 1, "That is the answer for `{0}` one more than given. Where does the "
    "counting start and stop?"),
    (lambda value: operator.index(value) - 1, "That is the answer for `{0}` one less than given. Where does the "
    "counting start and stop?"),
)  # fmt: skip


def _changed(change: Callable[[Any], object], value: object) -> object:
    """Change a number, an array, or each number in a list (twice a list would be a longer list)."""
    if isinstance(value, list):
        made = change(np.asarray(value))
        return made.tolist() if isinstance(made, np.ndarray) else made
    return change(value)


def _reference_agrees(e: Evidence, change: Callable[[dict[str, object]], dict[str, object]]) -> bool:
    """Tell whether the reference gives the learner's result when the arguments are changed."""
    told_apart = False
    for case, got, right in zip(e.cases, e.got, e.expected, strict=True):
        try:
            answer = e.exercise.reference(*change(copied(case.arguments)).values())
            parts = {part.name: part.expected for part in compare(e.exercise, answer, answer)}
        except Exception:  # the changed arguments make no sense; then this is not what happened
            return False
        if e.name not in parts:  # an answer with other names
            return False
        candidate = np.asarray(parts[e.name])
        if candidate.shape != got.shape or not np.all(close(candidate, got)):
            return False
        told_apart = told_apart or not np.all(close(candidate, right))
    return told_apart


def _readable(number: float) -> str:
    """Write a factor as people would: 2, 1/2, −0.5."""
    if 0 < abs(number) < 1 and abs(1 / number - round(1 / number)) < 1e-3:
        return f"{'−' if number < 0 else ''}1/{abs(round(1 / number))}"
    return f"{number:.4g}".replace("-", "−")


def _outside(e: Evidence) -> Iterator[str]:
    """Find numbers that cannot be right, whatever the inputs are."""
    got, right = _all(e.got), _all(e.expected)
    if np.isnan(got).any() and not np.isnan(right).any():
        share = "" if np.isnan(got).all() else " on some inputs"
        yield f"It is nan{share}: look for 0/0, `inf - inf`, or the logarithm of a negative number."
    if np.isinf(got).any() and not np.isinf(right).any():
        yield "It is infinite on some inputs: look for a division by 0, the logarithm of 0, or an exponential."
    if right.size < 8:  # too few to say what they have in common
        return
    low, high = float(right.min()), float(right.max())
    slack = 1e-9 * (high - low)
    if low >= 0 and high <= 1 and got.max() > 1 + slack:
        yield f"Your numbers go up to {got.max():.4g}, and none of the right ones is larger than 1."
    if low >= 0 and got.min() < -slack:
        yield f"Some of your numbers are negative, down to {_readable(got.min())}; none of the right ones is."
    if high <= 0 and got.max() > slack:
        yield f"Some of your numbers are positive, up to {got.max():.4g}; none of the right ones is."


def _one_sided(e: Evidence) -> Iterator[str]:
    """Find an input whose sign decides, entry by entry, what is right."""
    good = np.concatenate([close(right, got).ravel() for right, got in zip(e.expected, e.got, strict=True)])
    for name, values in _matching_inputs(e):
        if not all(value.shape == right.shape for value, right in zip(values, e.expected, strict=True)):
            continue
        for words, side in (("positive", _all(values) > 0), ("negative", _all(values) < 0)):
            if side.any() and good[side].all() and not good[~side].any():
                yield f"It is right wherever `{name}` is {words}, and nowhere else."


def _sized(e: Evidence) -> Iterator[str]:
    """Find a size up to which it is right."""
    usual = [not case.about for case in e.cases]  # the mean of zeros is right for any number of them
    good = [bool(np.all(close(right, got))) for right, got in zip(e.expected, e.got, strict=True)]
    for label, sizes in _sizes(e.cases):
        right = [size for size, is_good, is_usual in zip(sizes, good, usual, strict=True) if is_usual and is_good]
        wrong = [size for size, is_good, is_usual in zip(sizes, good, usual, strict=True) if is_usual and not is_good]
        if right and wrong and max(right) < min(wrong):
            yield f"It is right as long as `{label}` is at most {max(right)}, and wrong when it is larger."


_LOOKS = (
    _elementwise,
    _arranged,
    _factor,
    _size_factor,
    _shifted,
    _is_input,
    _scaled_by_input,
    _other_arguments,
    _outside,
    _one_sided,
    _sized,
)
