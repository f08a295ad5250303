"""Widgets and drawings in a notebook that no browser looks at."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

CELLS = (
    "from course_utils import figures, widgets\nwidgets.threshold()",
    "explorer = widgets.learning_rate()\nexplorer",
    "explorer.controls['rate'].value = 0.3\nexplorer.sentence",
    "figures.sigmoid_curve([2])",
)


@pytest.fixture(scope="module")
def notebook():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    nbformat.validate(notebook)
    return notebook


@pytest.mark.parametrize(("cell", "title"), [(0, "Threshold explorer"), (1, "Learning-rate explorer")])
def test_controls_leave_a_sentence_and_the_picture_stays(notebook, cell, title):
    controls, picture = notebook.cells[cell].outputs
    assert controls.data["text/plain"] == f"{title}: run this cell in JupyterLab to get the controls."
    assert "application/vnd.jupyter.widget-view+json" in controls.data
    assert set(picture.data) == {"image/png", "text/plain"}
    assert picture.metadata["image/png"]["alt"] == picture.data["text/plain"]


def test_moving_a_control_later_changes_the_picture_where_it_stands(notebook):
    picture, sentence = notebook.cells[1].outputs[1], notebook.cells[2].outputs[0].data["text/plain"]
    assert "diverged" in sentence
    assert picture.data["text/plain"] == sentence.strip("'")


def test_a_drawing_is_one_output_with_its_alt_text(notebook):
    [output] = notebook.cells[3].outputs
    assert set(output.data) == {"image/png", "text/plain"}
    assert output.metadata["image/png"]["alt"].startswith("The sigmoid")
