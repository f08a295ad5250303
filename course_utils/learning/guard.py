"""Run somebody's function so that an endless loop or a huge array does not take the notebook with it.

The function runs in the caller's own thread (it was defined in the notebook and cannot be sent elsewhere). A second
thread watches the clock and the memory, and raises an exception *in* the first one when either runs out. On Linux the
address space is limited too, so that one huge array is refused before it is filled.

What cannot be interrupted from within Python, on any system, is a single call of compiled code that never comes back,
such as ``sum(range(10**12))``: there the notebook's own stop button is equally powerless, and only a restart helps.
"""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import psutil

Result = TypeVar("Result")

#: How often the watching thread looks, in seconds.
TICK = 0.02


class OutOfTime(Exception):  # noqa: N818 - it is a finding, not an error of ours
    """The function ran longer than it may."""


class OutOfMemory(Exception):  # noqa: N818
    """The function took more memory than it may."""


class _Stop(BaseException):
    """What the watching thread raises in the watched one; ``except Exception`` does not catch it."""


class _Watch:
    """A thread that stops its maker's thread when time or memory run out."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.seconds, self.bytes = seconds, megabytes * 2**20
        self.verdict: type[Exception] | None = None
        self.target = threading.get_ident()
        self.lock = threading.Lock()
        self.over = threading.Event()
        self.process = psutil.Process()
        self.before = self.process.memory_info().rss
        self.thread = threading.Thread(target=self._watch, name="course-check-watch", daemon=True)

    def _watch(self) -> None:
        ticks = 0
        while not self.over.wait(TICK):
            ticks += 1
            if ticks * TICK >= self.seconds:
                self.verdict = OutOfTime
            elif self.process.memory_info().rss - self.before > self.bytes:
                self.verdict = OutOfMemory
            if self.verdict:
                break
        for attempt in range(10**6):  # a bare `except:` in the function swallows some of the knocks, so knock on
            with self.lock:
                if self.over.is_set():
                    return
                _raise_in(self.target, _Stop)
                if attempt % 10 == 5:
                    _wake_from_sleep(self.target)
            if self.over.wait(TICK):
                return

    def end(self) -> None:
        """Stop watching; an interruption that is already under way arrives in here and goes no further.

        Taking it back with ``PyThreadState_SetAsyncExc(..., NULL)`` looks simpler and is a trap: it leaves the
        interpreter's flag for pending work raised for good, and any debugger or profiler then hangs.
        """
        while True:
            try:
                with self.lock:
                    self.over.set()
                for _ in range(100):  # each round looks for pending work
                    pass
                return
            except _Stop:
                continue
            except KeyboardInterrupt:
                if self.verdict is None:
                    raise


def guarded(call: Callable[[], Result], seconds: float, megabytes: int) -> Result:
    """Return what the call returns, unless it takes too long or too much.

    Parameters
    ----------
    call : callable
        Takes nothing.
    seconds : float
        Wall-clock limit.
    megabytes : int
        By how much the memory of the process may grow.

    Returns
    -------
    object
        The call's result.

    Raises
    ------
    OutOfTime, OutOfMemory
        A limit was reached and the call was interrupted.
    KeyboardInterrupt
        The user pressed the stop button.
    """
    watch = _Watch(seconds, megabytes)
    with _address_space(megabytes):
        try:
            try:
                watch.thread.start()
                return call()
            finally:
                watch.end()
        except (_Stop, KeyboardInterrupt):
            watch.end()  # the interruption may have come just before the first one
            if watch.verdict is None:
                raise
            raise watch.verdict from None


def _raise_in(thread: int, exception: type[BaseException]) -> None:
    """Raise an exception in another thread at its next Python instruction."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(exception))


def _wake_from_sleep(thread: int) -> None:
    """Interrupt a waiting system call (`time.sleep`) by the same signal as the stop button's, where that is safe."""
    if thread != threading.main_thread().ident or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)


@contextlib.contextmanager
def _address_space(megabytes: int) -> Iterator[None]:
    """Refuse single huge arrays at once, on the system that knows such a limit."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = psutil.Process().memory_info().vms + 2 * megabytes * 2**20
    limits = [limit for limit in (soft, hard, wanted) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
