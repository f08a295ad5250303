"""One lesson, in a process of its own.

Events go to standard output, one JSON object a line. Messages of the libraries go to standard error.
"""

from __future__ import annotations

import math
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from traceback import format_exc

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from course_utils.paths import atomic_write
from course_utils.running.events import CellEnded, CellStarted, Event, LessonEnded
from course_utils.running.jobs import Job, number_cells
from course_utils.running.processes import ProcessTree, describe_exit, end_with_parent, limit_memory
from course_utils.running.report import FirstError, Status, plain

Emit = Callable[[Event], None]

KERNEL = "python3"

#: Seconds between two savings of a notebook while one of its cells prints.
AUTOSAVE_SECONDS = 5

#: Seconds in which the outputs of a cell that has ended must arrive.
IOPUB_SECONDS = 30

MEMORY_ERRORS = {"MemoryError", "_ArrayMemoryError", "ResourceExhaustedError"}

_LINE_OF_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")


class CellError(Exception):
    """A cell went wrong.

    Parameters
    ----------
    status : Status
        What kind of wrong.
    error : FirstError
        Where, and what.
    """

    def __init__(self, status: Status, error: FirstError) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error


class OwnKernel(AsyncKernelManager):
    """Starts kernels with the Python that runs this file, whatever the kernels installed on the machine say."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one kernel."""
        return KernelSpec(**get_kernel_dict())


class Keeper(NotebookExecutionManager):
    """Papermill's record of a run, saved whole or not at all: a worker may be killed at any moment."""

    def save(self, **_: object) -> None:
        """Save the notebook as it is now."""
        atomic_write(Path(self.output_path), nbformat.writes(self.nb) + "\n")
        self.last_save_time = self.now()


class LessonClient(PapermillNotebookClient):
    """Papermill's client, telling of each cell and stopping at the first that goes wrong, for whatever reason."""

    def __init__(self, keeper: Keeper, emit: Emit, cell_seconds: float) -> None:
        super().__init__(
            keeper,
            kernel_name=KERNEL,
            kernel_manager_class=OwnKernel,
            timeout=math.ceil(cell_seconds),
            iopub_timeout=IOPUB_SECONDS,
            shutdown_kernel="immediate",
        )
        self.emit = emit
        self.tree = ProcessTree(os.getpid())

    def papermill_execute_cells(self) -> None:
        """Run the cells in order."""
        try:
            for position, number in number_cells(self.nb).items():
                self._run_cell(position, number)
        finally:
            # Once the kernel has ended, nobody can tell any more which processes the lesson has started.
            self.tree.search()

    def _run_cell(self, position: int, number: int) -> None:
        """Run one cell, saving before and after."""
        cell = self.nb.cells[position]
        self.emit(CellStarted(cell=number, source=cell.source))
        started = time.monotonic()
        self.nb_man.cell_start(cell, position)
        try:
            self.execute_cell(cell, position)
            self._look_into_widgets()
        except (CellExecutionError, CellTimeoutError, DeadKernelError, HiddenError) as problem:
            self.nb_man.cell_exception(cell, position)
            raise self._explain(problem, cell, number) from problem
        finally:
            self.nb_man.cell_complete(cell, position)
            self.emit(CellEnded(cell=number, source=cell.source, seconds=time.monotonic() - started))

    def _look_into_widgets(self) -> None:
        """Raise the error that an ``Output`` widget has swallowed, if there is one."""
        for state in self.widget_state.values():
            error = first_error(state.get("outputs", []))
            if error:
                raise HiddenError(error)

    def _explain(self, problem: Exception, cell: NotebookNode, number: int) -> CellError:
        """Say what went wrong in a cell, and leave a trace of it in the notebook."""
        match problem:
            case CellTimeoutError():
                return _failed(Status.TIMEOUT, cell, number, self._describe_timeout(problem))
            case DeadKernelError():
                code = self.km.provisioner.process.poll() if self.km else None
                return _failed(Status.DIED, cell, number, f"The kernel died: {describe_exit(code)}.")
            case HiddenError():
                return _raised(problem.output, cell, number, prefix="Hidden in an Output widget: ")
        return _raised(first_error(cell.outputs) or {}, cell, number)

    def _describe_timeout(self, problem: CellTimeoutError) -> str:
        """Say which of the two clocks ran out."""
        if "IOPub" in str(problem):
            return f"The cell ended, but its outputs did not arrive within {IOPUB_SECONDS} s."
        return f"The cell took longer than {self.timeout} s."


