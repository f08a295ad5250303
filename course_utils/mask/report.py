"""Reports as one HTML page that needs nothing else: pictures inside, no script, no address."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol

from course_utils.mask.evaluation import CLASS, WORN_INCORRECTLY, Evaluation, Interval, Slice, first_look
from course_utils.mask.export import Measured
from course_utils.mask.model_file import ModelInfo

Row = Sequence[str]

_STYLE = """
:root { color-scheme: light dark; --ink: #202124; --paper: #fcfcfa; --line: #dcdcd8; --link: #0072B2;
  --quiet: #595959; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e4; --paper: #1b1c1e; --line: #4a4a48; --link: #56B4E9; --quiet: #b4b4b0; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  padding: 1.5rem; max-width: 60rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; color: var(--quiet); }
th, td { padding: .2rem .9rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums; }
td:not(:first-child), th:not(:first-child) { text-align: right; }
img { max-width: 100%; height: auto; border-radius: 6px; margin: .5rem 0; display: block; }
summary { cursor: pointer; color: var(--link); }
.scroll { overflow-x: auto; }
"""


class Picture(Protocol):
    """A picture that says what it shows, such as a ``figures.Drawing``."""

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""

    def png(self) -> bytes:
        """Return the file, with two dots for each screen pixel."""


class Page:
    """A page that grows from top to bottom.

    Parameters
    ----------
    title : str

    Examples
    --------
    >>> page = Page("Two numbers").text("They are small.").table(("name", "value"), [("one", "1"), ("two", "2")])
    >>> "<td>2</td>" in page.html()
    True
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self._parts: list[str] = []

    def heading(self, text: str) -> Page:
        """Begin a section."""
        return self._add(f"<h2>{escape(text)}</h2>")

    def text(self, text: str) -> Page:
        """Add a paragraph."""
        return self._add(f"<p>{escape(text)}</p>")

    def points(self, texts: Sequence[str]) -> Page:
        """Add a list."""
        return self._add("<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>")

    def table(self, headings: Row, rows: Sequence[Row], *, caption: str = "", folded: str = "") -> Page:
        """Add a table; the first column names the row. With ``folded``, its title, the table opens on a click."""
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(text)}</td>" for text in row[1:])}</tr>'
            for row in rows
        )
        told = f"<caption>{escape(caption)}</caption>" if caption else ""
        table = f'<div class="scroll"><table>{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        return self._add(f"<details><summary>{escape(folded)}</summary>{table}</details>" if folded else table)

    def picture(self, picture: Picture) -> Page:
        """Add a picture, with its alt text."""
        png = picture.png()
        width = int.from_bytes(png[16:20], "big") // 2  # stands in every PNG file's header
        code = base64.b64encode(png).decode("ascii")
        return self._add(f'<img src="data:image/png;base64,{code}" width="{width}" alt="{escape(picture.alt)}">')

    def html(self) -> str:
        """Return the page."""
        title = escape(self.title)
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
            + "\n".join(self._parts)
            + "\n</body>\n</html>\n"
        )

    def _add(self, part: str) -> Page:
        self._parts.append(part)
        return self


def evaluation_page(
    evaluation: Evaluation,
    info: ModelInfo,
    *,
    name: str,
    told: Sequence[str] = (),
    forms: Sequence[Measured] = (),
    pictures: Mapping[str, Picture] | None = None,
) -> str:
    """Return everything that was measured about a network, as a page.

    Parameters
    ----------
    evaluation : Evaluation
    info : ModelInfo
    name : str
        Of the network's file.
    told : sequence of str
        About the pictures that it was measured on.
    forms : sequence of Measured
        The network's files, measured.
    pictures : mapping of str to Picture, optional
        Those called ``"confusion"``, ``"roc"``, ``"precision_recall"``, ``"calibration"``, ``"cost"``, ``"slices"``,
        ``"mistakes"`` and ``"heat"`` stand in their sections.

    Returns
    -------
    str
    """
    pictures = pictures or {}
    page = Page(f"Evaluation of {name}")

    def drawn(*names: str) -> None:
        for one in names:
            if one in pictures:
                page.picture(pictures[one])

    page.points(list(told))
    page.heading("Right and wrong").table(("measure", "value", "95 % interval"), summary_rows(evaluation))
    drawn("confusion")
    page.heading("Over all thresholds")
    page.text("The model ranks pictures; a threshold turns ranks into answers. The curves show all thresholds at once.")
    drawn("roc", "precision_recall")
    page.heading("Calibration")
    page.text(calibration_sentence(evaluation))
    drawn("calibration")
    page.heading("The threshold for a stated cost")
    page.text(cost_sentence(evaluation))
    drawn("cost")
    page.heading("Groups")
    page.text(slices_sentence(evaluation.slices))
    drawn("slices")
    first = first_look(evaluation.slices)
    rest = [one for one in evaluation.slices if one not in first]
    page.table(SLICE_HEADINGS, slice_rows(first), folded=f"The {len(first)} groups as a table")
    if rest:
        page.table(SLICE_HEADINGS, slice_rows(rest), folded=f"{len(rest)} more groups, by every other attribute")
    if "mistakes" in pictures:
        page.heading("The surest mistakes")
        drawn("mistakes")
    if "heat" in pictures:
        page.heading("Where the model looks")
        page.text(
            "Grad-CAM weighs the cells of block 13's map by the model's gradients. Occlusion covers parts of the "
            "picture and asks again: blue parts speak for the answer, vermillion ones against it. Where the two "
            "disagree, believe neither too soon."
        )
        drawn("heat")
    if forms:
        page.heading("Files and speed").table(FORM_HEADINGS, form_rows(forms), caption="One picture, one core, median.")
    page.heading("The network").table(
        ("what", "value"),
        [
            ("trained on", info.dataset),
            ("backbone", info.backbone),
            ("seed", str(info.seed)),
            *((name, str(value)) for name, value in info.settings.items()),
            *((f"version of {name}", value) for name, value in info.versions.items()),
        ],
        folded="Settings and versions",
    )
    return page.html()


