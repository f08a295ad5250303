"""evaluate, predict, export and benchmark, as somebody would type them."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import typer
from mask_samples import faces, write_folder
from PIL import Image
from typer.testing import CliRunner

from course_utils.commands.mask_benchmark import benchmark
from course_utils.commands.mask_evaluate import evaluate
from course_utils.commands.mask_export import export
from course_utils.commands.mask_predict import predict
from course_utils.mask.data import read_data
from course_utils.mask.model_file import ModelInfo, load_info, save_model
from course_utils.mask.unseen import unseen_pictures
from course_utils.quiet import quietly

with quietly():
    import keras

RUN = CliRunner()
app = typer.Typer()
for command in (evaluate, predict, export, benchmark):
    app.command()(command)


def run(*words: object) -> object:
    """Run a command and insist that no traceback reaches anybody."""
    done = RUN.invoke(app, [str(word) for word in words])
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def bluish() -> keras.Model:
    """Answers by how blue the lower half is."""
    layers = keras.layers
    pixels = keras.Input((32, 32, 3))
    hidden = layers.Cropping2D(((16, 0), (0, 0)))(layers.Rescaling(1 / 255)(pixels))
    hidden = layers.GlobalAveragePooling2D()(layers.Conv2D(3, 1, name="block_13_expand_relu")(hidden))
    model = keras.Model(pixels, layers.Dense(1, activation="sigmoid")(hidden))
    model.layers[3].set_weights([np.eye(3)[None, None], np.zeros(3)])
    model.layers[-1].set_weights([np.array([[0.0], [0.0], [20.0]]), np.array([-14.0])])
    return model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("faces") / "mine", 120)


@pytest.fixture(scope="module")
def model(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that says that it was trained on the folder."""
    data = read_data(folder, size=32)
    path = tmp_path_factory.mktemp("models") / "mask.keras"
    parts = {name: part.part() for name, part in data.parts.items()}
    save_model(path, bluish(), ModelInfo(size=32, dataset=data.name, parts=parts))
    return path


@pytest.fixture(scope="module")
def exported(model: Path, folder: Path) -> object:
    return run("export", "--model", model, "--dataset", folder)


def test_export_writes_both_files_and_compares(exported, model: Path) -> None:
    assert exported.exit_code == 0
    written = sorted(path.name for path in model.parent.glob("*.tflite"))
    assert written == ["mask-float32.tflite", "mask-int8.tflite"]
    rows = [line.split() for line in exported.stdout.splitlines() if " MB" in line]
    assert [" ".join(row[:2]) for row in rows] == ["Keras float32", "LiteRT float32", "LiteRT int8"]
    assert load_info(model.with_name("mask-int8.keras")).parts == load_info(model).parts


def test_a_refused_export_says_why_and_fails(model: Path, folder: Path, tmp_path: Path, monkeypatch) -> None:
    from course_utils.mask import export as exporting

    grey = np.full((20, 32, 32, 3), 100, np.uint8)  # no blue was seen
    monkeypatch.setattr(exporting, "calibration_pictures", lambda *args, **kwargs: grey)
    done = run("export", "--model", model, "--dataset", folder, "--to", tmp_path, "--format", "int8")
    assert done.exit_code == 1
    assert "mask-int8.tflite: LiteRT int8 answers" in done.stderr and "nothing is written" in done.stderr
    assert not list(tmp_path.iterdir())


