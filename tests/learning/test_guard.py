"""Functions that would not end, or would eat all memory, are interrupted."""

from __future__ import annotations

import contextlib
import cProfile
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from course_utils.exercises import lesson00
from course_utils.learning import Reason, check
from course_utils.learning.guard import OutOfMemory, OutOfTime, guarded


def spins() -> None:
    while True:
        pass


def counts() -> None:
    x = 0
    while True:
        x = x + 1


def swallows_everything() -> None:
    x = 0
    while True:
        try:
            x += 1
        except:  # noqa: E722 - that is the point
            x -= 1


def swallows_around_the_loop() -> None:
    while True:
        with contextlib.suppress(BaseException):
            counts()


def sleeps() -> None:
    time.sleep(60)


def multiplies() -> None:
    A = np.ones((200, 200))
    while True:
        A = A @ A / 200


@pytest.mark.parametrize("function", [spins, counts, swallows_everything, swallows_around_the_loop, sleeps, multiplies])
def test_what_does_not_end_is_interrupted(function: Callable[[], None]) -> None:
    start = time.monotonic()
    with pytest.raises(OutOfTime):
        guarded(function, seconds=0.2, megabytes=500)
    assert time.monotonic() - start < 5
    assert sum(i for i in range(100_000)) == 4999950000  # nothing is left that would strike later
    time.sleep(0.1)


def test_it_works_in_another_thread_too() -> None:
    caught: list[BaseException] = []

    def run() -> None:
        try:
            guarded(spins, seconds=0.1, megabytes=500)
        except OutOfTime as error:
            caught.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    assert len(caught) == 1


def test_growing_memory_is_interrupted() -> None:
    def grows() -> None:
        pieces = []
        while True:
            pieces.append(np.ones(1_000_000))

    with pytest.raises((OutOfMemory, MemoryError)):
        guarded(grows, seconds=30, megabytes=200)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses a huge array before it is filled")
def test_a_huge_array_is_refused_and_explained() -> None:
    result = check(lesson00.count_mistakes, lambda scores, is_masked, threshold: np.ones((300_000, 3_000)))
    assert result.reason is Reason.MEMORY
    assert "One array of shape (300000, 3000) would need 6.71 GiB" in result.message


def test_what_ends_in_time_returns_and_raises_as_usual() -> None:
    assert guarded(lambda: 7, seconds=5, megabytes=100) == 7
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: 1 / 0, seconds=5, megabytes=100)


def test_the_users_own_interruption_passes() -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        guarded(stopped, seconds=5, megabytes=100)


def test_a_profiler_survives_an_interruption() -> None:
    profile = cProfile.Profile()
    profile.enable()
    with pytest.raises(OutOfTime):
        guarded(spins, seconds=0.1, megabytes=100)
    profile.disable()
    profile.enable()
    assert guarded(lambda: 7, seconds=5, megabytes=100) == 7
    profile.disable()


def test_a_check_says_so_in_a_sentence() -> None:
    def learner(scores, is_masked, threshold):
        i = 0
        while i < len(scores):
            wrong = 0
        return wrong

    result = check(replace(lesson00.count_mistakes, seconds=0.2), learner)
    assert result.reason is Reason.TIME
    assert "still running after 0.2 seconds" in result.message
    assert "`while`" in result.message
