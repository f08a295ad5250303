"""A training learns, repeats itself, survives being stopped anywhere, and says clearly what it cannot do."""

from __future__ import annotations

import errno
import json
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import typer
from mask_samples import small_backbone, write_folder
from typer.testing import CliRunner

from course_utils.commands.mask_train import _check_beside, history_path
from course_utils.commands.mask_train import train as train_command
from course_utils.mask import checkpoints, training
from course_utils.mask.checkpoints import Epoch, checkpoint_path, read_checkpoint
from course_utils.mask.data import MaskData, read_data
from course_utils.mask.model import augmentation, build_head, build_model, cached_features, freeze
from course_utils.mask.model_file import load_model
from course_utils.mask.settings import Settings, checked_settings
from course_utils.mask.training import Watch, best_epoch, is_stuck, train

SMALL = Settings(
    size=32, head_epochs=2, epochs=3, patience=9, batch_size=16, variants=2, head_learning_rate=0.01, learning_rate=0.01
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "load_backbone", small_backbone)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> MaskData:
    return read_data(write_folder(tmp_path_factory.mktemp("data") / "faces"), size=32)


@pytest.fixture(scope="module")
def reference(data: MaskData) -> training.Training:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "load_backbone", small_backbone)
        return train(data, SMALL)


class StopAfter(Watch):
    """Ctrl-C in the middle of an epoch."""

    def __init__(self, epochs: int) -> None:
        self.left = epochs

    def step(self, done: int, steps: int) -> None:
        if self.left <= 0:
            raise KeyboardInterrupt

    def epoch(self, record: Epoch) -> None:
        self.left -= 1


