"""The exercises and questions of all lessons, one module for each lesson.

A module ``lessonNN`` holds the lesson's exercises under their own names, in the order of the lesson, and ``QUESTIONS``.
It is loaded on first use::

    from course_utils import check, exercises

    check(exercises.lesson02.sigmoid, sigmoid)
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from course_utils.learning import Exercise, Question

_MODULES = tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name.startswith("lesson")))


def all_exercises() -> list[Exercise]:
    """Return the exercises of the whole course, in its order."""
    return [thing for name in _MODULES for thing in vars(_load(name)).values() if isinstance(thing, Exercise)]


def all_questions() -> list[Question]:
    """Return the questions of the whole course, in its order."""
    return [question for name in _MODULES for question in _load(name).QUESTIONS]


def _load(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return _load(name)
    raise AttributeError(f"there are no exercises {name!r}; there are {', '.join(_MODULES)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
