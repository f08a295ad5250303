"""Running a lesson's cells in a fresh kernel of the Python that runs this."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

#: A slower machine than the author's may take this many times what the header says, and a kernel some time to start.
_PATIENCE = 4
_START_SECONDS = 60

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class CellFailure(Exception):  # noqa: N818 - it is the cell that failed
    """A cell raised, ran too long or took the kernel with it.

    Attributes
    ----------
    cell : int
        The cell's index in the notebook.
    line : int
        The line in the cell, from 1, where that is known; 1 otherwise.
    """

    def __init__(self, cell: int, line: int, message: str) -> None:
        self.cell, self.line = cell, line
        super().__init__(message)


class _ThisPython(AsyncKernelManager):
    """Starts the running interpreter, whatever kernel named python3 is installed for the user."""

    @default("kernel_spec_manager")
    def _only_native(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def execute(notebook: NotebookNode, folder: Path, *, seconds: float, fast: bool, graded: bool = False) -> None:
    """Run a notebook from top to bottom and put the outputs into it.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    folder : Path
        The folder in which the code runs.
    seconds : float
        What the lesson's header allows; a cell is stopped after four times that and a minute.
    fast : bool
        The value of ``FAST`` that the lesson takes from ``COURSE_FAST``.
    graded : bool
        Whether a check that fails raises.

    Raises
    ------
    CellFailure
        If a cell raises without the tag ``raises-exception``, takes too long, or ends the kernel.
    """
    running = [0]
    client = NotebookClient(
        notebook,
        kernel_manager_class=_ThisPython,
        timeout=round(_PATIENCE * seconds + _START_SECONDS),
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=lambda cell, cell_index: running.__setitem__(0, cell_index),
    )
    with environment(fast, graded) as variables:
        try:
            client.execute(env=variables)
        except CellExecutionError as error:
            raise CellFailure(running[0], _line_in_cell(error.traceback), f"{error.ename}: {error.evalue}") from error
        except CellTimeoutError as error:
            raise CellFailure(running[0], 1, f"the cell ran for more than {client.timeout} seconds") from error
        except DeadKernelError as error:
            raise CellFailure(running[0], 1, "the kernel died: out of memory, or a crash in compiled code") from error


def _line_in_cell(traceback: str) -> int:
    """Return the last line of a cell that a traceback passes through."""
    lines = re.findall(r"Cell In\[\d+\], line (\d+)", _COLOURS.sub("", traceback))
    return int(lines[-1]) if lines else 1


@contextmanager
def environment(fast: bool, graded: bool) -> Iterator[dict[str, str]]:
    """Yield an environment in which nothing of the author's own settings or progress shows."""
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as home:
        ours = {name for name in os.environ if name.startswith("COURSE_")} - {"COURSE_DATA"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        switches = {name: "1" for name, on in (("COURSE_FAST", fast), ("COURSE_GRADED", graded)) if on}
        yield (
            kept
            | switches
            | {
                "COURSE_NO_PROGRESS": "1",
                "COURSE_HOME": home,
                "IPYTHONDIR": str(Path(home) / "ipython"),
                "PYTHONHASHSEED": "0",
                # One thread is faster on the small arrays of a lesson, and its sums come out the same on every machine.
                "OMP_NUM_THREADS": kept.get("OMP_NUM_THREADS", "1"),
                # Without it, TensorFlow writes lines with the time of day into the outputs.
                "TF_CPP_MIN_LOG_LEVEL": "2",
            }
        )
