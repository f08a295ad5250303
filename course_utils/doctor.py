"""What is right on this machine, what is not, and the one command that mends it.

Each check is a small function that returns a :class:`Finding`. ``course doctor`` shows them all, and so does lesson 00.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from subprocess import DEVNULL
from typing import Literal

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_utils.arguments import folder_problem
from course_utils.paths import data_dir, learner_dir, repository_root

State = Literal["right", "warning", "wrong"]
_SYMBOLS: dict[State, str] = {"right": "✓", "warning": "!", "wrong": "✗"}
_THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
_LAB_EXTENSIONS = {"@jupyter-widgets/jupyterlab-manager": "ipywidgets", "anywidget": "anywidget"}


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes
    ----------
    name : str
        What was looked at.
    state : {"right", "warning", "wrong"}
        ``warning``: lessons run, but not all of them, or not well. ``wrong``: lessons cannot run.
    what : str
        What was found, in a few words.
    mend : str
        The command or the act that mends it; empty where nothing needs mending.
    """

    name: str
    state: State
    what: str
    mend: str = ""

    @property
    def symbol(self) -> str:
        """A sign that does not rely on colour."""
        return _SYMBOLS[self.state]


@dataclass(frozen=True)
class Examination:
    """All findings together; shows itself as a short table in a notebook and as one sentence in plain text."""

    findings: tuple[Finding, ...]

    @property
    def lessons_can_run(self) -> bool:
        """True unless a finding is ``wrong``."""
        return all(finding.state != "wrong" for finding in self.findings)

    def sentence(self) -> str:
        """Return the outcome in one sentence, the same on every healthy machine."""
        if not self.lessons_can_run:
            names = ", ".join(finding.name for finding in self.findings if finding.state == "wrong")
            return f"Some lessons cannot run yet. Look at: {names}."
        if any(finding.state == "warning" for finding in self.findings):
            names = ", ".join(finding.name for finding in self.findings if finding.state == "warning")
            return f"Lessons run. Worth a look: {names}."
        return "Everything that the lessons need is here."

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # A notebook keeps what it shows, so the numbers of this machine are left to `course doctor`.
        rows = "".join(_row(finding) for finding in self.findings)
        table = f"<p>{html.escape(self.sentence())}</p><table>{rows}</table>"
        return {"text/plain": self.sentence(), "text/html": table}


def _row(finding: Finding) -> str:
    """Return a row of the notebook's table; what was found, and what mends it, only where something is not right."""
    told = "" if finding.state == "right" else html.escape(finding.what)
    mend = f"<code>{html.escape(finding.mend)}</code>" if told and finding.mend else ""
    return (
        f"<tr><td>{finding.symbol}</td><th scope='row' style='text-align:left'>{html.escape(finding.name)}</th>"
        f"<td style='text-align:left'>{told}</td><td style='text-align:left'>{mend}</td></tr>"
    )


def examine() -> Examination:
    """Run every check.

    Returns
    -------
    Examination
        One finding for each check, in a fixed order. A check that breaks is itself a finding; nothing is raised.
    """
    return Examination(tuple(_guarded(check) for check in CHECKS))


