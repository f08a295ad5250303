"""``course doctor``: is this machine ready for the lessons?"""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table


def doctor() -> None:
    """Say what is right on this machine, what is not, and the one command that mends it.

    Exit code 1 means that some lessons cannot run.

    Example: course doctor
    """
    from course_utils.doctor import examine

    console = Console()
    examination = examine()
    styles = {"right": "green", "warning": "yellow", "wrong": "bold red"}
    table = Table(box=None, pad_edge=False)
    for heading in ("", "check", "what was found", "what mends it"):
        table.add_column(heading, overflow="fold")
    for finding in examination.findings:
        table.add_row(finding.symbol, finding.name, finding.what, finding.mend, style=styles[finding.state])
    console.print(table)
    console.print(examination.sentence())
    raise typer.Exit(0 if examination.lessons_can_run else 1)
