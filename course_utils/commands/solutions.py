"""``course solutions``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded, folder_problem


def solutions(
    lessons: Annotated[list[str] | None, typer.Argument(help="Numbers or names; by default every lesson.")] = None,
    to: Annotated[Path, typer.Option("--to", help="The folder for the solved copies.")] = Path("solutions"),
) -> None:
    """Write solved copies of the lessons, executed; every check must pass.

    Nothing but an earlier solved copy is ever replaced. Exit code 1: some lesson failed. 2: nothing ran.

    Example: course solutions 02 --to solutions
    """
    from course_utils.authoring import LessonError, find_sources, solve_lesson
    from course_utils.authoring.build import solved_copy_of

    console = Console(soft_wrap=True, highlight=False)
    to = expanded(to)
    try:
        sources = find_sources(lessons or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    try:
        if problem := folder_problem(to):
            raise ValueError(f"{problem} Choose another folder with --to.")
        for source in sources:
            solved_copy_of(source, to)
    except ValueError as error:
        Console(stderr=True, soft_wrap=True, highlight=False).print(str(error), markup=False, style="red")
        raise typer.Exit(2) from None
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
