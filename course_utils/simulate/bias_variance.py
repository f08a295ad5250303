"""Curves fitted to points again and again: what is wrong on average, what changes from fit to fit, and what is noise.

The fits are polynomials with an L2 penalty, written in Legendre's orthogonal polynomials. Everything that a fit needs
to know of its examples is in two sums, ``P.T @ P`` and ``P.T @ y``. They are computed once for each seed, and each
position of a slider is then one batch of small systems of linear equations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]

#: The highest degree of a polynomial.
HIGHEST_DEGREE = 10
#: How many examples there can be to learn from.
SIZES = (10, 12, 20, 30, 50, 80, 120, 200, 300)
#: How often examples are drawn and a curve is fitted, and how many of these curves are kept to be drawn.
REFITS, SHOWN = 100, 30
#: How many inputs the dev set has. Each is measured twice.
DEV = 200

#: What is at most so large is not worth a treatment.
_SMALL = 0.02

#: Where the curves are drawn.
GRID = np.linspace(-1, 1, 121)


def truth(x: ArrayLike) -> Array:
    """Return what the curves try to find, at inputs from -1 to 1.

    Parameters
    ----------
    x : array_like
        Inputs.

    Returns
    -------
    ndarray
        The values without noise, in the shape of `x`.
    """
    x = np.asarray(x, dtype=float)
    return 0.7 * np.sin(4.5 * x) + 0.3 * x + 0.25 * np.cos(7 * x)


@dataclass(frozen=True)
class BiasVariance:
    """What became of `REFITS` fits to `REFITS` sets of examples.

    Attributes
    ----------
    degree, examples : int
        Of the polynomial, and how many examples each fit has seen.
    noise : float
        Standard deviation of the noise in every measured value.
    lambd : float
        How hard large weights are punished.
    x, y : ndarray of shape (examples,)
        The first set of examples.
    curves : ndarray of shape (SHOWN, len(GRID))
        The first fits, the one to `x` and `y` before all.
    mean : ndarray of shape (len(GRID),)
        The mean of all `REFITS` curves.
    train_error, dev_error : float
        Mean squared error of all fits: each on the examples that it has seen, and each on the dev set.
    bias2, variance : float
        Squared distance from the mean fit to the truth, and of the fits from their mean; means over the dev inputs.
    train_errors, dev_errors : ndarray of shape (len(SIZES),)
        The learning curve: both errors for every number of examples.
    """

    degree: int
    examples: int
    noise: float
    lambd: float
    x: Array
    y: Array
    curves: Array
    mean: Array
    train_error: float
    dev_error: float
    bias2: float
    variance: float
    train_errors: Array
    dev_errors: Array

    @property
    def truth(self) -> Array:
        """What every curve should be, in the shape (len(GRID),)."""
        return truth(GRID)

    @property
    def floor(self) -> float:
        """The error of the best curve there is, which is the truth itself: the noise."""
        return self.noise**2

    @property
    def avoidable_bias(self) -> float:
        """How far the train error is above the floor."""
        return self.train_error - self.floor

    @property
    def gap(self) -> float:
        """How far the dev error is above the train error."""
        return self.dev_error - self.train_error

    @property
    def verdict(self) -> str:
        """What is the matter, in words."""
        less, more = sorted((self.bias2, self.variance))
        if more <= _SMALL:
            return "only the noise is left" if self.noise else "the truth is found"
        if less > _SMALL:
            return "both: wrong on average, and different every time"
        if self.bias2 > self.variance:
            return "high bias: the fits agree with each other, and not with the truth"
        return "high variance: right on average, and different every time"


def refit(degree: int, examples: int, noise: float, lambd: float, seed: int = 0) -> BiasVariance:
    r"""Draw examples and fit a polynomial, `REFITS` times, and take the errors apart.

    Each fit minimises the squared errors on its examples plus a penalty,

    .. math:: \sum_i (\hat y(x_i) - y_i)^2 + \lambda \sum_{k \ge 1} w_k^2, \quad
        \hat y(x) = \sum_k w_k \sqrt{2k + 1} \, P_k(x)

    with Legendre's polynomials :math:`P_k`. In the dev set every input is measured twice, once with the noise
    :math:`+\sigma\varepsilon` and once with :math:`-\sigma\varepsilon`, and the mean of :math:`\varepsilon^2` is 1.
    So the noise cancels out at each input, and the three parts add up to the measured error, up to rounding:

    .. math:: \text{dev error} = \text{bias}^2 + \text{variance} + \sigma^2

    Parameters
    ----------
    degree : int
        From 0 to `HIGHEST_DEGREE`.
    examples : int
        One of `SIZES`. Where there are more weights than examples and no penalty, the smallest weights are taken.
    noise, lambd : float
        Standard deviation of the noise and strength of the penalty; 0 or more.
    seed : int
        Which examples, and which dev set.

    Returns
    -------
    BiasVariance
        Every number in it is finite.

    Raises
    ------
    ValueError
        If a number is out of range.

    References
    ----------
    Geman, S., Bienenstock, E. and Doursat, R. (1992). Neural networks and the bias/variance dilemma.

    Notes
    -----
    Derived in lesson 06.
    """
    if not 0 <= degree <= HIGHEST_DEGREE:
        raise ValueError(f"degree is {degree}: 0 to {HIGHEST_DEGREE} are expected.")
    if examples not in SIZES:
        raise ValueError(f"examples is {examples}; there are sets of {', '.join(map(str, SIZES))}.")
    if noise < 0 or lambd < 0:
        raise ValueError(f"noise is {noise}, lambd is {lambd}: 0 or more is expected of both.")
    dev, terms = _dev_set(seed), degree + 1
    sets = [_sets(size, seed) for size in SIZES]
    weights = [_weights(part, terms, noise, lambd) for part in sets]
    at = SIZES.index(examples)
    here, w = sets[at], weights[at]

    said = w @ dev.basis[:, :terms].T  # (REFITS, DEV)
    measured = dev.truth + noise * np.stack([dev.noise, -dev.noise])[:, None]  # (2, 1, DEV)
    mean = said.mean(axis=0)
    curves = w @ _basis(GRID)[:, :terms].T
    return BiasVariance(
        degree=degree,
        examples=examples,
        noise=noise,
        lambd=lambd,
        x=here.x[0],
        y=here.truth[0] + noise * here.noise[0],
        curves=curves[:SHOWN],
        mean=curves.mean(axis=0),
        train_error=here.error(w, noise),
        dev_error=float(np.mean((said - measured) ** 2)),
        bias2=float(np.mean((mean - dev.truth) ** 2)),
        variance=float(np.mean((said - mean) ** 2)),
        train_errors=np.array([part.error(w, noise) for part, w in zip(sets, weights, strict=True)]),
        dev_errors=np.array([dev.error(w, noise) for w in weights]),
    )


@dataclass(frozen=True)
class _Sets:
    """Sets of examples of one size: inputs, values without noise, noise of spread 1; each of shape (sets, size)."""

    x: Array
    truth: Array
    noise: Array

    @cached_property
    def gram(self) -> Array:
        """``P.T @ P`` of every set, for the highest degree; a lower one needs its upper left corner."""
        P = _basis(self.x)
        return P.swapaxes(1, 2) @ P

    @cached_property
    def moments(self) -> tuple[Array, Array]:
        """``P.T @ truth`` and ``P.T @ noise`` of every set."""
        P = _basis(self.x)
        return np.einsum("rnk,rn->rk", P, self.truth), np.einsum("rnk,rn->rk", P, self.noise)

    @cached_property
    def squares(self) -> tuple[float, float, float]:
        """The sums of truth², truth · noise and noise² over all sets."""
        return float(np.sum(self.truth**2)), float(np.sum(self.truth * self.noise)), float(np.sum(self.noise**2))

    def error(self, w: Array, noise: float) -> float:
        """Return the mean squared error of the fits `w` on their own sets, from the sums."""
        terms = w.shape[1]
        of_truth, of_noise = (moment[:, :terms] for moment in self.moments)
        truth2, both, noise2 = self.squares
        total = truth2 + 2 * noise * both + noise**2 * noise2 - 2 * np.sum(w * (of_truth + noise * of_noise))
        total += np.einsum("rj,rjk,rk->", w, self.gram[:, :terms, :terms], w, optimize=True)
        return max(float(total), 0.0) / self.x.size


@dataclass(frozen=True)
class _DevSet:
    """The dev inputs with their values without noise and the noise, each of shape (DEV,)."""

    x: Array
    truth: Array
    noise: Array

    @cached_property
    def basis(self) -> Array:
        """The polynomials at the dev inputs, in the shape (DEV, HIGHEST_DEGREE + 1)."""
        return _basis(self.x)

    def error(self, w: Array, noise: float) -> float:
        """Return the mean squared error of the fits `w` on the dev set, over both signs of the noise."""
        said = w @ self.basis[:, : w.shape[1]].T
        return float(np.mean((said - self.truth) ** 2)) + noise**2


@lru_cache(maxsize=64)
def _sets(size: int, seed: int) -> _Sets:
    """Draw the sets of one size. An input lies somewhere in each of as many equal sections."""
    rng = np.random.default_rng([seed, size])
    x = 2 * (np.arange(size) + rng.random((REFITS, size))) / size - 1
    return _Sets(x, truth(x), rng.normal(size=x.shape))


@lru_cache(maxsize=8)
def _dev_set(seed: int) -> _DevSet:
    """Draw the dev set: other inputs than those of any fit."""
    rng = np.random.default_rng([seed, 0])
    x, noise = rng.uniform(-1, 1, size=DEV), rng.normal(size=DEV)
    return _DevSet(x, truth(x), noise / np.sqrt(np.mean(noise**2)))


def _basis(x: Array) -> Array:
    """Return Legendre's polynomials, each with a mean square of 1, as a last axis."""
    lengths: Array = np.sqrt(2.0 * np.arange(HIGHEST_DEGREE + 1) + 1)
    return np.asarray(legendre.legvander(x, HIGHEST_DEGREE) * lengths, dtype=np.float64)