def same_weights(one: training.Training, other: training.Training) -> bool:
    pairs = zip(one.model.get_weights(), other.model.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def without_times(history: tuple[Epoch, ...]) -> list[Epoch]:
    return [epoch.model_copy(update={"seconds": 0.0}) for epoch in history]


def test_it_learns_in_two_phases_and_keeps_the_best_weights(data: MaskData, reference: training.Training) -> None:
    assert [epoch.phase for epoch in reference.history] == ["head"] * 2 + ["top"] * 3
    assert reference.history[-1].loss < reference.history[0].loss
    dev = data.parts["dev"]
    probabilities = reference.model.predict(dev.images.astype(np.float32), verbose=0)[:, 0].astype(np.float64)
    loss = -np.mean(np.log(np.where(dev.labels == 1, probabilities, 1 - probabilities)))
    assert loss == pytest.approx(reference.best.dev_loss, abs=1e-5)
    assert reference.best.dev_loss == min(epoch.dev_loss for epoch in reference.history)


def test_a_second_phase_that_only_does_harm_is_forgotten(data: MaskData, tmp_path: Path) -> None:
    """Steps that tear the weights apart: the network that the head phase left is what counts, also after a stop."""
    torn = SMALL.model_copy(update={"learning_rate": 0.5})
    alone = train(data, SMALL.model_copy(update={"epochs": 0}))
    with pytest.raises(KeyboardInterrupt):
        train(data, torn, checkpoint=tmp_path / "mask.checkpoint", watch=StopAfter(3))
    for ended in (train(data, torn), train(data, torn, checkpoint=tmp_path / "mask.checkpoint", resume=True)):
        assert ended.history[-1].phase == "top"
        assert ended.best.phase == "head"
        assert same_weights(ended, alone)


def test_the_same_seed_gives_the_same_weights(data: MaskData, reference: training.Training) -> None:
    assert same_weights(train(data, SMALL), reference)
    assert not same_weights(train(data, SMALL.model_copy(update={"seed": 1})), reference)


@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_a_stopped_training_ends_with_the_same_weights(
    data: MaskData, reference: training.Training, tmp_path: Path, epochs: int
) -> None:
    checkpoint = tmp_path / "mask.checkpoint"
    with pytest.raises(KeyboardInterrupt):
        train(data, SMALL, checkpoint=checkpoint, watch=StopAfter(epochs))
    resumed = train(data, SMALL, checkpoint=checkpoint, resume=True)
    assert same_weights(resumed, reference)
    assert without_times(resumed.history) == without_times(reference.history)


@pytest.mark.slow
def test_a_process_killed_three_times_ends_with_the_same_weights(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "faces")
    script = Path(__file__).with_name("train_in_a_process.py")
    rng = np.random.default_rng()

    def start(name: str, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(script), "--dataset", str(folder), "--model", str(tmp_path / name)]
        command += ["--epochs", "12", "--batch-size", "4", *more]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    whole = start("whole.keras")
    killed = start("killed.keras")
    for phase, lines in (("head", 2), ("top layers", 1), ("top layers", 2)):
        seen = 0
        assert killed.stdout is not None
        for line in killed.stdout:
            seen += line.startswith(phase) and "dev loss" in line
            if seen == lines:
                break
        else:
            pytest.fail("it ended before it was killed")
        with pytest.raises(subprocess.TimeoutExpired):
            killed.wait(rng.uniform(0, 0.05))
        killed.kill()
        killed.wait()
        killed = start("killed.keras", "--resume")
    for process in (whole, killed):
        process.communicate()
        assert process.returncode == 0
    one, other = (load_model(tmp_path / name)[0].get_weights() for name in ("whole.keras", "killed.keras"))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_other_settings_or_pictures_are_not_gone_on_with(data: MaskData, tmp_path: Path) -> None:
    checkpoint = tmp_path / "mask.checkpoint"
    with pytest.raises(KeyboardInterrupt):
        train(data, SMALL, checkpoint=checkpoint, watch=StopAfter(1))
    with pytest.raises(ValueError, match=r"dropout was 0\.2, and now is 0\.5"):
        train(data, SMALL.model_copy(update={"dropout": 0.5}), checkpoint=checkpoint, resume=True)
    fewer = MaskData(
        data.name, data.classes, data.parts | {"train": data.parts["train"].take(np.arange(20))}, {}, data.report
    )
    with pytest.raises(ValueError, match=r"other pictures \(in train\)"):
        train(fewer, SMALL, checkpoint=checkpoint, resume=True)


def test_a_damaged_checkpoint_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mask.checkpoint"
    path.write_bytes(b"PK nothing")
    with pytest.raises(ValueError, match="no checkpoint of a mask training"):
        read_checkpoint(path)
    np.savez(tmp_path / "other.npz", numbers=np.arange(3))
    with pytest.raises(ValueError, match="no checkpoint of a mask training"):
        read_checkpoint(tmp_path / "other.npz")


def test_a_full_disk_leaves_the_last_checkpoint(
    data: MaskData, reference: training.Training, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint, write, written = tmp_path / "mask.checkpoint", checkpoints.atomic_write, []

    def nearly_full(path: Path, content: bytes) -> None:
        if len(written) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        write(path, content)

    monkeypatch.setattr(checkpoints, "atomic_write", nearly_full)
    with pytest.raises(OSError, match="No space"):
        train(data, SMALL, checkpoint=checkpoint)
    assert len(read_checkpoint(checkpoint).progress.history) == 4 - SMALL.head_epochs
    monkeypatch.undo()
    monkeypatch.setattr(training, "load_backbone", small_backbone)
    assert same_weights(train(data, SMALL, checkpoint=checkpoint, resume=True), reference)


def test_steps_that_are_too_large_are_named(data: MaskData) -> None:
    wild = SMALL.model_copy(update={"head_learning_rate": 1e38})
    with pytest.raises(ValueError, match="Try a learning rate of 1e\\+37"):
        train(data, wild)


def test_frozen_layers_and_batch_statistics_stand_still(data: MaskData) -> None:
    backbone = small_backbone()
    before = {weight.path: weight.numpy() for weight in backbone.weights}
    assert freeze(backbone) == 0
    learning = freeze(backbone, up_to="block_10_expand")
    assert learning == sum(int(np.prod(weight.shape)) for weight in backbone.trainable_weights) > 0
    training.fine_tune(build_model(backbone), data.parts["train"], data.parts["dev"], SMALL)
    moved = {path for path, old in before.items() if not np.array_equal(old, _weight(backbone, path))}
    assert moved and all(path.startswith("block_10_expand") for path in moved)


def test_from_scratch_everything_learns(data: MaskData) -> None:
    first = small_backbone()
    result = train(data, SMALL.model_copy(update={"backbone": "none", "epochs": 2}))
    assert [epoch.phase for epoch in result.history] == ["scratch"] * 2
    learned = result.model.get_layer("backbone")
    assert all(not np.array_equal(weight.numpy(), _weight(learned, weight.path)) for weight in first.weights[:2])
    moving = [weight for weight in first.weights if "moving_mean" in weight.path]
    assert all(not np.array_equal(weight.numpy(), _weight(learned, weight.path)) for weight in moving)


def test_without_epochs_the_head_alone_learns(data: MaskData) -> None:
    result = train(data, SMALL.model_copy(update={"epochs": 0}))
    assert {epoch.phase for epoch in result.history} == {"head"}
    learned = result.model.get_layer("backbone")
    assert all(np.array_equal(weight.numpy(), _weight(learned, weight.path)) for weight in small_backbone().weights)


def _weight(model, path: str) -> np.ndarray:
    return next(weight.numpy() for weight in model.weights if weight.path == path)


def test_freezing_names_a_layer_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no layer 'block_99'"):
        freeze(small_backbone(), up_to="block_99")


def test_augmentation_works_in_training_only(data: MaskData) -> None:
    images = data.parts["dev"].images.astype(np.float32)
    layers = augmentation(0)
    np.testing.assert_array_equal(layers(images, training=False), images)
    changed = np.asarray(layers(images, training=True))
    assert not np.array_equal(changed, images)
    assert changed.min() >= 0 and changed.max() <= 255
    model = build_model(small_backbone(), augment=layers)
    np.testing.assert_array_equal(model.predict(images, verbose=0), model.predict(images, verbose=0))


def test_what_is_trained_and_put_to_use_changes_no_picture(reference: training.Training) -> None:
    assert "augmentation" not in [layer.name for layer in reference.model.layers]


def test_cached_features_are_the_frozen_backbone_s(data: MaskData) -> None:
    backbone, images = small_backbone(), data.parts["dev"].images
    features = cached_features(backbone, images, augment=augmentation(0), variants=3)
    plain = np.asarray(backbone(images.astype(np.float32) / 127.5 - 1)).mean(axis=(1, 2))
    np.testing.assert_allclose(features[: len(images)], plain, atol=1e-5)
    one, two = np.split(features[len(images) :], 2)
    assert not np.allclose(one, two) and not np.allclose(one, plain, atol=1e-3)
    again = cached_features(backbone, images, augment=augmentation(0), variants=3)
    np.testing.assert_array_equal(again, features)


def test_pieces_share_their_weights_with_the_whole() -> None:
    backbone, head = small_backbone(), build_head(8)
    model = build_model(backbone, head, probability=True)
    head.get_layer("logit").kernel.assign(np.zeros((8, 1)))
    assert float(model(np.zeros((1, 32, 32, 3), np.float32))[0, 0]) == 0.5


def _history(*losses: float) -> tuple[Epoch, ...]:
    return tuple(
        Epoch(phase="top", number=number, loss=0, accuracy=1, dev_loss=loss, dev_accuracy=1, learning_rate=1, seconds=1)
        for number, loss in enumerate(losses, 1)
    )


@pytest.mark.parametrize(
    ("losses", "patience", "stuck", "best"),
    [((3,), 1, False, 1), ((3, 2), 1, False, 2), ((2, 3), 1, True, 1), ((2, 3, 3), 3, False, 1), ((2, 2), 1, True, 1)],
)
def test_early_stopping_counts_from_the_best_epoch(
    losses: tuple[float, ...], patience: int, stuck: bool, best: int
) -> None:
    assert is_stuck(_history(*losses), patience) is stuck
    assert best_epoch(_history(*losses)).number == best
    assert not is_stuck((), patience)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"epochs": -1}, "epochs is -1: input should be greater"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"dropout": 1.0}, "dropout is 1.0"),
        ({"size": 100}, "size is 100: input should be a multiple of 32"),
        ({"backbone": "none", "epochs": 0}, "nothing else to train"),
        ({"speed": 1}, "speed is 1"),
    ],
)
def test_settings_that_cannot_be_are_named(given: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_settings(**given)


class TestCommand:
    """The command, as somebody types it."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.folder = write_folder(tmp_path / "faces")
        self.model = tmp_path / "out" / "my mask.keras"
        self.app = typer.Typer()
        self.app.command()(train_command)

    def run(self, *more: str):
        arguments = ["--dataset", str(self.folder), "--model", str(self.model), "--epochs", "2", *more]
        return CliRunner().invoke(self.app, arguments)

    def test_it_writes_network_description_history_and_curves(self) -> None:
        plot = self.model.with_name("curves.svg")
        result = self.run("--plot", str(plot), "--seed", "4")
        assert result.exit_code == 0, result.output
        model, info = load_model(self.model)
        assert model.output_shape == (None, 1)
        assert (info.dataset, info.seed, info.backbone, info.settings["epochs"]) == ("faces", 4, "bundled", 2)
        assert info.settings["learning_rate"] > 0
        assert sum(len(part.files) for part in info.parts.values()) == 60
        split = read_data(self.folder, seed=4).parts["test"].part()
        assert info.parts["test"] == split
        history = json.loads(history_path(self.model).read_text(encoding="utf-8"))
        assert history[-1]["dev_loss"] > 0
        assert "<svg" in plot.read_text(encoding="utf-8")
        assert not checkpoint_path(self.model).exists()
        for said in ("60 pictures", "test accuracy", "95 % interval"):
            assert said in result.output
        following = shlex.split(result.output.split("Next: ")[1])
        assert following[3:] == ["--dataset", str(self.folder), "--model", str(self.model)]
        _check_beside(self.model)  # its own files may be written over

    def test_ctrl_c_leaves_a_checkpoint_that_can_be_gone_on_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write, count = training.write_checkpoint, []

        def interrupted(*arguments) -> None:
            write(*arguments)
            count.append(1)
            if len(count) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr(training, "write_checkpoint", interrupted)
        stopped = self.run()
        assert stopped.exit_code == 130
        assert "--resume goes on" in stopped.output.replace("\n", " ")
        assert checkpoint_path(self.model).is_file() and not self.model.exists()
        resumed = self.run("--resume")
        assert resumed.exit_code == 0, resumed.output
        assert "Going on after pass 2" in resumed.output
        assert self.model.is_file() and not checkpoint_path(self.model).exists()
        again = self.run("--resume")
        assert again.exit_code == 0 and "is finished" in again.output

    def test_ctrl_c_before_the_first_pass_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(*arguments, **named) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(training, "train", interrupted)
        result = self.run()
        assert result.exit_code == 130 and "nothing to go on with" in result.output

    def test_a_full_disk_is_said_clearly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*arguments) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(training, "write_checkpoint", full)
        result = self.run()
        assert result.exit_code == 1
        assert "no space left" in result.output and "--resume" in result.output

    @pytest.mark.parametrize("ending", [".json", ".history.json", ".checkpoint"])
    def test_files_of_somebody_else_are_not_written_over(self, ending: str) -> None:
        self.model.parent.mkdir()
        other = self.model.with_suffix(ending)
        other.write_text('{"mine": 1}', encoding="utf-8")
        result = self.run()
        assert result.exit_code == 1 and f"{other} would be written over" in result.output.replace("\n", "")
        assert [path.name for path in self.model.parent.iterdir()] == [other.name]
        assert other.read_text(encoding="utf-8") == '{"mine": 1}'

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            (("--model", "mask.h5"), "ends in .keras"),
            (("--plot", "curves.txt"), "--plot: 'curves.txt' does not end in .png or .svg or .pdf"),
            (("--plot", "{tmp}/file/curves.png"), "curves.png cannot be written"),
            (("--model", "{tmp}/file/mask.keras"), "mask.keras cannot be written"),
            (("--learning-rate", "-1"), "learning_rate is -1.0"),
            (("--dataset", "nowhere"), "There is no folder nowhere"),
        ],
    )
    def test_what_cannot_be_is_one_sentence_and_exit_code_1(self, more: tuple[str, ...], said: str) -> None:
        (self.folder.parent / "file").touch()
        result = self.run(*(word.format(tmp=self.folder.parent) for word in more))
        assert result.exit_code == 1
        assert said in result.output.replace("\n", " ")
        assert "Traceback" not in result.output
