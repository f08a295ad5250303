"""``course lab``: open the lessons in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from course_utils import workspace
from course_utils.arguments import folder_problem
from course_utils.paths import learner_dir, repository_root

_SETTINGS = Path(__file__).resolve().parent.parent / "lab_settings"


def lab(
    lesson: Annotated[str, typer.Argument(help="The lesson to open, by number.")] = "00",
    reset: Annotated[
        str | None,
        typer.Option(metavar="NN", help="Give me a fresh copy of lesson NN; mine is kept under a dated name."),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Start the server only, for remote machines and tests.")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the server.", show_default="the first free from 8888")
    ] = None,
    ip: Annotated[str, typer.Option(help="Address that the server listens on.")] = "127.0.0.1",
) -> None:
    """Copy the lessons into my_course (your work there is never overwritten) and open JupyterLab.

    Example: course lab 02
    """
    console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    notebooks, learner = repository_root() / "notebooks", learner_dir()
    try:
        if problem := folder_problem(learner):
            raise ValueError(f"{problem} Choose another folder for your copies with COURSE_HOME.")
        if reset is not None:
            backup, copy = workspace.reset(reset, notebooks, learner, datetime.now())
            console.print(f"{copy.name} is fresh again." + (f" Yours is kept as {backup}." if backup else ""))
            return
        deliveries = workspace.deliver(notebooks, learner)
        start = workspace.find_lesson(lesson, notebooks).name
    except (ValueError, OSError) as error:
        console.print(str(error), style="red")
        raise typer.Exit(2) from None
    _tell(console, deliveries, learner)
    raise typer.Exit(_run_jupyter(learner, start, no_browser, port, ip))


def _tell(console: Console, deliveries: list[workspace.Delivery], learner: Path) -> None:
    """Say what changed; on the first start, one sentence instead of thirty."""
    changed = [delivery for delivery in deliveries if delivery.what != "unchanged"]
    if changed and all(delivery.what == "new" for delivery in deliveries):
        console.print(f"Your own copies of the lessons are in {learner}.")
        return
    for delivery in changed:
        console.print(delivery.sentence())


def _run_jupyter(learner: Path, start: str, no_browser: bool, port: int | None, ip: str) -> int:
    """Run JupyterLab in the learner's folder until it is stopped; return its exit code."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={learner}", f"--ServerApp.ip={ip}"]
    # A full address, not `/lab`: JupyterLab opens straight at the lesson.
    command += [f"--LabApp.default_url=/lab/tree/{start}", "--LabApp.extension_manager=readonly"]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if no_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # containers and throw-away servers run as root
    try:
        return subprocess.call(command, env=_environment(learner))
    except KeyboardInterrupt:
        return 0  # Ctrl-C is how JupyterLab is stopped


def _environment(learner: Path) -> dict[str, str]:
    """Return the server's environment: the learner's folder, no news or update check, a quiet TensorFlow."""
    environment = dict(os.environ, COURSE_HOME=str(learner))
    paths = [str(_SETTINGS), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(paths)
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    return environment
