"""Every number that a training depends on, by name, checked before it is used."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Backbone = Literal["bundled", "imagenet", "none"]


class Settings(BaseModel):
    """The hyperparameters. Same settings and same pictures on the same machine: same network.

    Attributes
    ----------
    backbone : {"bundled", "imagenet", "none"}
        Where training begins; with ``"none"`` everything is learned from scratch, in one phase.
    size : int
        Pixels on a side, a multiple of 32.
    head_epochs : int
        Most passes of phase 1, in which only the head learns, on features that are computed once.
    head_learning_rate : float
        Its step size at the start.
    variants : int
        Versions of each picture in phase 1: itself, and others that are changed at random.
    epochs : int
        Most passes of phase 2, in which the backbone's layers from ``top`` on learn too. 0 leaves it out.
    learning_rate : float, optional
        Its step size at the start; when left out, one that suits the backbone, and the largest from scratch.
    top : str
        The first layer of the backbone that learns in phase 2.
    batch_size : int
        Pictures that a step looks at.
    dropout : float
        Share of the features that is hidden from the head in training.
    augment : bool
        Whether pictures are changed at random in training.
    patience : int
        Passes without a better dev loss after which a phase ends.
    seed : int
        Of first weights, order, dropout, augmentation, and of the split where there is one to make.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    backbone: Backbone = "bundled"
    size: int = Field(default=96, ge=32, le=512, multiple_of=32)
    head_epochs: int = Field(default=30, ge=1, le=10_000)
    head_learning_rate: float = Field(default=5e-3, gt=0, le=1)
    variants: int = Field(default=2, ge=1, le=64)
    epochs: int = Field(default=12, ge=0, le=10_000)
    learning_rate: float | None = Field(default=None, gt=0, le=1)
    top: str = "Conv1"
    batch_size: int = Field(default=32, ge=1, le=4096)
    dropout: float = Field(default=0.2, ge=0, lt=1)
    augment: bool = True
    patience: int = Field(default=5, ge=1, le=10_000)
    seed: int = Field(default=0, ge=0, lt=2**31)

    @property
    def rate(self) -> float:
        """The step size with which phase 2 begins."""
        # Steps that suit the bundled weights tear ImageNet's apart, whose pictures were of another kind.
        usual = {"none": 2e-3, "bundled": 1.5e-3, "imagenet": 1e-4}
        return usual[self.backbone] if self.learning_rate is None else self.learning_rate

    @property
    def phases(self) -> tuple[str, ...]:
        """The names of the phases that these settings ask for."""
        if self.backbone == "none":
            return ("scratch",)
        return ("head", "top") if self.epochs else ("head",)


def checked_settings(**given: object) -> Settings:
    """Return settings, or say in a sentence which of them cannot be.

    Parameters
    ----------
    **given : object
        As in :class:`Settings`.

    Raises
    ------
    ValueError
        If a value is out of its range, or is not known.

    Examples
    --------
    >>> checked_settings(epochs=3).epochs
    3
    """
    try:
        settings = Settings.model_validate(given)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        said = first["msg"][0].lower() + first["msg"][1:]
        raise ValueError(f"{name} is {first['input']!r}: {said}.") from None
    if settings.backbone == "none" and not settings.epochs:
        raise ValueError("epochs is 0, and without a backbone there is nothing else to train. Ask for 1 at least.")
    return settings
