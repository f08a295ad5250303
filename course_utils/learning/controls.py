"""The few controls that quizzes and predictions are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_lowercase

import ipywidgets

from course_utils.learning.accessibility import Accessible
from course_utils.learning.presentation import Card, inline

_TEXT = (
    "line-height:1.5; max-width:56em; color:var(--jp-content-font-color1, inherit); "
    "font-family:var(--jp-content-font-family, sans-serif); font-size:var(--jp-content-font-size1, 14px);"
)


class Panel(ipywidgets.VBox):
    """A box of controls that leaves words where no front end draws it: on the web, on paper, in a test.

    Parameters
    ----------
    children : sequence of Widget
        The controls.
    text : str
        What stands there instead.
    """

    def __init__(self, children: Sequence[ipywidgets.Widget], text: str) -> None:
        self._text = text
        super().__init__(children)

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        bundle = super()._repr_mimebundle_(**options)
        still = f"<div style='{_TEXT} white-space:pre-wrap'>{inline(self._text)}</div>"
        return {**bundle, "text/plain": self._text, "text/html": still}

    def __repr__(self) -> str:
        return self._text


def words(text: str, *, strong: bool = False) -> str:
    """Return words as HTML for an `ipywidgets.HTMLMath`, which sets formulas without a network.

    Parameters
    ----------
    text : str
        Words, pieces of code in backquotes, formulas between dollar signs.
    strong : bool
        Whether they stand out.

    Returns
    -------
    str
    """
    weight = " font-weight:600;" if strong else ""
    return f"<div style='{_TEXT} white-space:normal;{weight}'>{inline(text)}</div>"


def spoken(card: Card) -> str:
    """Return a card as HTML that screen readers read out when it appears.

    Parameters
    ----------
    card : Card
        Feedback.

    Returns
    -------
    str
    """
    return f"<div role='status' aria-live='polite'>{card.to_html()}</div>"


def labels(choices: Sequence[str]) -> tuple[list[str], str]:
    """Return the labels of radio buttons or check boxes, and what must be said above them.

    Formulas are not set inside the labels of controls: when there are any, the choices are listed above and the labels
    are letters.

    Parameters
    ----------
    choices : sequence of str
        What is offered.

    Returns
    -------
    labels : list of str
    above : str
        HTML, empty when the labels say everything.
    """
    lettered = [f"{letter}) {choice}" for letter, choice in zip(ascii_lowercase, choices, strict=False)]
    if not any("$" in choice or "`" in choice for choice in choices):
        return lettered, ""
    return [f"{letter})" for letter in ascii_lowercase[: len(choices)]], "".join(map(words, lettered))


def radio(choices: Sequence[str]) -> tuple[ipywidgets.RadioButtons, str]:
    """Return radio buttons of which none is chosen yet, and the HTML to show above them; see `labels`.

    Parameters
    ----------
    choices : sequence of str
        What is offered.

    Returns
    -------
    RadioButtons
        Its ``index`` is the position of the choice, None before.
    str
    """
    names, above = labels(choices)
    layout = {"width": "max-content", "max_width": "100%"}
    orientation = "horizontal" if above else "vertical"  # letters alone fit into a row
    return ipywidgets.RadioButtons(options=names, index=None, orientation=orientation, layout=layout), above


def named(label: str) -> Accessible:
    """Return the widget that gives the controls in its box a name and the arrow keys.

    Parameters
    ----------
    label : str
        The name, for screen readers; marks for code, formulas and emphasis are taken out.

    Returns
    -------
    Accessible
    """
    return Accessible(inside=".widget-vbox", label=re.sub(r"[*`$]", "", label))
