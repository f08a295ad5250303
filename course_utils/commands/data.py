"""``course data``: is the shipped data whole, paint it again, paint more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from course_utils.arguments import expanded, folder_problem

app = typer.Typer(help="Check the shipped pictures, paint them again, or paint more.", no_args_is_help=True)


@app.command()
def verify(
    folder: Annotated[Path | None, typer.Option(help="The data folder, if it is not the course's own.")] = None,
) -> None:
    """Compare every shipped file with the manifest, and name each that is damaged, missing or extra.

    Exit code 1 means that something is.

    Example: course data verify
    """
    from course_utils.datasets.manifest import MEND, verify
    from course_utils.paths import data_dir

    console = Console(soft_wrap=True)
    folder = expanded(folder) if folder else data_dir()
    with _said_in_one_line():
        found = verify(folder)
    for kind, paths in (("damaged", found.damaged), ("missing", found.missing), ("extra", found.extra)):
        for path in paths:
            console.print(f"[red]{kind}[/]  {escape(path)}", highlight=False)
    if found.is_whole:
        console.print(f"{escape(str(folder))}: all {found.checked:,} files are as the manifest says.")
        return
    if found.damaged or found.missing:
        console.print(MEND, markup=False)
    if found.extra:
        console.print("Extra files belong to nobody: move them elsewhere, or remove them.")
    raise typer.Exit(1)


@app.command()
def paint(
    count: Annotated[int | None, typer.Option(min=1, help="Paint this many faces into a folder of your own.")] = None,
    to: Annotated[Path | None, typer.Option(help="That folder; with --count.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that paint.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the faces; with --count.")] = 1,
    size: Annotated[int, typer.Option(min=32, max=512, help="Pixels on a side; with --count.")] = 96,
    check: Annotated[
        int | None, typer.Option(min=1, help="Write nothing: paint this many shipped faces again, compare.")
    ] = None,
) -> None:
    """Paint the shipped pictures again, or paint more.

    Without options, everything in the data folder that the painter makes is painted again, and its pixels are compared
    with those that the manifest knows. A run that was stopped can simply be started again.

    Example: course data paint --check 16

    Example: course data paint --count 100000 --to more_faces --jobs 8
    """
    if (count is None) != (to is None):
        raise typer.BadParameter("--count and --to belong together: how many, and where.")
    if count is not None and check is not None:
        raise typer.BadParameter("--check compares the shipped pictures; leave --count and --to out.")
    with _said_in_one_line():
        if check is not None:
            _check(check)
        elif count is not None and to is not None:
            _paint_more(to, count, seed=seed, size=size, jobs=jobs)
        else:
            _paint_shipped(jobs)


def _check(count: int) -> None:
    from course_utils.datasets.shipping import SHIPPED, compare_sample

    console = Console(soft_wrap=True)
    result = compare_sample(count=count, plan=SHIPPED)
    console.print(f"{count} faces painted again: {result.identical} identical, {result.close} within one grey level.")
    for path in result.different:
        console.print(f"[red]different[/]  {escape(path)}", highlight=False)
    if result.different:
        console.print(
            "The painter, or a library that it uses, has changed. `course data paint` paints all pictures again."
        )
        raise typer.Exit(1)


def _paint_more(to: Path, count: int, *, seed: int, size: int, jobs: int) -> None:
    from course_utils.datasets.more import paint_more

    to = expanded(to)
    if problem := folder_problem(to):
        raise ValueError(f"{problem} Choose another folder with --to.")
    with _progress() as bar:
        task = bar.add_task("painting", total=count)
        more = paint_more(to, count, seed=seed, size=size, jobs=jobs, advance=lambda number: bar.advance(task, number))
    there = f" ({more.already_there:,} were there already)" if more.already_there else ""
    Console(soft_wrap=True).print(f"{more.pictures:,} faces in {to}{there}. Look at some: {more.sheet}", markup=False)


def _paint_shipped(jobs: int) -> None:
    from course_utils.datasets.shipping import SHIPPED, orders_of, paint_shipped
    from course_utils.paths import data_dir, repository_root

    folder = data_dir()
    page = repository_root() / "docs" / "faces.md" if folder == repository_root() / "data" else None
    with _progress() as bar:
        task = bar.add_task("painting", total=len(orders_of(SHIPPED)))
        painted = paint_shipped(
            folder, plan=SHIPPED, jobs=jobs, gallery_page=page, advance=lambda number: bar.advance(task, number)
        )
    console = Console(soft_wrap=True)
    new = painted.pictures - painted.same - len(painted.changed)
    console.print(f"{painted.pictures:,} pictures: {painted.same:,} with the same pixels as before, {new:,} new.")
    if painted.changed:
        some = escape(", ".join(painted.changed[:3]))
        console.print(
            f"[yellow]{len(painted.changed):,} have changed[/], such as {some}: the painter is another one, or this "
            "machine rounds otherwise."
        )


def _progress() -> Progress:
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    """Turn an error that says what to do into that sentence and exit code 1."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read the output has left, as `head` does, and needs no sentence; Typer ends quietly
    except (ValueError, OSError) as problem:
        Console(stderr=True, soft_wrap=True).print(str(problem), style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None
