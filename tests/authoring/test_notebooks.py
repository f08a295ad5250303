"""Building whole notebooks: same bytes twice, small differences, nothing lost when a lesson fails."""

from __future__ import annotations

import difflib
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from typer import Typer
from typer.testing import CliRunner

from course_utils.authoring import (
    Built,
    LessonError,
    build_lesson,
    notebook_of,
    read_lesson,
    stale,
    student,
    to_text,
)
from course_utils.authoring.execute import CellFailure, environment, execute
from course_utils.authoring.outputs import output_problems
from course_utils.commands.build import build
from course_utils.commands.lint import lint
from course_utils.commands.solutions import solutions


@pytest.fixture(scope="module")
def built(lesson_root: Path) -> Path:
    """The source of the good lesson, its notebook built."""
    source = lesson_root / "notebooks" / "source" / "01_vectorization.md"
    build_lesson(source)
    return source


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    """The same in a folder that a test may change."""
    shutil.copytree(built.parents[2], tmp_path / "copy")
    return tmp_path / "copy" / "notebooks" / "source" / built.name


@pytest.fixture
def course(copy: Path, monkeypatch: pytest.MonkeyPatch):
    """The command line, on the copy."""
    monkeypatch.setattr("course_utils.authoring.source.repository_root", lambda: copy.parents[2])
    app = Typer()
    for command in (build, solutions, lint):
        app.command()(command)
    return lambda *words: CliRunner().invoke(app, list(words))


NEW_CELL = "```{code-cell} ipython3\nX + 1\n```"


def changed(before: str, after: str) -> list[str]:
    rows = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [row for row in rows if row[0] in "+-" and not row.startswith(("+++", "---"))]


def text_of(source: Path) -> str:
    return to_text(student(read_lesson(source)).notebook)


def test_building_again_gives_the_same_bytes(copy: Path) -> None:
    before = notebook_of(copy).read_bytes()
    assert build_lesson(copy).seconds == 0
    assert build_lesson(copy, force=True).seconds > 0
    assert notebook_of(copy).read_bytes() == before


def test_outputs_are_those_of_an_unsolved_lesson(built: Path) -> None:
    notebook = nbformat.read(notebook_of(built), as_version=4)
    nbformat.validate(notebook)
    printed = [o.get("text", "") for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert "not attempted\n" in printed
    assert "-1.0 is not 25\n" in printed
    counts = [c.execution_count for c in notebook.cells if c.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert notebook.metadata.course.title == "Vectorization"


def test_a_changed_sentence_changes_two_lines(copy: Path) -> None:
    before = notebook_of(copy).read_text(encoding="utf-8")
    stored = nbformat.reads(before, as_version=4)
    copy.write_text(
        copy.read_text(encoding="utf-8").replace("An array knows its shape.", "Ask an array."), encoding="utf-8"
    )
    draft = student(read_lesson(copy)).notebook
    for old, new in zip(stored.cells, draft.cells, strict=True):
        if old.cell_type == "code":
            new.outputs, new.execution_count = old.outputs, old.execution_count
    assert changed(before, to_text(draft)) == ['-    "An array knows its shape."', '+    "Ask an array."']


def test_a_new_cell_moves_no_id_outside_its_section(write, good: str) -> None:
    before = text_of(write(good))
    after = text_of(write(good.replace("## Myth check\n", f"{NEW_CELL}\n\n## Myth check\n", 1)))
    ids = [{c["id"] for c in json.loads(text)["cells"]} for text in (before, after)]
    assert ids[1] - ids[0] == {"distances-2"}
    assert ids[0] <= ids[1]
    assert not [row for row in changed(before, after) if row.startswith("-")]


def test_ids_are_unique_and_tell_exercises_by_name(write, good: str) -> None:
    text = good.replace("## Quiz\n", "## Distances-2\n\n+++\n\n## !!!\n\n+++\n\n## Centre rows\n", 1)
    ids = [c.id for c in student(read_lesson(write(text))).notebook.cells]
    assert len(set(ids)) == len(ids)
    assert {"centre-rows", "check-centre-rows"} <= set(ids)


def test_a_solution_may_change_without_a_new_notebook(copy: Path) -> None:
    text = copy.read_text(encoding="utf-8").replace("(difference**2).sum()", "(difference * difference).sum()")
    copy.write_text(text, encoding="utf-8")
    assert stale(copy.parent.parent) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("An array knows", "Every array knows", "## Shapes", "differs from here on (cell 6)"),
        ("size=(2, 3)", "size=(2, 4)", "X = rng", "differs from here on (cell 7)"),
        (":points: 2", ":points: 3", "answer =", "differs"),
        ("seconds: {fast: 10", "seconds: {fast: 11", "---", "header"),
        ("seconds: {fast: 10", "second: {fast: 10", "  second:", "course.second"),
    ],
)
def test_a_notebook_that_differs_is_named_with_the_line(copy: Path, old: str, new: str, line: str, words: str) -> None:
    text = copy.read_text(encoding="utf-8").replace(old, new, 1)
    copy.write_text(text, encoding="utf-8")
    found = "\n".join(stale(copy.parent.parent))
    assert words in found
    numbers = [int(row.removeprefix(f"{copy}:").split(":")[0]) for row in found.splitlines()]
    assert any(text.splitlines()[number - 1].startswith(line) for number in numbers)


