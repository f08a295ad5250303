"""Lesson 06's widgets: what an error is made of, and four patients to diagnose and treat."""

from __future__ import annotations

from course_utils.figures.bias_variance import BiasVarianceScene, ClinicScene
from course_utils.simulate.bias_variance import (
    DIAGNOSES,
    HIGHEST_DEGREE,
    PATIENTS,
    SIZES,
    TREATMENTS,
    BiasVariance,
    Visit,
    refit,
    visit,
)
from course_utils.widgets.explorer import Challenge, Choice, Explorer, Recipe, Slider

_FEW, _NOISE, _GOAL = 20, 0.3, 0.16  # the challenge


def bias_variance(seed: int = 0) -> Explorer[BiasVariance]:
    """Fit curves to a hundred sets of examples, and take their error apart.

    Parameters
    ----------
    seed : int
        Which examples, and which dev set.

    Returns
    -------
    Explorer
        The widget. Its challenge is a high degree on few examples.
    """
    return Explorer(
        Recipe(
            title="Bias-variance explorer",
            simulate=refit,
            scene=BiasVarianceScene,
            controls={
                "degree": Slider("degree", HIGHEST_DEGREE, low=0, high=HIGHEST_DEGREE),
                "examples": Choice("examples", _FEW, SIZES[1:]),  # more of them than weights
                "noise": Choice("noise σ", _NOISE, (0, 0.1, 0.2, 0.3, 0.4, 0.5)),
                "lambd": Choice("λ, regularization", 0, (0, 0.1, 0.3, 1, 3, 10, 30, 100, 300)),
            },
            presets={
                "too stiff": {"degree": 1, "examples": 50, "noise": 0.3, "lambd": 0},
                "just right": {"degree": 6, "examples": 50, "noise": 0.3, "lambd": 0},
                "too flexible": {"degree": 10, "examples": 20, "noise": 0.3, "lambd": 0},
            },
            tries=(
                "Degree 1, and from 20 examples to 300: what happens to the thirty fits, and what to the dev error?",
                "Degree 10, and from 20 examples to 300: the same question. Which part of the bar shrinks?",
                "Turn λ all the way up. Which part of the bar grows, and to which shape do the fits come down?",
            ),
            challenge=Challenge(
                task=f"Degree {HIGHEST_DEGREE}, {_FEW} examples, noise {_NOISE}, as at the start: bring the dev error "
                f"down to {_GOAL} without touching these three.",
                solved=_is_tamed,
                praise="A little bias bought a lot of variance. That is what regularization does.",
            ),
            seed=seed,
        )
    )


def clinic(seed: int = 0) -> Explorer[Visit]:
    """Diagnose and treat four models that are not labelled.

    Parameters
    ----------
    seed : int
        Which patient has which letter, and which examples.

    Returns
    -------
    Explorer
        The widget. Its challenge is to cure all four.
    """
    return Explorer(
        Recipe(
            title="Clinic",
            simulate=_Clinic(),
            scene=ClinicScene,
            controls={
                "letter": Choice("patient", "A", ("A", "B", "C", "D")),
                "diagnosis": Choice("diagnosis", "?", DIAGNOSES),
                "treatment": Choice("treatment", "none", tuple(TREATMENTS)),
            },
            presets={
                "for every bias": {"diagnosis": "high bias", "treatment": "bigger model"},
                "for every variance": {"diagnosis": "high variance", "treatment": "more data"},
                "as it came": {"diagnosis": "?", "treatment": "none"},
            },
            tries=(
                "Before you move anything: which of the patients has the largest dev error, and is it the sickest?",
                "Where do the two errors of each learning curve seem to meet, and how far above the noise?",
            ),
            challenge=Challenge(
                task="Cure all four: the right diagnosis, and a treatment that brings the dev error near the noise "
                "and does no more than is needed.",
                solved=lambda result: len(result.cured) == len(PATIENTS),
                praise="Four patients, four diagnoses from two errors each, and nobody was treated for nothing.",
            ),
            seed=seed,
        )
    )


class _Clinic:
    """Remembers who has been cured, as long as the patients stay the same."""

    def __init__(self) -> None:
        self._seed = -1
        self._cured: frozenset[str] = frozenset()

    def __call__(self, letter: str, diagnosis: str, treatment: str, seed: int) -> Visit:
        """See a patient."""
        if seed != self._seed:
            self._seed, self._cured = seed, frozenset()
        result = visit(letter, diagnosis, treatment, self._cured, seed)
        self._cured = result.cured
        return result


def _is_tamed(result: BiasVariance) -> bool:
    """Say whether a high degree has been tamed on few examples."""
    as_asked = (result.degree, result.examples, result.noise) == (HIGHEST_DEGREE, _FEW, _NOISE)
    return as_asked and result.dev_error <= _GOAL