def _weights(sets: _Sets, terms: int, noise: float, lambd: float) -> Array:
    """Fit every set, and return the weights in the shape (sets, terms)."""
    of_truth, of_noise = (moment[:, :terms] for moment in sets.moments)
    penalty = np.full(terms, float(lambd))
    penalty[0] = 0.0  # the constant is the bias b, and b is not punished
    equations = sets.gram[:, :terms, :terms] + np.diag(penalty)
    if sets.x.shape[1] < terms:  # more weights than examples: the smallest weights of all that fit
        equations = equations + 1e-9 * np.eye(terms)
    solved: Array = np.linalg.solve(equations, (of_truth + noise * of_noise)[:, :, None])
    return solved[:, :, 0]


# Four patients --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Patient:
    """A model that is not well, and what it has.

    Attributes
    ----------
    degree, examples, noise, lambd
        As `refit` takes them.
    diagnosis : str
        One of `DIAGNOSES`.
    """

    degree: int
    examples: int
    noise: float
    lambd: float
    diagnosis: str

    def treated(self, treatment: str) -> Patient:
        """Return the patient after one of `TREATMENTS`."""
        bigger, more_data, regularized = TREATMENTS[treatment]
        return replace(
            self,
            degree=min(self.degree + 5, HIGHEST_DEGREE) if bigger else self.degree,
            examples=SIZES[min(SIZES.index(self.examples) + 5, len(SIZES) - 1)] if more_data else self.examples,
            lambd=max(10 * self.lambd, 3.0) if regularized else self.lambd,
        )


