"""``course build``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console


def build(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Numbers or names; every lesson when none is given.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say which notebooks do not match their sources.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Build also what already matches its source.")] = False,
) -> None:
    """Build notebooks from their sources.

    A lesson that already matches its source is left alone. After a change in the library, build with --force.
    Without numbers, the README's picture of the ladder is drawn as well when a rung has changed.

    Example: course build 02
    """
    from course_utils.authoring import LessonError, build_lesson, find_sources, notebooks_dir, stale
    from course_utils.authoring.ladder_picture import draw_ladder, ladder_picture

    console = Console(soft_wrap=True, highlight=False)
    if check:
        differences = stale(notebooks_dir())
        for line in differences:
            console.print(line, markup=False)
        if differences:
            raise typer.Exit(1)
        console.print(f"Every notebook matches its source ({len(find_sources())} lessons).")
        return
    try:
        sources = find_sources(lessons or ())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    failed = False
    for source in sources:
        try:
            built = build_lesson(source, force=force)
        except LessonError as error:
            failed = True
            console.print(str(error), markup=False, style="red")
            continue
        console.print(
            f"{source.stem}: {'built, ' + format(built.seconds, '.1f') + ' s' if built.seconds else 'unchanged'}"
        )
        if built.seconds > built.allowed:
            console.print(f"  longer than the {built.allowed:g} s that its header allows", style="yellow")
    if failed:
        raise typer.Exit(1)
    if not lessons and draw_ladder(ladder_picture()):
        console.print(f"{ladder_picture().name}: drawn")
