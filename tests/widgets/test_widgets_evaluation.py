from __future__ import annotations

import numpy as np
import pytest

from course_utils import widgets
from course_utils.simulate.grad_cam import explained, look


def eight(seed=0):
    rng = np.random.default_rng(seed)
    maps = rng.random((8, 96, 96))
    images = rng.integers(0, 255, (8, 12, 12, 3), dtype=np.uint8).repeat(8, axis=1).repeat(8, axis=2)
    return {
        "images": images,
        "labels": np.array([1, 0, 1, 0, 1, 0, 1, 2]),
        "probabilities": np.array([0.9, 0.8, 0.3, 0.1, 0.6, 0.4, 0.99, 0.7]),
        "cams": maps,
        "losses": maps * np.linspace(1, 0, 8)[:, None, None] + rng.normal(size=(8, 96, 96)) * 0.3,
    }


def test_the_cheapest_threshold_of_rare_and_dear_masks_meets_the_challenge():
    explorer = widgets.operating_point()
    explorer.set(prevalence=0.01, price=5)
    assert not explorer.solved
    explorer.set(percent=explorer.result.cheapest)
    assert explorer.solved
    assert explorer.result.percent > 100 * explorer.result.bayes + 30  # what the praise says


def test_a_model_of_ones_own_has_no_chance_in_it():
    explorer = widgets.operating_point([0.9, 0.2, 0.5, 0.1], [1, 0, 1, 0])
    assert explorer.result.cost == 0 and explorer.seed is None
    with pytest.raises(ValueError, match="both labels"):
        widgets.operating_point([0.5, 0.6])


def test_every_picture_says_what_is_true_and_what_is_said():
    given = eight()
    explorer = widgets.grad_cam(**given)
    assert not explorer.solved
    for number in range(1, 9):
        explorer.set(number=number)
        label, p = given["labels"][number - 1], given["probabilities"][number - 1]
        words = "right" if (p >= 0.5) == (label == 1) else "wrong"
        assert explorer.error == "" and f"Picture {number} " in explorer.sentence
        assert f"which is {words}" in explorer.sentence
        assert len(explorer._bundle()[0]["image/png"]) * 3 / 4 < 60_000
    assert explorer.solved


def test_presets_do_not_solve_the_challenge_and_the_least_agreement_does():
    given = eight(1)
    explorer = widgets.grad_cam(**given)
    for preset in explorer.recipe.presets.values():
        explorer.set(**preset)
    assert not explorer.solved
    correlations = [
        np.corrcoef(cam.ravel(), np.maximum(loss, 0).ravel())[0, 1]
        for cam, loss in zip(given["cams"], given["losses"], strict=True)
    ]
    explorer.set(number=1 + int(np.argmin(correlations)))
    assert explorer.solved
    assert explorer.result.agreement == pytest.approx(min(correlations))


def test_an_empty_map_agrees_with_nothing():
    given = eight()
    given["cams"] = np.zeros_like(given["cams"])
    one = look(1, explained(**given))
    assert one.agreement == 0 and one.verdict == "the two maps disagree"


def test_what_does_not_fit_together_is_refused():
    given = eight()
    with pytest.raises(ValueError, match="one of each"):
        widgets.grad_cam(**(given | {"labels": given["labels"][:3]}))
    with pytest.raises(ValueError, match="three or more"):
        widgets.grad_cam(**{name: values[:2] for name, values in given.items()})
