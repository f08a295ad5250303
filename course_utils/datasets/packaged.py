"""Pictures that come with scikit-learn's package, so that they are there without a network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def load_digits() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return 1,797 handwritten digits of 8 x 8 pixels.

    Returns
    -------
    X : ndarray, shape (64, 1797)
        Grey values in [0, 1], one digit a column; ``X[:, 0].reshape(8, 8)`` is the first one's picture.
    Y : ndarray, shape (1, 1797)
        The digits, 0 to 9.

    References
    ----------
    E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998.
    """
    from sklearn import datasets

    digits = datasets.load_digits()
    return digits.data.T / 16.0, digits.target[None, :].astype(np.float64)


def load_photographs() -> dict[str, NDArray[np.uint8]]:
    """Return two photographs of 427 x 640 pixels: ``"temple"`` and ``"flower"``.

    Returns
    -------
    dict of str to ndarray of uint8, shape (427, 640, 3)

    References
    ----------
    Photographs by Flickr users danielbuechele (temple) and vultilion (flower), CC BY 2.0; they ship with scikit-learn.
    """
    from sklearn import datasets

    return {
        "temple": datasets.load_sample_image("china.jpg").copy(),
        "flower": datasets.load_sample_image("flower.jpg").copy(),
    }
