"""``course mask evaluate``: how good is it, for whom, and at which threshold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import LARGEST_SEED, check_target, said_in_one_line, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from course_utils.figures import Drawing
    from course_utils.mask.evaluation import Evaluation
    from course_utils.mask.export import Measured
    from course_utils.mask.predicting import Predictor
    from course_utils.mask.unseen import Unseen

_SHOWN_MISTAKES = 12
_EXPLAINED = 6


def evaluate(
    model: Annotated[
        Path | None,
        typer.Option(help="The network, .keras or .tflite; models/mask.keras in your own folder if left out."),
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option(help="A folder of two class folders; the shipped faces when left out.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="The page to write; NAME-evaluation.html beside the model.")
    ] = None,
    card: Annotated[Path | None, typer.Option(help="A model card to write, .md.")] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="Judge with this threshold, not the model's own.")
    ] = None,
    cost_false_positive: Annotated[float, typer.Option(help="Cost of a bare face that is taken for a masked one.")] = 5,
    cost_false_negative: Annotated[float, typer.Option(help="Cost of a masked face that is taken for a bare one.")] = 1,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="Of the bootstrap.")] = 0,
) -> None:
    """Judge a network on pictures that it has not seen: a table here, and a page with everything.

    Of the data that it was trained with, only the test part is used; of any other folder, all pictures.

    Example: course mask evaluate --model mask.keras --report mask.html --card mask.md
    """
    from course_utils.mask.model_file import default_path

    console = Console(soft_wrap=True)
    model = expanded(model or default_path())
    with said_in_one_line():
        dataset = dataset and expanded(dataset)
        page = check_target(report or model.with_name(f"{model.stem}-evaluation.html"), (".html",), "--report")
        card = card and check_target(card, (".md",), "--card")

        from course_utils.mask import evaluation as measures
        from course_utils.mask.card import model_card
        from course_utils.mask.predicting import load_predictor, use_one_core
        from course_utils.mask.report import evaluation_page, summary_rows
        from course_utils.mask.unseen import unseen_pictures
        from course_utils.paths import atomic_write

        cost = measures.CostMatrix(cost_false_positive, cost_false_negative)
        with Console(stderr=True).status("Loading the network and the pictures"):
            use_one_core()
            predictor = load_predictor(model)
            unseen = unseen_pictures(predictor.info, dataset)
        with Console(stderr=True).status("Measuring"):
            probabilities = predictor(unseen.images)
            result = measures.evaluate(
                probabilities,
                unseen.labels,
                threshold=predictor.info.threshold if threshold is None else threshold,
                cost=cost,
                dev=None if unseen.dev is None else (predictor(unseen.dev[0]), unseen.dev[1]),
                attributes=unseen.attributes,
                seed=seed,
            )
            forms = _forms(model, predictor, unseen, probabilities)
        with Console(stderr=True).status("Drawing"):
            pictures = _pictures(result, predictor, unseen, probabilities)
            info, name, told = predictor.info, model.name, unseen.told
            atomic_write(page, evaluation_page(result, info, name=name, told=told, forms=forms, pictures=pictures))
            if card is not None:
                atomic_write(card, model_card(info, result, name=name, told=told, forms=forms))
    for sentence in unseen.told:
        console.print(sentence, markup=False, highlight=False)
    console.print(table(("measure", "value", "95 % interval"), summary_rows(result)))
    console.print(_lowest(result), markup=False, highlight=False)
    console.print(f"Report: {page}" + (f"\nModel card: {card}" if card else ""), markup=False, highlight=False)


def _forms(model: Path, predictor: Predictor, unseen: Unseen, probabilities: NDArray[np.float64]) -> list[Measured]:
    """Measure the network's file, and exports of it that stand beside it."""
    from course_utils.mask.export import KINDS, export_path, measure
    from course_utils.mask.predicting import load_predictor

    asked = unseen.labels < 2
    images, labels = unseen.images[asked], unseen.labels[asked]
    forms = [measure(predictor, images, labels, probabilities[asked])]
    for path in (export_path(model, kind) for kind in KINDS):
        if path != model and path.is_file():
            exported = load_predictor(path)
            if _same_network(exported, predictor):
                forms.append(measure(exported, images, labels, exported(images), original=probabilities[asked]))
    return forms


def _same_network(one: Predictor, other: Predictor) -> bool:
    """Say whether two files came from one training, as far as their descriptions tell."""
    return one.info.model_copy(update={"model_sha256": ""}) == other.info.model_copy(update={"model_sha256": ""})


def _pictures(
    result: Evaluation, predictor: Predictor, unseen: Unseen, probabilities: NDArray[np.float64]
) -> Mapping[str, Drawing]:
    """Draw everything that the page has a place for."""
    import numpy as np

    from course_utils import figures
    from course_utils.figures import mask_evaluation as draw
    from course_utils.mask import evaluation as measures

    asked = np.flatnonzero(unseen.labels < 2)
    worst = asked[
        measures.worst_mistakes(result.probabilities, result.labels, threshold=result.threshold, count=_SHOWN_MISTAKES)
    ]
    pictures = {
        "confusion": figures.confusion_matrix(result.labels, result.probabilities >= result.threshold),
        "roc": draw.roc_curve(result.roc, threshold=result.threshold),
        "precision_recall": draw.precision_recall_curve(result.precision_recall, threshold=result.threshold),
        "calibration": draw.reliability_diagram(result.calibration),
        "cost": draw.cost_curve(result.choice),
        "slices": draw.slices_chart(measures.first_look(result.slices)),
    }
    if worst.size:
        images, labels, said = unseen.images[worst], unseen.labels[worst], probabilities[worst]
        pictures["mistakes"] = draw.mistakes_gallery(images, labels, said)
        heat = _heat(predictor, images[:_EXPLAINED], labels, said)
        if heat is not None:
            pictures["heat"] = heat
    return pictures


def _heat(
    predictor: Predictor, images: NDArray[np.uint8], labels: NDArray[np.intp], said: NDArray[np.float64]
) -> Drawing | None:
    """Draw where the network looks; None where its gradients cannot be asked."""
    import numpy as np

    from course_utils.figures import mask_evaluation as draw
    from course_utils.mask.explain import LAYER, grad_cam, has_layer, occlusion
    from course_utils.mask.predicting import KerasPredictor

    if not isinstance(predictor, KerasPredictor) or not has_layer(predictor.model, LAYER):
        return None
    cams = grad_cam(predictor.model, images).heat(images.shape[1])
    losses = np.stack([occlusion(predictor, image) for image in images])
    captions = [
        f"{'mask' if label else 'no mask'}\nsays mask: {share:.0%}"
        for label, share in zip(labels[: len(images)], said, strict=False)
    ]
    return draw.heat_maps(images, cams, losses, captions)


def _lowest(result: Evaluation) -> str:
    """Say which group of people does worst."""
    from course_utils.mask.evaluation import FIRST_LOOK

    groups = [one for one in result.slices if one.attribute in ("class", *FIRST_LOOK)]
    worst = min(groups, key=lambda one: one.accuracy)
    name = f"{worst.attribute} {worst.group}".replace("_", " ")
    return (
        f"Lowest of {len(groups)} groups: {name}, {worst.accuracy:.1%} of {worst.n:,} ({100 * worst.difference:+.1f})."
    )
