"""What is seen while lessons run: a live table in a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from course_utils.running.report import LessonResult, Status


@dataclass(frozen=True)
class Snapshot:
    """How far a lesson is.

    Parameters
    ----------
    lesson : str
        Its name.
    cell, cells : int
        The cell that runs, and how many there are.
    seconds : float
        Since its start.
    memory : int
        Most bytes so far.
    """

    lesson: str
    cell: int
    cells: int
    seconds: float
    memory: int


class Display(Protocol):
    """Told what happens; shows it."""

    def begin(self, lessons: int) -> None:
        """So many lessons are going to run."""

    def end(self) -> None:
        """No more will be shown."""

    def started(self, lesson: str) -> None:
        """A lesson begins."""

    def finished(self, result: LessonResult) -> None:
        """A lesson has ended."""

    def tick(self, working: Sequence[Snapshot]) -> None:
        """Some time has passed."""


def make_display(console: Console) -> Display:
    """Return the display that suits a console."""
    return LiveDisplay(console) if console.is_terminal else PlainDisplay(console)


def describe(result: LessonResult) -> Text:
    """Return one line about a result: how it ended, lesson, seconds, and what went wrong."""
    colour = "green" if result.status is Status.PASSED else "red"
    head = Text(f"{result.status.value:<8}", style=colour)
    return head.append(f" {result.lesson}  {result.seconds:.1f} s  {result.one_line}".rstrip(), style="default")


class PlainDisplay:
    """One line when a lesson begins and one when it ends."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def begin(self, lessons: int) -> None:
        """Print nothing."""

    def end(self) -> None:
        """Print nothing."""

    def started(self, lesson: str) -> None:
        """Print the lesson's name."""
        self.console.print(f"started  {lesson}", soft_wrap=True, highlight=False)

    def finished(self, result: LessonResult) -> None:
        """Print the result."""
        self.console.print(describe(result), soft_wrap=True)

    def tick(self, working: Sequence[Snapshot]) -> None:
        """Print nothing: a log is no place for a clock."""


class LiveDisplay:
    """Results scroll by; below them stand the lessons that run, with a bar each."""

    def __init__(self, console: Console) -> None:
        self.lessons = 0
        self.ended: list[LessonResult] = []
        self.live = Live(console=console, auto_refresh=False, transient=True)

    def begin(self, lessons: int) -> None:
        """Take over the last lines of the terminal."""
        self.lessons = lessons
        self.live.start()

    def end(self) -> None:
        """Give the terminal back."""
        self.live.stop()

    def started(self, lesson: str) -> None:
        """Print nothing: the table has it at the next tick."""

    def finished(self, result: LessonResult) -> None:
        """Print the result above the table."""
        self.ended.append(result)
        self.live.console.print(describe(result))

    def tick(self, working: Sequence[Snapshot]) -> None:
        """Draw the table again."""
        failed = sum(result.status.is_failure for result in self.ended)
        total = f"{len(self.ended)} of {self.lessons} lessons done" + (f", {failed} failed" if failed else "")
        self.live.update(Group(_table(working), Text(total, style="bold")), refresh=True)


def _table(working: Sequence[Snapshot]) -> Table:
    """Return a row for each lesson that runs."""
    table = Table.grid(padding=(0, 2))
    for lesson in working:
        table.add_row(
            lesson.lesson,
            ProgressBar(total=max(1, lesson.cells), completed=max(0, lesson.cell - 1), width=24),
            f"cell {lesson.cell}/{lesson.cells}" if lesson.cell else "starting",
            f"{lesson.seconds:.0f} s",
            f"{lesson.memory / 1e6:.0f} MB",
        )
    return table
