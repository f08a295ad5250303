"""Everything that is seen of an answer: what it did on each case, beside what it should have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from course_utils.learning.comparing import Part, compare
from course_utils.learning.exercise import Case, Exercise, Function, Mistake
from course_utils.learning.observing import Observation, observe, same


@dataclass(frozen=True)
class Trial:
    """Everything that was seen of an answer.

    Parameters
    ----------
    exercise : Exercise
        What was asked for.
    function : callable
        The learner's function.
    cases : sequence of Case
        The inputs, the smallest first.
    expected, seen : sequence of Observation
        What the reference did, and what the function did.
    """

    exercise: Exercise
    function: Function
    cases: Sequence[Case]
    expected: Sequence[Observation]
    seen: Sequence[Observation]

    @cached_property
    def parts(self) -> list[list[Part]]:
        """Case by case, each result beside the expected one."""
        pairs = zip(self.expected, self.seen, strict=True)
        return [list(compare(self.exercise, right.answer, seen.answer)) for right, seen in pairs]

    @cached_property
    def right(self) -> list[bool]:
        """Case by case, whether everything is right."""
        return [
            seen.error is None and all(part.close for part in parts)
            for seen, parts in zip(self.seen, self.parts, strict=True)
        ]

    @cached_property
    def known(self) -> Mistake | None:
        """The mistake that does exactly what the function does, on every case."""
        return next((mistake for mistake in self.exercise.mistakes if self.does_the_same(mistake.function)), None)

    def does_the_same(self, function: Function) -> bool:
        """Tell whether another function gives the same answers, raises the same, and changes its inputs alike."""
        return all(
            alike(self.exercise, observe(function, case), seen)
            for case, seen in zip(self.cases, self.seen, strict=True)
        )

    @cached_property
    def wrong(self) -> list[str]:
        """The names of the results that are wrong on some case, in order."""
        return list(dict.fromkeys(part.name for parts in self.parts for part in parts if not part.close))

    def agreement(self, mistake: Mistake) -> set[str]:
        """Return the names of the results that are those of a mistake, on all cases."""
        names = {part.name for part in self.parts[0]}
        for case, seen in zip(self.cases, self.seen, strict=True):
            made = observe(mistake.function, case)
            if made.error is not None:
                return set()
            names &= {part.name for part in compare(self.exercise, made.answer, seen.answer) if part.close}
            if not names:
                break
        return names


def alike(exercise: Exercise, one: Observation, other: Observation) -> bool:
    """Tell whether two calls cannot be told apart from outside.

    Parameters
    ----------
    exercise : Exercise
        Says how results are compared.
    one, other : Observation
        What two functions did on the same inputs.

    Returns
    -------
    bool
    """
    if one.error is not None or other.error is not None:
        # By their words in any order: a * b and b * a name two shapes that do not fit in another order.
        words = [sorted(str(seen.error).split()) for seen in (one, other)]
        return type(one.error) is type(other.error) and words[0] == words[1]
    if _lacks_a_key(exercise, one.answer, other.answer):
        return False
    if not all(part.close for part in compare(exercise, one.answer, other.answer)):
        return False
    return all(same(one.after[name], other.after[name]) for name in one.after)


def _lacks_a_key(exercise: Exercise, one: object, other: object) -> bool:
    """Tell whether a dict has no entry for a result that is asked for and that the other dict has."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    reference = prepared(exercise)[1][0].answer
    asked = set(reference) - set(exercise.optional) if isinstance(reference, dict) else set()
    return bool((asked & set(other)) - set(one))


@lru_cache(maxsize=64)
def prepared(exercise: Exercise) -> tuple[Sequence[Case], Sequence[Observation]]:
    """Draw the cases of an exercise, and run the reference on them, once.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Returns
    -------
    cases : sequence of Case
        The smallest first.
    expected : sequence of Observation
        What the reference does.
    """
    cases = exercise.cases()
    return cases, [observe(exercise.reference, case) for case in cases]


@lru_cache(maxsize=64)
def touches(exercise: Exercise) -> dict[str, set[str]]:
    """Find out which results each mistake makes wrong, once.

    Parameters
    ----------
    exercise : Exercise
        The exercise.

    Returns
    -------
    dict of str to set of str
        Name of a mistake → names of results.
    """
    cases, expected = prepared(exercise)
    touched: dict[str, set[str]] = {}
    for mistake in exercise.mistakes:
        made = [observe(mistake.function, case).answer for case in cases]
        parts = [compare(exercise, right.answer, wrong) for right, wrong in zip(expected, made, strict=True)]
        touched[mistake.name] = {part.name for row in parts for part in row if not part.close}
    return touched