def python_version(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Is this Python one that the course's packages have wheels for?"""
    what = f"Python {version[0]}.{version[1]}"
    if (3, 11) <= version <= (3, 13):
        return Finding("Python", "right", what)
    return Finding("Python", "wrong", f"{what}; the course needs 3.11, 3.12 or 3.13", "python3.12 run.py lab")


def packages(lock: Path | None = None, installed: Callable[[str], str | None] | None = None) -> Finding:
    """Are the packages of the course here, in the versions of the lock?"""
    locked = dict(_locked_versions(lock or repository_root() / "requirements.lock"))
    needed = [name for name in _needed_packages() if name in locked]
    version_of = installed or _installed_version
    missing = [name for name in needed if version_of(name) is None]
    other = [
        f"{name} {version_of(name)} (locked: {locked[name]})"
        for name in needed
        if version_of(name) not in (None, locked[name])
    ]
    if missing:
        return Finding("packages", "wrong", f"missing: {_some(missing)}", _reinstall_command())
    if other:
        return Finding(
            "packages", "warning", f"other versions than the tested ones: {_some(other)}", _reinstall_command()
        )
    return Finding("packages", "right", f"{len(needed)} packages, each in the tested version")


def kernel() -> Finding:
    """Does the kernel that runs the lessons start, and is it of this environment?"""
    from jupyter_client.manager import start_new_kernel

    # The kernel's own chatter is not the doctor's.
    manager, client = start_new_kernel(startup_timeout=60, kernel_name="python3", stdout=DEVNULL, stderr=DEVNULL)
    try:
        reply = client.execute("", user_expressions={"where": "__import__('sys').prefix"}, reply=True, timeout=60)
        prefix = reply["content"]["user_expressions"]["where"]["data"]["text/plain"].strip("'\"").replace("\\\\", "\\")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if Path(prefix).resolve() != Path(sys.prefix).resolve():
        what = f"the kernel “python3” belongs to another environment, {prefix}"
        return Finding("kernel", "wrong", what, f'"{sys.executable}" -m ipykernel install --sys-prefix')
    return Finding("kernel", "right", "starts and belongs to this environment")


def data(folder: Path | None = None) -> Finding:
    """Are the shipped pictures whole? Every file is compared with its checksum."""
    folder = folder or data_dir()
    if not (folder / "manifest.json").exists():
        return Finding("data", "wrong", f"no manifest.json in the folder {folder.name}", "git checkout -- data")
    from course_utils import datasets

    found = datasets.verify(folder)
    if wrong := [*found.damaged, *found.missing]:
        return Finding("data", "wrong", f"damaged or missing: {_some(wrong)}", "git checkout -- data")
    if found.extra:
        return Finding("data", "warning", f"not in the manifest: {_some(list(found.extra))}", "course data verify")
    return Finding("data", "right", f"{found.checked:,} files, each as the manifest says")


def lessons() -> Finding:
    """Are the lessons here, and can your own copies be written?"""
    from course_utils.workspace import shipped_lessons

    try:
        shipped = shipped_lessons(repository_root() / "notebooks")
    except FileNotFoundError:
        return Finding("lessons", "wrong", "no lesson in the folder notebooks", "git checkout -- notebooks")
    learner = learner_dir()
    if problem := folder_problem(learner):
        return Finding("lessons", "wrong", f"your copies: {problem}", "COURSE_HOME=~/my_course course lab")
    if damaged := [path.name for path in shipped if not _can_be_opened(learner / path.name)]:
        mend = f"course lab --reset {damaged[0][:2]}"
        return Finding("lessons", "warning", f"your copy is no whole notebook any more: {_some(damaged)}", mend)
    return Finding("lessons", "right", f"{len(shipped)} here; your copies are kept in {learner}")


def _can_be_opened(copy: Path) -> bool:
    """Tell whether a learner's copy is a notebook; one that is not there yet can be delivered."""
    try:
        return isinstance(json.loads(copy.read_bytes())["cells"], list)
    except FileNotFoundError:
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False


def disk(free_bytes: int | None = None) -> Finding:
    """Is there room for notebooks and trained models?"""
    free = (shutil.disk_usage(repository_root()).free if free_bytes is None else free_bytes) / 1e9
    what = f"{free:.1f} GB free"
    if free < 0.2:
        return Finding("disk", "wrong", f"{what}; lessons need 0.2 GB to save their work", "free some space")
    if free < 2:
        return Finding("disk", "warning", f"{what}; the mask project likes 2 GB", "free some space")
    return Finding("disk", "right", what)


def memory(available_bytes: int | None = None) -> Finding:
    """Is there memory for the larger lessons?"""
    import psutil

    available = (psutil.virtual_memory().available if available_bytes is None else available_bytes) / 1e9
    what = f"{available:.1f} GB available"
    if available < 2:
        return Finding("memory", "warning", f"{what}; the lessons with TensorFlow like 2 GB", "close other programs")
    return Finding("memory", "right", what)


def threads(environment: dict[str, str] | None = None, cores: int | None = None) -> Finding:
    """Do the thread counts in the environment fit the machine?"""
    values = dict(os.environ) if environment is None else environment
    cores = cores or os.cpu_count() or 1
    given = {name: values[name] for name in _THREAD_VARIABLES if values.get(name)}
    bad = [f"{name}={value}" for name, value in given.items() if not value.isdigit() or not 1 <= int(value) <= cores]
    if bad:
        what = f"{', '.join(bad)} on a machine with {cores} cores: lessons will be slow"
        return Finding("threads", "warning", what, f"unset {' '.join(entry.split('=')[0] for entry in bad)}")
    chosen = ", ".join(f"{name}={value}" for name, value in given.items()) or "chosen by the libraries"
    return Finding("threads", "right", f"{cores} cores; threads: {chosen}")


def widgets(folders: list[str] | None = None) -> Finding:
    """Has JupyterLab the extensions that show sliders and quizzes?"""
    from jupyter_core.paths import jupyter_path

    places = [Path(folder) for folder in (jupyter_path("labextensions") if folders is None else folders)]
    missing = [
        package
        for name, package in _LAB_EXTENSIONS.items()
        if not any((place / name / "package.json").exists() for place in places)
    ]
    if missing:
        return Finding("widgets", "wrong", f"JupyterLab does not see {' and '.join(missing)}", _reinstall_command())
    return Finding("widgets", "right", "sliders and quizzes are shown")


CHECKS: tuple[Callable[[], Finding], ...] = (
    python_version,
    packages,
    kernel,
    widgets,
    lessons,
    data,
    disk,
    memory,
    threads,
)


def _guarded(check: Callable[[], Finding]) -> Finding:
    """Run a check; where the check itself breaks, say that instead of raising."""
    try:
        return check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        return Finding(name, "wrong", f"could not be checked: {type(error).__name__}: {error}", _reinstall_command())


def _needed_packages() -> Iterator[str]:
    """Yield what the course itself asks for on this system, without its extras."""
    for line in metadata.requires("masked-faces-course") or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def _locked_versions(lock: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the exact version of every package that the lock names for this Python and this system."""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate():
            yield canonicalize_name(requirement.name), next(iter(requirement.specifier)).version


def _installed_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _reinstall_command() -> str:
    """Return the command that mends the environment that is running, however it was made."""
    if Path(sys.prefix).resolve() == (repository_root() / ".venv").resolve():
        return "python run.py repair"
    if os.environ.get("CONDA_PREFIX"):
        return "conda env update --file environment.yml"
    return "pip install --constraint requirements.lock --editable ."


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