DIAGNOSES = ("?", "high bias", "high variance", "both", "neither")

#: For each treatment: whether the model grows, the data grow, and the regularization grows. The cheapest comes first.
TREATMENTS: Mapping[str, tuple[bool, bool, bool]] = {
    "none": (False, False, False),
    "regularize": (False, False, True),
    "bigger model": (True, False, False),
    "more data": (False, True, False),
    "bigger, more data": (True, True, False),
}
#: How far above the noise the dev error of a healthy model may be.
HEALTHY = 0.04

PATIENTS = (
    Patient(1, 200, 0.3, 0.0, "high bias"),
    Patient(10, 20, 0.2, 0.0, "high variance"),
    Patient(3, 10, 0.1, 0.0, "both"),
    Patient(6, 300, 0.6, 0.0, "neither"),
)


@dataclass(frozen=True)
class Visit:
    """A patient, what you think it has, what you have done, and what came of it.

    Attributes
    ----------
    letter : str
        The patient, "A" to "D".
    patient : Patient
        Its settings as it came.
    diagnosis, treatment : str
        What was chosen.
    before, after : BiasVariance
        As it came, and after the treatment.
    cured : frozenset of str
        The letters of all patients that have been cured so far, this one included.
    """

    letter: str
    patient: Patient
    diagnosis: str
    treatment: str
    before: BiasVariance
    after: BiasVariance
    cured: frozenset[str] = frozenset()

    @property
    def is_healthy(self) -> bool:
        """Whether the dev error is near the noise."""
        return self.after.dev_error - self.after.floor <= HEALTHY

    @property
    def is_cured(self) -> bool:
        """Whether diagnosis and treatment are right: near the noise, and nothing done that was not needed."""
        return self.is_healthy and self.diagnosis == self.patient.diagnosis and not self.too_much

    @property
    def too_much(self) -> bool:
        """Whether less than this treatment would have been enough."""
        done = TREATMENTS[self.treatment]
        if self.patient.diagnosis == "neither":
            return any(done)
        return sum(done) > 1 and self.patient.diagnosis != "both"

    @property
    def verdict(self) -> str:
        """What has come of it, in words."""
        if not self.is_healthy:
            return "not healthy" if self.treatment == "none" else "this treatment does not help enough"
        if self.too_much:
            return "healthy, but less would have been enough"
        if self.diagnosis == "?":
            return "healthy, and not yet diagnosed"
        return "cured" if self.is_cured else "healthy, but the diagnosis does not fit"


