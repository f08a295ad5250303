"""The list of every shipped file with its checksum: for reading safely, and for finding what changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course_utils.paths import atomic_write, data_dir

MANIFEST = "manifest.json"
MEND = "Mend it with `git checkout -- data`, or paint it again with `course data paint`."
_HEX = r"^[0-9a-f]{64}$"
# What file managers leave in folders that people look at. Nobody needs to be told about these.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


class Entry(BaseModel):
    """One shipped file: what it must be, whose it is, and how it was made.

    Attributes
    ----------
    path : str
        Below the data folder, with ``/`` on every system.
    sha256 : str
        Of the file's bytes.
    bytes : int
        Size of the file.
    licence : str
        SPDX identifier.
    command : str
        What made it.
    seed : tuple of int
        What the picture's random generator was made from; empty for files that need no chance.
    pixels_sha256 : str, optional
        Of the painted array before a lossy encoder saw it. Painting again must give these pixels, whatever the
        encoder's version.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(pattern=r"^[A-Za-z0-9_.][A-Za-z0-9_./-]*$")
    sha256: str = Field(pattern=_HEX)
    bytes: int = Field(ge=0)
    licence: str
    command: str
    seed: tuple[int, ...] = ()
    pixels_sha256: str | None = Field(default=None, pattern=_HEX)


class Manifest(BaseModel):
    """Every shipped file, and a checksum of the list itself, so that a change in the list is found too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checksum: str = ""
    files: tuple[Entry, ...] = ()

    def below(self, folder: str) -> list[Entry]:
        """Return the entries below a folder, in the order of their paths."""
        return [entry for entry in self.files if entry.path.startswith(f"{folder}/")]

    def text(self) -> str:
        """Return the one way to write this manifest: sorted, one file a line, so that differences can be read."""
        files = sorted(self.files, key=lambda entry: entry.path)
        body = ",\n".join(json.dumps(entry.model_dump(exclude_none=True)) for entry in files)
        return f'{{"checksum": "{sha256(body.encode("utf-8"))}", "files": [\n{body}\n]}}\n'


@dataclass(frozen=True)
class Verification:
    """What :func:`verify` found. Empty tuples are good news.

    Attributes
    ----------
    checked : int
        Files that were read.
    damaged, missing, extra : tuple of str
        Paths below the data folder: other bytes than the manifest says, not there, there but not in the manifest.
    """

    checked: int
    damaged: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """True when nothing is damaged, missing or extra."""
        return not (self.damaged or self.missing or self.extra)


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def entry_of(
    folder: Path,
    path: str,
    *,
    licence: str,
    command: str,
    seed: tuple[int, ...] = (),
    pixels_sha256: str | None = None,
) -> Entry:
    """Return the entry of a file as it lies on the disk."""
    content = (folder / path).read_bytes()
    return Entry(
        path=path,
        sha256=sha256(content),
        bytes=len(content),
        licence=licence,
        command=command,
        seed=seed,
        pixels_sha256=pixels_sha256,
    )


def read_manifest(folder: Path | None = None) -> Manifest:
    """Read and validate ``manifest.json``; once per process as long as the file does not change.

    Parameters
    ----------
    folder : Path, optional
        The data folder; the shipped one when left out.

    Raises
    ------
    FileNotFoundError
        If there is no manifest.
    ValueError
        If it is not a manifest.
    """
    path = (folder or data_dir()) / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"There is no {path}, so the shipped data is not here. {MEND}")
    state = path.stat()
    return _parse(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _parse(path: Path, _modified: int, _size: int) -> Manifest:
    content = path.read_bytes()
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{path} is damaged at {where or 'its start'}: {first['msg']}. {MEND}") from None
    if manifest.text().encode("utf-8") != content:
        raise ValueError(f"{path} is damaged: it is not as `course data paint` writes it. {MEND}")
    return manifest


def write_manifest(folder: Path, entries: Iterable[Entry]) -> None:
    """Write ``manifest.json``, sorted, in one piece."""
    atomic_write(folder / MANIFEST, Manifest(files=tuple(entries)).text())


def register(entries: Iterable[Entry], folder: Path | None = None) -> None:
    """Put files into the manifest, or put them in anew; other entries stay as they are."""
    folder = folder or data_dir()
    known = read_manifest(folder).files if (folder / MANIFEST).is_file() else ()
    write_manifest(folder, ({one.path: one for one in known} | {one.path: one for one in entries}).values())


def read_checked(entry: Entry, folder: Path | None = None) -> bytes:
    """Read a shipped file and compare its checksum with the manifest.

    Raises
    ------
    FileNotFoundError
        If the file is not there.
    ValueError
        If its bytes are not those that were shipped; the message says how to mend it.
    """
    path = (folder or data_dir()) / entry.path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing. {MEND}") from None
    if sha256(content) != entry.sha256:
        raise ValueError(f"{path} is damaged: its bytes are not those that the manifest promises. {MEND}")
    return content


def verify(folder: Path | None = None) -> Verification:
    """Read every file below the data folder and compare it with the manifest.

    A changed manifest is found too; nothing can be said about the other files then.

    Parameters
    ----------
    folder : Path, optional
        The data folder; the shipped one when left out.

    Returns
    -------
    Verification
    """
    folder = folder or data_dir()
    try:
        expected = {entry.path: entry for entry in read_manifest(folder).files}
    except ValueError:
        return Verification(checked=1, damaged=(MANIFEST,), missing=(), extra=())
    found = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if (path.is_file() or path.is_symlink()) and path.name not in _LITTER
    }
    present = sorted(expected.keys() & found.keys())
    return Verification(
        checked=len(present) + 1,
        damaged=tuple(path for path in present if not _is_intact(found[path], expected[path])),
        missing=tuple(sorted(expected.keys() - found.keys())),
        extra=tuple(sorted(found.keys() - expected.keys() - {MANIFEST})),
    )


def _is_intact(path: Path, entry: Entry) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return len(content) == entry.bytes and sha256(content) == entry.sha256
