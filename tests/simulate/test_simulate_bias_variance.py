from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.polynomial import legendre

from course_utils.simulate import bias_variance as module
from course_utils.simulate.bias_variance import (
    DEV,
    DIAGNOSES,
    GRID,
    HIGHEST_DEGREE,
    PATIENTS,
    REFITS,
    SHOWN,
    SIZES,
    TREATMENTS,
    refit,
    truth,
    visit,
)

SETTINGS = [(0, 10, 0.0, 0.0), (1, 50, 0.3, 0.0), (6, 20, 0.5, 1.0), (10, 10, 0.3, 0.0), (10, 300, 0.1, 300.0)]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("seed", [0, 5])
def test_the_parts_add_up_to_the_measured_error(setting, seed):
    result = refit(*setting, seed)
    parts = result.bias2 + result.variance + result.floor
    assert result.dev_error == pytest.approx(parts, rel=1e-9, abs=1e-9)
    assert min(result.bias2, result.variance, result.train_error) >= 0


def by_hand(degree, examples, noise, lambd, seed):
    """Fit every set by least squares on longer arrays; return the polynomials as functions and the sets."""
    sets = module._sets(examples, seed)
    lengths = np.sqrt(2 * np.arange(degree + 1) + 1)
    fits, Y = [], sets.truth + noise * sets.noise
    for x, y in zip(sets.x, Y, strict=True):
        punished = np.sqrt(lambd) * np.eye(degree + 1)[1:]  # one more equation for each weight but the constant's
        A = np.vstack([legendre.legvander(x, degree) * lengths, punished])
        w = np.linalg.lstsq(A, np.append(y, np.zeros(degree)), rcond=None)[0]
        fits.append(legendre.Legendre(w * lengths))
    return fits, sets.x, Y


