"""How much does `fit` add to the two matrix products of each step?

Run it alone, with one thread: ``OMP_NUM_THREADS=1 python tests/benchmarks/nn_fit.py``.
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from course_utils.nn.logistic_regression import fit

PIXELS, PICTURES, STEPS, LIMIT = 64 * 64 * 3, 3000, 10, 1.5


def measure(dtype: type) -> tuple[float, float]:
    """Return seconds for a step of `fit`, and for its two products alone: each the best of three runs."""
    rng = np.random.default_rng(0)
    X = rng.random((PIXELS, PICTURES), dtype=dtype)
    Y = rng.integers(0, 2, (1, PICTURES))
    w, dZ = np.zeros((PIXELS, 1), dtype), rng.random((1, PICTURES), dtype=dtype)

    def products() -> None:
        for _ in range(STEPS):
            w.T @ X
            X @ dZ.T

    return best(lambda: fit(X, Y, alpha=0.005, steps=STEPS)), best(products)


def best(action, repeats: int = 3) -> float:
    """Return the least seconds for one step."""
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds) / STEPS


@pytest.mark.benchmark
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fit_costs_little_more_than_its_products(dtype):
    whole, products = measure(dtype)
    assert whole < LIMIT * products


if __name__ == "__main__":
    for dtype in (np.float32, np.float64):
        whole, products = measure(dtype)
        print(
            f"{np.dtype(dtype)}: a step takes {whole * 1000:.1f} ms, its products alone {products * 1000:.1f} ms: "
            f"{whole / products:.2f} times"
        )
