"""The library behind the lessons.

Lessons import from it by short, flat names::

    from course_utils import nn, figures, widgets, check

Every room (``nn``, ``figures``, ...) is imported on first use, so that ``import course_utils`` costs next to nothing
and brings in neither TensorFlow nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"

_ROOMS = ("datasets", "exercises", "faces", "figures", "learning", "mask", "nn", "simulate", "vision", "widgets")

#: Names that lessons use without the room in front of them, and the room each comes from.
_FLAT = {
    "check": "learning",
    "hint": "learning",
    "solution": "learning",
    "predict": "learning",
    "Quiz": "learning",
    "warm_up": "learning",
    "ladder": "learning",
    "progress": "learning",
}


def __getattr__(name: str) -> ModuleType | object:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name in _FLAT:
        return getattr(import_module(f"{__name__}.{_FLAT[name]}"), name)
    raise AttributeError(f"course_utils has no {name!r}; it has {', '.join([*_ROOMS, *_FLAT])}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS, *_FLAT])
