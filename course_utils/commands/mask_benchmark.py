"""``course mask benchmark``: how fast is it here?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from course_utils.arguments import expanded
from course_utils.commands.mask_errors import said_in_one_line, table


def benchmark(
    models: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="MODEL...",
            help="Networks, .keras or .tflite; models/mask.keras in your own folder, and its exports, if left out.",
        ),
    ] = None,
    batch_size: Annotated[
        list[int] | None, typer.Option(min=1, max=1024, help="Pictures in a call; give it several times. 1, 8 and 32.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=600, help="How long to measure each.")] = 1.0,
) -> None:
    """Measure how long a network takes for pictures that lie in memory, on one core: the median of many calls.

    LiteRT takes the pictures of a call one after the other, Keras 32 at once.

    Example: course mask benchmark mask.keras mask-float32.tflite mask-int8.tflite
    """
    rows = []
    with said_in_one_line():
        import numpy as np

        from course_utils.mask.export import KINDS, export_path, latency
        from course_utils.mask.model_file import default_path
        from course_utils.mask.predicting import load_predictor, use_one_core

        use_one_core()
        rng = np.random.default_rng(0)
        exports = [export_path(default_path(), kind) for kind in KINDS]
        for path in map(expanded, models or [default_path(), *(path for path in exports if path.is_file())]):
            predictor = load_predictor(path)
            size = predictor.info.size
            for count in batch_size or (1, 8, 32):
                images = rng.integers(0, 256, (count, size, size, 3), dtype=np.uint8)
                with Console(stderr=True).status(Text(f"{path.name}, {count} at a time")):
                    milliseconds = latency(predictor, images, seconds=seconds)
                speed = 1000 * count / milliseconds
                rows.append((path.name, predictor.name, f"{count:,}", f"{milliseconds:.2f}", f"{speed:,.0f}"))
    headings = ("file", "computes as", "pictures in a call", "milliseconds", "pictures a second")
    Console(soft_wrap=True).print(table(headings, rows))
