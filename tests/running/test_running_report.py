"""The report: what it says, and that a page shows text as text."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from course_utils.running import LessonResult, Profile, Report, Status
from course_utils.running.display import LiveDisplay, PlainDisplay, Snapshot, make_display
from course_utils.running.page import render
from course_utils.running.report import CellTime, FirstError, describe_environment, plain

NASTY = '<script>alert("&")</script> $name'


def result(lesson: str, status: Status, error: FirstError | None = None) -> LessonResult:
    """Return a result with a little of everything."""
    slowest = [CellTime(cell=2, source=f"# why\n{NASTY}", seconds=70), CellTime(cell=1, source="x = 1", seconds=0.5)]
    return LessonResult(
        lesson=lesson,
        title=f"About {NASTY}",
        status=status,
        seconds=75,
        cells_run=3,
        cells=9,
        peak_memory=250_000_000,
        slowest=slowest,
        error=error,
        notebook=f"notebooks/{lesson}.ipynb",
    )


def report(*results: LessonResult, **options: object) -> Report:
    """Return a report of these results."""
    return Report.model_validate(
        {
            "started": datetime(2025, 1, 2, 3, 4, tzinfo=UTC),
            "profile": Profile.FAST,
            "jobs": 2,
            "environment": describe_environment(4, 2, 3_000_000_000),
            "lessons": list(results),
            **options,
        }
    )


class Outline(HTMLParser):
    """Collects the tags of a page, and complains about those that are not closed."""

    EMPTY = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.PASSED, 0),
        (Status.NOT_RUN, 0),
        (Status.FAILED, 1),
        (Status.TIMEOUT, 1),
        (Status.MEMORY, 1),
        (Status.DIED, 1),
    ],
)
def test_the_exit_code_tells_of_failures(status: Status, code: int) -> None:
    assert report(result("01_a", Status.PASSED), result("02_b", status)).exit_code == code
    assert report(result("02_b", status), interrupted=True).exit_code == 130


def test_a_result_takes_its_own_place() -> None:
    before = report(result("01_a", Status.NOT_RUN), result("02_b", Status.NOT_RUN))
    before.record(result("02_b", Status.PASSED))
    assert [known.status for known in before.lessons] == [Status.NOT_RUN, Status.PASSED]
    assert before.verdict == "1 of 2 lessons passed"


def test_the_page_is_whole_and_needs_nothing_else(tmp_path: Path) -> None:
    error = FirstError(message=NASTY, cell=2, line=2, source=f"x = 1\n{NASTY}", traceback=NASTY)
    written = report(*(result(f"{n:02}_a", status, error) for n, status in enumerate(Status)), parameters={"a": NASTY})
    page = written.write(tmp_path).read_text(encoding="utf-8")
    outline = Outline(page)
    tags = [tag for tag, _ in outline.tags]
    assert not {"script", "link", "img", "iframe"} & set(tags)
    assert "http" not in page
    assert not re.search(r"url\(|@import|//", page)
    assert NASTY not in page
    assert page.count("<mark>") == len(Status)
    assert [found["scope"] for tag, found in outline.tags if tag == "th"].count("row") == len(Status)
    assert "caption" in tags


def test_every_link_within_the_page_leads_somewhere() -> None:
    failed = result("01_a", Status.FAILED, FirstError(message="ValueError: no"))
    outline = Outline(render(report(failed, result("02_b", Status.PASSED))))
    places = {found["id"] for _, found in outline.tags if "id" in found}
    links = {found["href"] or "" for tag, found in outline.tags if tag == "a"}
    assert {link.removeprefix("#") for link in links if link.startswith("#")} == {"01_a"} <= places


def test_a_long_cell_is_shown_around_the_line_that_failed() -> None:
    source = "\n".join(f"line_{number}" for number in range(1, 101))
    page = render(report(result("01_a", Status.FAILED, FirstError(message="no", cell=1, line=50, source=source))))
    assert "→50" in page
    assert "line_40" in page
    assert "line_80" not in page


def test_a_run_without_failures_has_no_section_for_them() -> None:
    page = render(report(result("01_a", Status.PASSED)))
    assert "What went wrong" not in page
    assert "1 min 15 s" in page
    assert "250 MB" in page


def test_colours_of_a_terminal_are_taken_out() -> None:
    assert plain("\x1b[31mValueError\x1b[39;49;00m: \x1b[0mno") == "ValueError: no"


def test_a_log_gets_plain_lines_and_a_terminal_a_table() -> None:
    failed = result("01_a", Status.FAILED, FirstError(message="ValueError: [red]", cell=2))
    log = Console(file=io.StringIO(), width=40)
    terminal = Console(file=io.StringIO(), width=100, force_terminal=True)
    assert isinstance(make_display(log), PlainDisplay)
    display = make_display(terminal)
    assert isinstance(display, LiveDisplay)
    for each in (make_display(log), display):
        each.begin(2)
        each.started("01_a")
        each.finished(failed)
        each.tick([Snapshot(lesson="02_b", cell=3, cells=9, seconds=4.4, memory=10**8)])
        each.end()
    lines = log.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines == ["started  01_a", "failed   01_a  75.0 s  cell 2: ValueError: [red]"]
    drawn = terminal.file.getvalue()  # type: ignore[attr-defined]
    assert "cell 3/9" in drawn
    assert "1 of 2 lessons done, 1 failed" in drawn
