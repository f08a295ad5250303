"""Does what is learnt from painted faces work on photographs?

A small network learns from painted faces only, from random weights, and is then asked about painted faces that it never
saw and about photographs of your own, in a folder with ``with_mask`` and ``without_mask``.

Examples
--------
::

    python tests/benchmarks/painter_on_photos.py --photos my_photos --count 4000
    python tests/benchmarks/painter_on_photos.py --photos my_photos --network mobilenet --size 96 --epochs 30
    python tests/benchmarks/painter_on_photos.py --count 1000 --epochs 8 --fixed '{"hand": false}'
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import numpy as np
import painter_common as common
import typer


def main(
    photos: Annotated[
        list[Path] | None, typer.Option(help="Folder with with_mask/ and without_mask/; repeatable.")
    ] = None,
    count: Annotated[int, typer.Option(help="Painted faces to learn from.")] = 4000,
    held_out: Annotated[int, typer.Option(help="Painted faces to be asked about.")] = 1000,
    size: Annotated[int, typer.Option(help="Pixels on a side: 64 is quick, 96 is the course's size.")] = 64,
    network: Annotated[str, typer.Option(help="compact or mobilenet.")] = "compact",
    epochs: Annotated[int, typer.Option(help="Passes over the painted faces.")] = 12,
    seed: Annotated[list[int] | None, typer.Option(help="Seed of the training; may be given again.")] = None,
    painter_seed: Annotated[int, typer.Option(help="Seed of the faces.")] = 1,
    jobs: Annotated[int, typer.Option(help="Processes that paint.")] = 2,
    cache: Annotated[Path, typer.Option(help="Where painted pictures are kept.")] = Path("runs/painter"),
    fixed: Annotated[str, typer.Option(help="JSON for sample_face, to try without an ingredient.")] = "{}",
    quiet: Annotated[bool, typer.Option(help="Do not print each pass.")] = False,
) -> None:
    """Train on painted faces only; report balanced accuracy, AUC and the weakest slices."""
    learn = common.painted(count, seed=painter_seed, size=size, jobs=jobs, cache=cache, fixed=json.loads(fixed))
    unseen = common.painted(held_out, seed=painter_seed + 1_000_000, size=size, jobs=jobs, cache=cache)
    asked = {str(folder): common.photographs(folder, size) for folder in photos or []}
    results: dict[str, list[common.Score]] = {}
    probability = np.zeros(held_out)
    for number in seed or [0]:
        began = time.perf_counter()
        model = common.train(learn, network=network, epochs=epochs, seed=number, quiet=quiet)
        seconds = time.perf_counter() - began
        common.CONSOLE.print(
            f"seed {number}: trained in {seconds:.0f} s, {count * epochs / seconds:.0f} pictures a second"
        )
        for name, pictures in {"painted, unseen": unseen, **asked}.items():
            answer = model.predict(pictures.images.astype("float32"), batch_size=256, verbose=0)[:, 0]
            results.setdefault(name, []).append(common.score(answer, pictures.labels))
            common.show(name, results[name][-1])
            if pictures is unseen:
                probability += answer / len(seed or [0])
    common.show_slices(common.slices(unseen, probability))
    for name, scores in results.items():
        accuracy = np.array([one.balanced_accuracy for one in scores])
        auc = np.array([one.auc for one in scores])
        spread = f"{accuracy.mean():.3f} ± {accuracy.std():.3f}, AUC {auc.mean():.3f} ± {auc.std():.3f}"
        common.CONSOLE.print(f"{name}: balanced accuracy {spread}")


if __name__ == "__main__":
    typer.run(main)
