"""Numbers about a classifier, against scikit-learn, SciPy, brute force, and cases small enough to count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import calibration as sklearn_calibration
from sklearn import metrics

from course_utils.mask import evaluation
from course_utils.mask.evaluation import (
    Confusion,
    CostMatrix,
    auc,
    bootstrap_interval,
    calibration,
    confusion,
    evaluate,
    first_look,
    fit_temperature,
    groups_of,
    precision_recall,
    roc,
    slices,
    threshold_by_cost,
    wilson_interval,
    with_temperature,
    worst_mistakes,
)


@pytest.fixture(scope="module")
def scored() -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are calibrated by construction: each label is drawn with its own probability."""
    rng = np.random.default_rng(0)
    p = rng.beta(0.6, 0.6, 4000)
    return p, (rng.random(p.size) < p).astype(int)


def test_a_confusion_is_counted_from_the_threshold_on() -> None:
    counted = confusion([0.5, 0.49, 0.9, 0.1, 0.7], [[1, 1, 0, 0, 1]])
    assert counted == Confusion(true_negatives=1, false_positives=1, false_negatives=1, true_positives=2)
    assert (counted.n, counted.right, counted.accuracy) == (5, 3, 0.6)


def test_measures_agree_with_scikit_learn(scored) -> None:
    p, y = scored
    counted, said = confusion(p, y, 0.3), p >= 0.3
    assert counted.accuracy == pytest.approx(metrics.accuracy_score(y, said))
    assert counted.precision == pytest.approx(metrics.precision_score(y, said))
    assert counted.recall == pytest.approx(metrics.recall_score(y, said))
    assert counted.specificity == pytest.approx(metrics.recall_score(y, said, pos_label=0))
    assert counted.f1 == pytest.approx(metrics.f1_score(y, said))


def test_precision_without_an_answer_is_no_number() -> None:
    assert np.isnan(confusion([0.1, 0.2], [0, 1]).precision)


@pytest.mark.parametrize(("successes", "n"), [(0, 10), (10, 10), (1, 7), (480, 500), (50, 100)])
@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_wilson_agrees_with_scipy(successes: int, n: int, confidence: float) -> None:
    expected = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    found = wilson_interval(successes, n, confidence)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_wilson_without_pictures_knows_nothing() -> None:
    assert wilson_interval(0, 0) == evaluation.Interval(0.0, 1.0)
    with pytest.raises(ValueError, match="3 of 2 is no share"):
        wilson_interval(3, 2)


def test_bootstrap_holds_the_mean_about_as_wide_as_theory_says(scored) -> None:
    p, y = scored
    found = bootstrap_interval(lambda labels, probabilities: probabilities.mean(), p, y, seed=3, draws=600)
    # Each class is drawn for itself, so that only the spread inside the classes counts.
    error = np.sqrt(sum((y == c).mean() ** 2 * p[y == c].var() / (y == c).sum() for c in (0, 1)))
    assert p.mean() in found
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_bootstrap_is_decided_by_its_seed(scored) -> None:
    p, y = scored[0][:200], scored[1][:200]
    one, same, other = (bootstrap_interval(auc, p, y, seed=seed, draws=40) for seed in (1, 1, 2))
    assert one == same != other


def test_curves_agree_with_scikit_learn(scored) -> None:
    p, y = scored
    curve = roc(p, y)
    assert curve.auc == pytest.approx(metrics.auc(curve.false_positive_rate, curve.recall))
    tied = p.round(1)
    assert auc(y, tied) == pytest.approx(metrics.roc_auc_score(y, tied))
    assert precision_recall(p, y).average_precision == pytest.approx(metrics.average_precision_score(y, p))


def test_calibration_agrees_with_scikit_learn_and_counts_every_picture(scored) -> None:
    p, y = scored
    found = calibration(p, y, bins=12)
    frequency, probability = sklearn_calibration.calibration_curve(y, p, n_bins=12)
    np.testing.assert_allclose(found.frequency, frequency)
    np.testing.assert_allclose(found.probability, probability)
    assert found.count.sum() == p.size
    assert found.brier == pytest.approx(metrics.brier_score_loss(y, p))
    assert found.error < 0.02