@pytest.mark.parametrize("setting", [(3, 12, 0.2, 0.0), (6, 20, 0.3, 0.0), (10, 20, 0.3, 3.0)])
def test_errors_and_parts_are_those_of_the_fits(setting):
    noise = setting[2]
    fits, X, Y = by_hand(*setting, seed=2)
    result, dev = refit(*setting, seed=2), module._dev_set(2)
    train = np.mean([(fit(x) - y) ** 2 for fit, x, y in zip(fits, X, Y, strict=True)])
    said = np.array([fit(dev.x) for fit in fits])
    measured = [np.mean((said - (dev.truth + sign * noise * dev.noise)) ** 2) for sign in (1, -1)]
    assert result.train_error == pytest.approx(train, rel=1e-7)
    assert result.dev_error == pytest.approx(np.mean(measured), rel=1e-7)
    assert result.bias2 == pytest.approx(np.mean((said.mean(axis=0) - truth(dev.x)) ** 2), rel=1e-6)
    assert result.variance == pytest.approx(np.mean(said.var(axis=0)), rel=1e-7)
    np.testing.assert_allclose(result.curves, [fit(GRID) for fit in fits[:SHOWN]], rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(result.x, X[0])
    np.testing.assert_array_equal(result.y, Y[0])


def test_the_dev_error_is_computed_on_dev_inputs_that_no_fit_has_seen():
    dev = module._dev_set(0)
    assert dev.x.shape == (DEV,)
    assert not any(np.isin(dev.x, module._sets(size, 0).x).any() for size in SIZES)
    np.testing.assert_array_equal(dev.truth, truth(dev.x))
    assert np.mean(dev.noise**2) == pytest.approx(1)
    many = refit(10, 10, 0.3, 0.0)
    assert many.train_error < 1e-9 < 1 < many.dev_error


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_learning_curve_goes_through_the_errors_that_are_shown(setting):
    result = refit(*setting)
    at = SIZES.index(result.examples)
    assert result.train_errors[at] == pytest.approx(result.train_error, abs=1e-12)
    assert result.dev_errors[at] == pytest.approx(result.dev_error, rel=1e-9)
    for other, size in enumerate(SIZES):
        elsewhere = refit(result.degree, size, result.noise, result.lambd)
        assert result.dev_errors[other] == pytest.approx(elsewhere.dev_error, rel=1e-9)


@pytest.mark.parametrize("degree", [0, 5, HIGHEST_DEGREE])
@pytest.mark.parametrize("examples", [SIZES[0], SIZES[-1]])
@pytest.mark.parametrize("noise", [0.0, 0.5])
@pytest.mark.parametrize("lambd", [0.0, 300.0])
def test_every_number_is_finite(degree, examples, noise, lambd):
    result = refit(degree, examples, noise, lambd)
    for value in vars(result).values():
        assert np.isfinite(value).all()
    assert result.curves.shape == (SHOWN, GRID.size) and result.verdict


def test_more_examples_shrink_the_variance_and_not_the_bias():
    few, many = refit(1, 20, 0.3, 0.0), refit(1, 300, 0.3, 0.0)
    assert many.variance < few.variance / 5
    assert many.bias2 == pytest.approx(few.bias2, rel=0.05)


def test_regularization_trades_variance_for_bias():
    results = [refit(10, 20, 0.3, lambd) for lambd in (0, 1, 10, 100)]
    assert np.all(np.diff([result.variance for result in results]) < 0)
    assert np.all(np.diff([result.bias2 for result in results[1:]]) > 0)


def test_a_polynomial_is_found_where_there_is_no_noise(monkeypatch):
    monkeypatch.setattr(module, "truth", lambda x: 1 - 2 * np.asarray(x) ** 3)
    for cached in (module._sets, module._dev_set):
        cached.cache_clear()
    assert refit(3, 10, 0.0, 0.0).dev_error < 1e-12
    assert refit(2, 10, 0.0, 0.0).bias2 > 0.01
    for cached in (module._sets, module._dev_set):
        cached.cache_clear()


def test_verdicts():
    assert refit(1, 50, 0.3, 0.0).verdict.startswith("high bias")
    assert refit(10, 20, 0.3, 0.0).verdict.startswith("high variance")
    assert refit(3, 10, 0.1, 0.0).verdict.startswith("both")
    assert refit(6, 300, 0.3, 0.0).verdict == "only the noise is left"
    assert refit(10, 300, 0.0, 0.0).verdict == "the truth is found"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((11, 20, 0.3, 0.0), "degree is 11: 0 to 10"),
        ((3, 21, 0.3, 0.0), "examples is 21; there are sets of 10, 12"),
        ((3, 20, -0.3, 0.0), "noise is -0.3"),
        ((3, 20, 0.3, -1.0), "lambd is -1.0: 0 or more"),
    ],
)
def test_wrong_settings_are_explained(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        refit(*arguments)


# The clinic -----------------------------------------------------------------------------------------------------------

CURES = {
    "high bias": {"bigger model"},
    "high variance": {"regularize", "more data"},
    "both": {"bigger, more data"},
    "neither": {"none"},
}


@pytest.mark.parametrize("seed", range(8))
def test_each_patient_is_cured_by_its_own_treatments_and_by_no_other(seed):
    met = []
    for letter in "ABCD":
        illness = visit(letter, "?", "none", seed=seed).patient.diagnosis
        met.append(illness)
        visits = [visit(letter, "?", treatment, seed=seed) for treatment in TREATMENTS]
        said = [replace(one, diagnosis=diagnosis) for one in visits for diagnosis in DIAGNOSES]
        cures = {(one.diagnosis, one.treatment) for one in said if one.is_cured}
        assert cures == {(illness, treatment) for treatment in CURES[illness]}
    assert sorted(met) == sorted(patient.diagnosis for patient in PATIENTS)


@pytest.mark.parametrize("seed", range(8))
def test_the_two_errors_show_what_a_patient_has(seed):
    for letter in "ABCD":
        seen = visit(letter, "?", "none", seed=seed)
        high = {
            name
            for name, distance in (("bias", seen.before.avoidable_bias), ("variance", seen.before.gap))
            if distance > 0.022
        }
        expected = {
            "high bias": {"bias"},
            "high variance": {"variance"},
            "both": {"bias", "variance"},
            "neither": set(),
        }
        assert high == expected.get(seen.patient.diagnosis, set())


def test_the_cured_are_remembered_and_verdicts_say_what_is_missing():
    letters = {visit(letter, "?", "none").patient.diagnosis: letter for letter in "ABCD"}
    healthy = visit(letters["neither"], "neither", "none", frozenset("Z"))
    assert healthy.cured == {letters["neither"], "Z"} and healthy.verdict == "cured"
    assert visit(letters["neither"], "neither", "more data").verdict == "healthy, but less would have been enough"
    assert visit(letters["high bias"], "high bias", "more data").verdict == "this treatment does not help enough"
    assert visit(letters["high bias"], "both", "bigger model").verdict == "healthy, but the diagnosis does not fit"
    assert visit(letters["high bias"], "?", "bigger model").verdict == "healthy, and not yet diagnosed"
    assert visit(letters["both"], "?", "none").verdict == "not healthy"
    assert visit(letters["both"], "?", "none", frozenset("Z")).cured == {"Z"}


def test_unknown_patients_and_treatments_are_explained():
    with pytest.raises(ValueError, match="no 'E' here; there are A, B, C, D"):
        visit("E", "?", "none")
    with pytest.raises(ValueError, match="no 'leeches' here; there are none, regularize"):
        visit("A", "?", "leeches")


def test_refits_are_many():
    assert REFITS >= 100 and SHOWN == 30
