"""A model card, written from what was measured, and silent about what was not.

Derived in lesson 25.

References
----------
M. Mitchell et al., "Model cards for model reporting", 2019.
"""

from __future__ import annotations

from collections.abc import Sequence

from course_utils.mask.data import BUNDLED
from course_utils.mask.evaluation import CLASS, WORN_INCORRECTLY, Evaluation, Slice, first_look
from course_utils.mask.export import Measured
from course_utils.mask.model_file import ModelInfo
from course_utils.mask.report import (
    FORM_HEADINGS,
    SLICE_HEADINGS,
    calibration_sentence,
    cost_sentence,
    form_rows,
    slice_rows,
    slices_sentence,
    summary_rows,
)

_BACKBONES = {
    "bundled": "MobileNetV2 (alpha 0.35), pre-trained by this course on pictures that it made itself",
    "imagenet": "MobileNetV2 (alpha 0.35), pre-trained on ImageNet",
    "none": "MobileNetV2 (alpha 0.35), trained from scratch",
}
#: A group this far below the whole is named in the summary of the card.
TOLERANCE = 0.03


def model_card(
    info: ModelInfo,
    evaluation: Evaluation,
    *,
    name: str,
    told: Sequence[str] = (),
    forms: Sequence[Measured] = (),
) -> str:
    """Write what a network is for, how good it is, for whom, and what nobody knows about it.

    Every number comes from the arguments; there is no sentence about quality without one.

    Parameters
    ----------
    info : ModelInfo
    evaluation : Evaluation
    name : str
        Of the network's file.
    told : sequence of str
        About the pictures that it was measured on.
    forms : sequence of Measured
        The network's files, measured.

    Returns
    -------
    str
        Markdown.
    """
    sections = [
        f"# Model card: {name}",
        _details(info),
        _uses(),
        _data(info, told),
        _measures(evaluation),
        _groups(evaluation.slices),
        _limits(info, evaluation),
        _files(forms),
        _not_measured(evaluation, forms),
    ]
    return "\n\n".join(sections) + "\n"


def _details(info: ModelInfo) -> str:
    learned = ", ".join(f"{key} {value}" for key, value in info.settings.items()) or "not recorded"
    return "\n".join(
        [
            "## Model details",
            "",
            f"- **What it does:** says how probable it is that the one face in a picture of {info.size} × {info.size} "
            f"pixels wears a mask. From probability {info.threshold:g} on, the answer is `{info.classes[1]}`, else "
            f"`{info.classes[0]}`.",
            f"- **What it is:** {_BACKBONES[info.backbone]}, with global average pooling and one logistic unit. It "
            "takes raw pixels, 0 to 255; scaling is inside.",
            f"- **Settings:** {learned}; seed {info.seed}.",
            "- **Versions:** " + ", ".join(f"{key} {value}" for key, value in info.versions.items()) + ".",
        ]
    )


def _uses() -> str:
    return "\n".join(
        [
            "## Intended use",
            "",
            "- Learning and teaching how a classifier is built, judged and exported.",
            "- A starting point for a tool that counts masks in pictures whose people know and agree, after it was "
            "measured on pictures from that very place.",
            "",
            "## Not intended",
            "",
            "- Deciding about a person: entry, service, work, punishment.",
            "- Watching people who have not agreed, or finding out who somebody is.",
            "- Medical or safety statements: it sees whether there is a mask, not whether the mask protects.",
            "- Pictures without a face, with several faces, or with a face that is not cut out: it answers all the "
            "same.",
        ]
    )


def _data(info: ModelInfo, told: Sequence[str]) -> str:
    source = "the shipped faces of the course, which are drawings" if info.dataset == BUNDLED else f"`{info.dataset}`"
    sizes = ", ".join(f"{len(part.files):,} for {name}" for name, part in info.parts.items()) or "sizes not recorded"
    lines = ["## Data", "", f"- **Training:** {source} ({sizes})."]
    return "\n".join([*lines, *(f"- {sentence}" for sentence in told)])


def _measures(evaluation: Evaluation) -> str:
    return "\n".join(
        [
            "## Measures",
            "",
            *_table(("measure", "value", "95 % interval"), summary_rows(evaluation)),
            "",
            "A positive is a mask. The interval of the accuracy is Wilson's, that of the area is a bootstrap; both "
            "take the pictures as independent, which several of one person are not quite.",
            "",
            "## Thresholds",
            "",
            cost_sentence(evaluation),
            "",
            "## Calibration",
            "",
            calibration_sentence(evaluation),
        ]
    )


def _groups(slices: Sequence[Slice]) -> str:
    first = first_look(slices)
    under = sorted(
        (one for one in first if one.difference < -TOLERANCE and one.attribute != WORN_INCORRECTLY),
        key=lambda one: one.difference,
    )
    named = ", ".join(f"{one.name} ({100 * one.difference:+.1f}, n = {one.n})" for one in under)
    wrongly = next((one for one in slices if one.attribute == WORN_INCORRECTLY and one.group == "all"), None)
    aside = (
        f"Of {wrongly.n:,} faces whose mask is worn incorrectly, {wrongly.false_positives:,} "
        f"({wrongly.false_positives / wrongly.n:.1%}) are called masked. They are no part of the numbers above."
        if wrongly
        else ""
    )
    told = [
        slices_sentence(slices),
        f"Of those in the table, more than {100 * TOLERANCE:g} points under the whole: {named or 'none'}.",
        aside,
    ]
    return "\n".join(["## Groups", "", " ".join(filter(None, told)), "", *_table(SLICE_HEADINGS, slice_rows(first))])


def _limits(info: ModelInfo, evaluation: Evaluation) -> str:
    counted = evaluation.confusion
    lines = [
        f"- It is wrong on {counted.n - counted.right:,} of the {counted.n:,} pictures here: "
        f"{counted.false_positives:,} bare faces are called masked, {counted.false_negatives:,} masked ones bare.",
        "- The two classes are about equally frequent in what it learned from. Where masks are rarer or more frequent, "
        "precision is another one, and so is the cheapest threshold.",
    ]
    if info.dataset == BUNDLED:
        lines.append("- It learned from drawings. Nothing here says how it does on photographs.")
    return "\n".join(["## Limits", "", *lines])


def _files(forms: Sequence[Measured]) -> str:
    if not forms:
        return "## Latency\n\nNot measured."
    return "\n".join(["## Latency", "", "One picture, one core, median.", "", *_table(FORM_HEADINGS, form_rows(forms))])


def _not_measured(evaluation: Evaluation, forms: Sequence[Measured]) -> str:
    lines = [
        "other places, cameras and years than those of the pictures above",
        "two attributes at a time, such as skin tone and glasses together",
        "what people do with the answers, and what a wrong one does to them",
        "deliberate deception: a printed mask, a hand, a scarf held up",
        "the machine that it will run on, other than the one that measured the latency"
        if forms
        else "latency, on any machine",
    ]
    if all(one.attribute in (CLASS, WORN_INCORRECTLY) for one in evaluation.slices):
        lines.insert(0, "groups of people: nothing is known about who is in the pictures")
    if not any(one.attribute == WORN_INCORRECTLY for one in evaluation.slices):
        lines.insert(0, "masks that are worn incorrectly")
    return "\n".join(["## Not measured", "", *(f"- {line};" for line in lines[:-1]), f"- {lines[-1]}."])


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a Markdown table, numbers to the right."""
    rule = "|---|" + "---:|" * (len(headings) - 1)
    return [
        "| " + " | ".join(headings) + " |",
        rule,
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows),
    ]
