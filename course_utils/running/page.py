"""The report as one HTML page that needs nothing else: no script, no font, no picture, no address."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_utils.running.report import CellTime, FirstError, LessonResult, Report

_TEMPLATE = Path(__file__).with_name("page.html")

#: A sign for each way to end, beside the word.
_SIGNS = {"passed": "✓", "stopped": "–", "not run": "–"}

#: Lines of a cell's code that are shown before and after the one that failed.
_CONTEXT = 12


def render(report: Report) -> str:
    """Return the page of a report."""
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        verdict=escape(report.verdict),
        mood=_mood(report),
        summary=_summary(report),
        failures=_failures(report),
        rows="\n".join(_row(result, _longest(report)) for result in report.lessons),
        environment=_environment(report),
    )


def _mood(report: Report) -> str:
    """Return the class that colours the verdict."""
    if report.failures:
        return "bad"
    return "good" if all(result.status == "passed" for result in report.lessons) else "open"


def _summary(report: Report) -> str:
    """Return the line below the verdict."""
    what = "solved copies" if report.solved else "lessons as learners open them"
    given = "".join(f", {name} = {value!r}" for name, value in report.parameters.items())
    return escape(
        f"Profile {report.profile.value}{given}: {what}, {report.jobs} at a time, {_duration(report.seconds)} in all. "
        f"Started {report.started:%d %B %Y, %H:%M} UTC."
    )


def _longest(report: Report) -> float:
    """Return the seconds of the slowest lesson, the full width of a bar."""
    return max((result.seconds for result in report.lessons), default=0.0) or 1.0


def _row(result: LessonResult, longest: float) -> str:
    """Return the row of one lesson."""
    name = escape(result.lesson)
    title = name if result.notebook is None else f'<a href="{escape(result.notebook)}">{name}</a>'
    share = 100 * result.seconds / longest
    time = "–" if result.status == "not run" else _duration(result.seconds)
    return (
        f'<tr><th scope="row">{title}<span class="title">{escape(result.title)}</span></th>'
        f"<td>{_badge(result)}</td>"
        f'<td class="number">{time}<span class="bar" style="width:{share:.1f}%"></span></td>'
        f'<td class="number">{result.cells_run} of {result.cells}</td>'
        f'<td class="number">{_megabytes(result.peak_memory) if result.peak_memory else "–"}</td>'
        f"<td>{_slowest(result.slowest)}</td></tr>"
    )


def _badge(result: LessonResult) -> str:
    """Return the status as a word with a sign; a failure links to its description."""
    word = result.status.value
    text = f"{_SIGNS.get(word, '✗')} {word}"
    kind = _kind(result)
    if result.error is None:
        return f'<span class="badge {kind}">{text}</span>'
    return f'<a class="badge {kind}" href="#{escape(result.lesson)}">{text}</a>'


def _kind(result: LessonResult) -> str:
    """Return the class that colours a result."""
    if result.status.is_failure:
        return "bad"
    return "good" if result.status == "passed" else "open"


def _slowest(cells: Iterable[CellTime]) -> str:
    """Return the slowest cells, the first in sight and the others folded away."""
    items = [f"<li>{_duration(cell.seconds)} · {_cell_name(cell)}</li>" for cell in cells]
    if not items:
        return "–"
    first, *others = items
    if not others:
        return f"<ol>{first}</ol>"
    return f"<ol>{first}</ol><details><summary>{len(others)} more</summary><ol>{''.join(others)}</ol></details>"


def _cell_name(cell: CellTime) -> str:
    """Return a cell's number and the first line of its code that is no comment."""
    lines = [line for line in cell.source.splitlines() if line.strip()]
    telling = next((line for line in lines if not line.startswith("#")), lines[0] if lines else "")
    return f"cell {cell.cell} <code>{escape(telling[:60])}</code>"


def _failures(report: Report) -> str:
    """Return the section that describes what went wrong; empty when nothing did."""
    cards = [_card(result, result.error) for result in report.lessons if result.error is not None]
    return f"<section><h2>What went wrong</h2>{''.join(cards)}</section>" if cards else ""


def _card(result: LessonResult, error: FirstError) -> str:
    """Return the description of one failure."""
    place = "no cell was running" if error.cell is None else f"cell {error.cell}"
    if error.line is not None:
        place += f", line {error.line}"
    code = f"<pre><code>{_code(error)}</code></pre>" if error.source else ""
    trace = error.traceback.strip()
    folded = f"<details><summary>Traceback</summary><pre>{escape(trace)}</pre></details>" if trace else ""
    return (
        f'<article class="{_kind(result)}" id="{escape(result.lesson)}">'
        f"<h3>{escape(result.lesson)} <small>{place}</small> {_badge(result)}</h3>"
        f'<p class="message">{escape(error.message)}</p>{code}{folded}</article>'
    )


def _code(error: FirstError) -> str:
    """Return a cell's code, numbered, with the line that failed marked; a long cell is cut around it."""
    lines = list(enumerate(error.source.splitlines(), start=1))
    at = error.line or 1
    shown = [(number, line) for number, line in lines if abs(number - at) <= _CONTEXT]
    return "\n".join(_code_line(number, line, number == error.line) for number, line in shown)


def _code_line(number: int, line: str, marked: bool) -> str:
    """Return one line of code."""
    text = f'<span class="count">{"→" if marked else ""}{number}</span>{escape(line)}'
    return f"<mark>{text}</mark>" if marked else text


def _environment(report: Report) -> str:
    """Return where the lessons ran, as terms and descriptions."""
    machine = report.environment
    facts = {
        "Python": machine.python,
        "System": machine.system,
        "Cores": f"{machine.cores}, {machine.threads} for each lesson",
        "Memory for each lesson": _megabytes(machine.memory_limit),
        **machine.packages,
    }
    return "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())


def _duration(seconds: float) -> str:
    """Return seconds as people write them."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def _megabytes(count: int) -> str:
    """Return bytes in a handy unit."""
    return f"{count / 1e6:.0f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"
