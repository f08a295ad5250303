"""Training in two phases: first the head on features that stand still, then layers of the backbone with it.

:func:`train` does all of it; :func:`train_head` and :func:`fine_tune` are its two halves, for lessons that want to see
each one work.

Derived in lesson 24.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from course_utils.mask.backbone import load_backbone
from course_utils.mask.checkpoints import (
    Checkpoint,
    Epoch,
    Progress,
    check_same,
    read_checkpoint,
    write_checkpoint,
)
from course_utils.mask.data import MaskData, Pictures, batches
from course_utils.mask.model import augmentation, build_head, build_model, cached_features, freeze
from course_utils.mask.settings import Settings
from course_utils.quiet import quietly

with quietly():
    import keras

History = tuple[Epoch, ...]
#: Inputs (pictures or features) and labels.
Examples = tuple[NDArray, NDArray]
_LAST_STEP = 0.01  # of the first one: how small the cosine makes the steps


class Watch:
    """Told how a training goes. This one says nothing; a command or a lesson overrides what it wants to show."""

    def phase(self, name: str, epochs: int, begun: int) -> None:
        """A phase of at most so many epochs begins, or goes on after the first ``begun``."""

    def step(self, done: int, steps: int) -> None:
        """So many of the steps of an epoch are done."""

    def epoch(self, record: Epoch) -> None:
        """An epoch is over."""


@dataclass(frozen=True)
class Training:
    """A finished training.

    Attributes
    ----------
    model : keras.Model
        Pixels in [0, 255] to the probability of a mask, with the best weights.
    settings : Settings
    history : tuple of Epoch
        All epochs of all phases.
    """

    model: keras.Model
    settings: Settings
    history: History

    @property
    def best(self) -> Epoch:
        """The epoch whose weights the network has: the lowest dev loss of all phases."""
        return best_epoch(self.history)


def train(
    data: MaskData,
    settings: Settings | None = None,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    watch: Watch | None = None,
) -> Training:
    """Train a network on the train part, and choose its weights by the dev part. The test part is not looked at.

    Parameters
    ----------
    data : MaskData
    settings : Settings, optional
        The defaults, when left out.
    checkpoint : Path, optional
        A file that is written after each epoch, so that a training that was stopped can go on.
    resume : bool
        True goes on from that file. The weights in the end are those of a training that was never stopped.
    watch : Watch, optional
        Told how it goes.

    Returns
    -------
    Training

    Raises
    ------
    FileNotFoundError
        If there is no checkpoint to go on from.
    ValueError
        If the checkpoint belongs to other settings or pictures, or the loss grows beyond all bounds.
    OSError
        If a checkpoint cannot be written.
    """
    settings, watch = settings or Settings(), watch or Watch()
    keras.utils.set_random_seed(settings.seed)
    learned, chosen = data.parts["train"], data.parts["dev"]
    fingerprints = {part: data.parts[part].part().fingerprint for part in ("train", "dev")}
    begun = None
    if resume and checkpoint is not None:
        begun = read_checkpoint(checkpoint)
        check_same(begun, settings, fingerprints)
    earlier = begun.earlier if begun else ()

    def keeper(phase: str) -> Callable[[Progress], None] | None:
        if checkpoint is None:
            return None
        return lambda progress: write_checkpoint(
            checkpoint, Checkpoint(settings, fingerprints, earlier, phase, progress)
        )

    def begun_in(phase: str) -> Progress | None:
        return begun.progress if begun and begun.phase == phase else None

    scratch = settings.backbone == "none"
    backbone = load_backbone(None if settings.backbone == "none" else settings.backbone, size=settings.size)
    head = build_head(backbone.output_shape[-1], dropout=settings.dropout, seed=settings.seed)
    last = settings.phases[-1]
    if not scratch and (begun is None or begun.phase == "head"):
        features = head_examples(backbone, learned, settings), head_examples(backbone, chosen, settings, variants=1)
        earlier += train_head(head, *features, settings, begun=begun_in("head"), keep=keeper("head"), watch=watch)
    if last != "head":
        freeze(backbone, up_to=backbone.layers[0].name if scratch else settings.top, batch_norm=scratch)
        model = build_model(backbone, head, augment=augmentation(settings.seed) if settings.augment else None)
        to_beat = min((epoch.dev_loss for epoch in earlier), default=math.inf)
        earlier += fine_tune(
            model,
            learned,
            chosen,
            settings,
            to_beat=to_beat,
            begun=begun_in(last),
            keep=keeper(last),
            watch=watch,
        )
    return Training(build_model(backbone, head, probability=True), settings, earlier)


def head_examples(
    backbone: keras.Model, pictures: Pictures, settings: Settings, *, variants: int | None = None
) -> Examples:
    """Return the frozen backbone's features of pictures, with their labels, as :func:`train_head` wants them.

    Parameters
    ----------
    backbone : keras.Model
    pictures : Pictures
    settings : Settings
        ``variants``, ``augment`` and ``seed`` are used.
    variants : int, optional
        Instead of the settings' number.

    Returns
    -------
    features : ndarray of float32, shape (variants * m, features)
    labels : ndarray of int, shape (variants * m,)
    """
    versions = (variants or settings.variants) if settings.augment else 1
    features = cached_features(backbone, pictures.images, augment=augmentation(settings.seed), variants=versions)
    return features, np.tile(pictures.labels, versions)


def train_head(
    head: keras.Model,
    learned: Examples,
    chosen: Examples,
    settings: Settings,
    *,
    begun: Progress | None = None,
    keep: Callable[[Progress], None] | None = None,
    watch: Watch | None = None,
) -> History:
    """Phase 1: train the head on features, and leave it with its best weights.

    Parameters
    ----------
    head : keras.Model
        As :func:`~course_utils.mask.model.build_head` gives it; changed in place.
    learned, chosen : tuple of (features, labels)
        To learn from, and to choose the best weights by, as :func:`head_examples` gives them.
    settings : Settings
        ``head_epochs``, ``head_learning_rate``, ``batch_size``, ``patience`` and ``seed`` are used.
    begun, keep, watch
        As in :func:`run_phase`.

    Returns
    -------
    tuple of Epoch
    """
    plan = Plan("head", settings.head_epochs, settings.head_learning_rate, settings)
    return run_phase(head, learned, chosen, plan, begun=begun, keep=keep, watch=watch)


def fine_tune(
    model: keras.Model,
    learned: Pictures,
    chosen: Pictures,
    settings: Settings,
    *,
    to_beat: float = math.inf,
    begun: Progress | None = None,
    keep: Callable[[Progress], None] | None = None,
    watch: Watch | None = None,
) -> History:
    """Phase 2: train all layers of a network that are not frozen, and leave it with its best weights.

    Parameters
    ----------
    model : keras.Model
        As :func:`~course_utils.mask.model.build_model` gives it; changed in place. What learns is for
        :func:`~course_utils.mask.model.freeze` to say.
    learned, chosen : Pictures
        To learn from, and to choose the best weights by.
    settings : Settings
        ``epochs``, ``rate``, ``batch_size``, ``patience`` and ``seed`` are used.
    to_beat, begun, keep, watch
        As in :func:`run_phase`.

    Returns
    -------
    tuple of Epoch
    """
    plan = Plan(settings.phases[-1], settings.epochs, settings.rate, settings)
    examples = (learned.images, learned.labels), (chosen.images, chosen.labels)
    return run_phase(model, *examples, plan, to_beat=to_beat, begun=begun, keep=keep, watch=watch)


@dataclass(frozen=True)
class Plan:
    """What a phase is to do.

    Attributes
    ----------
    name : {"head", "top", "scratch"}
    epochs : int
        At most.
    learning_rate : float
        Of the first step; it falls along half a cosine to a hundredth.
    settings : Settings
        ``batch_size``, ``patience`` and ``seed`` are used.
    """

    name: str
    epochs: int
    learning_rate: float
    settings: Settings


def run_phase(
    model: keras.Model,
    learned: Examples,
    chosen: Examples,
    plan: Plan,
    *,
    to_beat: float = math.inf,
    begun: Progress | None = None,
    keep: Callable[[Progress], None] | None = None,
    watch: Watch | None = None,
) -> History:
    """Train what is not frozen until the dev loss has not fallen for a while, and take the best weights.

    Parameters
    ----------
    model : keras.Model
        Ends in a logit; changed in place.
    learned, chosen : tuple of (inputs, labels)
    plan : Plan
    to_beat : float
        The dev loss that the model has already. If no epoch is better, it gets the weights back with which it came.
    begun : Progress, optional
        Where a stopped phase goes on.
    keep : callable, optional
        Called with the progress after each epoch, before anybody is told about it.
    watch : Watch, optional

    Returns
    -------
    tuple of Epoch
        Of the whole phase, those before it was stopped included.

    Raises
    ------
    ValueError
        If the loss is no longer a number.
    """
    watch, settings = watch or Watch(), plan.settings
    steps = math.ceil(len(learned[1]) / settings.batch_size)
    compile_for(model, plan.learning_rate, plan.epochs * steps)
    history: History = ()
    best: tuple[NDArray, ...] = tuple(model.get_weights())
    if begun is not None:
        history, best = begun.history, begun.best
        _assign(model.variables, begun.variables)
        _assign(model.optimizer.variables, begun.optimizer)
    watch.phase(plan.name, plan.epochs, len(history))
    counter = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: watch.step(batch + 1, steps))
    while len(history) < plan.epochs and not is_stuck(history, settings.patience):
        number, start = len(history) + 1, time.perf_counter()
        order = _order(len(learned[1]), settings.seed, plan.name, number)
        seen = model.fit(
            batches(*learned, batch_size=settings.batch_size, order=order),
            shuffle=False,
            verbose=0,
            callbacks=[counter],
        )
        dev = model.evaluate(batches(*chosen, batch_size=64), verbose=0, return_dict=True)
        record = Epoch(
            phase=plan.name,
            number=number,
            loss=seen.history["loss"][0],
            accuracy=seen.history["accuracy"][0],
            dev_loss=dev["loss"],
            dev_accuracy=dev["accuracy"],
            learning_rate=float(model.optimizer.learning_rate),
            seconds=time.perf_counter() - start,
        )
        if not (math.isfinite(record.loss) and math.isfinite(record.dev_loss)):
            raise ValueError(
                f"In epoch {number} the loss is no longer a number: the steps are too large. Try a learning rate of "
                f"{plan.learning_rate / 10:g}."
            )
        history += (record,)
        if best_epoch(history) is record and record.dev_loss < to_beat:
            best = tuple(model.get_weights())
        if keep is not None:
            keep(Progress(history, _values(model.variables), _values(model.optimizer.variables), best))
        watch.epoch(record)
    model.set_weights(list(best))
    return history


def compile_for(model: keras.Model, learning_rate: float, steps: int) -> None:
    """Get a network that ends in a logit ready for training.

    Parameters
    ----------
    model : keras.Model
    learning_rate : float
        Adam's, in the first step; it falls along half a cosine to a hundredth in the last one.
    steps : int
        How many there will be at most.

    References
    ----------
    D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015. I. Loshchilov and F. Hutter, "SGDR:
    stochastic gradient descent with warm restarts", 2017.
    """
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps, alpha=_LAST_STEP)
    model.compile(
        keras.optimizers.Adam(schedule),
        keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],  # log-odds 0 are a probability of 0.5
        jit_compile=False,  # on two cores compiling takes longer than it saves
    )
    model.optimizer.build(model.trainable_variables)


def best_epoch(history: History | list[Epoch]) -> Epoch:
    """Return the epoch with the lowest dev loss, the first one where several have it."""
    return min(history, key=lambda epoch: epoch.dev_loss)


def is_stuck(history: History, patience: int) -> bool:
    """Say whether the dev loss has not fallen below its lowest for ``patience`` epochs (early stopping)."""
    return bool(history) and history[-1].number - best_epoch(history).number >= patience


def _order(count: int, seed: int, phase: str, number: int) -> NDArray[np.intp]:
    """Return an epoch's own order: it depends on nothing that happened before, so that any epoch can be repeated."""
    return np.random.default_rng([seed, *phase.encode("ascii"), number]).permutation(count)


def _values(variables: list[keras.Variable]) -> tuple[NDArray, ...]:
    return tuple(variable.numpy() for variable in variables)


def _assign(variables: list[keras.Variable], values: tuple[NDArray, ...]) -> None:
    if [tuple(variable.shape) for variable in variables] != [value.shape for value in values]:
        raise ValueError(
            "The checkpoint belongs to a network of another shape: the course or Keras has changed since. Start again "
            "without --resume."
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
