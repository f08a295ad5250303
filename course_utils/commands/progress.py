"""``course progress``: the whole course at a glance."""

from __future__ import annotations

import typer


def progress() -> None:
    """Show what you have done so far: exercises, questions, hints, lesson by lesson.

    Example: course progress
    """
    from course_utils.learning import progress as kept
    from course_utils.learning import record

    try:
        record.read()
    except OSError as error:
        typer.echo(
            f"{record.record_file()} cannot be read ({error.strerror}). Choose another folder with COURSE_HOME.",
            err=True,
        )
        raise typer.Exit(1) from None
    typer.echo(repr(kept))
