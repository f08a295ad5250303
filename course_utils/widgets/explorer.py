"""Controls wired to a simulation and a scene. A widget is data: see `Recipe`.

Why two outputs? The controls live only where a kernel runs. The picture is an ordinary picture, shown through a display
handle and replaced on every move, so that it is still there in a reader on the web, in an HTML export, and when the
notebook is opened again. (An ``Output`` widget, and so ``interact``, leaves nothing behind and can hang automation.)
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Generic, Protocol, TypeVar

import ipywidgets as ipw
from IPython.display import DisplayHandle, display

from course_utils.figures.scene import Scene
from course_utils.learning.accessibility import Accessible
from course_utils.widgets.status import Status

Result = TypeVar("Result")
Value = float | int | bool | str


class Control(Protocol):
    """What a recipe says about one control: its name, its first value, and the widget that it becomes."""

    @property
    def label(self) -> str:
        """What the number is, as the learner reads it: 18 letters at most."""

    @property
    def value(self) -> Value:
        """The first value."""

    def widget(self) -> ipw.ValueWidget:
        """Return the ipywidgets control."""

    def nearest(self, value: Value) -> Value:
        """Return the value of the slider's position that is nearest to `value`."""


@dataclass(frozen=True)
class Slider:
    """A slider over evenly spaced whole numbers.

    Attributes
    ----------
    label : str
        What the number is, as the learner reads it.
    value, low, high, step : int
        First value, both ends, distance between two positions.
    """

    label: str
    value: int
    low: int
    high: int
    step: int = 1

    def widget(self) -> ipw.ValueWidget:
        """Return the ipywidgets slider."""
        return ipw.IntSlider(self.value, min=self.low, max=self.high, step=self.step, **_look(self.label))

    def nearest(self, value: Value) -> Value:
        """Return the value of the nearest position."""
        steps = round((float(value) - self.low) / self.step)
        return min(max(self.low + steps * self.step, self.low), self.high)


@dataclass(frozen=True)
class LogSlider:
    """A slider on which every step multiplies, over numbers that are easy to say: 0.1, 0.11, 0.12, ... 0.2, 0.22, ...

    Attributes
    ----------
    label : str
        What the number is, as the learner reads it.
    value, low, high : float
        First value and both ends, numbers of that kind.
    """

    label: str
    value: float
    low: float
    high: float

    @property
    def positions(self) -> list[float]:
        """All values of the slider."""
        powers = range(math.floor(math.log10(self.low)), math.floor(math.log10(self.high)) + 1)
        numbers = [float(f"{leading}e{power - 1}") for power in powers for leading in _EASY]
        return [number for number in numbers if self.low <= number <= self.high]

    def widget(self) -> ipw.ValueWidget:
        """Return the ipywidgets slider, which reads aloud the number itself and not its exponent."""
        options = [(f"{number:g}", number) for number in self.positions]
        return ipw.SelectionSlider(options=options, value=self.value, **_look(self.label))

    def nearest(self, value: Value) -> Value:
        """Return the value of the nearest position, in proportion."""
        return min(self.positions, key=lambda position: abs(math.log(position / float(value))))


@dataclass(frozen=True)
class Choice:
    """A slider over a handful of values.

    Attributes
    ----------
    label : str
        What is chosen, as the learner reads it.
    value : float or str
        First value, one of the options.
    options : tuple
        All values, from left to right.
    """

    label: str
    value: Value
    options: tuple[Value, ...]

    def widget(self) -> ipw.ValueWidget:
        """Return the ipywidgets slider, which reads aloud the value itself."""
        named = [(option if isinstance(option, str) else f"{option:g}", option) for option in self.options]
        return ipw.SelectionSlider(options=named, value=self.value, **_look(self.label))

    def nearest(self, value: Value) -> Value:
        """Return the nearest option; a text must be one of them."""
        if value in self.options:
            return value
        if isinstance(value, str):
            raise ValueError(f"There is no {value!r} for {self.label}; there are {', '.join(map(str, self.options))}.")
        return min(self.options, key=lambda option: abs(float(option) - float(value)))


