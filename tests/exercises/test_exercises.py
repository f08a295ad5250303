"""Every exercise of the course, proven: what it accepts, what it refuses, and what it says."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from mutations import mutants

from course_utils import nn
from course_utils.authoring import find_sources, read_lesson
from course_utils.exercises import all_exercises, all_questions
from course_utils.exercises.solutions import lesson02
from course_utils.learning import Exercise, Mistake, Reason, State, check, hint, solution
from course_utils.learning.checking import judge
from course_utils.learning.observing import copied

#: Exercise → other ways to write it, collected from all modules ``right_ways*.py`` beside this one.
RIGHT_WAYS = {
    key: ways
    for file in sorted(Path(__file__).parent.glob("right_ways*.py"))
    for key, ways in import_module(file.stem).RIGHT_WAYS.items()
}
EXERCISES = [pytest.param(exercise, id=exercise.key) for exercise in all_exercises()]
MISTAKES = [
    pytest.param(exercise, mistake, id=f"{exercise.key}-{mistake.name}")
    for exercise in all_exercises()
    for mistake in exercise.mistakes
]
ANSWERS = [
    pytest.param(exercise, way, id=f"{exercise.key}-{way.__name__}")
    for exercise in all_exercises()
    for way in RIGHT_WAYS.get(exercise.key, [])
]


@pytest.mark.parametrize("source", find_sources(), ids=lambda path: path.stem)
def test_a_lesson_has_its_exercises_in_this_order(source: Path) -> None:
    asked = [cell.name for cell in read_lesson(source).cells if "exercise" in cell.tags]
    assert [exercise.name for exercise in all_exercises() if exercise.lesson == int(source.stem[:2])] == asked


def raises_not_implemented(*inputs: object) -> object:
    raise NotImplementedError


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.parametrize("stub", [None, ..., lambda *inputs: None, lambda *inputs: ..., raises_not_implemented])
def test_an_untouched_stub_is_not_attempted(exercise: Exercise, stub: object) -> None:
    result = check(exercise, stub)
    assert result.state is State.NOT_ATTEMPTED
    assert result.mistake is None


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_is_right_and_says_why_it_matters(exercise: Exercise) -> None:
    result = check(exercise, exercise.reference)
    assert result.is_right
    assert result.message == exercise.why
    assert not result.notes


@pytest.mark.parametrize("exercise", EXERCISES)
def test_three_other_ways_are_known(exercise: Exercise) -> None:
    assert len(RIGHT_WAYS.get(exercise.key, [])) >= 3


@pytest.mark.parametrize(("exercise", "way"), ANSWERS)
def test_right_answers_written_differently_pass(exercise: Exercise, way: Callable[..., object]) -> None:
    result = check(exercise, way)
    assert result.is_right, result


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES)
def test_every_mistake_is_named_in_its_own_words(exercise: Exercise, mistake: Mistake) -> None:
    result = check(exercise, mistake.function)
    assert result.mistake == mistake.name
    if mistake.name == exercise.planted:  # the bug that the lesson hands out is to be found
        assert result.state is State.NOT_ATTEMPTED and mistake.say not in result.message
    else:
        assert result.state is State.NOT_YET and mistake.say in result.message


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_two_mistakes_say_the_same(exercise: Exercise) -> None:
    sayings = [mistake.say for mistake in exercise.mistakes]
    assert len(sayings) >= 5
    assert len(set(sayings)) == len(sayings)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_feedback_never_holds_the_solution(exercise: Exercise) -> None:
    code = {line.strip() for line in solution(exercise, insist=True).code.splitlines()[1:] if len(line.strip()) > 12}
    said = [mistake.say for mistake in exercise.mistakes] + [exercise.why]
    said += [repr(check(exercise, mistake.function)) for mistake in exercise.mistakes]
    assert not [(line, text) for line in code for text in said if line in text]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_hints_climb_one_rung_at_a_time(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 3
    for rung, text in enumerate(exercise.hints, start=1):
        shown = repr(hint(exercise))
        assert f"hint {rung} of {len(exercise.hints)}" in shown
        assert text in shown
        assert all(later not in shown for later in exercise.hints[rung:])
    assert "solution(" in shown


def raises(error: type[BaseException], *arguments: object) -> Callable[..., object]:
    def learner(*inputs: object) -> object:
        raise error(*arguments)

    return learner


ERRORS = [
    ArithmeticError("a"),
    AssertionError("a"),
    AttributeError("'int' object has no attribute 'T'"),
    EOFError("a"),
    FloatingPointError("a"),
    FileNotFoundError("a"),
    ImportError("a"),
    IndexError("index 3 is out of bounds for axis 0 with size 3"),
    KeyError("a"),
    LookupError("a"),
    MemoryError("a"),
    ModuleNotFoundError("a"),
    NameError("name 'a' is not defined"),
    OSError("a"),
    OverflowError("a"),
    RecursionError("a"),
    RuntimeError("a"),
    StopIteration("a"),
    SyntaxError("a"),
    SystemExit("a"),
    TypeError("a"),
    UnboundLocalError("cannot access local variable 'a'"),
    UnicodeError("a"),
    ValueError("a"),
    ZeroDivisionError("a"),
    np.linalg.LinAlgError("a"),
    np.exceptions.AxisError("axis 2 is out of bounds for array of dimension 2"),
    BaseExceptionGroup("a", [ValueError("a")]),
    GeneratorExit("a"),
]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_kind_of_exception_is_explained(exercise: Exercise) -> None:
    for error in ERRORS:
        result = check(exercise, raises(type(error), *error.args))
        assert result.state is State.NOT_YET
        assert result.reason in (Reason.EXCEPTION, Reason.MEMORY)
        name = type(error).__name__
        assert f"`{name}: " in result.message
        assert "line 2 of your function: `raise error(*arguments)`" in result.message
        explanation = result.message.split("arguments)`. ")[1].split("It was given")[0]
        assert len(explanation) > 20, f"{name} is not explained: {result.message}"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_checks_are_quick(exercise: Exercise) -> None:
    """Processor time, so that a busy machine does not matter; the first call, which also runs the reference."""
    for function in (exercise.reference, *(mistake.function for mistake in exercise.mistakes)):
        start = time.process_time()
        judge(exercise, function)
        assert time.process_time() - start < 0.2


SPECIFIC = {
    Reason.EXCEPTION,
    Reason.MEMORY,
    Reason.TIME,
    Reason.FORM,
    Reason.NOTHING_RETURNED,
    Reason.INPUT_CHANGED,
    Reason.KNOWN_MISTAKE,
    Reason.TWO_MISTAKES,
    Reason.PATTERN,
    Reason.SPECIAL_CASE,
}


def same_answers(exercise: Exercise, function: Callable[..., object]) -> bool:
    """Compare with the reference on other inputs than the check's, by other means than the check's."""
    for case in exercise.inputs(np.random.default_rng(987)):
        right, other = (f(*copied(case.arguments).values()) for f in (exercise.reference, function))
        left, right = (
            a.values() if isinstance(a, dict) else a if isinstance(a, tuple) else (a,) for a in (other, right)
        )
        if not all(np.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in zip(left, right, strict=True)):
            return False
    return True


@pytest.mark.parametrize("exercise", EXERCISES)
def test_mutants_of_the_reference_are_refused_and_mostly_explained(
    exercise: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    """200 random changes: none is accepted unless it is equal, and at least 70 % get a specific message."""
    found: Counter[str] = Counter()
    for mutant in mutants(exercise.reference, 200):
        result = judge(exercise, mutant.function)
        if result.is_right:
            with np.errstate(all="ignore"):
                assert same_answers(exercise, mutant.function), f"{exercise.key} accepts {mutant.change}"
            found["equal"] += 1
        else:
            assert result.message
            found["refused"] += 1
            found["specific"] += result.reason in SPECIFIC
            found["localised"] += result.reason is Reason.FIRST_WRONG
    specific, localised = (found[kind] / found["refused"] for kind in ("specific", "localised"))
    with capsys.disabled():
        print(
            f"\n{exercise.key}: {found['refused']} mutants refused, {specific:.0%} of them with a specific reason and "
            f"{localised:.0%} more with the first wrong result; {found['equal']} equal to the reference"
        )
    assert specific >= 0.7


def test_keys_and_ids_are_unique() -> None:
    keys = [exercise.key for exercise in all_exercises()]
    ids = [question.id for question in all_questions()]
    assert len(set(keys)) == len(keys)
    assert len(set(ids)) == len(ids)


def test_solutions_agree_with_the_library() -> None:
    rng = np.random.default_rng(3)
    X, Y, w = rng.normal(size=(4, 30)), (rng.random((1, 30)) < 0.5).astype(float), rng.normal(size=(4, 1))
    model = nn.logistic_regression
    cost, dw, db = model.propagate(w, 0.3, X, Y)
    ours = lesson02.propagate(w, 0.3, X, Y)
    np.testing.assert_allclose(ours["cost"], cost, rtol=1e-9)
    np.testing.assert_allclose(ours["dw"], dw, rtol=1e-9)
    np.testing.assert_allclose(ours["db"], db, rtol=1e-9)
    np.testing.assert_allclose(lesson02.sigmoid(X), nn.sigmoid(X), rtol=1e-12)
    np.testing.assert_array_equal(lesson02.predict(w, 0.3, X, 0.4), model.predict(w, 0.3, X, 0.4))
    fitted = model.fit(X, Y, alpha=0.3, steps=20)
    our_w, our_b, costs = lesson02.fit(X, Y, 0.3, 20)
    np.testing.assert_allclose(our_w, fitted.w, rtol=1e-9)
    np.testing.assert_allclose(our_b, fitted.b, rtol=1e-9)
    np.testing.assert_allclose(costs, fitted.costs, rtol=1e-9)
