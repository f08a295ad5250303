"""The lessons' processes: what they inherit, what they may use up, and how they are ended with all their children."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import psutil

from course_utils.running.jobs import Profile

try:
    import resource
except ImportError:  # Windows: the parent's watch on resident memory does the work alone.
    resource = None  # type: ignore[assignment]

GB = 10**9

#: No lesson needs more: the course is made for laptops.
LARGEST_MEMORY = 8 * GB
#: A lesson with TensorFlow needs about as much.
SMALLEST_MEMORY = 3 * GB // 2
#: All lessons together leave this share of the free memory alone.
SHARE_OF_MEMORY = 0.8
#: Memory may be asked for without ever being touched (buffers and stacks of threads): how much of that is let through.
UNTOUCHED_MEMORY = 4 * GB

_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


def usable_cores() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory_for_each(jobs: int) -> int:
    """Return how many bytes each of several lessons may use, so that together they leave the machine usable."""
    share = int(psutil.virtual_memory().available * SHARE_OF_MEMORY / jobs)
    return min(LARGEST_MEMORY, max(SMALLEST_MEMORY, share))


def child_environment(profile: Profile, threads: int, home: Path, *, graded: bool) -> dict[str, str]:
    """Return the environment of a lesson's processes.

    Parameters
    ----------
    profile : Profile
        Also told to lessons through ``COURSE_FAST``.
    threads : int
        How many threads each library may use, so that lessons side by side do not fight for the cores.
    home : Path
        Stands in for the learner's folder, whose progress a run must not touch.
    graded : bool
        True makes a failed check an error.
    """
    switches = {"COURSE_FAST": profile is Profile.FAST, "COURSE_GRADED": graded}
    return {
        **{name: value for name, value in os.environ.items() if name not in switches},
        **{name: "1" for name, on in switches.items() if on},
        **dict.fromkeys(_THREAD_VARIABLES, str(threads)),
        "COURSE_HOME": str(home),
        "COURSE_NO_PROGRESS": "1",
        "PYTHONHASHSEED": "0",
        # Without it, TensorFlow writes lines with the time of day into a notebook.
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def limit_memory(limit: int) -> None:
    """Make a request for far too much memory fail at once, in this process and those it starts, where the system can.

    Parameters
    ----------
    limit : int
        Bytes of resident memory that the lesson may use. What is limited here is writable memory asked for, touched or
        not, so some is added. It is not the address space, of which TensorFlow and graphics drivers reserve much.
    """
    if resource is None:
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    wanted = limit + UNTOUCHED_MEMORY
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    # macOS refuses some values, and does not count this memory anyway: the parent's watch remains.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def end_with_parent(parent: int) -> None:
    """Watch the parent from a thread, and end this process and its children once the parent is gone."""
    try:
        process = psutil.Process(parent)
    except psutil.NoSuchProcess:
        os._exit(1)
    threading.Thread(target=_end_after, args=(process,), daemon=True).start()


def _end_after(parent: psutil.Process) -> None:
    """Wait for the end of a process, then end this one and its children."""
    while _lives(parent):
        time.sleep(1)
    ProcessTree(os.getpid()).kill(and_root=False)
    os._exit(1)


class ProcessTree:
    """A process and everything that it has started, also what outlived its own parent.

    Parameters
    ----------
    root : int
        The id of the process.
    """

    #: Seconds between two searches for new children. A search looks at every process of the machine.
    SEARCH_EVERY = 0.5
    #: Seconds that the system gets to end a process that was killed.
    GRACE = 5.0

    def __init__(self, root: int) -> None:
        self.root = psutil.Process(root)
        self._children: dict[int, psutil.Process] = {}
        self._searched = float("-inf")

    def resident_memory(self) -> int:
        """Return the bytes of memory that the processes hold together."""
        if time.monotonic() - self._searched >= self.SEARCH_EVERY:
            self.search()
        return sum(_resident(process) for process in (self.root, *self._children.values()))

    def kill(self, *, and_root: bool = True) -> None:
        """End the processes, and wait until they are gone."""
        self.search()
        doomed = [*self._children.values(), *([self.root] if and_root else [])]
        for process in doomed:
            # A process object also knows when its process began, so a number that was given away again is safe.
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        deadline = time.monotonic() + self.GRACE
        while any(_lives(process) for process in doomed) and time.monotonic() < deadline:
            time.sleep(0.01)

    def search(self) -> None:
        """Remember the children there are now, and forget those that have ended."""
        self._searched = time.monotonic()
        with contextlib.suppress(psutil.NoSuchProcess):
            self._children |= {child.pid: child for child in self.root.children(recursive=True)}
        self._children = {pid: child for pid, child in self._children.items() if _lives(child)}


def _lives(process: psutil.Process) -> bool:
    """Say whether a process still does anything. One that has ended may linger until its parent asks how it ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _resident(process: psutil.Process) -> int:
    """Return the resident bytes of a process, 0 when it has ended."""
    try:
        return process.memory_info().rss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def describe_exit(code: int | None) -> str:
    """Say in words how a process ended, from its exit code: minus the number of a signal where one ended it."""
    if code is None:
        return "it no longer answers"
    if code >= 0:
        return f"it ended with exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    guess = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"it was ended by {name}{guess}"
