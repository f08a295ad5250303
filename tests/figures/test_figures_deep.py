from __future__ import annotations

import numpy as np
import pytest

from course_utils import figures

BITS = [2, 4, 8]
POINTS = np.linspace(0, 1, 257)


def fold(x):
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)


DRAWINGS = {
    "chain": lambda: figures.network_chain([12288, 64, 32, 1]),
    "long chain": lambda: figures.network_chain([9, 8, 7, 6, 5, 1]),
    "counts": lambda: figures.unit_counts(BITS, {"flat": [3, 9, 129], "tree": [3, 9, 21], "counting": [3, 5, 9]}),
    "folds": lambda: figures.folded_lines(POINTS[None, :], {1: fold(POINTS), 2: fold(fold(POINTS))}),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_bundle(name):
    drawing = DRAWINGS[name]()
    data, metadata = drawing._repr_mimebundle_()
    assert data["text/plain"] == metadata["image/png"]["alt"] == drawing.alt
    assert drawing.alt.endswith(".")
    assert metadata["image/png"]["width"] <= 900
    assert 3000 < len(drawing.png()) < 100_000
    assert DRAWINGS[name]().png() == drawing.png()


@pytest.mark.parametrize("name", DRAWINGS)
def test_letters_are_large_enough_and_stay_inside(name):
    drawing = DRAWINGS[name]()
    drawing.png()
    width, height = drawing.figure.canvas.get_width_height()
    texts = [text for text in drawing.figure.findobj(lambda artist: hasattr(artist, "get_fontsize")) if text.get_text()]
    assert min(text.get_fontsize() for text in texts) >= 9
    for text in [text for axes in drawing.figure.axes for text in (*axes.texts, axes.xaxis.label, axes.yaxis.label)]:
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text


def test_the_chain_names_every_layer():
    texts = " ".join(text.get_text() for text in figures.network_chain([7, 5, 1]).figure.axes[0].texts)
    for word in ("A0 = X", "7 rows", "W1, b1", "Z1, ReLU", "5 rows", "dW2, db2", "Z2, sigmoid", "1 row"):
        assert word in texts
    assert "Z1, sigmoid" not in texts
    for sizes in ([3], [1] * 7):
        with pytest.raises(ValueError, match="2 to 6 are expected"):
            figures.network_chain(sizes)


def test_counts_are_drawn_and_told():
    drawing = DRAWINGS["counts"]()
    drawn = {tuple(line.get_ydata()) for line in drawing.figure.axes[0].lines}
    assert drawn == {(3, 9, 129), (3, 9, 21), (3, 5, 9)}
    assert drawing.alt.endswith("from n = 2 to 8. At the end: flat 129; tree 21; counting 9.")
    for counts in ({}, {"flat": [1, 2]}):
        with pytest.raises(ValueError, match="one count for each"):
            figures.unit_counts(BITS, counts)


def test_pieces_are_counted():
    curve, lines = POINTS, {}
    for folds in (1, 2, 3, 4):
        curve = fold(curve)
        lines[folds] = curve
    alt = figures.folded_lines(POINTS, lines).alt
    assert "1 folding layer gives 2 straight pieces" in alt and "4 folding layers give 16 straight pieces" in alt
    straight = figures.folded_lines(POINTS, {1: POINTS, 2: 3 - POINTS})
    assert [axes.get_title(loc="left").split("\n")[1] for axes in straight.figure.axes] == ["1 piece", "1 piece"]
    with pytest.raises(ValueError, match="1 functions on 257 points"):
        figures.folded_lines(POINTS, {1: POINTS})
