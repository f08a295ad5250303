"""What lesson 01 says about its exercises, and what its stubs do before anybody has touched them."""

from __future__ import annotations

import numpy as np
import pytest
from right_ways_lesson01 import RIGHT_WAYS
from sklearn.metrics.pairwise import euclidean_distances

from course_utils import authoring, nn
from course_utils.exercises import lesson01
from course_utils.exercises.solutions import lesson01 as solutions
from course_utils.learning import Exercise, State, check
from course_utils.learning.checking import judge


@pytest.fixture(scope="module")
def stubs() -> dict[str, str]:
    """The exercise cells of the learner's copy, without what they print."""
    [source] = authoring.find_sources(["01"])
    cells = authoring.student(authoring.read_lesson(source)).notebook.cells
    codes = [cell.source for cell in cells if "exercise" in cell.metadata.get("tags", [])]
    return {code.split("(")[0].removeprefix("def "): code.split("\n\n\n")[0] for code in codes}


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("normalize_rows", ""),
        ("mean_gap", "table"),
        ("squared_distances", ""),
        ("derivatives", ""),
        ("share_right", "every_truth"),
    ],
)
def test_the_stub_as_it_ships(stubs: dict[str, str], name: str, mistake: str) -> None:
    namespace = {"np": np, "squared_distances": solutions.squared_distances}
    exec(stubs[name], namespace)
    result = check(getattr(lesson01, name), namespace[name])
    assert result.state is State.NOT_ATTEMPTED
    assert (result.mistake or "") == mistake


@pytest.mark.parametrize("key", RIGHT_WAYS)
def test_other_ways_belong_to_an_exercise_and_are_right(key: str) -> None:
    exercise: Exercise = getattr(lesson01, key.removeprefix("01."))
    assert exercise.key == key
    assert all(judge(exercise, way).is_right for way in RIGHT_WAYS[key])


def test_solutions_agree_with_other_peoples() -> None:
    rng = np.random.default_rng(5)
    A, B = rng.normal(size=(40, 7)), rng.normal(size=(40, 9))
    ours = solutions.squared_distances(A, B)
    np.testing.assert_allclose(ours, euclidean_distances(A.T, B.T, squared=True), atol=1e-9)
    Z = solutions.normalize_rows(A)
    np.testing.assert_allclose(Z.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=1), 1)
    slots = solutions.derivatives(2.0, 1.5, 4.0)
    measured = nn.numerical_gradient(lambda t: 3 * (t[0] + t[1] * t[2]), [2.0, 1.5, 4.0])
    np.testing.assert_allclose([slots["da"], slots["db"], slots["dc"]], measured, rtol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_bug_makes_every_model_look_like_guessing(seed: int) -> None:
    """Where half of the labels are 1, the wrong comparison gives exactly one half, whatever the model says."""
    rng = np.random.default_rng(seed)
    X, means = rng.normal(size=(3, 40)), rng.normal(size=(3, 2))
    Y = rng.permutation(np.repeat([0.0, 1.0], 20)).reshape(1, -1)
    buggy = next(mistake for mistake in lesson01.share_right.mistakes if mistake.name == "every_truth")
    assert buggy.function(X, Y, means) == 0.5
    assert solutions.share_right(X, Y, means) + solutions.share_right(X, Y, means[:, ::-1]) == pytest.approx(1)


def test_the_question_of_two_paths() -> None:
    [question] = [one for one in lesson01.QUESTIONS if one.id == "01.two-paths"]
    measured = nn.numerical_gradient(lambda t: 3 * (t[0] + t[0] * 4.0), [2.0])[0]
    assert question.mark(round(float(measured), 6)).right