def test_calibration_error_of_a_boaster_is_what_he_boasts() -> None:
    found = calibration([1.0] * 8 + [0.0] * 2, [1] * 6 + [0] * 2 + [0] * 2)
    assert found.error == pytest.approx(0.8 * 0.25)
    assert found.count.tolist() == [2, 8]


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_temperature_is_found_again(scored, temperature: float) -> None:
    p, y = scored
    boasted = with_temperature(p, 1 / temperature)
    assert fit_temperature(boasted, y) == pytest.approx(temperature, rel=0.1)
    assert ((boasted >= 0.5) == (p >= 0.5)).all()


def test_the_cheapest_threshold_of_calibrated_probabilities_is_that_of_bayes(scored) -> None:
    cost = CostMatrix(false_positive=4, false_negative=1)
    choice = threshold_by_cost(*scored, cost)
    assert cost.bayes_threshold == 0.8
    assert choice.threshold == pytest.approx(0.8, abs=0.06)
    assert choice.cost <= choice.bayes_cost <= 1.02 * choice.cost


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 1.0]), st.integers(0, 1)), min_size=1, max_size=9),
    st.sampled_from([0.2, 1.0, 5.0]),
)
def test_no_threshold_is_cheaper(pairs: list[tuple[float, int]], false_positive: float) -> None:
    p, y = map(np.array, zip(*pairs, strict=True))
    cost = CostMatrix(false_positive, 1)
    choice = threshold_by_cost(p, y, cost)

    def costs(thresholds: np.ndarray) -> np.ndarray:
        said = p >= thresholds[:, None]
        return (false_positive * (said & (y == 0)) + (~said & (y == 1))).mean(axis=1)

    assert choice.cost == pytest.approx(costs(np.linspace(0, 1.05, 211)).min())
    assert choice.cost == pytest.approx(costs(np.array([choice.threshold]))[0])
    assert choice.bayes_cost == pytest.approx(costs(np.array([choice.bayes_threshold]))[0])
    np.testing.assert_allclose(choice.costs, costs(choice.thresholds), atol=1e-12)
    assert (np.diff(choice.thresholds) > 0).all()


def test_a_threshold_parts_neighbours_that_no_float_lies_between() -> None:
    low = 0.5
    high = float(np.nextafter(low, 1))
    assert threshold_by_cost([low, high], [0, 1], CostMatrix()).cost == 0


@pytest.mark.parametrize("costs", [(0, 1), (1, -1), (np.inf, 1), (np.nan, 1)])
def test_costs_must_be_positive(costs: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="positive numbers"):
        CostMatrix(*costs)