def test_export_does_not_write_over_files_of_somebody_else(model: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "mask-int8.json"
    other.write_text("[]", encoding="utf-8")
    done = run("export", "--model", model, "--dataset", folder, "--to", tmp_path)
    assert done.exit_code == 1 and f"{other} would be written over" in done.stderr
    assert list(tmp_path.iterdir()) == [other]


def test_export_asks_where_the_training_pictures_are(model: Path) -> None:
    done = run("export", "--model", model)
    assert done.exit_code == 1 and "was trained on mine. Say where that folder is" in done.stderr


def test_an_export_is_not_exported_again(exported, model: Path) -> None:
    done = run("export", "--model", model.with_name("mask-int8.tflite"))
    assert done.exit_code == 1 and "is exported already" in done.stderr


def test_evaluate_uses_the_test_part_of_its_own_folder(exported, model: Path, folder: Path, tmp_path: Path) -> None:
    page, card = tmp_path / "new" / "page.html", tmp_path / "card.md"
    done = run("evaluate", "--model", model, "--dataset", folder, "--report", page, "--card", card)
    assert done.exit_code == 0, done.output
    test = read_data(folder, size=32).parts["test"]
    assert "the part of mine that training set aside" in done.output
    assert f"{len(test):,}" in next(line for line in done.output.splitlines() if line.startswith("pictures"))
    text = page.read_text(encoding="utf-8")
    assert text.count("<img") >= 6 and "http" not in text
    assert "LiteRT int8" in text  # exports beside the model are measured as well
    assert "# Model card: mask.keras" in card.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["card.md", "new", "page.html"]


def test_evaluate_judges_on_all_of_a_strange_folder(model: Path, tmp_path: Path) -> None:
    strange = write_folder(tmp_path / "strange", 16)
    images, _ = faces(2)
    (strange / "incorrect").mkdir()
    Image.fromarray(images[1]).save(strange / "incorrect" / "chin.png")
    (strange / "with_mask" / "broken.png").write_bytes(b"x")
    done = run("evaluate", "--model", model, "--dataset", strange, "--report", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    assert "all of strange: 8 pictures without a mask, 8 with one, and 1 with a mask worn incorrectly" in done.output
    assert "1 of its files could not be read" in done.output and "too good to be true" in done.output


def test_a_folder_that_changed_since_training_is_not_judged_on(model: Path, folder: Path, tmp_path: Path) -> None:
    changed = write_folder(tmp_path / folder.name, 118)
    with pytest.raises(ValueError, match="which of them it has seen is not known"):
        unseen_pictures(load_info(model), changed)


def test_a_strange_folder_may_be_too_small_to_be_split(model: Path, tmp_path: Path) -> None:
    unseen = unseen_pictures(load_info(model), write_folder(tmp_path / "few", 3, names=("cats", "dogs")))
    assert len(unseen.labels) == 3 and "all of few" in unseen.told[0]
    assert "Taken as without a mask: cats; as with one: dogs." in unseen.told[1]


def test_a_renamed_folder_is_still_the_one_of_the_training(model: Path, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "renamed")
    unseen = unseen_pictures(load_info(model), tmp_path / "renamed")
    assert set(unseen.files) == set(load_info(model).parts["test"].files)


def test_the_shipped_drawings_are_not_taken_for_the_networks_own_data() -> None:
    assert not any("not pictures from there" in one for one in unseen_pictures(ModelInfo(size=32)).told)
    told = unseen_pictures(ModelInfo(size=32, dataset="mine")).told
    assert "which are drawings" in told[0] and "was trained on mine, and these are not pictures from there" in told[-1]


def test_a_folder_with_parts_is_judged_on_its_test_part(model: Path, tmp_path: Path) -> None:
    images, labels = faces(60, seed=5)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        part = "test" if number < 10 else "train"
        path = tmp_path / "parted" / part / ("without", "with")[label] / f"{number:02}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(path)
    unseen = unseen_pictures(load_info(model), tmp_path / "parted")
    assert sorted(Path(name).stem for name in unseen.files) == [f"{number:02}" for number in range(10)]
    assert unseen.dev is not None and "test part of parted" in unseen.told[0]


def test_the_shipped_faces_come_with_what_is_known_about_them() -> None:
    unseen = unseen_pictures(ModelInfo(size=32))
    assert (unseen.labels == 2).sum() == 150 and len(unseen.labels) == 1150
    assert tuple(unseen.attributes["file"]) == unseen.files
    np.testing.assert_array_equal(unseen.attributes["mask"] == "none", unseen.labels == 0)
    assert unseen.dev is not None and set(unseen.dev[1]) == {0, 1}


@pytest.mark.parametrize("name", ["mask.keras", "mask-int8.tflite"])
def test_predict_answers_for_people(exported, model: Path, folder: Path, name: str) -> None:
    done = run("predict", folder / "with_mask", folder / "without_mask/000.png", "--model", model.with_name(name))
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) == 61 and all(line.startswith("with_mask") for line in lines[:60])
    assert lines[60].startswith("without_mask") and lines[60].endswith("000.png")
    assert "1 without_mask" in done.stderr and "pictures a second" in done.stderr


def test_predict_answers_for_programs_and_fails_when_something_is_unread(exported, model: Path, tmp_path: Path) -> None:
    images, _ = faces(2)
    Image.fromarray(images[1]).save(tmp_path / "a face é.png")
    (tmp_path / "broken.jpg").write_bytes(b"broken")
    done = run("predict", tmp_path, "gone.jpg", "--json", "--model", model.with_name("mask-int8.tflite"))
    assert done.exit_code == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(one["file"]).name for one in answers] == ["a face é.png", "broken.jpg", "gone.jpg"]
    assert answers[0]["label"] == "with_mask" and 0.5 < answers[0]["probability"] <= 1
    assert all("probability" not in one and one["problem"] for one in answers[1:])
    assert "2 not read" in done.stderr


