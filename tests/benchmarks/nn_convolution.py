"""How fast are the convolutions of lesson 14, beside its loops and beside Keras?

``python tests/benchmarks/nn_convolution.py`` prints the processor time of a picture, forward and back, on one core, at
the sizes of the lesson, with larger kernels, and in a next layer. TensorFlow runs as it comes, with its fast routines
(oneDNN) where it has them.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

if __name__ == "__main__":  # before NumPy and TensorFlow start their threads
    for variable in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pytest

from course_utils.nn import convolution

#: Pictures, height and width, channels in, f, channels out.
SIZES = [(32, 64, 3, 3, 8), (32, 64, 3, 5, 16), (32, 32, 8, 3, 16)]
ROUNDS = 9


def busy(function: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the processor seconds of a call, the median of some."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return statistics.median(times)


def measure(size: tuple[int, ...]) -> dict[str, float]:
    """Return the processor milliseconds of a picture for each contestant, forward and back."""
    import keras
    import tensorflow as tf

    m, n, channels, f, filters = size
    rng = np.random.default_rng(0)
    X, W = rng.random((m, n, n, channels), np.float32), rng.random((f, f, channels, filters), np.float32)
    b = rng.random(filters, np.float32)
    layer = keras.layers.Conv2D(filters, f)
    layer.build(X.shape)
    layer.set_weights([W, b])
    given = tf.constant(X)
    dZ = layer(given)
    dZ_here = dZ.numpy()

    @tf.function  # compiled, so that only the way back is measured, and nothing of Python
    def theirs_back():
        options = {"strides": [1, 1, 1, 1], "padding": "VALID"}
        dX = tf.raw_ops.Conv2DBackpropInput(input_sizes=X.shape, filter=layer.kernel, out_backprop=dZ, **options)
        dW = tf.raw_ops.Conv2DBackpropFilter(input=given, filter_sizes=W.shape, out_backprop=dZ, **options)
        return dX, dW, tf.reduce_sum(dZ, axis=(0, 1, 2))

    theirs_back()
    np.testing.assert_allclose(convolution.forward(X, W, b), dZ_here, rtol=1e-4)
    return {
        "loops": 1e3 * busy(lambda: convolution.forward_loops(X[:1], W, b), 1),
        "ours": 1e3 * busy(lambda: convolution.forward(X, W, b)) / m,
        "Keras": 1e3 * busy(lambda: layer(given).numpy()) / m,
        "loops back": 1e3 * busy(lambda: convolution.backward_loops(dZ_here[:1], X[:1], W), 1),
        "ours back": 1e3 * busy(lambda: convolution.backward(dZ_here, X, W)) / m,
        "Keras back": 1e3 * busy(lambda: theirs_back()[0].numpy()) / m,
    }


@pytest.mark.benchmark
@pytest.mark.parametrize("size", SIZES)
def test_far_faster_than_loops_and_not_twice_as_slow_as_keras(size):
    pytest.importorskip("tensorflow")
    took = measure(size)
    assert took["loops"] > 300 * took["ours"] and took["ours"] < 2 * took["Keras"]
    assert took["loops back"] > 200 * took["ours back"]


if __name__ == "__main__":
    print("Processor milliseconds of a picture, and how many times as fast as the loops, as slow as Keras")
    for size in SIZES:
        took = measure(size)
        print(
            "{} pictures of {} × {} × {}, kernels of {} × {}, {} of them".format(
                *size[:2], size[1], *size[2:4], *size[3:]
            )
        )
        for back in ("", " back"):
            loops, ours, keras_ = (took[name + back] for name in ("loops", "ours", "Keras"))
            print(
                f"  {back.strip() or 'forward':8} loops {loops:7.1f}   ours {ours:6.3f}   Keras {keras_:6.3f}"
                f"   {loops / ours:5.0f} ×   {ours / keras_:4.2f} ×",
                flush=True,
            )