@pytest.mark.parametrize(
    "harm", [lambda t: t[:-1], lambda t: t.replace('"id": "shapes"', '"id": "x"'), lambda t: t[:99]]
)
def test_a_notebook_that_was_touched_is_named(copy: Path, harm) -> None:
    target = notebook_of(copy)
    target.write_text(harm(target.read_text(encoding="utf-8")), encoding="utf-8")
    [found] = stale(copy.parent.parent)
    assert "run course build" in found


def test_missing_and_orphaned_notebooks_are_named(copy: Path) -> None:
    notebook_of(copy).rename(copy.parent.parent / "05_deep_networks.ipynb")
    copy.with_name("notes.md").touch()
    missing, stranger, orphan = stale(copy.parent.parent)
    assert "source/notes.md: is no lesson's name" in stranger.replace("\\", "/")
    assert "01_vectorization.ipynb is missing" in missing
    assert "05_deep_networks.ipynb: has no source" in orphan


def test_the_check_command_says_what_differs(course, copy: Path) -> None:
    assert course("build", "--check").exit_code == 0
    copy.write_text(copy.read_text(encoding="utf-8").replace("An array", "Some array"), encoding="utf-8")
    result = course("build", "--check")
    assert result.exit_code == 1
    assert "differs from here on" in result.output


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("rows = 3\n1 / (rows - 3)", "ZeroDivisionError: division by zero"),
        ("print(id)\nprint(object())", "memory address"),
    ],
)
def test_a_lesson_that_fails_leaves_the_old_notebook(course, copy: Path, code: str, words: str) -> None:
    before = notebook_of(copy).read_bytes()
    text = copy.read_text(encoding="utf-8").replace("X.shape\n", f"{code}\n", 1)
    copy.write_text(text, encoding="utf-8")
    result = course("build", "01")
    assert result.exit_code == 1
    assert words in result.output
    place = int(result.output.removeprefix(f"{copy}:").split(":")[0])
    assert text.splitlines()[place - 1] in ("1 / (rows - 3)", "X = rng.integers(0, 10, size=(2, 3))")
    assert notebook_of(copy).read_bytes() == before
    assert sorted(p.name for p in copy.parent.parent.iterdir()) == ["01_vectorization.ipynb", "source"]


def test_a_cell_that_kills_its_kernel_is_named(copy: Path) -> None:
    text = copy.read_text(encoding="utf-8").replace("X.shape\n", "os._exit(3)\n", 1)
    copy.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match=r"cell 7.*the kernel died"):
        build_lesson(copy)


