"""Files in, answers out: any kind of picture, folders, damaged files, wrong networks."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from mask_samples import faces
from PIL import Image

from course_utils.commands.mask_predict import _line
from course_utils.datasets import load_folder
from course_utils.mask.model_file import ModelInfo, save_info, save_model
from course_utils.mask.predicting import (
    BATCH,
    Answer,
    KerasPredictor,
    find_pictures,
    load_predictor,
    predict_files,
    read_picture,
)
from course_utils.quiet import quietly

with quietly():
    import keras


class Redness:
    """Stands in for a network: the probability is the share of red, and what it was given is kept."""

    name, bytes = "by hand", 0

    def __init__(self, threshold: float = 0.5) -> None:
        self.info = ModelInfo(size=32, threshold=threshold)
        self.given: list[int] = []

    def __call__(self, images: np.ndarray) -> np.ndarray:
        assert images.shape[1:] == (32, 32, 3) and images.dtype == np.uint8
        self.given.append(len(images))
        return images[..., 0].mean(axis=(1, 2)) / 255


def write(path: Path, red: int, mode: str = "RGB", size: tuple[int, int] = (40, 50), **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (red, 0, 0)).convert(mode).save(path, **options)
    return path


def small_network(threshold: float = 0.5) -> tuple[keras.Model, ModelInfo]:
    pixels = keras.Input((32, 32, 3))
    hidden = keras.layers.RandomBrightness(0.9)(pixels)
    hidden = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 255)(hidden))
    model = keras.Model(pixels, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.layers[-1].set_weights([np.array([[4.0], [0.0], [0.0]]), np.array([-2.0])])
    return model, ModelInfo(size=32, threshold=threshold)


def test_folders_are_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    for name, red in (("b/2.png", 250), ("b/c/1.jpg", 10), ("a.webp", 200), ("b/2.txt", 0), ("b/.hidden/3.png", 0)):
        if name.endswith(".txt"):
            (tmp_path / name).write_text("no picture", encoding="utf-8")
        else:
            write(tmp_path / name, red)
    answers = list(predict_files(Redness(), [tmp_path]))
    assert [(one.file.relative_to(tmp_path).as_posix(), one.label) for one in answers] == [
        ("a.webp", "with_mask"),
        ("b/2.png", "with_mask"),
        ("b/c/1.jpg", "without_mask"),
    ]
    assert answers[0].probability == pytest.approx(200 / 255, abs=0.02)


def test_the_threshold_is_the_networks_own_unless_another_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", 153)  # probability 0.6
    said = [one.label for one in predict_files(Redness(0.7), [path])]
    said += [one.label for one in predict_files(Redness(0.7), [path], threshold=0.6)]
    assert said == ["without_mask", "with_mask"]


@pytest.mark.parametrize("threshold", [float("nan"), -0.1, 1.5])
def test_a_threshold_that_is_no_probability_is_refused(tmp_path: Path, threshold: float) -> None:
    path = write(tmp_path / "a.png", 255)
    with pytest.raises(ValueError, match="expected a probability from 0 to 1"):
        list(predict_files(Redness(), [path], threshold=threshold))


def test_an_answer_is_one_line_whatever_a_file_is_called() -> None:
    for name in ("two\nlines.png", "red\x1b[31m.png", "half\udcff.png"):
        for answer in (Answer(Path(name), 0.5, "with_mask"), Answer(Path(name), problem="it is empty")):
            assert _line(answer).isprintable() and _line(answer).encode()
    assert _line(Answer(Path("née 1.png"), 0.5, "with_mask")).endswith("50.0% née 1.png")


def test_what_cannot_be_read_is_told_and_the_rest_is_answered(tmp_path: Path) -> None:
    good, half = write(tmp_path / "good.png", 255), write(tmp_path / "half.jpg", 255, size=(300, 300))
    half.write_bytes(half.read_bytes()[:400])
    (tmp_path / "empty.png").touch()
    (tmp_path / "photo.heic").write_bytes(b"x")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / "nothing").mkdir()
    asked = [tmp_path / "missing.png", tmp_path / "nothing", tmp_path / "notes.txt", tmp_path]
    answers = {one.file.name: one for one in predict_files(Redness(), asked)}
    problems = {name: one.problem for name, one in answers.items() if one.problem}
    assert answers[good.name].label == "with_mask"
    assert set(problems) == {"missing.png", "nothing", "notes.txt", "half.jpg", "empty.png", "photo.heic"}
    assert "no such file" in problems["missing.png"] and "no picture in this folder" in problems["nothing"]
    assert "ends in the middle" in problems["half.jpg"] and "Export it as JPEG" in problems["photo.heic"]
    assert all(answers[name].label is None for name in problems)


def test_large_folders_go_through_in_batches_and_in_order(tmp_path: Path) -> None:
    count = BATCH + 3
    for number in range(count):
        write(tmp_path / f"{number:03}.png", 5 * number, size=(8, 8))
    (tmp_path / "005.png").write_bytes(b"")
    predictor = Redness()
    answers = predict_files(predictor, [tmp_path])
    first = next(answers)
    assert first.file.name == "000.png" and len(predictor.given) == 1  # the first are answered before all are read
    rest = list(answers)
    assert [one.file.name for one in rest] == [f"{number:03}.png" for number in range(1, count)]
    assert predictor.given == [BATCH - 1, 3]
    assert rest[-1].probability == pytest.approx(5 * (count - 1) / 255)


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [
        ("grey.png", "L", {}),
        ("palette.gif", "P", {}),
        ("clear.png", "RGBA", {}),
        ("print.jpg", "CMYK", {}),
        ("turned.jpg", "RGB", {"exif": "turned"}),
        ("large.jpg", "RGB", {}),
    ],
)
def test_pictures_are_read_as_the_training_data_were(tmp_path: Path, name: str, mode: str, options: dict) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (12, 9, 3), np.uint8)
    picture = Image.fromarray(noise).resize((900, 1200) if name == "large.jpg" else (90, 120)).convert(mode)
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "data" / "with_mask" / name
    path.parent.mkdir(parents=True)
    picture.save(path, **({"exif": exif} if options else {}))
    np.testing.assert_array_equal(read_picture(path, 32), load_folder(tmp_path / "data", 32).images[0])


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "large.png", 9, size=(300, 300))
    with pytest.raises(ValueError, match="more than 10,000 pixels"):
        read_picture(path, most_pixels=10_000)


def test_a_folder_with_a_pictures_name_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "holiday.jpg" / "1.png", 255)
    assert [one.file.name for one in find_pictures([tmp_path])] == ["1.png"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_circle_do_not_hang(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.png", 1)
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    answers = [(one.file.name, one.problem) for one in find_pictures([tmp_path])]
    assert answers[0] == ("1.png", None)
    assert answers[1][0] == "again" and "not followed" in answers[1][1] and len(answers) == 2


def test_what_cannot_be_opened_is_named_and_ends_nothing(tmp_path: Path, monkeypatch) -> None:
    write(tmp_path / "open" / "1.png", 1)
    (tmp_path / "shut").mkdir()
    listed = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path.name == "shut":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    answers = list(find_pictures([tmp_path, tmp_path / "shut", tmp_path / ("x" * 300 + ".png"), tmp_path / "open"]))
    assert [one.file.name[:5] for one in answers] == ["1.png", "shut", "shut", "xxxxx", "1.png"]
    assert ["Permission denied" in (one.problem or "") for one in answers] == [False, True, True, False, False]
    assert answers[3].problem is not None and answers[4].problem is None


def test_a_keras_network_answers_as_it_stands_with_augmentation_asleep() -> None:
    predictor = KerasPredictor(*small_network())
    images, _ = faces(BATCH + 5)
    reds = images[..., 0].mean(axis=(1, 2)) / 255
    np.testing.assert_allclose(predictor(images), 1 / (1 + np.exp(2 - 4 * reds)), rtol=1e-4)
    assert predictor(images[:0]).shape == (0,)
    with pytest.raises(ValueError, match=r"\(5, 32, 32, 1\); expected \(m, 32, 32, 3\)"):
        predictor(images[:5, :, :, :1])


def test_a_network_is_loaded_with_its_threshold_and_size(tmp_path: Path) -> None:
    save_model(tmp_path / "net.keras", *small_network(0.3))
    predictor = load_predictor(tmp_path / "net.keras")
    assert (predictor.name, predictor.info.threshold) == ("Keras float32", 0.3)
    assert predictor.bytes == (tmp_path / "net.keras").stat().st_size


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("net.h5", ValueError, r"ends in \.keras or \.tflite"),
        ("none.tflite", FileNotFoundError, "does not exist"),
        ("none.keras", FileNotFoundError, "does not exist"),
        ("alone.tflite", FileNotFoundError, r"alone\.json"),
        ("other.tflite", ValueError, "were not written together"),
        ("broken.tflite", ValueError, r"broken\.tflite: It is no LiteRT network"),
    ],
)
def test_wrong_networks_are_refused_with_the_reason(tmp_path: Path, name: str, error: type, words: str) -> None:
    import hashlib

    (tmp_path / "net.h5").write_bytes(b"h5")
    for stem in ("alone", "other", "broken"):
        (tmp_path / f"{stem}.tflite").write_bytes(b"nothing")
    save_info(tmp_path / "other.keras", ModelInfo(size=32))
    save_info(tmp_path / "broken.keras", ModelInfo(size=32, model_sha256=hashlib.sha256(b"nothing").hexdigest()))
    with pytest.raises(error, match=words):
        load_predictor(tmp_path / name)


def test_of_a_picture_that_moves_the_first_frame_counts(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), (red, 0, 0)) for red in (250, 10)]
    stream = io.BytesIO()
    frames[0].save(stream, "gif", save_all=True, append_images=frames[1:])
    (tmp_path / "moves.gif").write_bytes(stream.getvalue())
    assert read_picture(tmp_path / "moves.gif", 32)[..., 0].mean() > 200  # the first frame
