"""``course run``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from course_utils.arguments import expanded


def run(
    lessons: Annotated[
        list[str] | None, typer.Argument(help="Numbers, names or paths; every lesson when none is given.")
    ] = None,
    profile: Annotated[
        Literal["fast", "full"],
        typer.Option(help="fast: seconds a lesson (FAST=True). full: as a learner runs it (FAST=False)."),
    ] = "fast",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many lessons run at a time.")] = 2,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds for each lesson, instead of four times what it announces.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the report, the executed notebooks and the logs.")] = Path(
        "runs/latest"
    ),
    solved: Annotated[bool, typer.Option("--solved", help="Run the solved copies; every check must pass.")] = False,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="Set a parameter of the lessons; repeatable."),
    ] = None,
) -> None:
    """Run lessons from top to bottom, several at a time, and write a report.

    Exit code 0: all passed. 1: some failed. 2: the request made no sense, and nothing ran. 130: stopped by Ctrl-C.

    Example: course run 02 03 --profile full --jobs 2
    """
    from course_utils import authoring
    from course_utils.paths import repository_root
    from course_utils.running import Profile, UsageError, parse_parameters, run_lessons
    from course_utils.running.display import make_display

    console = Console(highlight=False, soft_wrap=True)
    out = expanded(out)
    try:
        report = run_lessons(
            lessons or [],
            folder=repository_root() / "notebooks",
            out=out,
            display=make_display(console),
            profile=Profile(profile),
            jobs=jobs,
            timeout=timeout,
            parameters=parse_parameters(parameters or []),
            solve=authoring.solve if solved else None,
        )
    except (UsageError, authoring.LessonError) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False, style="red")
        raise typer.Exit(2) from error
    console.print(f"{report.verdict} in {report.seconds:.0f} s. Report: {out / 'report.html'}", markup=False)
    raise typer.Exit(report.exit_code)
