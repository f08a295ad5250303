"""Lesson 00 in a real JupyterLab: it runs whole, its slider moves by keyboard, and nothing leaves the machine."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Lab

pytestmark = pytest.mark.browser

LESSON = "00_start_here.ipynb"


def run_all_cells(page: Page) -> None:
    # The toolbar's indicator says idle too early, and "Run All" then opens a kernel dialog: wait for the status bar.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    page.get_by_text("Python 3 (ipykernel) | Busy").wait_for(timeout=30_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=120_000)


def test_it_runs_and_its_slider_moves_by_keyboard_offline(lab: Lab, page: Page) -> None:
    page.goto(lab.url(LESSON))
    page.locator(".jp-Notebook").wait_for(timeout=60_000)
    run_all_cells(page)

    slider = page.get_by_role("slider", name="threshold", exact=True)
    slider.wait_for(timeout=30_000)
    slider.scroll_into_view_if_needed()
    picture = page.get_by_role("img", name=re.compile("^Threshold 50:"))
    status = page.get_by_role("status").filter(has_text="Threshold 50:")
    picture.wait_for(timeout=10_000)
    status.wait_for(timeout=10_000)
    before, said = picture.get_attribute("src"), status.inner_text()

    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    moved = page.get_by_role("img", name=re.compile("^Threshold 53:"))
    moved.wait_for(timeout=10_000)
    assert moved.get_attribute("src") != before
    assert page.get_by_role("status").filter(has_text="Threshold 53:").inner_text() != said
    assert float(slider.get_attribute("aria-valuenow")) == 53

    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    saved = json.loads((lab.learner / LESSON).read_text(encoding="utf-8"))
    code = [cell for cell in saved["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code), "some cells did not run"
    errors = [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"]
    assert errors == []
    assert lab.outside.attempts == []
