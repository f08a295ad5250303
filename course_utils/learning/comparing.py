"""Expected and got, part by part: exact, close, or off by how much; or not comparable, and why."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from course_utils.learning.exercise import Exercise

#: Relative tolerance and absolute one (as a share of the largest expected number), by the size of the answer's floats.
_TOLERANCES = {2: (1e-2, 1e-3), 4: (1e-4, 1e-5), 8: (1e-5, 1e-7)}


@dataclass(frozen=True)
class Part:
    """One result of a function beside the one that was expected.

    Parameters
    ----------
    name : str
        The name of the result; empty when the function has only one.
    expected, got : object
        The two values.
    problem : str
        What is wrong with type, shape or dtype, to follow the name of the result; empty when values can be compared.
    close : bool
        Equal within the tolerance.
    """

    name: str
    expected: object
    got: object
    problem: str = ""
    close: bool = False

    @property
    def exact(self) -> bool:
        """Whether the two are equal to the last bit; nan counts as equal to nan."""
        one, other = np.asarray(self.expected), np.asarray(self.got)
        return np.array_equal(one, other, equal_nan=one.dtype.kind in "fc" and other.dtype.kind in "fc")

    @property
    def off(self) -> float:
        """The largest difference; nan where there is none."""
        one, other = np.asarray(self.expected), np.asarray(self.got)
        if one.dtype.kind in "US":
            return np.nan
        with np.errstate(invalid="ignore"):  # inf - inf
            return float(np.max(np.abs(numbers(one) - numbers(other)), initial=0.0))

    @property
    def verdict(self) -> str:
        """The comparison in one or two words."""
        if self.problem:
            return "not comparable"
        if self.close:
            return "exact" if self.exact else "close"
        return "off" if np.isnan(self.off) else f"off by {self.off:.3g}"


def compare(exercise: Exercise, expected: object, got: object) -> Iterator[Part]:
    """Compare an answer with the reference's, each intermediate in the reference's order, one at a time.

    Parameters
    ----------
    exercise : Exercise
        Says the names of the results, which are optional, and the tolerance.
    expected, got : object
        Numbers, arrays, lists of numbers, or tuples or dicts of them.

    Yields
    ------
    Part
    """
    if isinstance(expected, dict):
        yield from _compare_dicts(exercise, expected, got)
    elif isinstance(expected, tuple) or (isinstance(expected, list) and any(map(np.ndim, expected))):
        yield from _compare_tuples(exercise, expected, got)
    else:
        yield _compare_values("", expected, got, exercise.rtol)


def _compare_dicts(exercise: Exercise, expected: dict, got: object) -> Iterator[Part]:
    needed = [key for key in expected if key not in exercise.optional]
    if not isinstance(got, dict):
        keys = ", ".join(map(repr, needed))
        yield Part("", expected, got, f"is {describe(got)} where a dict with the keys {keys} was expected.")
        return
    missing = ", ".join(repr(key) for key in needed if key not in got)
    if missing:
        there = ", ".join(map(repr, got)) or "none"
        yield Part("", expected, got, f"has no key {missing}. Its keys are {there}.")
        return
    for key in expected:
        if key in got:
            yield _compare_values(key, expected[key], got[key], exercise.rtol)


def _compare_tuples(exercise: Exercise, expected: Sequence[object], got: object) -> Iterator[Part]:
    names = exercise.outputs
    if len(names) != len(expected):
        names = tuple(f"result {i + 1}" for i in range(len(expected)))
    if not isinstance(got, tuple | list) or len(got) != len(expected):
        wanted = f"{len(expected)} results ({', '.join(names)})"
        yield Part("", expected, got, f"is {describe(got)} where {wanted} were expected.")
        return
    for name, one, other in zip(names, expected, got, strict=True):
        yield _compare_values(name, one, other, exercise.rtol)


def _compare_values(name: str, expected: object, got: object, rtol: float | None) -> Part:
    problem = _wrong_type(expected, got)
    if problem:
        return Part(name, expected, got, problem)
    if expected is None:
        return Part(name, expected, got, close=True)
    one, other = np.asarray(expected), np.asarray(got)
    problem = _wrong_shape(one.shape, other.shape) or _wrong_kind(one, other)
    if problem:
        return Part(name, expected, got, problem)
    equal = np.array_equal(one, other) if one.dtype.kind in "US" else np.all(close(one, other, rtol))
    return Part(name, expected, got, close=bool(equal))


def close(expected: np.ndarray, got: np.ndarray, rtol: float | None = None) -> np.ndarray:
    """Tell, number by number, whether two arrays of one shape agree within the tolerance of ``got``'s dtype.

    Parameters
    ----------
    expected, got : ndarray
        Arrays of one shape.
    rtol : float or None
        None chooses by dtype: 1e-5 in float64, 1e-4 in float32, 1e-2 in float16.

    Returns
    -------
    ndarray of bool
    """
    relative, absolute = _TOLERANCES.get(got.dtype.itemsize if got.dtype.kind == "f" else 8, _TOLERANCES[8])
    if rtol is not None:
        relative, absolute = max(rtol, relative if got.dtype.itemsize < 8 else 0.0), rtol / 100
    one, other = numbers(expected), numbers(got)
    with np.errstate(invalid="ignore", over="ignore"):  # inf - inf
        largest = np.max(np.abs(one), initial=0.0, where=np.isfinite(one))
        near = np.abs(other - one) <= relative * np.abs(one) + absolute * largest + 1e-12
    # An infinite difference is within an infinite tolerance, so what is not finite must be the same.
    return np.where(np.isfinite(one) & np.isfinite(other), near, (one == other) | (np.isnan(one) & np.isnan(other)))


def numbers(array: np.ndarray) -> np.ndarray:
    """Return booleans and whole numbers as floats: differences of unsigned numbers wrap around.

    Parameters
    ----------
    array : ndarray
        Numbers of any dtype.

    Returns
    -------
    ndarray
        Floats, of the same shape.
    """
    return array if array.dtype.kind in "fc" else array.astype(np.float64)


def describe(value: object) -> str:
    """Say what kind of thing a value is: ``"an array of shape (3, 1)"``, ``"a list of 3"``, ``"None"``.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
    """
    if value is None:
        return "None"
    if value is ...:
        return "a placeholder `...`"
    if isinstance(value, np.matrix):
        return f"a matrix (`np.matrix`) of shape {value.shape}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.ndim else "a single number"
    if isinstance(value, bool | np.bool_):
        return f"{bool(value)} (bool)"
    if isinstance(value, int | float | complex | np.number):
        kind = "int" if isinstance(value, int | np.integer) else type(value).__name__
        return f"the number {value:.6g} ({kind})" if not isinstance(value, complex) else f"the number {value} (complex)"
    if isinstance(value, list | tuple | dict | set):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, str):
        return "a text (str)"
    if isinstance(value, Generator):
        return "a generator (is there a `yield` in the place of `return`?)"
    if callable(value):
        return f"the function `{getattr(value, '__name__', '?')}` itself (without brackets to call it?)"
    return f"an object of type {type(value).__name__}"


def _wrong_type(expected: object, got: object) -> str:
    """Return a sentence when ``got`` is not the kind of thing that was expected."""
    if isinstance(got, np.matrix):
        return "is a `np.matrix` where an ordinary array was expected. Its `*` means something else; use `np.array`."
    if isinstance(expected, np.ndarray) and expected.ndim:
        fits = isinstance(got, np.ndarray)
    elif isinstance(expected, list | tuple):
        fits = isinstance(got, list | tuple | np.ndarray)
    elif isinstance(expected, str) or expected is None:
        fits = type(got) is type(expected)
    else:
        fits = isinstance(got, np.ndarray | bool | int | float | complex | np.generic)
    if not fits:
        return f"is {describe(got)} where {describe_kind(expected)} was expected."
    if np.asarray(got).dtype.kind not in "biufc" + ("US" if np.asarray(expected).dtype.kind in "US" else ""):
        return f"is an array of dtype {np.asarray(got).dtype} where {describe_kind(expected)} was expected."
    return ""


def describe_kind(expected: object) -> str:
    """Say what was expected without giving it away: no values, only type, dtype and shape.

    Parameters
    ----------
    expected : object
        The reference's answer.

    Returns
    -------
    str
    """
    if isinstance(expected, np.ndarray) and expected.ndim:
        return f"an array of shape {expected.shape}"
    if isinstance(expected, list | tuple):
        return f"a {type(expected).__name__} of {len(expected)}"
    if isinstance(expected, str) or expected is None:
        return describe(expected)
    return {"b": "True or False (bool)", "i": "a whole number (int)", "u": "a whole number (int)"}.get(
        np.asarray(expected).dtype.kind, "a single number (float)"
    )


def _wrong_kind(expected: np.ndarray, got: np.ndarray) -> str:
    """Return a sentence when the dtype is of another kind; ints pass for floats, arrays of whole floats for ints."""
    kinds = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}
    want, have = kinds.get(expected.dtype.kind, "text"), kinds.get(got.dtype.kind, "text")
    if want == have or (want, have) == ("float", "int"):
        return ""
    if (want, have) == ("int", "float") and got.ndim and np.array_equal(got, np.round(got)):
        return ""
    advice = {
        ("float", "bool"): "True and False compare like 1 and 0 but are not numbers: convert them, `.astype(float)`.",
        (
            "int",
            "bool",
        ): "True and False compare like 1 and 0 but are not numbers: convert them, `int(...)` or `.astype(int)`.",
        ("int", "float"): "A count is a whole number: `int(...)` for one number, `.astype(int)` for an array.",
        ("bool", "int"): "Return the comparison itself, or convert with `.astype(bool)`.",
        ("bool", "float"): "Return the comparison itself, or convert with `.astype(bool)`.",
    }.get((want, have), "")
    return f"has dtype {got.dtype} where {want} was expected. {advice}".strip()


def _wrong_shape(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """Return a sentence when the shapes differ, with the usual reason for such a difference."""
    if got == expected:
        return ""
    return f"has shape {got} where {expected} was expected. {_usual_reason(expected, got)}".strip()


def _usual_reason(expected: tuple[int, ...], got: tuple[int, ...]) -> str:
    """Guess what people do to get one shape instead of the other."""
    if expected == ():
        if all(size == 1 for size in got):
            return "One number in brackets is still an array: take it out with `.item()`, or sum without `keepdims`."
        return "One number was expected: is a sum or a mean over all examples missing?"
    if len(expected) == len(got) == 1:
        gap = got[0] - expected[0]
        return f"{_many(abs(gap))} too {'many' if gap > 0 else 'few'}: is an index or a range off by one?"
    without_ones = tuple(size for size in expected if size != 1)
    if got == without_ones and len(got) < len(expected):
        return "A dimension of size 1 got lost: did you lose `keepdims=True`, or pick a row with one index?"
    if got == ():
        return "Everything was summed into one number: which `axis` should the sum run along?"
    if got == expected[::-1]:
        return (
            "Rows and columns have changed places: is a transpose `.T` missing or too much, or the order of a product?"
        )
    if len(got) == len(expected) == 2 and 1 in expected and got in ((max(expected),) * 2,):
        return (
            "A column met a row, and broadcasting made a whole table of them: look at the shapes of what you combine."
        )
    if len(got) == len(expected) and all(a == b or 1 in (a, b) for a, b in zip(got, expected, strict=True)):
        return "Look at the `axis` of your sums and means: `axis=0` runs down a column, `axis=1` along a row."
    if int(np.prod(got)) == int(np.prod(expected)):
        return "As many numbers, otherwise arranged: look at your `reshape` and at the order of the axes."
    return "Write the shape beside each line and see where it first differs from the one you want."


def _many(count: int) -> str:
    return "One entry" if count == 1 else f"{count} entries"
