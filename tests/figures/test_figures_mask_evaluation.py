from __future__ import annotations

import numpy as np
import pytest

from course_utils.figures import mask_evaluation as draw
from course_utils.mask import evaluation


@pytest.fixture(scope="module")
def result() -> evaluation.Evaluation:
    rng = np.random.default_rng(0)
    y = np.arange(300) % 2
    p = 1 / (1 + np.exp(-(3 * y - 1.5 + rng.normal(size=300))))
    about = {"glasses": np.where(np.arange(300) < 40, "thick", "none"), "mask_kind": np.where(y == 1, "cup", "none")}
    p[:40] = np.where(y[:40] == 1, 0.9, 0.8)  # every bare face with thick glasses is called masked
    return evaluation.evaluate(p, y, attributes=about, cost=evaluation.CostMatrix(5, 1))


def test_the_roc_curve_marks_the_threshold_where_the_confusion_says(result) -> None:
    drawing = draw.roc_curve(result.roc, threshold=0.5)
    axes = drawing.figure.axes[0]
    mark = axes.lines[-1]
    assert mark.get_xdata()[0] == pytest.approx(1 - result.confusion.specificity)
    assert mark.get_ydata()[0] == pytest.approx(result.confusion.recall)
    assert f"{result.roc.auc:.4f}" in drawing.alt and f"recall is {result.confusion.recall:.1%}" in drawing.alt


@pytest.mark.parametrize("threshold", [0.0, 0.31, 1.0])
def test_every_threshold_has_a_place_on_the_curves(result, threshold: float) -> None:
    counted = evaluation.confusion(result.probabilities, result.labels, threshold)
    roc = draw.roc_curve(result.roc, threshold=threshold).figure.axes[0].lines[-1]
    assert roc.get_ydata()[0] == pytest.approx(counted.recall)
    pr = draw.precision_recall_curve(result.precision_recall, threshold=threshold).figure.axes[0].lines[-1]
    assert pr.get_xdata()[0] == pytest.approx(counted.recall)


def test_the_precision_recall_curve_marks_precision(result) -> None:
    drawing = draw.precision_recall_curve(result.precision_recall, threshold=0.5)
    assert drawing.figure.axes[0].lines[-1].get_ydata()[0] == pytest.approx(result.confusion.precision)
    assert "guessing has precision 0.50" in drawing.alt


def test_the_reliability_diagram_draws_every_bin(result) -> None:
    drawing = draw.reliability_diagram(result.calibration)
    above, below = drawing.figure.axes
    np.testing.assert_allclose(above.containers[0].lines[0].get_ydata(), result.calibration.frequency)
    assert [bar.get_height() for bar in below.patches] == result.calibration.count.tolist()
    assert f"{result.calibration.error:.3f}" in drawing.alt


def test_the_cost_curve_marks_the_cheapest_and_shows_bayes(result) -> None:
    drawing = draw.cost_curve(result.choice)
    axes = drawing.figure.axes[0]
    assert axes.lines[-1].get_xdata()[0] == result.choice.threshold
    assert axes.get_ylim()[1] > result.choice.bayes_cost
    assert "Bayes threshold 0.83" in drawing.alt


@pytest.mark.parametrize("prices", [(5, 1), (1, 5), (1, 1), (20, 1)])
@pytest.mark.parametrize("strength", [0.5, 1.5, 4.0])
def test_the_words_stand_clear_of_the_cost_curve(prices: tuple[float, float], strength: float) -> None:
    rng = np.random.default_rng(0)
    y = np.arange(300) % 2
    p = 1 / (1 + np.exp(-(2 * strength * (y - 0.5) + rng.normal(size=300))))
    axes = draw.cost_curve(evaluation.threshold_by_cost(p, y, evaluation.CostMatrix(*prices))).figure.axes[0]
    axes.figure.draw_without_rendering()
    curve = axes.transData.transform(axes.lines[0].get_xydata())
    between = np.concatenate([curve[:-1] + share * np.diff(curve, axis=0) for share in np.linspace(0, 1, 50)])
    assert [text.get_text() for text in axes.texts if text.get_window_extent().count_contains(between)] == []


def test_groups_under_the_band_are_named_and_marked_otherwise(result) -> None:
    drawing = draw.slices_chart(result.slices)
    axes = drawing.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()][2] == "glasses: none (260)"
    good, bad = axes.lines
    assert (good.get_marker(), bad.get_marker()) == ("o", "v")
    under = [one.name for one in result.slices if one.difference < -0.03]
    assert len(bad.get_ydata()) == len(under) > 0
    assert drawing.alt.endswith(f"under the whole: {', '.join(under)}.")
    with pytest.raises(ValueError, match="no group to draw"):
        draw.slices_chart([])


def test_mistakes_say_what_is_true_and_what_was_said() -> None:
    images = np.zeros((3, 8, 8, 3), np.uint8)
    drawing = draw.mistakes_gallery(images, [0, 1, 2], [0.98, 0.03, 0.6])
    assert "no mask says mask: 98%; mask says mask: 3%; worn wrongly says mask: 60%" in drawing.alt


def test_heat_maps_stand_below_their_pictures() -> None:
    images = np.full((2, 12, 12, 3), 90, np.uint8)
    cams, losses = np.zeros((2, 12, 12)), np.zeros((2, 12, 12))
    cams[0, 10:, :2], losses[0, :2, 10:], losses[1, 5:7, 5:7] = 1.0, 0.4, -0.4
    drawing = draw.heat_maps(images, cams, losses, ["one", "two\nlines"], title="Where")
    assert len(drawing.figure.axes) == 6
    assert "one: Grad-CAM lower left, occlusion upper right; two lines: Grad-CAM empty, occlusion empty" in drawing.alt
    with pytest.raises(ValueError, match="one of each is expected"):
        draw.heat_maps(images, cams[:1], losses, ["one", "two"])


@pytest.mark.parametrize("count", [1, 6, 9])
def test_heat_maps_fit_into_a_lesson(count: int) -> None:
    maps = np.ones((count, 8, 8))
    drawing = draw.heat_maps(np.zeros((count, 8, 8, 3), np.uint8), maps, maps, ["x"] * count)
    assert drawing.figure.get_size_inches()[0] <= 9


def test_all_pictures_are_small_enough(result) -> None:
    for drawing in (
        draw.roc_curve(result.roc),
        draw.precision_recall_curve(result.precision_recall),
        draw.reliability_diagram(result.calibration),
        draw.cost_curve(result.choice),
        draw.slices_chart(result.slices),
    ):
        assert 1_000 < len(drawing.png()) < 80_000