class HiddenError(Exception):
    """An error that is seen nowhere but in the state of a widget.

    Parameters
    ----------
    output : dict
        The notebook output of type ``error``.
    """

    def __init__(self, output: dict) -> None:
        super().__init__(output.get("evalue", ""))
        self.output = output


def first_error(outputs: list[dict]) -> dict | None:
    """Return the first notebook output of type ``error``."""
    return next((output for output in outputs if output["output_type"] == "error"), None)


def _failed(status: Status, cell: NotebookNode, number: int, message: str) -> CellError:
    """Describe a cell that was stopped, and write the reason below it."""
    cell.outputs.append(nbformat.v4.new_output("error", ename=status.name, evalue=message, traceback=[message]))
    return CellError(status, FirstError(message=message, cell=number, source=cell.source))


def _raised(output: dict, cell: NotebookNode, number: int, prefix: str = "") -> CellError:
    """Describe a cell that raised, from the notebook output of type ``error``."""
    traceback = plain("\n".join(output.get("traceback", [])))
    lines = [line.strip() for line in traceback.splitlines() if line.strip()]
    name = output.get("ename", "Error")
    # The last line, unless the error's own text has several.
    last = lines[-1] if lines else f"{name}: {output.get('evalue', '')}"
    message = next((line for line in reversed(lines) if line.startswith(f"{name}:")), last)
    line = _LINE_OF_CELL.search(traceback)
    error = FirstError(
        message=prefix + message,
        cell=number,
        line=int(line[1]) + _blank_lines(cell.source) if line else None,
        source=cell.source,
        traceback=traceback,
    )
    return CellError(Status.MEMORY if name in MEMORY_ERRORS else Status.FAILED, error)


def _blank_lines(source: str) -> int:
    """Count the empty lines at the beginning of a cell, which the kernel leaves out when it counts."""
    return next((number for number, line in enumerate(source.splitlines()) if line.strip()), 0)


def execute(job: Job, emit: Emit) -> None:
    """Run a lesson's cells and keep the notebook.

    Raises
    ------
    CellError
        At the first cell that goes wrong.
    """
    notebook = parameterize_notebook(
        load_notebook_node(str(job.notebook)), job.parameters, kernel_name=KERNEL, language="python"
    )
    keeper = Keeper(notebook, str(job.output), progress_bar=False, autosave_cell_every=AUTOSAVE_SECONDS)
    client = LessonClient(keeper, emit, job.limits.cell)
    keeper.notebook_start()
    try:
        client.execute()
    finally:
        client.tree.kill(and_root=False)
        keeper.notebook_complete()


def run(job: Job, emit: Emit) -> LessonEnded:
    """Run a lesson and say how it ended."""
    try:
        execute(job, emit)
    except CellError as failed:
        return LessonEnded(status=failed.status, error=failed.error)
    except Exception as error:
        # No cell is to blame: the kernel did not start, the disk is full.
        message = f"{type(error).__name__}: {error}"
        return LessonEnded(status=Status.DIED, error=FirstError(message=message, traceback=format_exc()))
    return LessonEnded(status=Status.PASSED)


def open_channel() -> Emit:
    """Return the function that sends events, and give what else is printed to standard error.

    The kernel inherits standard output, so that a library which prints there would otherwise write between the events.
    """
    channel = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return lambda event: channel.write(event.model_dump_json().encode("utf-8") + b"\n")  # type: ignore[return-value]


def main() -> None:
    """Run the job in the file that is the first argument, for as long as the process whose id is the second lives."""
    emit = open_channel()
    job = Job.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    end_with_parent(int(sys.argv[2]))
    limit_memory(job.limits.memory)
    emit(run(job, emit))
    # Leave at once: nothing that a library does on the way out can hold up the run.
    os._exit(0)
