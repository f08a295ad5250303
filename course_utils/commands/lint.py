"""``course lint``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console


def lint(
    lessons: Annotated[list[str] | None, typer.Argument(help="Numbers or names; by default every lesson.")] = None,
) -> None:
    """Say where lessons break the rules of the course. Errors fail, warnings do not.

    Example: course lint 02
    """
    from course_utils.authoring import find_sources, lint_lesson

    console = Console(soft_wrap=True, highlight=False)
    try:
        sources = find_sources(lessons or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    findings = [finding for source in sources for finding in lint_lesson(source)]
    for finding in findings:
        colour = "red" if finding.severity == "error" else "yellow"
        text = f"{finding.file}:{finding.line}: {finding.severity}: {finding.message} ({finding.rule})"
        console.print(text, markup=False, style=colour)
    errors = sum(finding.severity == "error" for finding in findings)
    console.print(f"Lessons: {len(sources)}. Errors: {errors}. Warnings: {len(findings) - errors}.")
    if errors:
        raise typer.Exit(1)
