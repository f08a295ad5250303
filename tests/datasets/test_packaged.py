from __future__ import annotations

import numpy as np

from course_utils.datasets import load_digits, load_photographs


def test_digits_are_columns_in_the_unit_interval() -> None:
    X, Y = load_digits()
    assert X.shape == (64, 1797) and Y.shape == (1, 1797)
    assert X.min() == 0 and X.max() == 1
    assert set(Y[0]) == set(range(10))


def test_photographs_are_pictures_that_may_be_written_on() -> None:
    pictures = load_photographs()
    assert set(pictures) == {"temple", "flower"}
    for picture in pictures.values():
        assert picture.shape == (427, 640, 3) and picture.dtype == np.uint8
        assert picture.std() > 20
        picture[0, 0] = 0