@dataclass(frozen=True)
class Challenge(Generic[Result]):
    """A task whose success the widget notices.

    Attributes
    ----------
    task : str
        What to reach, as one sentence.
    solved : callable
        Takes the result; true when the task is done.
    praise : str
        What the learner has shown, as one sentence.
    """

    task: str
    solved: Callable[[Result], bool]
    praise: str


@dataclass(frozen=True)
class Recipe(Generic[Result]):
    """Everything that makes one widget different from another.

    Attributes
    ----------
    title : str
        Names the widget, also where no kernel runs.
    simulate : callable
        Takes the controls' values and ``seed`` by name; returns a result.
    scene : callable
        Makes the `Scene` that draws such a result.
    controls : mapping of str to Control
        At most four, by the name of the argument that they set.
    presets : mapping of str to mapping
        Regimes by name: the values of some or all controls.
    tries : tuple of str
        Two or three things to predict and then try.
    challenge : Challenge
        The task.
    seed : int or None
        The first seed; None for a simulation without chance, which then takes no ``seed`` and has no "New seed".
    """

    title: str
    simulate: Callable[..., Result]
    scene: Callable[[], Scene[Result]]
    controls: Mapping[str, Control]
    presets: Mapping[str, Mapping[str, Value]]
    tries: tuple[str, ...]
    challenge: Challenge[Result]
    seed: int | None = None


