"""Lesson 06's widgets. What every widget must fulfil is tested in `test_widgets_each`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from course_utils import widgets
from course_utils.simulate.bias_variance import PATIENTS, TREATMENTS, visit


@pytest.fixture
def explorer():
    return widgets.bias_variance()


def test_moving_a_control_gives_one_update_and_the_right_sentence(explorer):
    before = explorer.updates
    explorer.controls["degree"].value = 1
    assert explorer.updates == before + 1 and explorer.error == ""
    assert explorer.sentence.startswith("Degree 1, 20 examples, noise 0.3, λ = 0: high bias")


def test_presets_are_regimes(explorer):
    shares = {}
    for name, preset in explorer.recipe.presets.items():
        explorer.set(**preset)
        shares[name] = (explorer.result.bias2, explorer.result.variance)
    assert shares["too stiff"][0] > 0.2 > 0.02 > shares["too stiff"][1]
    assert max(shares["just right"]) < 0.02
    assert shares["too flexible"][1] > 0.2 > 0.02 > shares["too flexible"][0]


@pytest.mark.parametrize("seed", range(8))
def test_the_challenge_is_met_by_regularization_alone(seed):
    explorer = widgets.bias_variance(seed=seed)
    met = []
    for _, lambd in explorer.controls["lambd"].options:
        explorer.controls["lambd"].value = lambd
        met.append(explorer.solved)
    assert met.index(True) > 1  # neither without it, nor with the least amount
    assert met[-1]


def test_a_lower_degree_or_more_examples_do_not_meet_the_challenge(explorer):
    explorer.set(degree=6)
    assert explorer.result.dev_error < 0.16 and not explorer.solved
    explorer.set(degree=10, examples=300)
    assert explorer.result.dev_error < 0.16 and not explorer.solved


def cure(clinic, letter):
    """Try everything on a patient until it is cured."""
    illness = visit(letter, "?", "none", seed=clinic.seed).patient.diagnosis
    for treatment in TREATMENTS:
        clinic.set(letter=letter, diagnosis=illness, treatment=treatment)
        if clinic.result.is_cured:
            return


def test_the_clinic_notices_when_all_four_are_cured():
    clinic = widgets.clinic(seed=3)
    for letter in "DACB":
        assert not clinic.solved
        cure(clinic, letter)
    assert clinic.solved and len(clinic.result.cured) == len(PATIENTS)


def test_new_patients_are_not_cured_and_clinics_do_not_share_theirs():
    clinic, other = widgets.clinic(), widgets.clinic()
    cure(clinic, "A")
    assert clinic.result.cured == {"A"}
    other.set(letter="B")
    assert other.result.cured == frozenset()
    clinic.new_seed()
    assert "A" not in clinic.result.cured or clinic.result.is_cured


def test_one_treatment_for_everybody_does_not_cure_everybody():
    clinic = widgets.clinic()
    for diagnosis in ("high bias", "high variance", "both", "neither"):
        for letter in "ABCD":
            clinic.set(letter=letter, diagnosis=diagnosis, treatment="bigger, more data")
    assert len(clinic.result.cured) == 1


def test_neither_pyplot_nor_tensorflow_is_imported():
    code = (
        "import sys; from course_utils import widgets; widgets.bias_variance()._bundle(); widgets.clinic()._bundle();"
        "print([name for name in ('matplotlib.pyplot', 'tensorflow') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
