"""``course progress``: the whole course at a glance."""

from __future__ import annotations

import typer


def progress() -> None:
    """Show what you have done so far: exercises, questions, hints, lesson by lesson.

    Example: course progress
    """
    from course_utils.learning import progress as kept

    typer.echo(repr(kept))
