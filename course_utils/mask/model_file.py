"""A trained network in two files: ``NAME.keras``, and ``NAME.json`` that says what it is and what it was trained on."""

from __future__ import annotations

import hashlib
import platform
import tempfile
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from course_utils.paths import atomic_write, learner_dir
from course_utils.quiet import quietly

if TYPE_CHECKING:
    import keras

ENDING = ".keras"


class Part(BaseModel):
    """The pictures of one part of the data.

    Attributes
    ----------
    files : tuple of str
        Where each comes from, below the data's folder, with ``/`` on every system.
    fingerprint : str
        SHA-256 over pixels and labels, in the order of ``files``: the same file names need not be the same pictures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[str, ...]
    fingerprint: str


class ModelInfo(BaseModel):
    """What a saved network needs to be used, and what must be known to judge it.

    Attributes
    ----------
    classes : tuple of str
        What outputs near 0 and near 1 mean.
    size : int
        Pixels on a side of the input.
    threshold : float
        From this probability on, the answer is ``classes[1]``.
    backbone : {"bundled", "imagenet", "none"}
        Where training began.
    dataset : str
        ``"bundled"`` for the shipped faces, else the folder's name.
    parts : dict of str to Part
        ``"train"``, ``"dev"`` and ``"test"``: what was learned from, what was chosen by, and what was never looked at.
    settings : dict
        All hyperparameters, by name.
    seed : int
        Of the split, the initial weights, the order of the pictures, and their augmentation.
    dev_accuracy : float, optional
        Accuracy on the dev part at the end of training, in [0, 1].
    versions : dict of str to str
        Of Python and of the libraries that made the file.
    model_sha256 : str
        Of the ``.keras`` file. :func:`save_model` fills it in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    kind: Literal["mask model"] = "mask model"
    format: Literal[1] = 1
    classes: tuple[str, str] = ("without_mask", "with_mask")
    size: int = Field(default=96, ge=32)
    threshold: float = Field(default=0.5, ge=0, le=1)
    backbone: Literal["bundled", "imagenet", "none"] = "bundled"
    dataset: str = "bundled"
    parts: dict[str, Part] = {}
    settings: dict[str, bool | int | float | str | None] = {}
    seed: int = 0
    dev_accuracy: float | None = Field(default=None, ge=0, le=1)
    versions: dict[str, str] = Field(default_factory=lambda: library_versions())
    model_sha256: str = ""


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that decide what a network answers."""
    names = ("keras", "tensorflow", "numpy", "pillow")
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in names}


def default_path() -> Path:
    """Return where a network goes, and is looked for, when no file is named."""
    return learner_dir() / "models" / f"mask{ENDING}"


def info_path(path: str | Path) -> Path:
    """Return where the description of a saved network stands: beside it, with the ending ``.json``."""
    return Path(path).with_suffix(".json")


def save_model(path: str | Path, model: keras.Model, info: ModelInfo) -> ModelInfo:
    """Write a network and its description, each whole or not at all.

    Parameters
    ----------
    path : str or Path
        Ends in ``.keras``. The description goes beside it.
    model : keras.Model
        Takes pixels, float32 in [0, 255] of shape (n, size, size, 3), and gives a probability, shape (n, 1).
    info : ModelInfo

    Returns
    -------
    ModelInfo
        With the checksum of the file that was written.

    Raises
    ------
    ValueError
        If the path has another ending, or the network is none that the description fits.
    OSError
        If there is no space, or no right to write.
    """
    path = check_model_path(path)
    _check_shapes(model, info.size, "The network")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"model{ENDING}"
        model.save(made)
        content = made.read_bytes()
    return write_network(path, content, info)


def write_network(path: Path, content: bytes, info: ModelInfo) -> ModelInfo:
    """Write the bytes of a network, Keras or LiteRT, and its description; both are made before either is written.

    Parameters
    ----------
    path : Path
    content : bytes
    info : ModelInfo

    Returns
    -------
    ModelInfo
        With the checksum of the content.
    """
    info = info.model_copy(update={"model_sha256": hashlib.sha256(content).hexdigest()})
    description = _described(info)
    atomic_write(path, content)
    atomic_write(info_path(path), description)
    return info


def save_info(path: str | Path, info: ModelInfo) -> None:
    """Write a network's description anew, for example with another threshold; the network stays as it is."""
    atomic_write(info_path(path), _described(info))


def load_info(path: str | Path) -> ModelInfo:
    """Read a network's description without loading the network.

    Parameters
    ----------
    path : str or Path
        Of the ``.keras`` file.

    Raises
    ------
    FileNotFoundError
        If it is not there.
    ValueError
        If it is no such description.
    """
    beside = info_path(check_model_path(path))
    if not beside.is_file():
        raise FileNotFoundError(
            f"There is no {beside}. It says what the network is, and `course mask train` writes it beside the network: "
            "copy both files."
        )
    try:
        return ModelInfo.model_validate_json(beside.read_bytes())
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(
            f"{beside} does not describe a mask network (at {where or 'its start'}: {first['msg']}). "
            "Expected the file that `course mask train` writes."
        ) from None


def load_model(path: str | Path) -> tuple[keras.Model, ModelInfo]:
    """Load a network and its description.

    Parameters
    ----------
    path : str or Path
        Of the ``.keras`` file.

    Returns
    -------
    model : keras.Model
        Takes pixels, float32 in [0, 255] of shape (n, size, size, 3), and gives probabilities, shape (n, 1).
    info : ModelInfo

    Raises
    ------
    FileNotFoundError
        If one of the two files is not there.
    ValueError
        If one of them is something else, is damaged, or does not belong to the other; the message says which.
    """
    path = check_model_path(path)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise FileNotFoundError(f"{path} {what}. Expected a network that `course mask train` saved.")
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{path} is called {ENDING} and is none: it is damaged, or something else. Save it again.")
    info = load_info(path)
    if info.model_sha256 != hashlib.sha256(content).hexdigest():
        raise ValueError(
            f"{path} and {info_path(path).name} were not saved together, so what is written about the network may be "
            "wrong. Copy both files again, or train again."
        )
    with quietly():
        import keras
    try:
        model = keras.saving.load_model(path, compile=False)
    except Exception as problem:  # Keras meets strange files with errors of every kind.
        raise ValueError(f"{path} cannot be loaded by Keras {keras.version()} ({_first_line(problem)}).") from None
    _check_shapes(model, info.size, str(path))
    return model, info


def check_model_path(path: str | Path) -> Path:
    """Return the path of a network as a ``Path``, or raise ValueError if it has another ending than ``.keras``."""
    path = Path(path).expanduser()
    if path.suffix != ENDING:
        raise ValueError(f"A network's file ends in {ENDING}; {path.name!r} does not. Write {path.stem}{ENDING}.")
    return path


def _described(info: ModelInfo) -> bytes:
    return (info.model_dump_json(indent=1) + "\n").encode("utf-8")


def _check_shapes(model: keras.Model, size: int, name: str) -> None:
    """Raise unless a network turns square colour pictures into one number each."""
    expected: Mapping[str, tuple] = {"input": (None, size, size, 3), "output": (None, 1)}
    found = {"input": tuple(model.input_shape), "output": tuple(model.output_shape)}
    for side, shape in expected.items():
        if found[side] != shape:
            raise ValueError(f"{name} has the {side} {found[side]}; a mask network has {shape}.")


def _first_line(problem: Exception) -> str:
    text = str(problem).strip().split("\n")[0]
    return text[:160] or type(problem).__name__
