"""Every lesson: built from its source, without a lint error, run through papermill untouched and solved.

That the stored outputs are still what the code prints is compared by nbval, in the same run of pytest.
"""

from __future__ import annotations

import json
import os
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from course_utils import authoring
from course_utils.cli import app
from course_utils.paths import repository_root

NOTEBOOKS = sorted((repository_root() / "notebooks").glob("*.ipynb"))


def test_there_are_lessons() -> None:
    assert [path.stem for path in NOTEBOOKS][:1] == ["00_start_here"]


def test_every_notebook_matches_its_source() -> None:
    result = CliRunner().invoke(app, ["build", "--check"])
    assert result.exit_code == 0, result.output


def test_lint_finds_no_error() -> None:
    result = CliRunner().invoke(app, ["lint"])
    assert result.exit_code == 0, result.output


def test_a_comparison_with_stored_outputs_knows_nothing_of_anybodys_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_NO_PROGRESS", "0")
    monkeypatch.setenv("COURSE_FAST", "1")
    setup = runpy.run_path(str(repository_root() / "conftest.py"))
    setup["pytest_runtest_protocol"](SimpleNamespace(path=NOTEBOOKS[0]))
    assert (os.environ["COURSE_NO_PROGRESS"], os.environ["COURSE_FAST"]) == ("1", "0")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_shows_everywhere(path: Path) -> None:
    """Real outputs, no saved widget state (code hosts refuse it), no path of the author, small enough to open."""
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert "widgets" not in notebook["metadata"]
    assert "application/vnd.jupyter.widget-view+json" not in text
    assert str(Path.home()) not in text
    assert len(text) < 2_000_000


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem[:2] != "00"], ids=lambda path: path.stem)
def test_what_nobody_has_touched_is_not_attempted(path: Path) -> None:
    """Bug hunts too: their checks do not tell what is to be found. (Lesson 00 shows on purpose how a check answers.)"""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    told = [
        "".join(cell["outputs"][0]["data"]["text/plain"])
        for cell in cells
        if "check" in cell["metadata"].get("tags", [])
    ]
    assert told and all(": not attempted" in one.splitlines()[0] for one in told), told


@pytest.mark.notebook
@pytest.mark.parametrize("copies", [["--solved"], []], ids=["solved", "untouched"])
def test_every_lesson_runs_from_top_to_bottom(copies: list[str], tmp_path: Path) -> None:
    """Through papermill, with a report. In solved copies every check passes; untouched ones run without answers."""
    report = tmp_path / "report"
    result = CliRunner().invoke(app, ["run", *copies, "--profile", "fast", "--jobs", "2", "--out", str(report)])
    assert result.exit_code == 0, result.output
    told = (report / "report.html").read_text(encoding="utf-8")
    assert all(path.stem in told for path in NOTEBOOKS)


def test_solutions_are_in_the_solved_copy_only() -> None:
    for source in authoring.find_sources():
        lesson = authoring.read_lesson(source)
        student, solved = authoring.student(lesson).notebook, authoring.solved(lesson).notebook
        for mine, theirs in zip(student.cells, solved.cells, strict=True):
            if "exercise" in mine.metadata.get("tags", []):
                assert mine.source != theirs.source, f"{source.stem}: {mine.id} has no work left in it"
            elif "check" not in mine.metadata.get("tags", []):
                assert mine.source == theirs.source
