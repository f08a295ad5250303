"""What a check says about answers to small exercises made for these tests."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_utils import exercises
from course_utils.exercises import lesson02
from course_utils.learning import Case, CheckFailed, Exercise, Mistake, Reason, State, check, flawed


def mean_rows(X):
    return np.mean(X, axis=1, keepdims=True)


def draw(rng: np.random.Generator) -> Iterator[Case]:
    for shape in ((2, 2), (2, 3), (3, 5), (4, 7)):
        yield Case({"X": rng.normal(size=shape)})
    yield Case({"X": np.zeros((2, 4))}, "all numbers are 0")


MEAN = Exercise("mean_rows", 1, mean_rows, "A mean is half of what normalising needs.", draw)


def forward(wrong, x, y):
    s = x + y if "plus" not in wrong else x - y
    p = s * y if "product" not in wrong else s + y
    return {"s": s, "p": p, "q": p / (2 if "half" in wrong else 1) + ("shift" in wrong)}


CHAIN = Exercise(
    "chain",
    1,
    lambda x, y: forward((), x, y),
    "Intermediates tell where.",
    lambda rng: [Case({"x": float(a), "y": float(b)}) for a, b in rng.normal(size=(6, 2))],
    flawed(forward, {"plus": "You subtract.", "product": "You add y.", "half": "You halve.", "shift": "One too much."}),
)


# States and their order -----------------------------------------------------------------------------------------------


def stub_with_comment(X):
    """Say what it does."""
    # Your code here
    ...


def stub_inside(X):
    total = np.sum(X, axis=1, keepdims=True)
    total = ...
    return total


def stub_used(X):
    m = ...
    return np.sum(X, axis=1, keepdims=True) / m


@pytest.mark.parametrize("stub", [stub_with_comment, stub_inside, stub_used])
def test_placeholders_left_in_place_are_not_attempted(stub) -> None:
    result = check(MEAN, stub)
    assert result.state is State.NOT_ATTEMPTED
    assert result.reason is None


def test_a_forgotten_return_is_an_attempt() -> None:
    def learner(X):
        mean = np.mean(X, axis=1, keepdims=True)  # noqa: F841

    assert check(MEAN, learner).reason is Reason.NOTHING_RETURNED


def test_a_branch_without_return_is_named() -> None:
    def learner(X):
        if X.shape[1] < 6:
            return mean_rows(X)

    result = check(MEAN, learner)
    assert result.reason is Reason.NOTHING_RETURNED
    assert "every branch" in result.message


def test_exception_comes_before_shape_and_says_the_line() -> None:
    def learner(X):
        if X.shape[1] == 7:
            return X / undefined_name  # noqa: F821
        return X.mean(axis=1)

    result = check(MEAN, learner)
    assert result.reason is Reason.EXCEPTION
    assert "`NameError: name 'undefined_name' is not defined` in line 3 of your function" in result.message
    assert "`return X / undefined_name" in result.message
    assert "X of shape (4, 7)" in result.message


def test_the_line_is_the_learners_own_even_when_a_library_raised() -> None:
    def helper(X):
        return np.reshape(X, (1000, 3))

    def learner(X):
        return helper(X)

    message = check(MEAN, learner).message
    assert "line 2 of `helper`" in message
    assert "4 numbers cannot be arranged as (1000,3)." in message


def test_a_misspelled_name_gets_a_suggestion() -> None:
    def learner(X):
        return mean_row(X)  # noqa: F821

    assert "There is a `mean_rows`." in check(MEAN, learner).message


def test_wrong_number_of_arguments() -> None:
    result = check(MEAN, lambda X, axis: X)
    assert result.reason is Reason.EXCEPTION
    assert "called with 1 argument(s), in this order: `X`" in result.message


@pytest.mark.parametrize(
    ("learner", "says"),
    [
        (lambda X: X.mean(axis=1), "has shape (2,) where (2, 1) was expected. A dimension of size 1 got lost"),
        (lambda X: X.mean(axis=0, keepdims=True), "has shape (1, 2) where (2, 1) was expected"),
        (lambda X: np.broadcast_to(mean_rows(X), X.shape), "broadcasting made a whole table"),
        (lambda X: list(X.mean(axis=1)), "is a list of 2 where an array of shape (2, 1) was expected"),
        (lambda X: X.mean(), "where an array of shape (2, 1) was expected"),
        (lambda X: np.matrix(mean_rows(X)), "np.matrix"),
        (lambda X: mean_rows(X) > 0, "has dtype bool where float was expected"),
        (lambda X: mean_rows(X).astype(complex), "has dtype complex128"),
        (lambda X: mean_rows(X).astype(object), "dtype object"),
        (lambda X: {"mean": mean_rows(X)}, "is a dict of 1"),
        (lambda X: mean_rows, "without brackets to call it"),
        (lambda X: "mean", "is a text (str)"),
        (lambda X: (yield X), "is a generator (is there a `yield`"),
    ],
)
def test_type_shape_and_dtype_are_named(learner, says: str) -> None:
    result = check(MEAN, learner)
    assert result.reason is Reason.FORM
    assert says in result.message


def test_changed_inputs_are_named_though_the_answer_is_right() -> None:
    def learner(X):
        mean = mean_rows(X)
        X -= mean
        return mean

    result = check(MEAN, learner)
    assert result.reason is Reason.INPUT_CHANGED
    assert "`X`" in result.message
    assert "before" in repr(result)


def test_an_input_that_is_put_back_but_for_rounding_is_said_to_be() -> None:
    def learner(X):
        X += 0.1
        mean = mean_rows(X) - 0.1
        X -= 0.1
        return mean

    result = check(MEAN, learner)
    assert result.reason is Reason.INPUT_CHANGED
    assert "not to the last bit" in result.message


@pytest.mark.parametrize("attempt", [5, "text", np.ones(3), [mean_rows], {"a": 1}])
def test_something_that_is_no_function(attempt: object) -> None:
    result = check(MEAN, attempt)
    assert result.reason is Reason.NO_FUNCTION
    assert "A function `mean_rows` was expected" in result.message


def test_the_exercise_comes_first() -> None:
    with pytest.raises(TypeError, match="takes the exercise first"):
        check(mean_rows, MEAN)  # type: ignore[arg-type]


# Mistakes -------------------------------------------------------------------------------------------------------------


def test_two_mistakes_in_one_computation() -> None:
    result = check(CHAIN, lambda x, y: forward({"plus", "half"}, x, y))
    assert result.reason is Reason.TWO_MISTAKES
    assert result.mistake == "plus + half"
    assert "You subtract." in result.message
    assert "You halve." in result.message


def test_two_mistakes_that_are_whole_functions_in_results_of_their_own() -> None:
    exercise = Exercise(
        "both",
        1,
        lambda x: (x, 2 * x),
        "",
        lambda rng: [Case({"x": float(x)}) for x in rng.normal(size=4)],
        (Mistake("first", lambda x: (-x, 2 * x), "First."), Mistake("second", lambda x: (x, 3 * x), "Second.")),
    )
    result = check(exercise, lambda x: (-x, 3 * x))
    assert result.mistake == "first + second"


def test_the_first_wrong_intermediate_is_named() -> None:
    result = check(CHAIN, lambda x, y: {"s": x + y, "p": (x + y) * y + x**3, "q": 0.0})
    assert result.reason is Reason.FIRST_WRONG
    assert "`s` came out right; `p` is the first that did not." in result.message
    rows = next(table.rows for table in result.tables if "in order" in table.caption)
    assert [row[0] for row in rows] == ["s", "p", "q"]
    assert rows[0][2] == "exact"
    assert rows[1][2].startswith("off by")


def test_a_known_mistake_is_seen_beside_an_unknown_one() -> None:
    result = check(CHAIN, lambda x, y: forward({"product"}, x, y) | {"q": 77.0 * x})
    assert result.mistake == "product"
    assert "`p` is the first" in result.message


def test_a_mistake_without_a_result_is_not_seen_in_an_answer_that_has_it() -> None:
    exercise = Exercise(
        "both",
        1,
        lambda x: {"s": x, "d": 2 * x},
        "",
        lambda rng: [Case({"x": float(x)}) for x in rng.normal(size=4)],
        (Mistake("only_s", lambda x: {"s": x}, "There is no d."),),
    )
    assert check(exercise, lambda x: {"s": x}).mistake == "only_s"
    assert check(exercise, lambda x: {"s": x, "d": 5 * x + 1}).reason is Reason.FIRST_WRONG


def test_a_mistake_that_raises_is_recognised_by_its_exception() -> None:
    product = Exercise(
        "product",
        1,
        lambda A, B: A @ B,
        "",
        lambda rng: [Case({"A": rng.normal(size=(2, 3)), "B": rng.normal(size=(3, 4))})],
        (Mistake("order", lambda A, B: B @ A, "The order is wrong."),),
    )
    result = check(product, lambda A, B: np.matmul(B, A))
    assert (result.reason, result.mistake) == (Reason.EXCEPTION, "order")
    assert "here they are 4 and 2" in result.message


@pytest.mark.parametrize(
    ("learner", "says"),
    [
        (lambda X: -mean_rows(X), "wrong sign"),
        (lambda X: 3 * mean_rows(X), "3 times what is expected"),
        (lambda X: np.sum(X, axis=1, keepdims=True), "`X.shape[1]` times too large"),
        (lambda X: mean_rows(X) + 1, "too large by 1"),
        (lambda X: mean_rows(X)[::-1], "reverse order"),
        (lambda X: 0 * mean_rows(X), "It is 0 whatever the inputs are"),
        (lambda X: 1 - mean_rows(X), "1 minus"),
        (lambda X: np.abs(mean_rows(X)), "absolute value"),
        (lambda X: np.zeros((len(X), 1)), "whatever the inputs are"),
        (lambda X: np.round(mean_rows(X)), "rounded"),
        (lambda X: np.full((len(X), 1), np.nan), "nan"),
        (lambda X: np.sqrt(mean_rows(X)), "square root"),
        (lambda X: np.median(X, axis=1, keepdims=True), "as long as `X.shape[1]` is at most 2"),
    ],
)
def test_patterns_are_recognised(learner, says: str) -> None:
    result = check(MEAN, learner)
    assert result.reason is Reason.PATTERN
    assert says in result.message


def test_texts_and_lists_of_arrays_can_be_asked_for() -> None:
    cases = [Case({"n": n}) for n in (1, 2, 3)]
    word = Exercise("word", 1, lambda n: "many" if n > 1 else "one", "", lambda rng: cases)
    assert check(word, lambda n: ["", "one", "many", "many"][n]).is_right
    assert check(word, lambda n: "one").state is State.NOT_YET
    assert check(word, lambda n: 1).reason is Reason.FORM
    arrays = Exercise("arrays", 1, lambda n: [np.ones(n), np.ones((n, 2))], "", lambda rng: cases)
    assert check(arrays, lambda n: (np.ones(n), np.ones((n, 2)))).is_right
    assert "`result 2` has shape (2, 1)" in check(arrays, lambda n: [np.ones(n), np.ones((2, n))]).message


@pytest.mark.parametrize(
    ("learner", "says"),
    [
        (lambda A, b: A * A * b, "multiplied by `A` once too often"),
        (lambda A, b: A, "the input `A`, unchanged"),
        (lambda A, b: np.full(A.shape, b), "A factor `A` is missing"),
        (lambda A, b: A * b + b, "too large by `b`"),
        (lambda A, b: np.where(A > 0, A * b, 7.0), "right wherever `A` is positive, and nowhere else"),
    ],
)
def test_relations_to_inputs_are_recognised(learner, says: str) -> None:
    cases = [Case({"A": np.random.default_rng(n).normal(size=(2, n)), "b": 0.5 + n}) for n in range(1, 6)]
    result = check(Exercise("product", 1, lambda A, b: A * b, "", lambda rng: cases), learner)
    assert result.reason is Reason.PATTERN
    assert says in result.message


def test_a_wrong_edge_case_is_named() -> None:
    result = check(MEAN, lambda X: mean_rows(X) + (0 if X.any() else 0.3))
    assert result.reason is Reason.SPECIAL_CASE
    assert "wrong when all numbers are 0" in result.message


def test_an_unexplained_answer_shows_the_smallest_input_side_by_side() -> None:
    result = check(MEAN, lambda X: mean_rows(X) + 0.1 * X[:, :1] ** 2)
    assert result.reason is Reason.DIFFERENT
    text = repr(result)
    assert "The smallest input on which it fails:" in text
    assert "expected" in text
    assert "[1, 0]" in text
    assert "off by" in text


def test_integers_where_floats_are_right_only_when_equal() -> None:
    exercise = Exercise("double", 1, lambda n: 2.0 * n, "", lambda rng: [Case({"n": n}) for n in range(1, 5)])
    assert check(exercise, lambda n: 2 * n).is_right
    assert not check(exercise, lambda n: 2 * n + 1).is_right


# Values, notes, hostile answers ---------------------------------------------------------------------------------------


def test_a_value_can_be_asked_for() -> None:
    guess = Exercise(
        "slope", 1, lambda: 6.0, "Good.", is_value=True, mistakes=(Mistake("half", lambda: 3.0, "The 2 is lost."),)
    )
    assert check(guess, ...).state is State.NOT_ATTEMPTED
    assert check(guess, None).state is State.NOT_ATTEMPTED
    assert check(guess, 6).is_right
    assert check(guess, 3).mistake == "half"
    assert check(guess, np.ones(3)).reason is Reason.FORM
    assert guess.or_reference(...) == 6.0


@pytest.mark.parametrize("value", [12.0, -6.0, 7.0, 1 / 6, np.float32(2)])
def test_a_value_is_never_given_away(value: float) -> None:
    result = check(Exercise("slope", 1, lambda: 6.125, "Good.", is_value=True), value)
    assert result.state is State.NOT_YET
    assert not result.tables
    assert "6" not in result.message


def test_warnings_are_told_and_do_not_reach_the_notebook() -> None:
    def learner(X):
        np.log(np.zeros(1))
        return mean_rows(X)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = check(MEAN, learner)
    assert result.is_right
    assert "divide by zero" in result.notes[0]


def test_printing_does_not_flood_the_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    def learner(X):
        print("x" * 1000)
        return mean_rows(X)

    result = check(MEAN, learner)
    assert result.is_right
    assert "not shown during a check" in result.notes[0]
    assert capsys.readouterr().out == ""


def test_asking_the_user_is_an_attempt_and_explained() -> None:
    class StdinNotImplementedError(NotImplementedError):
        """What a notebook that nobody sits at raises."""

    def learner(X):
        raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")

    result = check(MEAN, learner)
    assert result.reason is Reason.EXCEPTION
    assert "`input()`" in result.message


def test_a_mismatch_in_a_product_is_told_in_sizes() -> None:
    message = check(MEAN, lambda X: X @ np.ones((9, 1))).message
    assert "gufunc" not in message
    assert "(size 9 is different from 2)" in message
    assert "here they are 2 and 9" in message


def test_random_answers_are_called_so() -> None:
    rng = np.random.default_rng(0)
    result = check(MEAN, lambda X: mean_rows(X) + rng.normal())
    assert result.reason is Reason.NOT_REPEATABLE


def test_numpys_settings_of_the_notebook_do_not_matter() -> None:
    with np.errstate(all="raise"):
        assert check(lesson02.sigmoid, lambda Z: 1 / (1 + np.exp(-Z))).is_right


def test_a_function_that_changes_numpys_settings_changes_nothing_outside() -> None:
    def learner(X):
        np.seterr(all="raise")
        return mean_rows(X) + 1

    before = np.geterr()
    assert check(MEAN, learner).reason is Reason.PATTERN
    assert np.geterr() == before


class Hostile:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None

    def __repr__(self):
        raise RuntimeError("no")

    def __deepcopy__(self, memo):
        raise RuntimeError("no")


@pytest.mark.parametrize("answer", [Hostile(), {"a": Hostile()}, (Hostile(), 1), [Hostile()], iter([]), {1, 2}])
@pytest.mark.parametrize("exercise", [MEAN, CHAIN])
def test_no_answer_makes_a_check_raise(exercise: Exercise, answer: object) -> None:
    assert check(exercise, lambda *inputs: answer).state is State.NOT_YET


@pytest.mark.parametrize("error", [SystemExit, GeneratorExit, RecursionError, StopIteration])
def test_no_exception_makes_a_check_raise(error: type[BaseException]) -> None:
    def learner(X):
        raise error

    assert check(MEAN, learner).reason is Reason.EXCEPTION


def test_the_stop_button_still_works() -> None:
    def learner(X):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(MEAN, learner)


def test_the_same_check_prints_the_same() -> None:
    def learner(X):
        return [object()]

    first, second = repr(check(MEAN, learner)), repr(check(replace(MEAN), learner))
    assert first == second
    assert "0x" not in first


def test_html_escapes_what_the_learner_wrote() -> None:
    def learner(X):
        raise ValueError("<script>alert(1)</script>")

    bundle = check(MEAN, learner)._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"]
    assert "&lt;script&gt;" in bundle["text/html"]


# Graded runs, and what follows in the lesson --------------------------------------------------------------------------


def test_graded_runs_raise_one_clean_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COURSE_GRADED", "1")
    assert check(MEAN, mean_rows).is_right
    with pytest.raises(CheckFailed, match=r"mean_rows: not attempted"):
        check(MEAN, ...)
    shell = InteractiveShell()
    shell.user_ns.update(check=check, MEAN=MEAN)
    assert not shell.run_cell("check(MEAN, lambda X: 3 * X.mean(axis=1, keepdims=True))").success
    shown = [line for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert len(shown) == 1
    assert shown[0].startswith("CheckFailed: mean_rows: not yet. It is 3 times")


def test_a_placeholder_that_is_left_is_named_with_its_line() -> None:
    def learner(X):
        total = X.sum(axis=1, keepdims=True)
        count = ...
        return total if count else total / 2

    result = check(MEAN, learner)
    assert result.reason is Reason.UNFINISHED and "`count = ...` still stands in line 3" in result.message


def test_a_run_of_nbgrader_is_graded_without_a_word_from_the_teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check(MEAN, mean_rows).is_right
    with pytest.raises(CheckFailed, match=r"mean_rows: not attempted"):
        check(MEAN, ...)


def test_or_reference_is_silent_for_a_right_answer_and_speaks_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    def learner(X):
        return X.mean(axis=1, keepdims=True)

    assert MEAN.or_reference(learner) is learner
    check(MEAN, learner)
    assert MEAN.or_reference(learner) is learner
    assert capsys.readouterr().out == ""
    assert MEAN.or_reference(lambda X: X).__wrapped__ is mean_rows
    assert MEAN.or_reference(...).__wrapped__ is mean_rows
    assert capsys.readouterr().out.count("The lesson goes on with the course's own mean_rows.") == 2


def test_or_reference_does_not_raise_in_graded_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_GRADED", "1")
    assert MEAN.or_reference(...).__wrapped__ is mean_rows


def test_two_mistakes_of_one_name_are_an_authors_error() -> None:
    with pytest.raises(ValueError, match="same name"):
        replace(MEAN, mistakes=(Mistake("a", abs, "."), Mistake("a", abs, ".")))


# Names from other cells, and versions that are not the learner's own ------------------------------------------------


def in_a_notebook(source: str, **left_behind: object) -> Callable[..., object]:
    """Return the function of a cell that runs where other cells have left values behind."""
    cell: dict[str, object] = {"np": np, **left_behind}
    exec(source, cell)
    return cell["answer"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("exercise", "source", "used", "meant"),
    [
        (exercises.lesson02.sigmoid, "def answer(Z):\n    return 1 / (1 + np.exp(-z))", "z", "Z"),
        (
            exercises.lesson00.count_mistakes,
            "def answer(scores, is_masked, threshold):\n    return int(((score >= threshold) != is_masked).sum())",
            "score",
            "scores",
        ),
        (exercises.lesson02.predict, "def answer(w, b, X, threshold):\n    return w.T @ x + b >= threshold", "x", "X"),
    ],
)
def test_a_name_that_another_cell_left_behind_is_named(exercise: Exercise, source: str, used: str, meant: str) -> None:
    result = check(exercise, in_a_notebook(source, z=1.0, x=np.ones((3, 1)), score=47))
    assert result.reason is Reason.FOREIGN_NAME
    assert f"`{used}`" in result.message and f"`{meant}`" in result.message


def test_a_right_answer_may_use_what_other_cells_made() -> None:
    right = in_a_notebook("def answer(Z):\n    return one / (one + np.exp(-Z))", one=1.0, z=3.0)
    assert check(exercises.lesson02.sigmoid, right).is_right


def test_the_courses_own_version_is_lent_and_not_credited(capsys: pytest.CaptureFixture[str]) -> None:
    lent = exercises.lesson02.sigmoid.or_reference(...)
    assert lent(0.0) == 0.5
    assert "the course's own sigmoid" in capsys.readouterr().out
    result = check(exercises.lesson02.sigmoid, lent)
    assert result.state is State.NOT_ATTEMPTED and "course's own" in result.message
    assert exercises.lesson02.sigmoid.or_reference(lent) is lent
    assert capsys.readouterr().out == ""
