"""Lesson 17's pictures say what they show."""

from __future__ import annotations

import pytest

from course_utils import figures
from course_utils.simulate.separable_cost import separable_cost


def test_bars_are_shares_of_the_standard_layer():
    scene = figures.SeparableCostScene()
    result = separable_cost(28, 3, 32, 64)
    scene.update(result)
    (depth, point), (depth_parameters, _) = scene._bars
    assert depth.get_width() == pytest.approx(1 / 64)
    assert point.get_x() == depth.get_width() and point.get_width() == pytest.approx(1 / 9)
    assert depth_parameters.get_width() == pytest.approx(1 / 64)
    assert scene._mark.get_ydata()[0] == pytest.approx(result.law)


def test_a_dearer_layer_stays_inside_the_picture():
    scene = figures.SeparableCostScene()
    scene.update(separable_cost(28, 1, 4, 1))
    depth, point = scene._bars[0]
    assert depth.get_width() + point.get_width() <= 1.2
    assert scene._mark.get_ydata()[0] == 2


def test_the_trade_off_tells_its_points_in_order_of_time():
    drawing = figures.trade_off({"width": [("1", 2.0, 0.9), ("0.5", 1.0, 0.8)], "pixels": [("32", 0.5, 0.7)]})
    assert drawing.alt.endswith("width: 0.5 1 ms 80%, 1 2 ms 90%; pixels: 32 0.5 ms 70%.")
    line = drawing.figure.axes[0].lines[0]
    assert list(line.get_xdata()) == [1.0, 2.0]


def test_nothing_and_impossible_times_are_refused():
    with pytest.raises(ValueError, match="1 to 3 families"):
        figures.trade_off({})
    with pytest.raises(ValueError, match="above 0"):
        figures.trade_off({"width": [("1", 0.0, 0.9)]})
