"""A notebook with everything in it runs without anybody, does not hang, and prints the same twice."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = [
    "from course_utils import Quiz, check, exercises, hint, ladder, predict, progress, solution, warm_up",
    "warm_up(2)",
    "guess = predict('Which?', options=['this', 'that'])\nguess",
    "number = predict('How many?', number=(0, 8, 'pictures'))\nnumber",
    "guess.confront('this')",
    "number.confront(2)",
    "def sigmoid(Z):\n    # Your code here\n    ...",
    "check(exercises.lesson02.sigmoid, sigmoid)",
    "check(exercises.lesson02.sigmoid, lambda Z: 1 / (1 + undefined))",
    "sigmoid = exercises.lesson02.sigmoid.or_reference(sigmoid)\nsigmoid(0)",
    "hint(exercises.lesson02.sigmoid)",
    "solution(exercises.lesson02.sigmoid)",
    "Quiz(exercises.lesson02.QUESTIONS)",
    "ladder.add('Logistic regression', lesson=2, accuracy=0.8, parameters=12289, train_seconds=2.0, inference_ms=0.01)",
    "progress",
]


def run() -> list[str]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    return [output.get("text") or output["data"]["text/plain"] for output in outputs]


@pytest.mark.notebook
@pytest.mark.parametrize("variable", ["COURSE_NO_PROGRESS"])
def test_it_runs_and_prints_the_same_twice(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    first = run()
    assert first == run()
    text = "\n".join(first)
    assert "You did not guess: Which?" in text
    assert "sigmoid: not attempted" in text
    assert "`NameError: name 'undefined' is not defined`" in text
    assert "0x" not in text