def visit(letter: str, diagnosis: str, treatment: str, cured: frozenset[str] = frozenset(), seed: int = 0) -> Visit:
    """See a patient.

    Parameters
    ----------
    letter : str
        "A" to "D". Which patient has which letter is drawn from the seed.
    diagnosis, treatment : str
        One of `DIAGNOSES` and one of `TREATMENTS`.
    cured : frozenset of str
        Who has been cured before.
    seed : int
        Which letters, and which examples.

    Returns
    -------
    Visit
        With this patient among the cured, if it is.

    Raises
    ------
    ValueError
        If there is no such patient, diagnosis or treatment.
    """
    letters = "ABCD"
    for given, known in ((letter, letters), (diagnosis, DIAGNOSES), (treatment, TREATMENTS)):
        if given not in known:
            raise ValueError(f"There is no {given!r} here; there are {', '.join(known)}.")
    order = np.random.default_rng(seed).permutation(len(PATIENTS))
    patient = PATIENTS[order[letters.index(letter)]]
    before, after = (
        refit(one.degree, one.examples, one.noise, one.lambd, seed) for one in (patient, patient.treated(treatment))
    )
    seen = Visit(letter, patient, diagnosis, treatment, before, after, cured)
    return replace(seen, cured=cured | {letter}) if seen.is_cured else seen
