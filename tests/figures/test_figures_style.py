from __future__ import annotations

import subprocess
import sys

import pytest
from matplotlib.colors import to_rgb

from course_utils.figures import style


def luminance(color):
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in to_rgb(color)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("color", [style.INK, style.GREY, style.BLUE])
def test_text_colours_are_readable_on_the_card(color):
    assert contrast(color, style.CARD) >= 4.5


@pytest.mark.parametrize("color", [style.VERMILLION, style.GREEN, style.BLUE])
def test_lines_stand_out_from_the_card(color):
    assert contrast(color, style.CARD) >= 3


def test_no_letters_below_nine_points():
    assert all(size >= 9 for name, size in style.STYLE.items() if name.endswith("size"))


def test_too_wide_a_figure_is_refused():
    with pytest.raises(ValueError, match="too wide for a lesson"):
        style.new_figure(9.1, 3)


@pytest.mark.parametrize(
    ("heights", "places"),
    [([], []), ([3], [3]), ([1, 5], [1, 5]), ([1, 1, 1], [1, 3, 5]), ([9, 10], [7, 9]), ([4, 8, 9, 12], [3, 5, 7, 9])],
)
def test_spread_labels(heights, places):
    assert style.spread(heights, apart=2, highest=9) == places


def test_the_style_ends_with_its_block():
    import matplotlib

    before = matplotlib.rcParams["axes.facecolor"]
    with style.styled():
        assert matplotlib.rcParams["axes.facecolor"] == style.CARD
    assert matplotlib.rcParams["axes.facecolor"] == before


def test_neither_pyplot_nor_widgets_are_imported():
    code = (
        "import sys; from course_utils import figures; figures.sigmoid_curve()._repr_mimebundle_();"
        "heavy = ('matplotlib.pyplot', 'ipywidgets', 'anywidget', 'tensorflow');"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
