"""pyproject.toml, requirements.lock and environment.yml name the same environment."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK_LINES = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
LOCKED = [Requirement(line) for line in LOCK_LINES if line and not line.lstrip().startswith("#")]

PLATFORMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    "mac": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    "intel mac": {
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "os_name": "posix",
        "platform_machine": "x86_64",
    },
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
}
PYTHONS = ("3.11", "3.12", "3.13")


def environment(python: str, platform: str) -> dict[str, str]:
    base = {key: str(value) for key, value in default_environment().items()}
    return {**base, "python_version": python, "python_full_version": f"{python}.9", **PLATFORMS[platform], "extra": ""}


def locked_versions(python: str, platform: str) -> dict[str, str]:
    marked = environment(python, platform)
    found: dict[str, str] = {}
    for requirement in LOCKED:
        if requirement.marker is None or requirement.marker.evaluate(marked):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} is locked twice for Python {python} on {platform}"
            found[name] = next(iter(requirement.specifier)).version
    return found


def project_requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for name in extras for line in extras[name])]
    return [requirement for requirement in map(Requirement, lines) if requirement.name != PROJECT["name"]]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_satisfies_every_range_of_the_project(python: str, platform: str) -> None:
    locked = locked_versions(python, platform)
    for requirement in project_requirements():
        if requirement.marker is None or requirement.marker.evaluate(environment(python, platform)):
            version = locked.get(canonicalize_name(requirement.name))
            assert version is not None, f"{requirement.name} is not locked for Python {python} on {platform}"
            assert requirement.specifier.contains(version), f"{requirement} but {version} is locked"


def test_what_the_locked_packages_need_is_locked_too() -> None:
    """Looks at what is installed here; every other system's share is checked where the tests run on it."""
    python = f"{default_environment()['python_version']}"
    here = {canonicalize_name(r.name): r for r in LOCKED if r.marker is None or r.marker.evaluate()}
    looked_at = 0
    for name in here:
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # of an extra that is not installed here
        for line in needs:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                locked = here.get(canonicalize_name(need.name))
                assert locked is not None, f"{name} needs {need}, which is not locked for Python {python}"
                version = next(iter(locked.specifier)).version
                assert need.specifier.contains(version, prereleases=True), f"{name} needs {need}; locked: {version}"
        looked_at += 1
    assert looked_at > 80


def test_the_lock_is_exact_and_names_no_index() -> None:
    for requirement in LOCKED:
        (clause,) = requirement.specifier
        assert clause.operator == "==", requirement
        assert requirement.url is None, requirement
    assert not [line for line in LOCK_LINES if re.search(r"https?:|file:|--\w", line)]


def test_a_package_has_one_version_on_every_python_and_platform() -> None:
    """Otherwise painted pictures and printed digits could differ between two machines with the same lock."""
    versions: dict[str, set[str]] = {}
    for python in PYTHONS:
        for platform in PLATFORMS:
            for name, version in locked_versions(python, platform).items():
                versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_conda_installs_the_same() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, pip_section = conda["dependencies"]
    assert SpecifierSet(python.removeprefix("python")) == SpecifierSet(PROJECT["requires-python"])
    assert pip == "pip"
    assert pip_section["pip"] == ["--constraint requirements.lock", "--editable ."]


def test_run_py_accepts_the_pythons_of_the_project() -> None:
    text = (ROOT / "run.py").read_text(encoding="utf-8")
    found = re.search(r"OLDEST, NEWEST = \((\d+), (\d+)\), \((\d+), (\d+)\)", text)
    assert found is not None
    oldest, newest = (f"{found[1]}.{found[2]}", f"{found[3]}.{found[4]}")
    specifier = SpecifierSet(PROJECT["requires-python"])
    assert [v for v in (f"3.{minor}" for minor in range(6, 20)) if specifier.contains(f"{v}.1")] == list(PYTHONS)
    assert (oldest, newest) == (PYTHONS[0], PYTHONS[-1])
