"""``course mask audit``: what a folder of pictures gives away."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import LARGEST_SEED, check_target, said_in_one_line, table

_SHOWN = 8


def audit(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of two class folders; the shipped faces when left out.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write everything here: .html or .md.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Of the folds and of the intervals.")] = 0,
) -> None:
    """Look for copies, for files that differ by class, and for shortcuts, before a network finds them.

    Example: course mask audit my_photos --report audit.html
    """
    console = Console(soft_wrap=True)
    with said_in_one_line():
        folder = folder and expanded(folder)
        report = report and check_target(report, (".html", ".md"), "--report")

        from course_utils.mask import audit as looking
        from course_utils.paths import atomic_write

        with Console(stderr=True).status("Starting") as status:
            found = looking.audit(folder, seed=seed, advance=lambda what: status.update(what.capitalize()))
        if report is not None:
            page = looking.as_page(found) if report.suffix.lower() == ".html" else looking.as_markdown(found)
            atomic_write(report, page)
    for section in looking.sections(found):
        console.print(f"\n[bold]{section.title}[/]")
        console.print(section.sentence, markup=False, highlight=False)
        if section.rows:
            console.print(table(section.headings, section.rows[:_SHOWN]))
        if len(section.rows) > _SHOWN:
            console.print(f"and {len(section.rows) - _SHOWN} more" + ("" if report else " (--report lists them)"))
    if report is not None:
        console.print(f"\nReport: {report}", markup=False, highlight=False)
