from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.nn import normalization


def drawn(seed, m=50):
    rng = np.random.default_rng(seed)
    return rng.normal(rng.normal(0, 5, (4, 1)), rng.uniform(0.1, 9, (4, 1)), (4, m))


def test_the_training_set_gets_mean_0_and_spread_1():
    X = drawn(0)
    scaled = normalization.standardize(X, normalization.measure(X))
    np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=1), 1, rtol=1e-12)


def test_it_is_scikit_learns_scaler_constant_features_included():
    preprocessing = pytest.importorskip("sklearn.preprocessing")
    X, new = drawn(1), drawn(2)
    X[2] = 7.0
    theirs = preprocessing.StandardScaler().fit(X.T)
    statistics = normalization.measure(X)
    for data in (X, new):
        np.testing.assert_allclose(normalization.standardize(data, statistics), theirs.transform(data.T).T, rtol=1e-9)


def test_it_is_keras_normalization():
    keras = pytest.importorskip("keras")
    X, new = drawn(3), drawn(4)
    statistics = normalization.measure(X)
    mean, std = statistics.mean.ravel(), statistics.std.ravel()
    layer = keras.layers.Normalization(mean=mean, variance=std**2, dtype="float64")
    theirs = np.asarray(layer(new.T)).T
    np.testing.assert_allclose(normalization.standardize(new, statistics), theirs, rtol=1e-5)  # their mean is float32


@settings(deadline=None, max_examples=30)
@given(shift=st.floats(-100, 100), scale=st.floats(0.01, 100))
def test_units_do_not_matter(shift, scale):
    X, new = drawn(5), drawn(6, 3)
    one = normalization.standardize(new, normalization.measure(X))
    other = normalization.standardize(scale * new + shift, normalization.measure(scale * X + shift))
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def test_a_single_example_and_float32():
    X = drawn(7).astype(np.float32)
    statistics = normalization.measure(X[:, :1])
    assert (statistics.std == 0).all()
    assert (normalization.standardize(X[:, :1], statistics) == 0).all()
    assert normalization.standardize(X, normalization.measure(X)).dtype == np.float32


def test_misuse_is_explained():
    with pytest.raises(ValueError, match=r"\(4, 0\) and \(n_x, m\) is expected"):
        normalization.measure(np.empty((4, 0)))
    with pytest.raises(ValueError, match="statistics are those of 4 features"):
        normalization.standardize(np.ones((3, 2)), normalization.measure(drawn(8)))
