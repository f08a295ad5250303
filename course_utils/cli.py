"""The ``course`` command. Each subcommand lives in ``course_utils.commands``; here they are only put together."""

from __future__ import annotations

import sys

import typer

from course_utils.commands.build import build
from course_utils.commands.data import app as data
from course_utils.commands.doctor import doctor
from course_utils.commands.lab import lab
from course_utils.commands.lint import lint
from course_utils.commands.mask import app as mask
from course_utils.commands.progress import progress
from course_utils.commands.run import run
from course_utils.commands.solutions import solutions
from course_utils.commands.test import test

# Redirected output on Windows has an encoding without ✓ or α; a mark that cannot be shown must not end a command.
for stream in (sys.stdout, sys.stderr):
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")

app = typer.Typer(
    help="A course in deep learning: open it, check it, build it, run it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)

for learners in (lab, progress, doctor):
    app.command(rich_help_panel="Learn")(learners)
for authors in (build, lint, solutions, run):
    app.command(rich_help_panel="Write and run lessons")(authors)
app.command(
    rich_help_panel="Write and run lessons",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)(test)
app.add_typer(mask, name="mask", rich_help_panel="The mask project")
app.add_typer(data, name="data", rich_help_panel="Write and run lessons")