@pytest.fixture
def people() -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Eight faces and two with the mask worn incorrectly; glasses are misjudged."""
    p = np.array([0.1, 0.2, 0.9, 0.8, 0.9, 0.3, 0.9, 0.9, 0.7, 0.2])
    y = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2])
    about = {
        "file": np.array([f"{number}.webp" for number in range(10)]),
        "glasses": np.array(["none", "none", "thin", "thin", "none", "thin", "none", "none", "thin", "none"]),
        "scarf": np.array([False] * 10),
        "age": np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9]),
        "mask": np.array(["none"] * 4 + ["worn"] * 4 + ["chin", "nose_out"]),
        "mask_kind": np.array(["none"] * 4 + ["cloth", "cloth", "cup", "cup"] + ["cup", "cup"]),
    }
    return p, y, about


def test_slices_are_counted(people) -> None:
    found = {one.name: one for one in slices(*people)}
    thin = found["glasses: thin"]
    assert (thin.n, thin.right, thin.false_positives, thin.false_negatives) == (3, 0, 2, 1)
    assert (thin.whole, thin.difference) == (5 / 8, -5 / 8)
    assert thin.interval == wilson_interval(0, 3)
    assert found["glasses: none"].accuracy == 1.0
    assert found["class: without mask"].right == 2


def test_what_is_worn_incorrectly_is_a_group_of_its_own_and_right_when_it_is_not_called_a_mask(people) -> None:
    found = {one.name: one for one in slices(*people)}
    wrongly = found["worn incorrectly: all"]
    assert (wrongly.n, wrongly.right, wrongly.false_positives) == (2, 1, 1)
    assert found["worn incorrectly: chin"].accuracy == 0.0
    assert sum(one.n for one in found.values() if one.attribute == "glasses") == 8


def test_kinds_of_masks_are_compared_with_masks(people) -> None:
    found = {one.name: one for one in slices(*people)}
    assert "mask kind: none" not in found
    assert (found["mask kind: cloth"].n, found["mask kind: cloth"].accuracy) == (2, 0.5)
    assert found["mask kind: cloth"].whole == 0.75


def test_names_of_files_and_single_values_make_no_groups(people) -> None:
    attributes = {one.attribute for one in slices(*people)}
    assert attributes == {"class", "glasses", "age", "mask_kind", "worn incorrectly"}
    with pytest.raises(ValueError, match="'scarf' makes no groups"):
        slices(*people, by=["scarf"])
    with pytest.raises(ValueError, match="no attribute 'hat'"):
        slices(*people, by=["hat"])


def test_the_first_look_has_an_order_of_its_own(people) -> None:
    attributes = list(dict.fromkeys(one.attribute for one in first_look(slices(*people))))
    assert attributes == ["class", "age", "glasses", "mask_kind", "worn incorrectly"]


def test_numbers_are_cut_into_thirds_in_order() -> None:
    yaw = np.random.default_rng(0).permutation(np.linspace(-30.5, 58.5, 90))
    found = slices([0.1] * 90, [0, 1] * 45, {"yaw": yaw}, by=["yaw"])[2:]
    assert [(one.group, one.n) for one in found] == [("up to -0.833", 30), ("-0.833 to 28.8", 30), ("over 28.8", 30)]


def test_a_number_that_is_mostly_zero_still_makes_groups() -> None:
    assert set(groups_of(np.array([0.0] * 80 + [1.0] * 20))) == {"up to 0", "over 0"}
    assert groups_of(np.array(["#ffffff", "#000000"])) is None
    assert groups_of(np.array([7, 8, 7])).tolist() == ["7", "8", "7"]


def test_tone_10_stands_after_tone_9() -> None:
    tones = np.tile(np.arange(1, 11), 2)
    named = [one.name for one in slices([0.1] * 20, [0, 1] * 10, {"monk": tones}, by=["monk"])]
    assert named[-2:] == ["Monk skin tone: 9", "Monk skin tone: 10"]


def test_a_group_stands_out_when_the_whole_is_not_in_its_interval() -> None:
    group = np.array(["bad"] * 20 + ["good"] * 180)
    found = {one.group: one for one in slices([0.9] * 200, [0] * 20 + [1] * 180, {"place": group})}
    assert found["bad"].stands_out
    assert 0.9 not in found["bad"].interval


def test_the_surest_mistakes_come_first() -> None:
    p, y = [0.9, 0.01, 0.6, 0.99, 0.45], [0, 1, 0, 1, 1]
    assert worst_mistakes(p, y).tolist() == [1, 0, 2, 4]
    assert worst_mistakes(p, y, threshold=0.4, count=2).tolist() == [1, 0]
    assert worst_mistakes([0.9], [1]).size == 0


def test_the_threshold_is_chosen_on_the_dev_set_and_paid_for_elsewhere(people) -> None:
    p, y, about = people
    dev = (np.array([0.1, 0.6, 0.9]), np.array([0, 0, 1]))
    result = evaluate(p, y, attributes=about, dev=dev, cost=CostMatrix(3, 1))
    assert result.chosen_elsewhere and result.choice.threshold == 0.75
    assert result.at_choice == confusion(p[:8], y[:8], 0.75)
    assert result.confusion.n == 8
    assert result.roc.auc in result.auc
    assert not evaluate(p, y).chosen_elsewhere


@pytest.mark.parametrize(
    ("p", "y", "words"),
    [
        ([], [], "0 probabilities and 0 labels"),
        ([0.1, 0.2], [0], "2 probabilities and 1 labels"),
        ([0.1, 1.2], [0, 1], "Logits become probabilities by the sigmoid"),
        ([0.1, np.nan], [0, 1], "expected numbers from 0 to 1"),
        ([0.1, 0.2], [0, 2], "slices\\(\\) takes those"),
        ([0.1, 0.2], [0, 7], "a label 7"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(p, y, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        confusion(p, y)


@pytest.mark.parametrize("measure", [roc, precision_recall, evaluate, fit_temperature])
def test_one_class_alone_is_refused(measure) -> None:
    with pytest.raises(ValueError, match="All 2 labels are 1"):
        measure([0.4, 0.6], [1, 1])


def test_an_attribute_needs_one_value_for_each_picture() -> None:
    with pytest.raises(ValueError, match="'monk' has 3 values for 2 pictures"):
        slices([0.1, 0.9], [0, 1], {"monk": np.arange(3)})
