"""Can the question be answered without looking at the mouth? It should not be.

Three probes see what must not give the mask away: the top 40 % of the picture, its border, and numbers such as its
encoded size or its mean colour. Each should do about as well as guessing, 0.5. One that does not has found a shortcut,
and a network will find it too.

In close-ups the mask itself reaches the border, and an answer of 0.6 there is an honest one. With ``--centred`` every
face stands in the middle, small enough that no mask reaches the top or the border: what is found then is a shortcut.

Examples
--------
::

    python tests/benchmarks/painter_probes.py --count 3000
    python tests/benchmarks/painter_probes.py --count 3000 --centred
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import numpy as np
import painter_common as common
import typer
from PIL import Image

#: Faces that leave the top 40 % and the border to hair, headwear, clothes and background.
CENTRED = {"zoom": 0.32, "shift_x": 0.0, "shift_y": 0.03, "roll": 0.0, "stretch": 1.0, "mask_height": 0.0}


def top(images: np.ndarray) -> np.ndarray:
    """Return the pictures with all but the top 40 % made grey."""
    seen = images.copy()
    seen[:, round(0.4 * images.shape[1]) :] = 128
    return seen


def border(images: np.ndarray) -> np.ndarray:
    """Return the pictures with all but a frame, an eighth of the side wide, made grey."""
    seen, frame = images.copy(), images.shape[1] // 8
    seen[:, frame:-frame, frame:-frame] = 128
    return seen


def statistics(images: np.ndarray) -> np.ndarray:
    """Return numbers that say nothing about where things are (encoded sizes, mean colour, contrast); shape (m, 9)."""
    return np.array([_numbers(image) for image in images])


def _numbers(image: np.ndarray) -> list[float]:
    encoded = []
    for form, quality in (("JPEG", 90), ("JPEG", 50), ("PNG", None)):
        stream = io.BytesIO()
        Image.fromarray(image).save(stream, form, **({"quality": quality} if quality else {}))
        encoded.append(float(np.log(stream.tell())))
    pixels = image.astype(float)
    saturation = (pixels.max(axis=2) - pixels.min(axis=2)).mean()
    return [*encoded, *pixels.mean(axis=(0, 1)), pixels.std(), saturation, np.abs(np.diff(pixels, axis=1)).mean()]


def main(
    count: Annotated[int, typer.Option(help="Painted faces to learn from.")] = 3000,
    held_out: Annotated[int, typer.Option(help="Painted faces to be asked about.")] = 1000,
    size: Annotated[int, typer.Option(help="Pixels on a side.")] = 64,
    epochs: Annotated[int, typer.Option(help="Passes over the painted faces.")] = 8,
    seed: Annotated[int, typer.Option(help="Seed of the training.")] = 0,
    painter_seed: Annotated[int, typer.Option(help="Seed of the faces.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes that paint.")] = 2,
    cache: Annotated[Path, typer.Option(help="Where painted pictures are kept.")] = Path("runs/painter"),
    centred: Annotated[
        bool, typer.Option("--centred", help="Only faces whose mask reaches neither top nor border.")
    ] = False,
) -> None:
    """Run the probes; guessing gives 0.5, and 1000 faces tell it to within about 0.03."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    fixed: dict[str, object] = dict(CENTRED) if centred else {}
    learn = common.painted(count, seed=painter_seed, size=size, jobs=jobs, cache=cache, fixed=fixed)
    unseen = common.painted(held_out, seed=painter_seed + 1_000_000, size=size, jobs=jobs, cache=cache, fixed=fixed)
    for name, view in (("top 40 %", top), ("border", border)):
        model = common.train(
            common.Pictures(view(learn.images), learn.labels, []),
            network="compact",
            epochs=epochs,
            seed=seed,
            quiet=True,
        )
        answer = model.predict(view(unseen.images).astype("float32"), batch_size=256, verbose=0)[:, 0]
        common.show(name, common.score(answer, unseen.labels))
    trees = HistGradientBoostingClassifier(random_state=seed).fit(statistics(learn.images), learn.labels)
    common.show(
        "encoded size, mean, contrast",
        common.score(trees.predict_proba(statistics(unseen.images))[:, 1], unseen.labels),
    )


if __name__ == "__main__":
    typer.run(main)