def test_a_cell_that_never_ends_is_stopped(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course_utils.authoring.execute._START_SECONDS", 1)
    monkeypatch.setattr("course_utils.authoring.execute._PATIENCE", 0)
    notebook = new_notebook(cells=[new_code_cell("1"), new_code_cell("while True: pass")])
    with pytest.raises(CellFailure, match="more than 1 seconds") as caught:
        execute(notebook, copy.parent, seconds=1, fast=False)
    assert caught.value.cell == 1


@pytest.mark.parametrize(("fast", "graded"), [(True, False), (False, True)])
def test_nothing_of_the_author_reaches_the_lesson(monkeypatch: pytest.MonkeyPatch, fast: bool, graded: bool) -> None:
    for name in ("COURSE_FAST", "COURSE_GRADED", "COURSE_HOME", "COURSE_WHATEVER"):
        monkeypatch.setenv(name, "mine")
    with environment(fast, graded) as seen:
        assert (seen.get("COURSE_FAST"), seen.get("COURSE_GRADED")) == ("1" if fast else None, "1" if graded else None)
        assert Path(seen["COURSE_HOME"]).is_dir()
        assert "mine" not in seen.values()
    assert not Path(seen["COURSE_HOME"]).exists()


def test_outputs_may_not_show_a_solution(write, good: str) -> None:
    lesson = read_lesson(write(good))
    draft = student(lesson)
    index, cell = next((i, c) for i, c in enumerate(draft.notebook.cells) if c.source.endswith("X.shape"))
    cell.outputs = [new_output("stream", name="stdout", text="try\nmu = X.mean(axis=1,\n          keepdims=True)\n")]
    [problem] = output_problems(draft, lesson.cells, student=True)
    assert "shows the solution's line" in problem.message
    assert good.splitlines()[problem.line - 1] == draft.notebook.cells[index].source.splitlines()[0]
    assert output_problems(draft, lesson.cells, student=False) == []


def test_solved_copies_run_with_every_check_passing(course, copy: Path, tmp_path: Path) -> None:
    result = course("solutions", "--to", str(tmp_path / "solved"))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "solved" / "01_vectorization.ipynb").read_text(encoding="utf-8")
    assert "not attempted" in text
    assert "constant row" in text
    assert "-1.0 is not 25" not in text
    again = course("solutions", "--to", str(tmp_path / "solved"))
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize("place", ["notebooks", "mine", "work", "afile", "afile/x"])
def test_solved_copies_replace_nothing_else(
    course, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("COURSE_HOME", str(copy.parents[2] / "mine"))
    (copy.parents[2] / "afile").touch()
    work = copy.parents[2] / "work" / "01_vectorization.ipynb"
    work.parent.mkdir()
    nbformat.write(new_notebook(metadata={"course": "mine"}), work)
    files = {path: path.read_bytes() for path in copy.parents[2].rglob("*") if path.is_file()}
    result = course("solutions", "--to", str(copy.parents[2] / place))
    assert result.exit_code == 2
    assert "Choose another folder with --to." in result.output and "Traceback" not in result.output
    assert {path: path.read_bytes() for path in copy.parents[2].rglob("*") if path.is_file()} == files


def test_solved_copies_go_to_a_folder_below_the_home_folder(
    course, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    solved: list[Path] = []
    monkeypatch.setattr("course_utils.authoring.solve_lesson", lambda source, to: solved.append(to) or Built(to, 0, 0))
    assert course("solutions", "--to", "~/solved").exit_code == 0
    assert solved == [tmp_path / "solved"]


def test_a_solution_that_fails_its_hidden_test_is_named(course, copy: Path, tmp_path: Path) -> None:
    text = copy.read_text(encoding="utf-8").replace("return X - mu", "return X - mu + (X.size > 30)")
    copy.write_text(text, encoding="utf-8")
    result = course("solutions", "--to", str(tmp_path / "solved"))
    assert result.exit_code == 1
    assert "'centre_rows'" in result.output
    assert "a constant row becomes zeros" in result.output
    line = int(result.output.removeprefix(f"{copy}:").split(":")[0])
    assert "assert np.allclose(centre_rows(np.ones((5, 7))), 0)" in text.splitlines()[line - 1]
    assert not (tmp_path / "solved").exists()


def test_unknown_lessons_are_refused_and_lint_lists_findings(course, copy: Path) -> None:
    for command in ("build", "lint"):
        result = course(command, "99")
        assert result.exit_code == 2
        assert "99" in result.output
    # The copy has no lesson 00, to which the warm-up links.
    result = course("lint")
    assert result.exit_code == 1
    assert "(links-resolve)" in result.output
    copy.with_name("00_start_here.md").touch()
    assert course("lint", "01").exit_code == 0


def test_nbgrader_accepts_the_notebooks(built: Path, write, good: str) -> None:
    pytest.importorskip("nbgrader", reason="nbgrader comes with the extra classroom")
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.preprocessors import CheckCellMetadata, ComputeChecksums, LockCells
    from nbgrader.utils import determine_grade, is_grade, is_solution

    notebook = nbformat.read(notebook_of(built), as_version=4)
    MetadataValidator().validate_nb(notebook)
    for preprocessor in (CheckCellMetadata(), LockCells(), ComputeChecksums()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    solutions_, grades = ([c for c in notebook.cells if test(c)] for test in (is_solution, is_grade))
    assert [c.metadata.nbgrader.grade_id for c in solutions_] == ["centre_rows", "squared_distance"]
    assert [c.metadata.nbgrader.points for c in grades] == [2, 1]
    assert all(c.metadata.editable is False for c in grades)
    assert [determine_grade(c)[1] for c in grades] == [2, 1]
