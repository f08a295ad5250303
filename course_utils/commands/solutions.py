"""``course solutions``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def solutions(
    lessons: Annotated[list[str] | None, typer.Argument(help="Numbers or names; by default every lesson.")] = None,
    to: Annotated[Path, typer.Option("--to", help="The folder for the solved copies.")] = Path("solutions"),
) -> None:
    """Write solved copies of the lessons, executed; every check must pass.

    Example: course solutions 02 --to solutions
    """
    from course_utils.authoring import LessonError, find_sources, solve_lesson

    console = Console(soft_wrap=True, highlight=False)
    try:
        sources = find_sources(lessons or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    failed = False
    for source in sources:
        try:
            copy = solve_lesson(source, to)
        except LessonError as error:
            failed = True
            console.print(str(error), markup=False, style="red")
            continue
        console.print(f"{copy.notebook}: every check passes, {copy.seconds:.1f} s", markup=False)
    if failed:
        raise typer.Exit(1)
