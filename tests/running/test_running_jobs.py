"""What is found out before anything runs."""

from __future__ import annotations

import errno
from pathlib import Path

import nbformat
import pytest
import typer
from running_samples import write_lesson
from typer.testing import CliRunner

from course_utils.commands.run import run
from course_utils.running import Profile, UsageError, find_lessons, parse_parameters, plan
from course_utils.running.jobs import CELL_SHARE, Job, Parameter, number_cells, read_notebook
from course_utils.running.processes import (
    LARGEST_MEMORY,
    SMALLEST_MEMORY,
    child_environment,
    describe_exit,
    memory_for_each,
)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Two lessons, and a notebook that is none."""
    folder = tmp_path / "notebooks"
    write_lesson(folder, "02_two", ["x = 1"])
    write_lesson(folder, "10_ten", ["x = 1"])
    write_lesson(folder, "scratch", ["x = 1"])
    return folder


def planned(path: Path, place: Path, parameters: dict[str, Parameter] | None = None, **options: object) -> Job:
    """Plan one lesson."""
    arguments: dict = {"profile": Profile.FAST, "memory": 10**9, "parameters": parameters or {}, **options}
    return plan([path], out=place / "out", scratch=place / "scratch", **arguments)[0]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([], ["02_two", "10_ten"]),
        (["2"], ["02_two"]),
        (["10", "02"], ["10_ten", "02_two"]),
        (["02_two", "2", "02"], ["02_two"]),
    ],
)
def test_lessons_are_found_by_number_and_name(lessons: Path, wanted: list[str], found: list[str]) -> None:
    assert [path.stem for path in find_lessons(wanted, lessons)] == found


def test_a_path_is_a_lesson_too(lessons: Path) -> None:
    assert find_lessons([str(lessons / "scratch.ipynb")], Path("elsewhere")) == [(lessons / "scratch.ipynb").resolve()]


@pytest.mark.parametrize("wanted", ["3", "two", "source/02_two.md", "", "1_2"])
def test_an_unknown_lesson_is_answered_with_those_that_exist(lessons: Path, wanted: str) -> None:
    with pytest.raises(UsageError, match="02_two, 10_ten"):
        find_lessons([wanted], lessons)


def test_two_notebooks_of_one_name_would_share_an_output(lessons: Path, tmp_path: Path) -> None:
    other = write_lesson(tmp_path / "other", "02_two", [])
    with pytest.raises(UsageError, match="02_two"):
        find_lessons(["2", str(other)], lessons)


def test_parameters_are_read_as_python_values() -> None:
    pairs = ["a=1", "b=0.5", "c=True", "d=plain words", "e='3'", "f=x=y", "g="]
    expected = {"a": 1, "b": 0.5, "c": True, "d": "plain words", "e": "3", "f": "x=y", "g": ""}
    read = parse_parameters(pairs)
    assert read == expected
    assert [type(value) for value in read.values()] == [type(value) for value in expected.values()]


@pytest.mark.parametrize("pair", ["SEED", "=3", "2x=1", "a b=1"])
def test_a_parameter_that_is_no_pair_is_refused(pair: str) -> None:
    with pytest.raises(UsageError, match="NAME=VALUE"):
        parse_parameters([pair])


def test_the_profile_sets_fast(lessons: Path, tmp_path: Path) -> None:
    path = lessons / "02_two.ipynb"
    assert planned(path, tmp_path).parameters == {"FAST": True}
    assert planned(path, tmp_path, {"SEED": 3}, profile=Profile.FULL).parameters == {"FAST": False, "SEED": 3}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"SEDE": 1}, "no parameter 'SEDE'. It has: SEED, FAST"),
        ({"SEED": "one"}, "takes int, such as 0, not 'one'"),
        # The text "no" would count as true.
        ({"FAST": "no"}, "takes bool, such as False, not 'no'"),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused(
    lessons: Path, tmp_path: Path, parameters: dict[str, Parameter], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        planned(lessons / "02_two.ipynb", tmp_path, parameters)
    assert words in str(refused.value)


def test_a_lesson_without_parameters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "01_bare.ipynb"
    path.write_text(nbformat.writes(nbformat.v4.new_notebook()), encoding="utf-8")
    with pytest.raises(UsageError, match="no cell is tagged"):
        planned(path, tmp_path)


def test_a_default_may_be_computed(tmp_path: Path) -> None:
    path = write_lesson(tmp_path, "01_computed", [])
    notebook = read_notebook(path)
    notebook.cells[1].source = 'import os\nFAST: bool = os.environ.get("COURSE_FAST", "0") == "1"\nrate = 0.5'
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    assert planned(path, tmp_path, {"rate": 1}).parameters == {"FAST": True, "rate": 1}
    with pytest.raises(UsageError, match="takes bool, such as False, not 'maybe'"):
        planned(path, tmp_path, {"FAST": "maybe"})


@pytest.mark.parametrize("text", ["", "not a notebook", "{}", "[]", '{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "01_text.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is not a notebook"):
        planned(path, tmp_path)


@pytest.mark.parametrize(
    ("announced", "timeout", "seconds"), [(None, None, 300), (2, None, 60), (100, None, 400), (100, 7, 7), (None, 7, 7)]
)
def test_limits_come_from_the_option_the_lesson_or_the_default(
    tmp_path: Path, announced: float | None, timeout: float | None, seconds: float
) -> None:
    path = write_lesson(tmp_path, "01_lesson", [], announced)
    limits = planned(path, tmp_path, timeout=timeout).limits
    assert (limits.lesson, limits.cell, limits.memory) == (seconds, CELL_SHARE * seconds, 10**9)


@pytest.mark.parametrize("announced", [0, -1, "soon", float("inf")])
def test_seconds_that_make_no_sense_are_refused(tmp_path: Path, announced: object) -> None:
    path = write_lesson(tmp_path, "01_lesson", [], announced)
    with pytest.raises(UsageError, match="01_lesson announces"):
        planned(path, tmp_path)


@pytest.mark.parametrize("timeout", [0, float("nan"), float("inf")])
def test_a_limit_that_no_clock_can_count_is_refused(lessons: Path, tmp_path: Path, timeout: float) -> None:
    with pytest.raises(UsageError, match="more than 0"):
        planned(lessons / "02_two.ipynb", tmp_path, timeout=timeout)


def test_a_lesson_is_never_replaced_by_its_output(tmp_path: Path) -> None:
    path = write_lesson(tmp_path / "out" / "notebooks", "01_lesson", [])
    with pytest.raises(UsageError, match="would replace"):
        planned(path, tmp_path)


def test_cells_are_numbered_as_jupyterlab_does(tmp_path: Path) -> None:
    notebook = read_notebook(write_lesson(tmp_path, "01_lesson", ["x = 1", "", "  \n", "y = 2"]))
    injected = nbformat.v4.new_code_cell("FAST = True", metadata={"tags": ["injected-parameters"]})
    notebook.cells.insert(2, injected)
    assert number_cells(notebook) == {1: 1, 2: 1, 3: 2, 6: 3}


def test_solved_copies_are_made_from_the_source(lessons: Path, tmp_path: Path) -> None:
    source = lessons / "source" / "02_two.md"
    source.parent.mkdir()
    source.write_text("a source", encoding="utf-8")

    def solve(path: Path) -> nbformat.NotebookNode:
        notebook = read_notebook(lessons / "02_two.ipynb")
        notebook.cells[-1].source = f"solution = {path.read_text(encoding='utf-8')!r}"
        return notebook

    job = planned(lessons / "02_two.ipynb", tmp_path, solve=solve)
    assert job.lesson == "02_two"
    assert read_notebook(job.notebook).cells[-1].source == "solution = 'a source'"
    assert "x = 1" in (lessons / "02_two.ipynb").read_text(encoding="utf-8")


def test_a_lesson_without_source_has_no_solved_copy(lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no solved copy"):
        planned(lessons / "10_ten.ipynb", tmp_path, solve=read_notebook)


@pytest.mark.parametrize(("profile", "fast"), [(Profile.FAST, "1"), (Profile.FULL, None)])
@pytest.mark.parametrize(("graded", "said"), [(True, "1"), (False, None)])
def test_the_switches_are_those_of_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: Profile, fast: str | None, graded: bool, said: str | None
) -> None:
    monkeypatch.setenv("COURSE_FAST", "1")
    monkeypatch.setenv("COURSE_GRADED", "1")
    environment = child_environment(profile, 3, tmp_path, graded=graded)
    assert (environment.get("COURSE_FAST"), environment.get("COURSE_GRADED")) == (fast, said)
    assert environment["OPENBLAS_NUM_THREADS"] == "3"


def test_lessons_side_by_side_share_the_free_memory() -> None:
    shares = [memory_for_each(jobs) for jobs in (1, 2, 10_000)]
    assert LARGEST_MEMORY >= shares[0] >= shares[1] >= shares[2] == SMALLEST_MEMORY


@pytest.mark.parametrize(
    ("code", "words"), [(3, "exit code 3"), (-9, "SIGKILL, as the system does"), (-11, "SIGSEGV"), (None, "no longer")]
)
def test_an_exit_code_is_put_in_words(code: int | None, words: str) -> None:
    assert words in describe_exit(code)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["98"], "There is no lesson '98'"),
        (["LESSON", "-p", "TYPO=1"], "no parameter 'TYPO'"),
        (["LESSON", "-p", "SEED"], "NAME=VALUE"),
        (["LESSON", "--timeout", "-1"], "more than 0"),
        (["LESSON", "--timeout", "nan"], "more than 0"),
    ],
)
def test_the_command_refuses_before_anything_runs(
    lessons: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    app = typer.Typer()
    app.command()(run)
    given = [str(lessons / "02_two.ipynb") if argument == "LESSON" else argument for argument in arguments]
    result = CliRunner().invoke(app, [*given, "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "out").exists()


def test_the_command_passes_a_good_lesson(lessons: Path, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(run)
    result = CliRunner().invoke(app, [str(lessons / "02_two.ipynb"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "1 of 1 lessons passed" in result.output
    assert (tmp_path / "out" / "report.html").is_file()


def course_run(*arguments: object) -> tuple[int, str]:
    """Call the command; return its exit code and what it said."""
    app = typer.Typer()
    app.command()(run)
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("place", ["afile", "afile/x", "afile/x/y"])
def test_a_run_needs_a_folder(lessons: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "afile").write_text("mine", encoding="utf-8")
    code, said = course_run(lessons / "02_two.ipynb", "--out", tmp_path / place)
    assert code == 2
    assert f"{tmp_path / 'afile'} is not a folder. Choose another folder with --out." in said
    assert (tmp_path / "afile").read_text(encoding="utf-8") == "mine"


def test_a_run_needs_a_folder_that_can_be_written(
    lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(dir: Path) -> None:
        assert dir == tmp_path
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("course_utils.arguments.TemporaryFile", refuse)
    out = tmp_path / "new" / "out"
    code, said = course_run(lessons / "02_two.ipynb", "--out", out)
    assert (code, said) == (2, f"{out} cannot be written (Permission denied). Choose another folder with --out.\n")


@pytest.mark.parametrize("place", ["notebooks", "", "mine", "other"])
def test_a_run_replaces_nothing_but_an_earlier_run(
    lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The lessons, the folder that holds them, the learner's copies, and a folder with a notebook of the same name."""
    monkeypatch.setattr("course_utils.paths.repository_root", lambda: tmp_path)
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "mine"))
    (tmp_path / "mine").mkdir()
    write_lesson(tmp_path / "other" / "notebooks", "02_two", ["my_work = 1"])
    (tmp_path / "other" / "report.json").write_text('{"mine": 1}', encoding="utf-8")
    before = contents(tmp_path)
    code, said = course_run("02", "--out", tmp_path / place)
    assert code == 2 and "Choose another folder with --out." in said
    assert contents(tmp_path) == before


def test_a_run_replaces_an_earlier_one_and_knows_the_home_folder(
    lessons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    for _ in range(2):
        code, said = course_run(lessons / "02_two.ipynb", "--out", Path("~") / "out")
        assert code == 0, said
        assert str(tmp_path / "out" / "report.html") in said