SLICE_HEADINGS = ("group", "pictures", "accuracy", "95 % interval", "difference", "false +", "false −")
FORM_HEADINGS = ("form", "size", "accuracy", "same answer", "milliseconds")


def summary_rows(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """Return name, value and interval of the main measures, for people."""
    counted, auc = evaluation.confusion, evaluation.auc
    return [
        ("pictures", f"{counted.n:,}", ""),
        ("threshold", f"{evaluation.threshold:.2f}", ""),
        ("accuracy", f"{counted.accuracy:.1%}", percent_interval(evaluation.accuracy)),
        ("precision", f"{counted.precision:.1%}", ""),
        ("recall", f"{counted.recall:.1%}", ""),
        ("specificity", f"{counted.specificity:.1%}", ""),
        ("F1", f"{counted.f1:.3f}", ""),
        (
            "area under the ROC curve",
            f"{evaluation.roc.auc:.4f}",
            f"{auc.low:.4f} to {auc.high:.4f}",
        ),
        ("average precision", f"{evaluation.precision_recall.average_precision:.4f}", ""),
        ("log loss", f"{evaluation.log_loss:.3f}", ""),
        ("expected calibration error", f"{evaluation.calibration.error:.3f}", ""),
    ]


def slice_rows(slices: Sequence[Slice]) -> list[tuple[str, ...]]:
    """Return groups as rows for :data:`SLICE_HEADINGS`; an asterisk marks those that stand out."""
    return [
        (
            one.name + (" *" if one.stands_out else ""),
            f"{one.n:,}",
            f"{one.accuracy:.1%}",
            percent_interval(one.interval),
            f"{100 * one.difference:+.1f}",
            f"{one.false_positives:,}",
            f"{one.false_negatives:,}",
        )
        for one in slices
    ]


def form_rows(forms: Sequence[Measured]) -> list[tuple[str, ...]]:
    """Return measured files as rows for :data:`FORM_HEADINGS`."""
    return [
        (
            one.name,
            f"{one.bytes / 1e6:.2f} MB",
            f"{one.accuracy:.1%} of {one.n:,}",
            f"{one.agreement:.1%}",
            f"{one.milliseconds:.2f}",
        )
        for one in forms
    ]


def calibration_sentence(evaluation: Evaluation) -> str:
    """Say what the calibration error means."""
    return (
        f"On average, the probability is {100 * evaluation.calibration.error:.1f} points away from the share of "
        f"pictures that really show a mask (expected calibration error {evaluation.calibration.error:.3f}, Brier score "
        f"{evaluation.calibration.brier:.3f})."
    )


def cost_sentence(evaluation: Evaluation) -> str:
    """Say which threshold is cheapest, and what that is worth."""
    cost, choice = evaluation.cost, evaluation.choice
    now, then = cost.per_picture(evaluation.confusion), cost.per_picture(evaluation.at_choice)
    where = (
        "chosen on other pictures of the same kind"
        if evaluation.chosen_elsewhere
        else "chosen on the very pictures that it is measured on, so that its cost is too good to be true"
    )
    return (
        f"Suppose that a bare face taken for a masked one costs {cost.false_positive:g}, and a masked face taken for a "
        f"bare one {cost.false_negative:g}. The cheapest threshold is then {choice.threshold:.3f}, {where}. Measured "
        f"here, an answer costs {then:.4f} with it, and {now:.4f} with the threshold {evaluation.threshold:.2f}. For "
        f"calibrated probabilities the cheapest threshold would be {choice.bayes_threshold:.3f}."
    )


def slices_sentence(slices: Sequence[Slice]) -> str:
    """Say how many groups stand out, and how many would by chance."""
    asked = [one for one in slices if one.attribute not in (CLASS, WORN_INCORRECTLY)]
    if not asked:
        return "Nothing is known about these pictures but their class, so that no group of people can be looked at."
    out = sum(one.stands_out for one in asked)
    return (
        f"{len(asked)} groups were looked at; in {out} of them (marked *) the accuracy of the whole lies outside the "
        f"95 % interval of the group. By chance alone, about {0.05 * len(asked):.0f} would. Small groups have wide "
        "intervals: that nothing stands out there does not mean that all is well."
    )


def percent_interval(interval: Interval) -> str:
    """Write an interval of shares."""
    return f"{interval.low:.1%} to {interval.high:.1%}"
