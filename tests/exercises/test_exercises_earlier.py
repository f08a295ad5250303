"""The learner's own functions of an earlier lesson, found in their copy of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from course_utils import exercises
from course_utils.exercises.earlier import your_own

LESSON = exercises.lesson05
PAIR = (LESSON.linear_forward, LESSON.linear_backward)
FORWARD = "def linear_forward(A_prev, W, b):\n    return np.dot(W, A_prev) + b  # mine"
BACKWARD = (
    "def linear_backward(dZ, A_prev, W):\n    m = A_prev.shape[1]\n"
    "    return W.T @ dZ, dZ @ A_prev.T / m, dZ.mean(axis=1, keepdims=True)"
)


def write(folder: Path, **sources: str) -> None:
    """Write a learner's copy of lesson 05 with some exercise cells."""
    cells = [
        {"metadata": {"tags": ["exercise"], "nbgrader": {"grade_id": name}}, "source": source.splitlines(keepends=True)}
        for name, source in sources.items()
    ]
    notebook = {"cells": [{"metadata": {}, "source": []}, *cells]}
    (folder / "05_deep_networks.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def test_right_ones_are_the_learners_own(tmp_path, capsys):
    write(tmp_path, linear_forward=FORWARD, linear_backward=BACKWARD)
    forward, backward = your_own(*PAIR, folder=tmp_path)
    assert capsys.readouterr().out == ""
    assert not hasattr(forward, "is_course_version") and forward.__code__.co_filename == "<string>"
    assert backward(np.ones((1, 2)), np.ones((3, 2)), np.ones((1, 3)))[1].shape == (1, 3)


@pytest.mark.parametrize(
    "broken", ["def linear_backward(dZ, A_prev, W):\n    ...", "this is no Python", "1 / 0", BACKWARD + "\n1 / 0"]
)
def test_the_courses_own_stand_in_for_what_is_missing_or_wrong(broken, tmp_path, capsys):
    write(tmp_path, linear_forward=FORWARD, linear_backward=broken)
    forward, backward = your_own(*PAIR, folder=tmp_path)
    assert capsys.readouterr().out == "The lesson goes on with the course's own linear_backward.\n"
    assert not hasattr(forward, "is_course_version") and backward.is_course_version


def test_a_function_may_call_those_before_it_even_when_they_are_the_courses(tmp_path, capsys):
    source = (
        "def model_forward(X, parameters):\n    cache, A = {'A0': X}, X\n    L = len(parameters) // 2\n"
        "    for l in range(1, L + 1):\n"
        "        cache[f'Z{l}'] = linear_forward(A, parameters[f'W{l}'], parameters[f'b{l}'])\n"
        "        A = cache[f'A{l}'] = activation_forward(cache[f'Z{l}'], 'relu' if l < L else 'sigmoid')\n"
        "    return cache\n"
    )
    write(tmp_path, model_forward=source)
    *_, model_forward = your_own(
        LESSON.linear_forward, LESSON.activation_forward, LESSON.model_forward, folder=tmp_path
    )
    assert not hasattr(model_forward, "is_course_version")
    assert capsys.readouterr().out.count("course's own") == 2


@pytest.mark.parametrize("content", [None, "not JSON", "[]", '{"cells": [{"metadata": {"tags": ["exercise"]}}]}'])
def test_no_copy_or_a_damaged_one(content, tmp_path):
    if content is not None:
        (tmp_path / "05_deep_networks.ipynb").write_text(content, encoding="utf-8")
    assert all(function.is_course_version for function in your_own(*PAIR, folder=tmp_path))
