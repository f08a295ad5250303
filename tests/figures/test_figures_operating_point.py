"""The picture of a threshold on the curve of precision against recall."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils.figures.operating_point import OperatingPointScene
from course_utils.simulate.operating_point import operate


@pytest.mark.parametrize("prevalence", [0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.95])
def test_the_words_on_the_left_cover_neither_each_other_nor_the_curve(prevalence: float) -> None:
    scene, result = OperatingPointScene(), operate(50, prevalence, 1.0)
    scene.update(result)
    scene.figure.draw_without_rendering()
    guess, note = (text.get_window_extent() for text in (scene._guess_text, scene._note))
    assert not guess.overlaps(note)
    left = scene.figure.axes[0]
    curve = left.transData.transform(np.column_stack([result.recalls, result.precisions]))
    between = np.concatenate([curve[:-1] + share * np.diff(curve, axis=0) for share in np.linspace(0, 1, 50)])
    assert guess.count_contains(between) == note.count_contains(between) == 0