class Explorer(Generic[Result]):
    """A widget, made from its recipe. The last expression of a cell shows it.

    Attributes
    ----------
    controls : dict of str to widget
        The ipywidgets controls by name; setting ``controls["rate"].value`` is what moving the slider does.
    result : object or None
        What the simulation gave last.
    sentence : str
        What the picture shows, in words: status line, alt text and plain text.
    error : str
        What went wrong in the last update, empty when nothing did. The picture then is the one before.
    solved : bool
        Whether the challenge has been met since the widget was made.
    seed : int or None
        The seed in use.
    updates : int
        How often the picture has been made anew.

    Examples
    --------
    >>> from course_utils import widgets
    >>> explorer = widgets.threshold()
    >>> explorer.set(threshold=0)
    >>> explorer.result.missed
    0
    """

    def __init__(self, recipe: Recipe[Result]) -> None:
        self.recipe = recipe
        self.seed = recipe.seed
        self.controls = {name: control.widget() for name, control in recipe.controls.items()}
        self.result: Result | None = None
        self.sentence = ""
        self.error = ""
        self.solved = False
        self.updates = 0
        self._scene = recipe.scene()
        self._picture: DisplayHandle | None = None
        self._held = False
        self._status, self._error_line, self._challenge = Status(), ipw.HTML(), ipw.HTML()
        self._accessible = Accessible()
        self.panel = self._arrange()
        for control in self.controls.values():
            control.observe(lambda change: self._update(), names="value")
        self._update()

    @property
    def values(self) -> dict[str, Value]:
        """The controls' values by name."""
        return {name: control.value for name, control in self.controls.items()}

    def set(self, **values: Value) -> None:
        """Set several controls and redraw once.

        Parameters
        ----------
        **values
            New values by the controls' names; a slider goes to its nearest position. Those that are not named stay.

        Raises
        ------
        ValueError
            If there is no control of that name.
        """
        unknown = sorted(set(values) - set(self.controls))
        if unknown:
            raise ValueError(f"{self.recipe.title} has no control {unknown[0]!r}; it has {', '.join(self.controls)}.")
        with self._one_update():
            for name, value in values.items():
                self.controls[name].value = self.recipe.controls[name].nearest(value)

    def reset(self) -> None:
        """Put every control back to its first value. The seed stays."""
        self.set(**{name: control.value for name, control in self.recipe.controls.items()})

    def new_seed(self) -> None:
        """Draw other random numbers; the controls stay."""
        if self.seed is None:
            raise ValueError(f"{self.recipe.title} has no chance in it, so there is no seed to change.")
        with self._one_update():
            self.seed += 1

    @contextmanager
    def _one_update(self) -> Iterator[None]:
        """Collect several changes into one redraw."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self._update()

    def _update(self) -> None:
        """Simulate, draw, say; an error is shown in words and leaves the last picture."""
        if self._held:
            return
        chance = {} if self.seed is None else {"seed": self.seed}
        try:
            result = self.recipe.simulate(**self.values, **chance)
            self._scene.update(result)
            self.sentence = self._scene.describe(result)
        except Exception as problem:  # whatever it is, the learner reads it below the controls
            self.error = f"{type(problem).__name__}: {problem}"
        else:
            self.error = ""
            self.result = result
            self.updates += 1
            self.solved = self.solved or bool(self.recipe.challenge.solved(result))
        self._write()
        if self._picture is not None and not self.error:
            data, metadata = self._bundle()
            self._picture.update(data, raw=True, metadata=metadata)

    def _write(self) -> None:
        """Bring status, error and challenge lines up to date."""
        self._status.text = self.sentence
        self._error_line.value = f'<div role="alert" style="{_ALERT}">{escape(self.error)}</div>' if self.error else ""
        self._accessible.alt = self.sentence
        challenge = self.recipe.challenge
        if self.solved:
            line = f'<b style="{_GOOD}">✓ Challenge met.</b> {escape(challenge.praise)}'
        else:
            line = f"<b>Challenge.</b> {escape(challenge.task)}"
        self._challenge.value = f'<div style="{_TEXT}">{line}</div>'

    def _arrange(self) -> ipw.VBox:
        """Put the controls, the texts and the buttons in a column."""
        tries = "".join(f"<li>{escape(text)}</li>" for text in self.recipe.tries)
        presets = [self._button(name, partial(self.set, **preset)) for name, preset in self.recipe.presets.items()]
        again = [self._button("Reset", self.reset, icon="undo")]
        if self.seed is not None:
            again.append(self._button("New seed", self.new_seed, icon="random"))
        rows = [
            ipw.HTML(f'<div style="{_TEXT}"><b>Predict, then try.</b><ol style="{_LIST}">{tries}</ol></div>'),
            ipw.VBox(list(self.controls.values())),
            ipw.HBox([*presets, ipw.HTML("&ensp;"), *again], layout={"flex_flow": "row wrap"}),
            self._challenge,
            self._status,
            self._error_line,
            self._accessible,
        ]
        return _Panel(rows, f"{self.recipe.title}: run this cell in JupyterLab to get the controls.")

    @staticmethod
    def _button(text: str, action: Callable[[], None], icon: str = "") -> ipw.Button:
        """Make a button that is as wide as its text."""
        button = ipw.Button(description=text, icon=icon, layout={"width": "auto"})
        button.on_click(lambda _: action())
        return button

    def _bundle(self) -> tuple[dict[str, str], dict[str, object]]:
        """Return the picture with its sentence, as Jupyter wants them."""
        if self.result is None:
            return {"text/plain": "No picture yet."}, {}
        width, height = self._scene.pixels
        picture = base64.b64encode(self._scene.png()).decode("ascii")
        metadata: dict[str, object] = {"image/png": {"alt": self.sentence, "width": width, "height": height}}
        return {"image/png": picture, "text/plain": self.sentence}, metadata

    def _ipython_display_(self) -> None:
        """Show the controls, and below them the picture."""
        data, metadata = self._bundle()
        self._status.lost = False  # the picture below is a new one
        display(self.panel)
        self._picture = display(data, raw=True, metadata=metadata, display_id=True)


class _Panel(ipw.VBox):
    """A column whose text, where no kernel runs, is a sentence."""

    def __init__(self, children: list[ipw.Widget], text: str) -> None:
        super().__init__(children)
        self._text = text

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, object]:
        """Return the widget's view with the sentence as plain text."""
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": self._text}


#: Two leading digits: steps of five to ten percent, thirty to a factor of ten.
_EASY = (*range(10, 20), *range(20, 30, 2), *range(30, 36, 3), *range(36, 40, 4), *range(40, 100, 5))
_TEXT = "line-height: 1.5; max-width: 840px"
_LIST = "margin: 0 0 4px 1.4em; padding: 0"
_ALERT = f"{_TEXT}; border-left: 4px solid var(--jp-error-color1, #D55E00); padding-left: 8px; font-weight: 600"
_GOOD = "color: var(--jp-success-color0, #1b7a43)"


def _look(label: str) -> dict[str, object]:
    """Return what all sliders have in common."""
    style, layout = {"description_width": "120px"}, {"width": "620px", "max_width": "98%"}
    return {"description": label, "style": style, "layout": layout}
