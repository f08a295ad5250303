"""The mask project: a backbone, a model, its training, evaluation, explanation and export.

Every name is imported on first use, so that ``from course_utils import mask`` brings in neither Keras nor TensorFlow.
"""

from __future__ import annotations

from importlib import import_module

#: Names of this room, and the module each comes from.
_HOME = {
    "CostMatrix": "evaluation",
    "KerasPredictor": "predicting",
    "LiteRTPredictor": "predicting",
    "Pictures": "data",
    "Settings": "settings",
    "Watch": "training",
    "auc": "evaluation",
    "augmentation": "model",
    "augmented": "model",
    "best_epoch": "training",
    "bootstrap_interval": "evaluation",
    "build_head": "model",
    "build_model": "model",
    "cached_features": "model",
    "calibration": "evaluation",
    "calibration_pictures": "export",
    "checked_settings": "settings",
    "confusion": "evaluation",
    "evaluate": "evaluation",
    "fine_tune": "training",
    "first_look": "evaluation",
    "fit_temperature": "evaluation",
    "freeze": "model",
    "grad_cam": "explain",
    "head_examples": "training",
    "joined_groups": "fingerprints",
    "latency": "export",
    "load_backbone": "backbone",
    "load_model": "model_file",
    "load_predictor": "predicting",
    "model_card": "card",
    "near_pairs": "fingerprints",
    "occlusion": "explain",
    "precision_recall": "evaluation",
    "predict_files": "predicting",
    "read_data": "data",
    "read_picture": "predicting",
    "roc": "evaluation",
    "save_model": "model_file",
    "slices": "evaluation",
    "threshold_by_cost": "evaluation",
    "to_litert": "export",
    "to_litert_int8": "export",
    "train": "training",
    "train_head": "training",
    "unseen_pictures": "unseen",
    "wilson_interval": "evaluation",
    "with_temperature": "evaluation",
    "worst_mistakes": "evaluation",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"course_utils.mask has no {name!r}; it has {', '.join(_HOME)}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