def test_predict_knows_the_home_folder(exported, model: Path, folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    light = model.with_name("mask-int8.tflite")
    assert run("predict", "~/with_mask/001.png", "--model", light).stdout.startswith("with_mask")
    done = run("predict", "~nobody-is-called-so/1.png", "--model", light)
    assert done.exit_code == 1 and "There is no such file or folder" in done.stdout


def test_a_reader_who_has_had_enough_ends_it_quietly(exported, model: Path, folder: Path, monkeypatch) -> None:
    def closed(*args: object, **kwargs: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr("builtins.print", closed)
    done = run("predict", folder, "--model", model.with_name("mask-int8.tflite"))
    assert (done.exit_code, done.output) == (1, "")


def test_the_threshold_on_the_command_line_wins(exported, model: Path, folder: Path) -> None:
    done = run("predict", folder / "with_mask/001.png", "--threshold", "1", "--model", model)
    assert done.stdout.startswith("without_mask")
    assert run("predict", folder, "--threshold", "1.5", "--model", model).exit_code == 2


def test_benchmark_has_a_row_for_each_file_and_batch(exported, model: Path) -> None:
    done = run(
        "benchmark", model, model.with_name("mask-int8.tflite"), "--batch-size", 1, "--batch-size", 3, "--seconds", 0.1
    )
    assert done.exit_code == 0, done.output
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("mask")]
    assert [(row[0], row[3]) for row in rows] == [
        ("mask.keras", "1"),
        ("mask.keras", "3"),
        ("mask-int8.tflite", "1"),
        ("mask-int8.tflite", "3"),
    ]
    assert all(float(row[4]) > 0 for row in rows)


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (["benchmark", "x.keras", "--seconds", "inf"], "600"),
        (["evaluate", "--seed", str(2**32)], str(2**32 - 1)),
        (["export", "--seed", str(2**32)], str(2**32 - 1)),
    ],
)
def test_numbers_that_would_never_end_are_refused(words: list[str], most: str) -> None:
    done = run(*words)
    assert done.exit_code == 2 and most in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["evaluate", "--model", "{model}", "--dataset", "{tmp}/none"], "no folder"),
        (["evaluate", "--model", "{model}", "--dataset", "{model}"], "is a file"),
        (["evaluate", "--model", "{model}", "--dataset", "{tmp}"], "no pictures that can be read"),
        (["evaluate", "--model", "{model}", "--report", "page.pdf"], "does not end in .html"),
        (["evaluate", "--model", "{model}", "--report", "{tmp}/a.html"], "is a folder"),
        (["evaluate", "--model", "{model}", "--card", "{tmp}/text.keras/card.md"], "card.md cannot be written"),
        (["evaluate", "--model", "{model}", "--report", "{tmp}/" + "x" * 300 + ".html"], "cannot be written"),
        (["export", "--model", "{model}", "--to", "{tmp}/text.keras"], "mask-float32.tflite cannot be written"),
        (["evaluate", "--model", "{model}", "--cost-false-positive", "0"], "positive numbers"),
        (["evaluate", "--model", "{tmp}/none.keras"], "does not exist"),
        (["predict", "x.jpg", "--model", "{tmp}/none.tflite"], "does not exist"),
        (["predict", "x.jpg", "--model", "{tmp}/text.keras"], "damaged, or something else"),
        (["export", "--model", "{tmp}/text.keras"], "damaged, or something else"),
        (["benchmark", "{tmp}/text.pb"], "no name of a network"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(model: Path, tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "text.keras").write_text("text", encoding="utf-8")
    (tmp_path / "a.html").mkdir()
    done = run(*(word.format(model=model, tmp=tmp_path) for word in words))
    assert done.exit_code == 1
    assert told in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_one_class_alone_is_refused(model: Path, tmp_path: Path) -> None:
    only = write_folder(tmp_path / "only", 8)
    for path in (only / "with_mask").iterdir():
        path.unlink()
    done = run("evaluate", "--model", model, "--dataset", only)
    assert done.exit_code == 1 and "pictures of one class only, without_mask" in done.stderr


def test_without_a_model_the_one_in_the_learners_folder_is_meant(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    for words in (["evaluate"], ["predict", "x.png"], ["export"], ["benchmark"]):
        done = run(*words)
        assert done.exit_code == 1 and str(Path("models") / "mask.keras") in done.stderr


def test_a_full_disk_leaves_the_old_page_and_says_so(model: Path, folder: Path, tmp_path: Path, monkeypatch) -> None:
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(page))

    monkeypatch.setattr("course_utils.paths.os.fsync", full)
    done = run("evaluate", "--model", model, "--dataset", folder, "--report", page)
    assert done.exit_code == 1 and "No space left on device" in done.stderr
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("page.html", "old")]


def test_ctrl_c_ends_with_130_and_nothing_half_written(model: Path, folder: Path, tmp_path: Path, monkeypatch) -> None:
    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("course_utils.mask.report.evaluation_page", stop)
    done = run("evaluate", "--model", model, "--dataset", folder, "--report", tmp_path / "page.html")
    assert done.exit_code == 130
    assert not list(tmp_path.iterdir())
