"""Lessons in a real JupyterLab: they run whole, sliders move by keyboard, and nothing leaves the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nbformat
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from conftest import Lab

pytestmark = pytest.mark.browser


def strip_outputs(path: Path) -> None:
    """Take away what the lesson ships with, so that all that is seen afterwards was made in this run."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def run_all_cells(page: Page) -> None:
    # The toolbar's indicator says idle too early, and "Run All" then opens a kernel dialog: wait for the status bar.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("Python 3 (ipykernel) | Busy").wait_for(timeout=30_000)


def saved_code_cells(page: Page, path: Path) -> list[nbformat.NotebookNode]:
    """Save as a learner does until every cell has run, and return the cells with code."""
    for _ in range(120):
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Save Notebook", exact=True).click()
        page.wait_for_timeout(1000)
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        if all(cell.execution_count for cell in cells):
            return cells
    raise AssertionError("some cells have not run after two minutes")


@pytest.mark.parametrize(
    ("lesson", "control", "before", "after"),
    [
        ("00_start_here", "threshold", "Threshold 50:", "Threshold 53:"),
        ("03_activation_functions", "bias b", "weights of size 1 and bias 0:", "weights of size 1 and bias 1.5:"),
    ],
)
def test_it_runs_and_its_slider_moves_by_keyboard_offline(
    lab: Lab, page: Page, lesson: str, control: str, before: str, after: str
) -> None:
    path = lab.learner / f"{lesson}.ipynb"
    strip_outputs(path)
    page.goto(lab.url(path.name))
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    run_all_cells(page)

    slider = page.get_by_role("slider", name=control, exact=True)
    slider.wait_for(timeout=60_000)
    slider.scroll_into_view_if_needed()
    picture = page.get_by_role("img", name=re.compile(re.escape(before)))
    status = page.get_by_role("status").filter(has_text=before)
    picture.wait_for(timeout=10_000)
    status.wait_for(timeout=10_000)
    shown = picture.get_attribute("src")

    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    moved = page.get_by_role("img", name=re.compile(re.escape(after)))
    moved.wait_for(timeout=10_000)
    assert moved.get_attribute("src") != shown
    page.get_by_role("status").filter(has_text=after).wait_for(timeout=10_000)

    saved = path.stat().st_mtime_ns
    page.keyboard.press("Control+s")
    for _ in range(20):
        page.wait_for_timeout(500)
        if path.stat().st_mtime_ns != saved:
            break
    assert path.stat().st_mtime_ns != saved, "Ctrl+S saves, also while a slider has the focus"
    assert slider.get_attribute("data-lm-suppress-shortcuts") == "true", "and the arrow keys stay the slider's own"

    errors = [o for cell in saved_code_cells(page, path) for o in cell.outputs if o.output_type == "error"]
    assert errors == []
    page.reload()
    page.get_by_role("status").filter(has_text="the picture no longer follows: run this cell again").wait_for(
        timeout=60_000
    )
    assert lab.outside.attempts == []
