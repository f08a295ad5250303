"""How many pictures a second does `course mask predict` answer, decoding included, on one core?

Run it alone: ``python tests/benchmarks/mask_predicting.py``. The weights do not matter for the time: a network with
random ones is exported, and asked about the shipped test faces, as WebP, as JPEG, and as large JPEG.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

import pytest
from PIL import Image

from course_utils.mask.export import Kind, calibration_pictures, to_litert, to_litert_int8
from course_utils.mask.model_file import ModelInfo, save_info
from course_utils.mask.predicting import LITERT, load_predictor, predict_files, use_one_core
from course_utils.paths import data_dir

LEAST = 300  # pictures a second


def networks(folder: Path) -> dict[Kind, Path]:
    """Export MobileNetV2 with random weights, as float32 and as int8."""
    from course_utils.datasets import load_masks_images
    from course_utils.mask.backbone import load_backbone
    from course_utils.mask.model import augmentation, build_model

    model = build_model(load_backbone(None), augment=augmentation(), probability=True)
    pictures = calibration_pictures(*load_masks_images("train", count=40))
    contents: dict[Kind, bytes] = {"float32": to_litert(model), "int8": to_litert_int8(model, pictures)}
    paths = {}
    for kind, content in contents.items():
        paths[kind] = folder / f"random-{kind}{LITERT}"
        paths[kind].write_bytes(content)
        save_info(paths[kind], ModelInfo(model_sha256=hashlib.sha256(content).hexdigest()))
    return paths


def folders(folder: Path) -> dict[str, Path]:
    """Return the shipped faces, and copies of some as JPEG of 96 x 96 and of 1600 x 1200 pixels."""
    shipped = data_dir() / "masks" / "test"
    made = {"96 x 96 WebP": shipped, "96 x 96 JPEG": folder / "small", "1600 x 1200 JPEG": folder / "large"}
    for path in sorted(shipped.rglob("*.webp"))[:200]:
        with Image.open(path) as picture:
            for name, size in (("96 x 96 JPEG", (96, 96)), ("1600 x 1200 JPEG", (1600, 1200))):
                made[name].mkdir(exist_ok=True)
                picture.convert("RGB").resize(size).save(made[name] / f"{path.stem}.jpg", quality=90)
    return made


def measure(folder: Path) -> dict[tuple[str, str], float]:
    """Return pictures a second of processor time for each network and each kind of picture."""
    use_one_core()
    rates = {}
    pictures = folders(folder)
    for kind, path in networks(folder).items():
        predictor = load_predictor(path)
        for name, where in pictures.items():
            start = time.process_time()
            answers = list(predict_files(predictor, [where]))
            rates[kind, name] = len(answers) / (time.process_time() - start)
            assert all(one.problem is None for one in answers)
    return rates


@pytest.mark.benchmark
def test_small_pictures_go_through_quickly(tmp_path: Path) -> None:
    rates = measure(tmp_path)
    assert min(rate for (_, name), rate in rates.items() if name.startswith("96")) >= LEAST


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for (network, name), rate in measure(Path(scratch)).items():
            print(f"{network:8} {name:18} {rate:6.0f} pictures a second")
