"""``course mask predict``: is this person wearing a mask?"""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import said_in_one_line

if TYPE_CHECKING:
    from course_utils.mask.predicting import Answer


def predict(
    images: Annotated[
        list[Path], typer.Argument(metavar="IMAGE...", readable=False, help="Pictures, or folders of them.")
    ],
    model: Annotated[
        Path | None,
        typer.Option(
            help="The network, .keras or .tflite (quicker); models/mask.keras in your own folder if left out."
        ),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="From this probability on, it is a mask; else the model's own.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object for each picture, a line each.")] = False,
) -> None:
    """Say for each picture whether the face in it wears a mask. Folders are searched with all that is in them.

    What cannot be read is named, and the rest is answered. Exit code 1 means that something could not be read.

    Example: course mask predict photo.jpg holidays/ --model mask-int8.tflite
    """
    with said_in_one_line():
        from course_utils.mask.model_file import default_path
        from course_utils.mask.predicting import load_predictor, predict_files

        predictor = load_predictor(expanded(model or default_path()))
        counts: Counter[str] = Counter()
        start = time.perf_counter()
        for answer in predict_files(predictor, map(expanded, images), threshold=threshold):
            counts[answer.label or ""] += 1
            print(_json(answer) if as_json else _line(answer), flush=True)
        seconds = time.perf_counter() - start
    unread = counts.pop("", 0)
    told = ", ".join(f"{number:,} {label}" for label, number in sorted(counts.items())) or "no picture answered"
    rate = f"; {counts.total() / seconds:,.0f} pictures a second" if counts.total() > 1 else ""
    Console(stderr=True, soft_wrap=True).print(
        told + (f", {unread:,} not read" if unread else "") + rate, markup=False, highlight=False
    )
    raise typer.Exit(1 if unread else 0)


def _line(answer: Answer) -> str:
    """Return an answer for people: one line, also where a file's name holds a line's end or a terminal's commands."""
    from course_utils.mask.layout import encodable

    if answer.probability is None:
        line = f"{'not read':<14}        {answer.file}: {answer.problem}"
    else:
        line = f"{answer.label:<14} {answer.probability:6.1%} {answer.file}"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in encodable(line))


def _json(answer: Answer) -> str:
    """Return an answer for programs."""
    facts = {"file": str(answer.file), "label": answer.label, "probability": answer.probability}
    return json.dumps(facts if answer.problem is None else {"file": str(answer.file), "problem": answer.problem})
