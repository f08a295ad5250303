"""The parent: several workers at a time, watched, ended when they exceed a limit, their results written down."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import nbformat
from nbformat import NotebookNode

from course_utils.arguments import folder_problem
from course_utils.paths import atomic_write, learner_dir
from course_utils.running.display import Display, Snapshot
from course_utils.running.events import CellEnded, CellStarted, Event, LessonEnded, read_event
from course_utils.running.jobs import Job, Parameter, Profile, UsageError, find_lessons, plan
from course_utils.running.processes import (
    GB,
    ProcessTree,
    child_environment,
    describe_exit,
    memory_for_each,
    usable_cores,
)
from course_utils.running.report import (
    WRITTEN,
    CellTime,
    FirstError,
    LessonResult,
    Report,
    Status,
    describe_environment,
    plain,
)

#: Seconds between two looks at the workers. A program fills 1 or 2 GB of memory in this time.
TICK = 0.2

#: What a worker runs. The module that is hidden holds a grammar of web addresses, for which notebooks have no use; it
#: comes with nbformat, and preparing it would cost every lesson a second.
START = "import sys; sys.modules['rfc3987_syntax'] = None; from course_utils.running.worker import main; main()"

#: How many of a lesson's slowest cells the report names, and from how many seconds on a cell is worth naming.
SLOWEST = 5
WORTH_NAMING = 0.1


def run_lessons(
    wanted: Sequence[str],
    *,
    folder: Path,
    out: Path,
    display: Display,
    profile: Profile = Profile.FAST,
    jobs: int = 1,
    timeout: float | None = None,
    memory: int | None = None,
    parameters: dict[str, Parameter] | None = None,
    solve: Callable[[Path], NotebookNode] | None = None,
) -> Report:
    """Run lessons side by side and write a report after each.

    Parameters
    ----------
    wanted : sequence of str
        Numbers, names or paths of lessons; none means all.
    folder : Path
        Where the lessons are.
    out : Path
        Gets ``report.html``, ``report.json``, ``notebooks`` and ``logs``; what has one of these names already must
        come from an earlier run.
    display : Display
        Shows how far the run is.
    profile : Profile
        ``fast`` sets the parameter ``FAST`` to True, ``full`` to False.
    jobs : int
        How many lessons run at a time.
    timeout : float, optional
        Seconds for each lesson, instead of what the lesson announces.
    memory : int, optional
        Bytes for each lesson, instead of its share of what is free.
    parameters : dict, optional
        Further parameters, which every one of the lessons must have.
    solve : callable, optional
        Makes a solved notebook from ``source/NN_name.md``. With it, solved copies run, and a failed check is an error.

    Returns
    -------
    Report
        What happened. ``report.exit_code`` is what a command should return.

    Raises
    ------
    UsageError
        If the request makes no sense. Nothing has run then.
    """
    if jobs < 1:
        raise UsageError(f"At least 1 lesson must run at a time, and --jobs {jobs} was given.")
    paths = find_lessons(wanted, folder)
    jobs = min(jobs, len(paths))
    memory = memory or memory_for_each(jobs)
    threads = max(1, usable_cores() // jobs)
    out = _checked_out(out, folder)
    with tempfile.TemporaryDirectory(prefix="course_run_", ignore_cleanup_errors=True) as scratch:
        home = Path(scratch)
        planned = plan(
            paths,
            out=out,
            scratch=home,
            profile=profile,
            parameters=parameters or {},
            memory=memory,
            timeout=timeout,
            solve=solve,
        )
        report = Report(
            started=datetime.now(UTC),
            profile=profile,
            solved=solve is not None,
            jobs=jobs,
            parameters=parameters or {},
            environment=describe_environment(usable_cores(), threads, memory),
            lessons=[LessonResult(lesson=job.lesson, title=job.title, cells=job.cells) for job in planned],
        )

        def start(job: Job) -> Worker:
            place = home / job.lesson
            return Worker(job, place, child_environment(profile, threads, place / "home", graded=solve is not None))

        run_jobs(planned, jobs, start, report, out, display)
    return report


def _checked_out(out: Path, folder: Path) -> Path:
    """Return the folder of a run as a full path, once it is sure that the run replaces nothing but an earlier run."""
    if problem := folder_problem(out):
        raise UsageError(f"{problem} Choose another folder with --out.")
    out = out.resolve()
    if {out, out / "notebooks"} & {folder.resolve(), learner_dir().resolve()}:
        raise UsageError(f"{out} is where the lessons or your own copies are. Choose another folder with --out.")
    taken = [name for name in WRITTEN if (out / name).exists()]
    if taken and not Report.stands_in(out):
        raise UsageError(
            f"{out} holds {' and '.join(taken)}, and no report of an earlier run. Choose another folder with --out."
        )
    return out


def run_jobs(
    jobs: Sequence[Job],
    at_a_time: int,
    start: Callable[[Job], Worker],
    report: Report,
    out: Path,
    display: Display,
) -> None:
    """Run jobs and record their results, also when Ctrl-C or a request to end comes in the middle.

    Parameters
    ----------
    jobs : sequence of Job
        What to run.
    at_a_time : int
        How many at a time.
    start : callable
        Starts the worker of a job.
    report : Report
        Is filled in, and written after every lesson.
    out : Path
        Where it is written.
    display : Display
        Shows how far the run is.
    """
    waiting = list(reversed(jobs))
    working: list[Worker] = []

    def record(result: LessonResult) -> None:
        report.record(result)
        report.write(out)
        display.finished(result)

    report.write(out)
    try:
        with _end_like_ctrl_c():
            display.begin(len(jobs))
            while waiting or working:
                while waiting and len(working) < at_a_time:
                    working.append(start(waiting.pop()))
                    display.started(working[-1].job.lesson)
                time.sleep(TICK)
                for worker in list(working):
                    result = worker.look()
                    if result is not None:
                        working.remove(worker)
                        record(result)
                display.tick([worker.snapshot() for worker in working])
    except KeyboardInterrupt:
        report.interrupted = True
    finally:
        display.end()
        for worker in working:
            report.record(worker.stop(Status.STOPPED, "Stopped before its end."))
        report.write(out)


@contextlib.contextmanager
def _end_like_ctrl_c() -> Iterator[None]:
    """Treat a request to end (SIGTERM) like Ctrl-C. Python hears signals in its main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Worker:
    """One lesson that runs in a process of its own, seen from the parent.

    Parameters
    ----------
    job : Job
        What it runs.
    place : Path
        A new folder, which the lesson finds as its working folder.
    environment : dict
        The environment of its processes.
    """

    def __init__(self, job: Job, place: Path, environment: dict[str, str]) -> None:
        self.job = job
        self.started = time.monotonic()
        self.cell: CellStarted | None = None
        self.cell_since = self.started
        self.ended_cells: list[CellEnded] = []
        self.ended: LessonEnded | None = None
        self.peak_memory = 0
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.process = _launch(job, place, environment)
        self.tree = ProcessTree(self.process.pid)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def look(self) -> LessonResult | None:
        """Hear what is new, and return the result once there is one."""
        gone = self.process.poll() is not None
        if gone:
            self.reader.join(timeout=5)
        self._hear()
        if self.ended is not None:
            return self._result(self.ended.status, self.ended.error)
        if gone:
            message = f"The process of the lesson died: {describe_exit(self.process.returncode)}."
            return self.stop(Status.DIED, message, _last_lines(self.job.log))
        return self._result_of_limits()

    def stop(self, status: Status, message: str, log: str = "") -> LessonResult:
        """End the lesson, and say why, also in the notebook that is kept."""
        error = FirstError(message=message, traceback=log)
        if self.cell is not None:
            error.cell, error.source = self.cell.cell, self.cell.source
            seconds = time.monotonic() - self.cell_since
            self.ended_cells.append(CellEnded(cell=error.cell, source=error.source, seconds=seconds))
        result = self._result(status, error)
        _note_in_notebook(self.job.output, status, message)
        return result

    def snapshot(self) -> Snapshot:
        """Return what a display shows."""
        return Snapshot(
            lesson=self.job.lesson,
            cell=self.cell.cell if self.cell else self._cells_run(),
            cells=self.job.cells,
            seconds=time.monotonic() - self.started,
            memory=self.peak_memory,
        )

    def _read(self) -> None:
        """Put the worker's events in a queue, until it closes its output."""
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.events.put(read_event(line))

    def _hear(self) -> None:
        """Take in the events that have come."""
        while not self.events.empty():
            match self.events.get():
                case CellStarted() as event:
                    self.cell, self.cell_since = event, time.monotonic()
                case CellEnded() as event:
                    self.ended_cells.append(event)
                    self.cell = None
                case LessonEnded() as event:
                    self.ended = event

    def _result_of_limits(self) -> LessonResult | None:
        """End the lesson when it has exceeded a limit."""
        limits = self.job.limits
        memory = self.tree.resident_memory()
        self.peak_memory = max(self.peak_memory, memory)
        if memory > limits.memory:
            used, limit = memory / GB, limits.memory / GB
            return self.stop(Status.MEMORY, f"The lesson used {used:.1f} GB of memory; its limit is {limit:.1f} GB.")
        if time.monotonic() - self.started > limits.lesson:
            return self.stop(Status.TIMEOUT, f"The lesson took longer than {limits.lesson:g} s.")
        return None

    def _cells_run(self) -> int:
        """Count the cells that have ended, well or badly."""
        return len({cell.cell for cell in self.ended_cells})

    def _result(self, status: Status, error: FirstError | None) -> LessonResult:
        """End whatever still runs and sum up."""
        seconds = time.monotonic() - self.started
        self.tree.kill()
        self.process.wait()
        slow = [cell for cell in self.ended_cells if cell.seconds >= WORTH_NAMING]
        slowest = sorted(slow, key=lambda cell: cell.seconds, reverse=True)[:SLOWEST]
        return LessonResult(
            lesson=self.job.lesson,
            title=self.job.title,
            status=status,
            seconds=seconds,
            cells_run=self._cells_run(),
            cells=self.job.cells,
            peak_memory=self.peak_memory,
            slowest=[CellTime(cell=cell.cell, source=cell.source, seconds=cell.seconds) for cell in slowest],
            error=error,
            notebook=f"notebooks/{self.job.output.name}" if self.job.output.exists() else None,
        )


def _launch(job: Job, place: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the process of a worker, in a folder of its own and out of reach of the terminal's Ctrl-C."""
    work = place / "work"
    work.mkdir(parents=True)
    (place / "home").mkdir()
    order = place / "job.json"
    order.write_text(job.model_dump_json(), encoding="utf-8")
    job.output.unlink(missing_ok=True)
    job.log.parent.mkdir(parents=True, exist_ok=True)
    with job.log.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", START, str(order), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=work,
            env=environment,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


def _note_in_notebook(path: Path, status: Status, message: str) -> None:
    """Write below the cell that was running why the lesson was ended from outside."""
    if not path.exists():
        return
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("papermill", {}).get("status") == "running":
            cell.outputs.append(nbformat.v4.new_output("error", ename=status.name, evalue=message, traceback=[message]))
    atomic_write(path, nbformat.writes(notebook) + "\n")


def _last_lines(log: Path) -> str:
    """Return the end of a log."""
    return "\n".join(plain(log.read_text(encoding="utf-8", errors="replace")).splitlines()[-20:])
