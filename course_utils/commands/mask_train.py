"""``course mask train``: a network from a folder of pictures."""

from __future__ import annotations

import errno
import json
import logging
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import check_own, check_target, said_in_one_line

if TYPE_CHECKING:
    from course_utils.mask.checkpoints import Epoch
    from course_utils.mask.data import MaskData
    from course_utils.mask.settings import Settings
    from course_utils.mask.training import Training, Watch

#: What a shell says about a command that Ctrl-C ended.
INTERRUPTED = 130
_PHASES = {"head": "head", "top": "top layers", "scratch": "all layers"}
_PICTURES = (".png", ".svg", ".pdf")


class Backbone(StrEnum):
    """Where training begins."""

    bundled = "bundled"
    imagenet = "imagenet"
    none = "none"


def train(
    dataset: Annotated[
        Path | None, typer.Option(help="A folder of two class folders; the shipped faces when left out.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="The file to write, .keras; models/mask.keras in your own folder if left out.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the training curves here: .png, .svg or .pdf.")] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Most passes with the top layers (from scratch: with all); 0: the head alone.")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Step size at the start of those passes.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Pictures that a step looks at.")] = None,
    backbone: Annotated[Backbone, typer.Option(help="Where training begins; none: from scratch.")] = Backbone.bundled,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Of the split and of all that is drawn.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a training that was stopped.")] = False,
) -> None:
    """Train a network that says whether a mask is worn.

    The folder holds two folders of pictures, such as with_mask and without_mask, or train, dev and test with two each.
    After each pass a checkpoint is written beside the model; Ctrl-C stops, and --resume goes on.

    Exit code 1 means that something was wrong, 130 that Ctrl-C was pressed.

    Example: course mask train --plot curves.png

    Example: course mask train --dataset my_photos --model my_mask.keras --backbone imagenet
    """
    logging.getLogger("tensorflow").setLevel(logging.ERROR)  # it warns of batches of several sizes, which are meant
    from course_utils.mask.model_file import ENDING, check_model_path, default_path
    from course_utils.mask.settings import checked_settings

    console = Console(soft_wrap=True)
    given = {"epochs": epochs, "learning_rate": learning_rate, "batch_size": batch_size}
    target = expanded(model or default_path())
    with _said_in_one_line(target):
        dataset = dataset and expanded(dataset)
        target = check_target(check_model_path(target), (ENDING,), "--model")
        plot = plot and check_target(plot, _PICTURES, "--plot")
        _check_beside(target)
        settings = checked_settings(
            backbone=backbone.value, seed=seed, **{name: value for name, value in given.items() if value is not None}
        )
        _run(console, dataset, target, plot, settings, resume)


def _run(
    console: Console, dataset: Path | None, target: Path, plot: Path | None, settings: Settings, resume: bool
) -> None:
    """Read, train, save, and say how it went."""
    from course_utils.mask.checkpoints import checkpoint_path
    from course_utils.mask.data import read_data

    checkpoint = checkpoint_path(target)
    if resume and not checkpoint.is_file():
        if target.is_file():
            console.print(f"{target} is finished: there is nothing to go on with.", markup=False, highlight=False)
            return
        console.print("No pass was finished before: starting at the beginning.")
        resume = False
    elif checkpoint.is_file() and not resume:
        console.print("An earlier training was stopped here; starting anew (--resume would go on with it).")
    with Console(stderr=True).status("Reading the pictures"):
        data = read_data(dataset, size=settings.size, seed=settings.seed)
    console.print(str(data.report), markup=False, highlight=False)
    with Console(stderr=True).status("Starting TensorFlow"):
        from course_utils.mask.training import train
    try:
        with _shown(console) as watch:
            training = train(data, settings, checkpoint=checkpoint, resume=resume, watch=watch)
    except KeyboardInterrupt:
        console.print(_stopped(checkpoint), markup=False, highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    _save(target, data, training)
    if plot is not None:
        _draw(plot, training)
    checkpoint.unlink(missing_ok=True)
    _conclude(console, data, training, dataset, target, plot)


def _save(target: Path, data: MaskData, training: Training) -> None:
    """Write the network, its description, and its history."""
    from course_utils.mask.model_file import ModelInfo, save_model
    from course_utils.paths import atomic_write

    settings = training.settings
    info = ModelInfo(
        classes=data.classes,
        size=settings.size,
        backbone=settings.backbone,
        dataset=data.name,
        parts={name: pictures.part() for name, pictures in data.parts.items()},
        settings=settings.model_dump() | {"learning_rate": settings.rate},
        seed=settings.seed,
        dev_accuracy=training.best.dev_accuracy,
    )
    history = [epoch.model_dump() for epoch in training.history]
    atomic_write(history_path(target), json.dumps(history, indent=1) + "\n")
    save_model(target, training.model, info)


def history_path(model: Path) -> Path:
    """Return where the numbers of all epochs stand: beside the network, ``NAME.history.json``."""
    return model.with_suffix(".history.json")


def _draw(plot: Path, training: Training) -> None:
    from course_utils.figures.training import training_curves
    from course_utils.paths import atomic_write

    drawing = training_curves(training.history)
    if plot.suffix.lower() == ".png":
        atomic_write(plot, drawing.png())
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"plot{plot.suffix.lower()}"
        drawing.figure.savefig(made)
        atomic_write(plot, made.read_bytes())


def _conclude(
    console: Console, data: MaskData, training: Training, dataset: Path | None, target: Path, plot: Path | None
) -> None:
    """Say how good the network is, on pictures that had no part in anything, and what can be done next."""
    from course_utils.mask.data import batches
    from course_utils.mask.evaluation import wilson_interval

    test = data.parts["test"]
    probabilities = training.model.predict(batches(test.images, test.labels, batch_size=64), verbose=0)[:, 0]
    right = int(((probabilities >= 0.5) == (test.labels == 1)).sum())
    interval = wilson_interval(right, len(test))
    console.print(
        f"Kept: {_PHASES[training.best.phase]}, pass {training.best.number}. "
        f"Dev accuracy {training.best.dev_accuracy:.1%}; test accuracy {right / len(test):.1%} on {len(test):,} "
        f"pictures (95 % interval {interval.low:.1%} to {interval.high:.1%}).",
        markup=False,
        highlight=False,
    )
    written = f"Network: {target}" + (f"\nCurves: {plot}" if plot else "")
    words = [*(["--dataset", str(dataset)] if dataset else []), "--model", str(target)]
    console.print(f"{written}\nNext: course mask evaluate {shlex.join(words)}", markup=False, highlight=False)


def _stopped(checkpoint: Path) -> str:
    """Say what is left after Ctrl-C."""
    if not checkpoint.is_file():
        return "\nStopped before the first pass was finished: nothing to go on with."
    return (
        f"\nStopped. All finished passes are in {checkpoint}. The same command with --resume goes on, and ends as if "
        "it had never been stopped."
    )


def _check_beside(target: Path) -> None:
    """Fail before the training where it would write over files beside the network that are none of its own."""
    from pydantic import TypeAdapter

    from course_utils.mask.checkpoints import Epoch, checkpoint_path, read_checkpoint
    from course_utils.mask.model_file import info_path, load_info

    history, checkpoint = history_path(target), checkpoint_path(target)
    check_own(info_path(target), "the description of a mask network", lambda: load_info(target))
    epochs = TypeAdapter(list[Epoch])
    check_own(history, "the history of a training", lambda: epochs.validate_json(history.read_bytes()))
    check_own(checkpoint, "a checkpoint of a training", lambda: read_checkpoint(checkpoint))


@contextmanager
def _shown(console: Console) -> Iterator[Watch]:
    """Give a watch that shows a bar while a pass runs, and a line when it is over."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from course_utils.mask.training import Watch

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("features", total=None)

        class Bars(Watch):
            """Moves the bar, and prints a line for each epoch."""

            epochs = 0

            def phase(self, name: str, epochs: int, begun: int) -> None:
                self.epochs = epochs
                bars.update(task, description=f"{_PHASES[name]} {begun + 1}/{epochs}", total=None, completed=0)
                if begun:
                    console.print(f"Going on after pass {begun} ({_PHASES[name]}).")

            def step(self, done: int, steps: int) -> None:
                bars.update(task, completed=done, total=steps)

            def epoch(self, record: Epoch) -> None:
                console.print(
                    f"{_PHASES[record.phase]:<10} {record.number:>3}/{self.epochs}   loss {record.loss:.3f}   "
                    f"dev loss {record.dev_loss:.3f}   dev accuracy {record.dev_accuracy:.1%}   {record.seconds:.1f} s",
                    highlight=False,
                )
                following = min(record.number + 1, self.epochs)
                bars.update(task, description=f"{_PHASES[record.phase]} {following}/{self.epochs}", completed=0)

        yield Bars()


@contextmanager
def _said_in_one_line(target: Path) -> Iterator[None]:
    """Turn an error that says what to do into that sentence and exit code 1; a full disk gets its own."""
    with said_in_one_line():
        try:
            yield
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
                raise
            raise ValueError(
                f"There is no space left where {target.parent} lies. Free 50 MB, then give the same command with "
                "--resume: all passes but the last one are still there."
            ) from None
