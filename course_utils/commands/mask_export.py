"""``course mask export``: small files for phones and for speed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import LARGEST_SEED, check_own, check_target, said_in_one_line, table

if TYPE_CHECKING:
    from course_utils.mask.export import Kind, Measured


class Form(StrEnum):
    """What can be written."""

    FLOAT32 = "float32"
    INT8 = "int8"
    BOTH = "both"


def export(
    model: Annotated[
        Path | None, typer.Option(help="The network, .keras; models/mask.keras in your own folder if left out.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="The folder to write into; the model's own when left out.")] = None,
    form: Annotated[Form, typer.Option("--format", help="Numbers that the file computes with.")] = Form.BOTH,
    dataset: Annotated[
        Path | None, typer.Option(help="The folder that the network was trained on; the shipped faces when left out.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Of the choice of pictures for calibration.")] = 0,
) -> None:
    """Write LiteRT files, and compare accuracy and speed before and after.

    Calibration uses training pictures, the comparison those of the dev part. Exit code 1 means that a file would have
    lost more than one point of accuracy, and was not written.

    Example: course mask export --model mask.keras --format int8
    """
    from course_utils.mask.model_file import default_path

    console = Console(soft_wrap=True)
    model = expanded(model or default_path())
    refused = []
    with said_in_one_line():
        from course_utils.mask.data import BUNDLED, read_data
        from course_utils.mask.export import KINDS, ExportRefusedError, calibration_pictures
        from course_utils.mask.export import export as write
        from course_utils.mask.predicting import KerasPredictor, load_predictor, use_one_core
        from course_utils.mask.report import FORM_HEADINGS, form_rows

        targets = {kind: _target(model, to, kind) for kind in KINDS if form in (Form.BOTH, kind)}
        dataset = dataset and expanded(dataset)
        with Console(stderr=True).status("Loading the network and the pictures"):
            use_one_core()
            predictor = load_predictor(model)
            if not isinstance(predictor, KerasPredictor):
                raise ValueError(f"{model} is exported already. Give the network that ends in .keras.")
            if dataset is None and predictor.info.dataset != BUNDLED:
                raise ValueError(
                    f"{model} was trained on {predictor.info.dataset}. Say where that folder is, by --dataset: "
                    "calibration and comparison need pictures of the same kind."
                )
            data = read_data(dataset, size=predictor.info.size, seed=predictor.info.seed)
        train, dev = data.parts["train"], data.parts["dev"]
        calibration = calibration_pictures(train.images, train.labels, seed=seed)
        forms: list[Measured] = []
        for kind, path in targets.items():
            try:
                with Console(stderr=True).status(f"Converting to {kind}"):
                    before, after = write(
                        predictor, path, kind, calibration=calibration, images=dev.images, labels=dev.labels
                    )
            except ExportRefusedError as problem:
                refused.append(f"{path.name}: {problem}")
                continue
            forms = forms or [before]
            forms.append(after)
            console.print(f"Written: {path}", markup=False, highlight=False)
    if forms:
        console.print(table(FORM_HEADINGS, form_rows(forms)))
    for sentence in refused:
        Console(stderr=True, soft_wrap=True).print(sentence, style="red", markup=False, highlight=False)
    raise typer.Exit(1 if refused else 0)


def _target(model: Path, to: Path | None, kind: Kind) -> Path:
    """Return where an export goes; raise ValueError where it could not be written, or something else stands there."""
    from course_utils.mask.export import export_path
    from course_utils.mask.model_file import info_path, load_info

    path = check_target(export_path((to or model.parent) / model.name, kind), (".tflite",), "--to")
    what = "the description of a mask network"
    check_own(info_path(path), what, lambda: load_info(path.with_suffix(".keras")))
    return path
