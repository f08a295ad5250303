"""Exports answer as the network did, say how fast they are, and are refused when they do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from mask_samples import faces

from course_utils.mask.export import (
    ExportRefusedError,
    Measured,
    calibration_pictures,
    check_loss,
    export,
    export_path,
    latency,
    measure,
    to_litert_int8,
)
from course_utils.mask.model_file import ModelInfo, load_info
from course_utils.mask.predicting import KerasPredictor, LiteRTPredictor, load_predictor
from course_utils.quiet import quietly

with quietly():
    import keras

layers = keras.layers


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    return faces(200)


@pytest.fixture(scope="module")
def predictor() -> KerasPredictor:
    """A network made by hand that answers by how blue the lower half is, with augmentation inside."""
    pixels = keras.Input((32, 32, 3))
    hidden = keras.Sequential([layers.RandomFlip(), layers.RandomContrast(0.5)], name="augmentation")(pixels)
    hidden = layers.Rescaling(1 / 127.5, offset=-1)(hidden)
    blue = layers.Conv2D(2, 4, strides=4, activation="relu")
    hidden = layers.Flatten()(blue(hidden))
    head = layers.Dense(1, activation="sigmoid")
    model = keras.Model(pixels, head(layers.Dropout(0.5)(hidden)))
    kernel = np.zeros((4, 4, 3, 2))
    kernel[:, :, 2] = [1 / 16, -1 / 16]
    blue.set_weights([kernel, np.zeros(2)])
    weights = np.zeros((8, 8, 2))
    weights[4:] = [8 / 32, -8 / 32]
    head.set_weights([weights.reshape(-1, 1), np.array([-3.0])])
    return KerasPredictor(model, ModelInfo(size=32, seed=4))


@pytest.fixture(scope="module")
def exported(predictor, data, tmp_path_factory) -> dict[str, tuple[Path, Measured, Measured]]:
    folder = tmp_path_factory.mktemp("exported")
    images, labels = data
    calibration = calibration_pictures(images, labels, count=60)
    found = {}
    for kind in ("float32", "int8"):
        path = folder / f"small-{kind}.tflite"
        found[kind] = (path, *export(predictor, path, kind, calibration=calibration, images=images, labels=labels))
    return found


def test_the_network_made_by_hand_is_good(predictor, data) -> None:
    assert ((predictor(data[0]) >= 0.5) == data[1]).all()


def test_float32_answers_alike_and_int8_nearly(predictor, data, exported) -> None:
    images, _ = data
    before = predictor(images)
    assert np.abs(load_predictor(exported["float32"][0])(images) - before).max() < 1e-5
    assert np.abs(load_predictor(exported["int8"][0])(images) - before).max() < 0.05


def test_int8_takes_pixels_as_they_are_and_computes_with_whole_numbers(exported) -> None:
    with quietly():
        import tensorflow as tf
    with pytest.warns(UserWarning, match="deprecated"):
        interpreter = tf.lite.Interpreter(model_path=str(exported["int8"][0]))
    interpreter.allocate_tensors()
    given = interpreter.get_input_details()[0]
    assert (given["dtype"], given["quantization"]) == (np.uint8, (1.0, 0))
    types = [one["dtype"] for one in interpreter.get_tensor_details()]
    assert np.int8 in types and types.count(np.float32) == 1  # the probability alone


def test_what_is_measured_before_and_after(exported, data) -> None:
    for kind, (path, before, after) in exported.items():
        assert (before.name, after.name) == ("Keras float32", f"LiteRT {kind}")
        assert (before.n, before.right, after.right) == (200, 200, 200)
        assert after.agreement == 1.0 and after.bytes == path.stat().st_size
        assert before.milliseconds > after.milliseconds > 0


def test_the_description_goes_along_with_the_checksum_of_its_own_file(exported) -> None:
    path = exported["int8"][0]
    info = load_info(path.with_suffix(".keras"))
    assert (info.size, info.seed) == (32, 4)
    assert load_predictor(path).info == info
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "small-float32.json",
        "small-float32.tflite",
        "small-int8.json",
        "small-int8.tflite",
    ]


def test_an_export_that_lost_more_than_a_point_is_refused_and_leaves_no_file(predictor, data, tmp_path: Path) -> None:
    images, labels = data
    grey = np.full((20, 32, 32, 3), 128, np.uint8)  # nothing but these was seen: all that is bluer is cut off
    with pytest.raises(ExportRefusedError, match="more than 1 point lost, so that nothing is written"):
        export(predictor, tmp_path / "bad.tflite", "int8", calibration=grey, images=images, labels=labels)
    assert not list(tmp_path.iterdir())


def measured(right: int) -> Measured:
    return Measured("some", bytes=1, n=200, right=right, agreement=1.0, milliseconds=1.0)


def test_exactly_one_point_may_be_lost() -> None:
    check_loss(measured(190), measured(188))
    check_loss(measured(190), measured(195))
    with pytest.raises(ExportRefusedError, match="more than 1 point lost"):
        check_loss(measured(190), measured(187))


def test_calibration_has_as_many_of_each_class_in_turn() -> None:
    images, labels = faces(90)
    unbalanced = np.concatenate([np.flatnonzero(labels == 0), np.flatnonzero(labels == 1)[:10]])
    chosen = calibration_pictures(images[unbalanced], labels[unbalanced], count=50, seed=1)
    bluish = chosen[:, 16:, :, 2].min(axis=(1, 2)) == 230
    assert bluish.tolist() == [False, True] * 10
    assert (chosen != calibration_pictures(images[unbalanced], labels[unbalanced], count=50, seed=2)).any()


def test_calibration_with_one_class_is_refused() -> None:
    images, labels = faces(20)
    with pytest.raises(ValueError, match="10 pictures without and 0 with a mask"):
        calibration_pictures(images[labels == 0], labels[labels == 0])
    with pytest.raises(ValueError, match="no picture to calibrate with"):
        to_litert_int8(None, images[:0])


def test_the_threshold_of_the_network_decides_what_is_right(predictor, data) -> None:
    images, labels = data
    strict = KerasPredictor(predictor.model, predictor.info.model_copy(update={"threshold": 1.0}))
    probabilities = np.full(len(images), 0.99)
    found = measure(strict, images, labels, probabilities, original=np.ones(len(images)))
    assert (found.right, found.agreement) == (100, 0.0)


def test_latency_is_the_median(monkeypatch) -> None:
    clock = iter(np.cumsum([0.0, *([0.001, 0.0] * 9), *([9.0, 0.0] * 3), *([0.003, 0.0] * 40)]))
    monkeypatch.setattr("course_utils.mask.export.time.perf_counter", lambda: next(clock))
    assert latency(lambda images: images, np.zeros(1)) == pytest.approx(3.0)


def test_names_and_endings(predictor, data, tmp_path: Path) -> None:
    assert export_path("models/mask.keras", "int8") == Path("models/mask-int8.tflite")
    with pytest.raises(ValueError, match=r"ends in \.tflite; 'mask\.lite' does not"):
        images, labels = data
        export(predictor, tmp_path / "mask.lite", "float32", calibration=images, images=images, labels=labels)


def test_a_file_that_takes_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="no LiteRT network, or a damaged one"):
        LiteRTPredictor(b"nothing", ModelInfo())


def test_a_file_for_other_pictures_is_refused(exported) -> None:
    with pytest.raises(ValueError, match=r"expected one picture at a time, \(1, 96, 96, 3\)"):
        LiteRTPredictor(exported["float32"][0].read_bytes(), ModelInfo(size=96))
