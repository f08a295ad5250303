"""Ask a saved network about pictures: arrays, files, whole folders; Keras and LiteRT behind the same call.

Derived in lesson 25.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from course_utils.datasets.folder import ENDINGS, UNREADABLE_ENDINGS, read_picture
from course_utils.mask.model_file import ModelInfo, load_info, load_model
from course_utils.quiet import quietly

if TYPE_CHECKING:
    import keras

#: Pictures that a Keras network is given at once: one call costs much, one more picture little.
BATCH = 32
LITERT = ".tflite"

Floats = NDArray[np.float64]


class Predictor(Protocol):
    """A network that is ready to answer.

    Attributes
    ----------
    name : str
        What computes, and with which numbers, such as ``"LiteRT int8"``.
    info : ModelInfo
        What the network is.
    bytes : int
        Size of its file; 0 if it has none.
    """

    name: str
    info: ModelInfo
    bytes: int

    def __call__(self, images: NDArray) -> Floats:
        """Return the probability of ``info.classes[1]`` for each picture.

        Parameters
        ----------
        images : ndarray, shape (m, size, size, 3)
            Pixels from 0 to 255.

        Returns
        -------
        ndarray, shape (m,)
        """


class KerasPredictor:
    """A Keras network that is ready to answer.

    ``model.predict`` would set up a loop with every call, which costs more than the network itself.

    Parameters
    ----------
    model : keras.Model
        Takes pixels, float32 in [0, 255], and gives probabilities.
    info : ModelInfo
    bytes : int
        Size of its file, if it has one.
    """

    def __init__(self, model: keras.Model, info: ModelInfo, *, bytes: int = 0) -> None:
        with quietly():
            import tensorflow as tf
        self.name, self.model, self.info, self.bytes = "Keras float32", model, info, bytes
        shape = tf.TensorSpec((None, info.size, info.size, 3), tf.float32)
        self._call = tf.function(lambda pixels: model(pixels, training=False), input_signature=[shape])

    def __call__(self, images: NDArray) -> Floats:
        """Return the probability of ``info.classes[1]`` for each picture, ``BATCH`` at a time."""
        images = _checked(images, self.info.size)
        batches = [
            np.asarray(self._call(images[start : start + BATCH].astype(np.float32))).ravel()
            for start in range(0, len(images), BATCH)
        ]
        return np.concatenate([np.empty(0), *batches]).astype(np.float64)


class LiteRTPredictor:
    """A LiteRT network that is ready to answer, on one core.

    Parameters
    ----------
    content : bytes
        The file.
    info : ModelInfo

    Raises
    ------
    ValueError
        If the content is no such network.
    """

    def __init__(self, content: bytes, info: ModelInfo) -> None:
        with quietly():  # it tells which delegate it makes
            import tensorflow as tf

            with warnings.catch_warnings():
                # TensorFlow's own interpreter is to move to a package of its own; until 2.21 it is here.
                warnings.filterwarnings("ignore", ".*tf.lite.Interpreter is deprecated", category=UserWarning)
                try:
                    self._interpreter = tf.lite.Interpreter(model_content=content, num_threads=1)
                    self._interpreter.allocate_tensors()
                except (ValueError, RuntimeError) as problem:
                    reason = str(problem).strip().split("\n")[0][:160]
                    raise ValueError(f"It is no LiteRT network, or a damaged one ({reason}).") from None
        inputs, outputs = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        shape = (1, info.size, info.size, 3)
        if len(inputs) != 1 or tuple(inputs[0]["shape"]) != shape or tuple(outputs[0]["shape"]) != (1, 1):
            raise ValueError(
                f"It takes {[tuple(map(int, one['shape'])) for one in inputs]}; expected one picture at a time, "
                f"{shape}, and one probability. `course mask export` makes such files."
            )
        self._type = inputs[0]["dtype"]
        if self._type != np.float32 and (self._type != np.uint8 or inputs[0]["quantization"] != (1.0, 0)):
            raise ValueError("It does not take pixels from 0 to 255. `course mask export` makes files that do.")
        self.name = f"LiteRT {'float32' if self._type == np.float32 else 'int8'}"
        self.info, self.bytes = info, len(content)
        self._input, self._output = inputs[0]["index"], outputs[0]["index"]

    def __call__(self, images: NDArray) -> Floats:
        """Return the probability of ``info.classes[1]`` for each picture, one at a time."""
        images = _checked(images, self.info.size)
        probabilities = np.empty(len(images))
        for place, image in enumerate(images):
            self._interpreter.set_tensor(self._input, image[None].astype(self._type))
            self._interpreter.invoke()
            probabilities[place] = self._interpreter.get_tensor(self._output)[0, 0]
        return probabilities


@dataclass(frozen=True)
class Answer:
    """What became of one file.

    Attributes
    ----------
    file : Path
    probability : float, optional
        Of a mask; None if the picture could not be read.
    label : str, optional
        One of the network's two classes.
    problem : str, optional
        Why the picture could not be read, and what to do.
    """

    file: Path
    probability: float | None = None
    label: str | None = None
    problem: str | None = None


def load_predictor(path: str | Path) -> Predictor:
    """Load a network that ``course mask train`` or ``course mask export`` wrote.

    Parameters
    ----------
    path : str or Path
        Ends in ``.keras`` or ``.tflite``. Its description, ``.json``, stands beside it.

    Returns
    -------
    Predictor

    Raises
    ------
    FileNotFoundError
        If one of the two files is not there.
    ValueError
        If one of them is something else, is damaged, or does not belong to the other.
    """
    path = Path(path).expanduser()
    if path.suffix != LITERT:
        if path.suffix != ".keras":
            raise ValueError(f"{path.name!r} is no name of a network; expected one that ends in .keras or {LITERT}.")
        return KerasPredictor(*load_model(path), bytes=path.stat().st_size)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise FileNotFoundError(f"{path} {what}. Expected a network that `course mask export` wrote.")
    content = path.read_bytes()
    info = load_info(path.with_suffix(".keras"))  # it looks only at the description, which both kinds have alike
    if info.model_sha256 != hashlib.sha256(content).hexdigest():
        raise ValueError(
            f"{path} and {path.with_suffix('.json').name} were not written together. Copy both again, or export again."
        )
    try:
        return LiteRTPredictor(content, info)
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from None


def use_one_core() -> None:
    """Keep TensorFlow to one core, for times that can be compared. Too late once it has computed something."""
    with quietly():
        import tensorflow as tf
    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        pass  # it has: the times then are those of the machine as it is


def find_pictures(paths: Iterable[str | Path]) -> Iterator[Answer]:
    """Yield every picture among files and folders, with what is wrong where something is.

    Folders are searched with all that is in them, in the order of the names; files in them that are not called
    pictures are passed over, and so is what begins with a dot. Linked folders in them are named and not searched: they
    may lead in a circle.

    Parameters
    ----------
    paths : iterable of str or Path

    Yields
    ------
    Answer
        Without a probability; with a problem where nothing is to be found.
    """
    for path in map(Path, paths):
        try:
            if path.is_dir():
                yield from _in_folder(path)
            else:
                yield Answer(path, problem=None if path.exists() else "There is no such file or folder.")
        except OSError as problem:
            yield _closed(path, problem)


def predict_files(
    predictor: Predictor, paths: Iterable[str | Path], *, threshold: float | None = None
) -> Iterator[Answer]:
    """Answer for files and folders, one picture after the other, so that a folder of any size fits into memory.

    Parameters
    ----------
    predictor : Predictor
    paths : iterable of str or Path
        See :func:`find_pictures`.
    threshold : float, optional
        From this probability on it is a mask, in [0, 1]; the network's own when left out.

    Yields
    ------
    Answer
        In the order of the files. What cannot be read is told, and ends nothing.

    Raises
    ------
    ValueError
        If the threshold is no probability.
    """
    info = predictor.info
    threshold = info.threshold if threshold is None else threshold
    if not 0 <= threshold <= 1:  # also true of NaN, with which everything would be without a mask
        raise ValueError(f"The threshold is {threshold}; expected a probability from 0 to 1, such as 0.5.")
    waiting: list[Answer] = []
    images: list[NDArray[np.uint8]] = []

    def answered() -> Iterator[Answer]:
        probabilities = iter(predictor(np.stack(images)) if images else ())
        for one in waiting:
            if one.problem is None:
                probability = float(next(probabilities))
                one = Answer(one.file, probability, info.classes[int(probability >= threshold)])
            yield one
        waiting.clear()
        images.clear()

    for one in find_pictures(paths):
        if one.problem is None:
            try:
                images.append(read_picture(one.file, info.size))
            except ValueError as problem:
                one = Answer(one.file, problem=str(problem))
        waiting.append(one)
        if len(waiting) == BATCH:
            yield from answered()
    yield from answered()


def _in_folder(folder: Path) -> Iterator[Answer]:
    """Yield the pictures of a folder, and what in it could not be searched."""
    waiting = [folder]
    empty = True
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                answer = Answer(path) if _is_called_picture(path) else None
            elif path.is_symlink() and path != folder:
                answer = Answer(path, problem="It is a link to a folder and is not followed. Name that folder itself.")
            else:
                shown = (entry for entry in path.iterdir() if not entry.name.startswith("."))
                waiting += sorted(shown, reverse=True)
                answer = None
        except OSError as problem:
            answer = _closed(path, problem)
        if answer is not None:
            empty = False
            yield answer
    if empty:
        yield Answer(folder, problem="There is no picture in this folder.")


def _closed(path: Path, problem: OSError) -> Answer:
    return Answer(path, problem=f"It cannot be opened ({problem.strerror}).")


def _is_called_picture(file: Path) -> bool:
    ending = file.suffix.lower()
    return ending in ENDINGS or ending in UNREADABLE_ENDINGS


def _checked(images: NDArray, size: int) -> NDArray:
    """Return pictures as they are, or say what is expected."""
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[1:] != (size, size, 3):
        raise ValueError(f"The pictures have shape {images.shape}; expected (m, {size}, {size}, 3), pixels 0 to 255.")
    return images
