"""Real lessons in real processes: what goes wrong is named, nothing is left behind, the rest is finished."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from rich.console import Console
from running_samples import LESSONS, sign_in, signed_in, write_lesson

from course_utils.running import LessonResult, Report, Status, run_lessons
from course_utils.running.display import PlainDisplay
from course_utils.running.processes import usable_cores

NO_SIGNALS = pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")


@dataclass(frozen=True)
class Ran:
    """One run of all the samples."""

    report: Report
    out: Path
    processes: list[int]
    lines: str

    def result(self, lesson: str) -> LessonResult:
        """Return the result of a lesson."""
        return next(result for result in self.report.lessons if result.lesson == lesson)

    def notebook(self, lesson: str) -> nbformat.NotebookNode:
        """Return the notebook that was kept."""
        text = (self.out / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8")
        return nbformat.reads(text, as_version=4)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run all the samples, two at a time, where a kernel of the same name points to another Python."""
    place = tmp_path_factory.mktemp("course")
    wrong = place / "jupyter" / "kernels" / "python3"
    wrong.mkdir(parents=True)
    kernel = {"argv": ["no-such-python", "{connection_file}"], "display_name": "Wrong", "language": "python"}
    (wrong / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    for name, cells in LESSONS.items():
        write_lesson(place / "notebooks", name, [sign_in(place), *cells])
    console = Console(record=True, file=(place / "terminal").open("w", encoding="utf-8"), width=80)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_GRADED", "1")
        patch.setenv("JUPYTER_PATH", str(place / "jupyter"))
        patch.setattr("course_utils.running.jobs.CELL_SHARE", 0.3)
        report = run_lessons(
            [],
            folder=place / "notebooks",
            out=place / "out",
            display=PlainDisplay(console),
            jobs=2,
            timeout=20,
            memory=500_000_000,
            parameters={"SEED": 7},
        )
    return Ran(report, place / "out", signed_in(place), console.export_text())


def test_what_is_well_passes_and_the_run_fails(ran: Ran) -> None:
    # 00 and 01 wait for each other: they pass only if they run at the same time.
    passed = [result.lesson for result in ran.report.lessons if result.status is Status.PASSED]
    assert passed == ["00_one", "01_two"]
    assert ran.report.exit_code == 1
    assert ran.result("00_one").cells_run == ran.result("00_one").cells == 5


@pytest.mark.parametrize(
    ("lesson", "status", "message"),
    [
        ("03_raises", Status.FAILED, "ZeroDivisionError: division by zero"),
        ("04_loops", Status.TIMEOUT, "The cell took longer than 6 s"),
        # macOS lends any amount, and the lesson is stopped when it begins to use it.
        ("05_greedy", Status.MEMORY, "its limit is" if sys.platform == "darwin" else "Unable to allocate 100"),
        ("06_dies", Status.DIED, "exit code 7"),
        ("07_hides", Status.FAILED, "KeyError: 'swallowed'"),
        ("08_grows", Status.MEMORY, "its limit is 0.5 GB"),
    ],
)
def test_each_way_to_go_wrong_is_named_with_its_cell(ran: Ran, lesson: str, status: Status, message: str) -> None:
    result = ran.result(lesson)
    assert result.error is not None
    assert (result.status, result.error.cell) == (status, 4)
    assert message in result.error.message
    assert result.error.source == LESSONS[lesson][1]
    assert result.cells_run == 4 < result.cells == 5
    assert f"{status.value:<8} {lesson}" in ran.lines
    assert f"cell 4: {result.error.message}" in ran.lines


def test_a_lesson_that_takes_too_long_in_all_is_stopped(ran: Ran) -> None:
    result = ran.result("02_dawdles")
    assert result.status is Status.TIMEOUT
    assert result.error is not None
    assert result.error.message == "The lesson took longer than 20 s."
    assert result.error.cell == result.cells_run > 3
    assert 20 < result.seconds < 30


def test_the_line_that_raised_is_found(ran: Ran) -> None:
    error = ran.result("03_raises").error
    assert error is not None
    assert error.line is not None
    assert error.source.splitlines()[error.line - 1] == "numbers[0] / numbers[1]"
    assert "\x1b" not in error.traceback


def test_no_process_is_left(ran: Ran) -> None:
    # A kernel for each lesson, and two children that lessons left behind.
    assert len(ran.processes) == len(LESSONS) + 2
    assert [number for number in ran.processes if _runs(number)] == []


def test_a_lesson_finds_its_parameters_its_environment_and_this_python(ran: Ran) -> None:
    printed = next(cell.outputs[0].text for cell in ran.notebook("00_one").cells if "json.dumps" in cell.source)
    told = json.loads(printed)
    threads = str(max(1, usable_cores() // 2))
    assert Path(told["python"]) == Path(sys.executable)
    assert (told["FAST"], told["SEED"]) == (True, 7)
    assert (told["COURSE_FAST"], told["COURSE_NO_PROGRESS"]) == ("1", "1")
    assert (told["OMP_NUM_THREADS"], told["TF_NUM_INTRAOP_THREADS"]) == (threads, threads)
    assert "COURSE_GRADED" not in told
    # It works in a folder that is gone now, not among the lessons, and not on the learner's progress.
    assert not Path(told["here"]).exists()
    assert not Path(told["COURSE_HOME"]).exists()


@pytest.mark.parametrize("lesson", [name for name in LESSONS if name > "03"])
def test_the_notebook_of_a_failure_is_kept_and_shows_it(ran: Ran, lesson: str) -> None:
    cells = [cell for cell in ran.notebook(lesson).cells if cell.cell_type == "code"]
    assert cells[-1].outputs == []
    shown = json.dumps(cells[-2].outputs)
    assert ("widget-view" if lesson == "07_hides" else '"output_type": "error"') in shown
    assert ran.result(lesson).notebook == f"notebooks/{lesson}.ipynb"


def test_the_slowest_cell_may_be_the_one_that_was_stopped(ran: Ran) -> None:
    result = ran.result("04_loops")
    assert result.slowest[0].cell == 4
    assert 1 < result.slowest[0].seconds < result.seconds
    assert ran.result("08_grows").peak_memory > 500_000_000


def test_the_report_is_written_for_programs_and_for_people(ran: Ran) -> None:
    assert Report.model_validate_json((ran.out / "report.json").read_text(encoding="utf-8")) == ran.report
    page = (ran.out / "report.html").read_text(encoding="utf-8")
    for result in ran.report.failures:
        assert f'<article class="bad" id="{result.lesson}">' in page
        assert f'href="notebooks/{result.lesson}.ipynb"' in page
    assert "2 of 9 lessons passed" in page
    assert "http" not in page


def _runs(number: int) -> bool:
    """Say whether a process runs; one that only waits for somebody to ask how it ended does not."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait_for(condition: Callable[[], bool], seconds: float = 40) -> bool:
    """Wait until a condition holds, and say whether it came to hold."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.fixture
def endless(tmp_path: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Return a function that starts ``course run`` on an endless lesson and one behind it, and waits for the loop."""
    loop = write_lesson(tmp_path, "01_endless", [sign_in(tmp_path), "while True:\n    pass"])
    behind = write_lesson(tmp_path, "02_behind", ["x = 1"])
    command = "import typer; from course_utils.commands.run import run; typer.run(run)"

    def start() -> subprocess.Popen[bytes]:
        arguments = [str(loop), str(behind), "--jobs", "1", "--out", str(tmp_path / "out")]
        # A run that is killed cannot throw its scratch folder away: it goes where the test's folder goes.
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments], stdout=subprocess.DEVNULL, env=environment
        )
        assert _wait_for(lambda: bool(signed_in(tmp_path)))
        time.sleep(0.5)
        return process

    return start


@NO_SIGNALS
@pytest.mark.parametrize("kind", ["SIGINT", pytest.param("SIGTERM", marks=pytest.mark.slow)])
def test_an_interrupted_run_leaves_a_report_and_no_process(
    endless: Callable[[], subprocess.Popen[bytes]], tmp_path: Path, kind: str
) -> None:
    process = endless()
    process.send_signal(getattr(signal, kind))
    assert process.wait(timeout=30) == 130
    report = Report.model_validate_json((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report.interrupted
    assert [result.status for result in report.lessons] == [Status.STOPPED, Status.NOT_RUN]
    assert report.lessons[0].error is not None
    assert report.lessons[0].error.cell == 3
    assert "Stopped early: 0 of 2 lessons passed" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert not any(_runs(number) for number in signed_in(tmp_path))


@NO_SIGNALS
def test_when_the_run_itself_is_killed_its_lessons_end_too(
    endless: Callable[[], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    process = endless()
    process.kill()
    process.wait()
    assert _wait_for(lambda: not any(_runs(number) for number in signed_in(tmp_path)))
    report = Report.model_validate_json((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [result.status for result in report.lessons] == [Status.NOT_RUN, Status.NOT_RUN]
