from __future__ import annotations

import numpy as np
import pytest

from course_utils.nn import clipping


def drawn(seed, size=1.0):
    rng = np.random.default_rng(seed)
    return {
        "dW1": size * rng.normal(size=(3, 4)),
        "db1": size * rng.normal(size=(3, 1)),
        "dW2": rng.normal(size=(1, 3)),
    }


def flat(gradients):
    return np.concatenate([gradient.ravel() for gradient in gradients.values()])


@pytest.mark.parametrize("limit", [0.01, 1.0, 3.0])
def test_long_gradients_get_the_length_of_the_limit_and_keep_their_direction(limit):
    gradients = drawn(0, 10)
    before = {name: gradient.copy() for name, gradient in gradients.items()}
    clipped = clipping.clip_by_norm(gradients, limit)
    assert clipping.global_norm(clipped) == pytest.approx(limit)
    cosine = flat(clipped) @ flat(gradients) / np.linalg.norm(flat(clipped)) / np.linalg.norm(flat(gradients))
    assert cosine == pytest.approx(1)
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(gradient, before[name])
        assert clipped[name].shape == gradient.shape


def test_short_gradients_and_zeros_stay_as_they_are():
    gradients = drawn(1)
    for limit in (clipping.global_norm(gradients), 100.0):
        np.testing.assert_array_equal(flat(clipping.clip_by_norm(gradients, limit)), flat(gradients))
    assert clipping.clip_by_norm({"dw": np.zeros((2, 1))}, 1.0)["dw"].tolist() == [[0], [0]]


def test_by_value_turns_the_direction():
    clipped = clipping.clip_by_value({"dw": np.array([[9.0, -0.5], [-3.0, 1.0]])}, 1.0)
    assert clipped["dw"].tolist() == [[1, -0.5], [-1, 1]]


@pytest.mark.parametrize("seed", range(3))
def test_it_is_tensorflow(seed):
    tf = pytest.importorskip("tensorflow")
    gradients = drawn(seed, 4)
    theirs, norm = tf.clip_by_global_norm([tf.constant(gradient) for gradient in gradients.values()], 1.5)
    assert clipping.global_norm(gradients) == pytest.approx(float(norm), rel=1e-9)
    for one, other in zip(clipping.clip_by_norm(gradients, 1.5).values(), theirs, strict=True):
        np.testing.assert_allclose(one, other.numpy(), rtol=1e-9)
    for one, gradient in zip(clipping.clip_by_value(gradients, 0.7).values(), gradients.values(), strict=True):
        np.testing.assert_allclose(one, tf.clip_by_value(gradient, -0.7, 0.7).numpy(), rtol=1e-9)


@pytest.mark.parametrize("option", ["clipvalue", "clipnorm", "global_clipnorm"])
def test_it_is_what_the_optimizers_of_keras_do(option):
    keras = pytest.importorskip("keras")
    gradients = drawn(4, 3)
    ours = {
        "clipvalue": clipping.clip_by_value(gradients, 1.0),
        "clipnorm": {name: clipping.clip_by_norm({name: g}, 1.0)[name] for name, g in gradients.items()},
        "global_clipnorm": clipping.clip_by_norm(gradients, 1.0),
    }[option]
    variables = [keras.Variable(np.zeros(g.shape), dtype="float64") for g in gradients.values()]
    optimizer = keras.optimizers.SGD(learning_rate=1.0, **{option: 1.0})
    optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients.values()], variables)
    for variable, expected in zip(variables, ours.values(), strict=True):
        np.testing.assert_allclose(-np.asarray(variable), expected, rtol=1e-9)


@pytest.mark.parametrize("clip", [clipping.clip_by_norm, clipping.clip_by_value])
@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan")])
def test_misuse_is_explained(clip, limit):
    with pytest.raises(ValueError, match="a length above 0 is expected"):
        clip(drawn(0), limit)
