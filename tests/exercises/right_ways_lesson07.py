"""Other ways to write the exercises of lesson 07: loops, norms, flat vectors, the library. All of them must pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_utils import nn

regularizers = nn.regularizers


def l2_cost_norms(cost, parameters, lambd, m):
    return cost + lambd * sum(np.linalg.norm(W) ** 2 for name, W in parameters.items() if "W" in name) / 2 / m


def l2_cost_counted(cost, parameters, lambd, m):
    for layer in range(1, len(parameters) // 2 + 1):
        W = parameters[f"W{layer}"].ravel()
        cost = cost + lambd / (2 * m) * (W @ W)
    return cost


def l2_cost_loops(cost, theta, strength, examples):
    total = 0
    for name in theta:
        if name[0] == "W":
            for row in theta[name]:
                for w in row:
                    total += w * w
    return cost + strength * total / (2 * examples)


def l2_cost_library(cost, parameters, lambd, m):
    return np.float64(cost) + regularizers.l2_penalty(parameters, lambd, m)


def l2_gradients_copy(gradients, parameters, lambd, m):
    after = dict(gradients)
    for layer in range(1, len(parameters) // 2 + 1):
        after[f"dW{layer}"] = after[f"dW{layer}"] + lambd * parameters[f"W{layer}"] / m
    return after


def l2_gradients_one_line(gradients, parameters, lambd, m):
    return {f"d{name}": gradients[f"d{name}"] + (name[0] == "W") * lambd / m * v for name, v in parameters.items()}


def l2_gradients_deep_copy(gradients, parameters, lambd, m):
    after = {name: value.copy() for name, value in gradients.items()}
    for name, W in parameters.items():
        if not name.startswith("b"):
            after["d" + name] += W * (lambd / m)
    return after


def decay_update_of_gradients(parameters, gradients, alpha, lambd, m):
    pulled = regularizers.l2_gradients(gradients, parameters, lambd, m)
    return nn.network.update(parameters, pulled, alpha)


def decay_update_copy(parameters, gradients, alpha, lambd, m):
    after = {name: value.copy() for name, value in parameters.items()}
    for name in after:
        if name[0] == "W":
            after[name] *= 1 - alpha * lambd / m
        after[name] -= alpha * gradients[f"d{name}"]
    return after


def decay_update_counted(parameters, gradients, alpha, lambd, m):
    after = {}
    for layer in range(1, len(parameters) // 2 + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        after[f"b{layer}"] = b - alpha * gradients[f"db{layer}"]
        after[f"W{layer}"] = W - alpha * gradients[f"dW{layer}"] - alpha * lambd / m * W
    return after


def dropout_forward_where(A, keep_prob, rng):
    D = rng.random(A.shape) < keep_prob
    return np.where(D, A / keep_prob, 0), D


def dropout_forward_loop(A, keep_prob, rng):
    after, D = np.zeros(A.shape), np.zeros(A.shape, dtype=bool)
    for j in range(A.shape[0]):
        for i in range(A.shape[1]):
            if rng.random() < keep_prob:
                D[j, i], after[j, i] = True, A[j, i] / keep_prob
    return after, D


def dropout_forward_copy(A, keep_prob, rng):
    D = np.less(rng.uniform(size=A.size).reshape(A.shape), keep_prob)
    after = A.copy()
    after[~D] = 0
    after /= keep_prob
    return [after, D]


def dropout_forward_flat(A, keep_prob, rng):
    D = rng.random(A.shape[0] * A.shape[1]).reshape(A.shape) < keep_prob
    return np.multiply(A, D.astype(int)) * (1 / keep_prob), D


def dropout_backward_where(dA, D, keep_prob):
    return np.where(D, dA, 0) / keep_prob


def dropout_backward_copy(dA, mask, keep_prob):
    dA = dA.copy()
    dA[np.logical_not(mask)] = 0.0
    return dA / keep_prob


def dropout_backward_factors(dA, D, keep_prob):
    return dA * (D.astype(float) / keep_prob)


def stop_early_counting(dev_costs, patience):
    best, waited = 0, 0
    for step, cost in enumerate(dev_costs):
        if step == 0 or cost < dev_costs[best]:
            best, waited = step, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return best, step


def stop_early_slices(dev_costs, patience):
    for stop in range(patience, len(dev_costs)):
        best = int(np.argmin(dev_costs[: stop + 1]))
        if stop - best >= patience:
            return best, stop
    return int(np.argmin(dev_costs)), len(dev_costs) - 1


def stop_early_lowest(dev_costs, patience):
    lowest, best, step = np.inf, 0, 0
    while step < len(dev_costs):
        if dev_costs[step] < lowest:
            lowest, best = dev_costs[step], step
        elif step - best >= patience:
            return best, step
        step += 1
    return best, step - 1


def mend_library(Y, parameters, cache, keep_prob, lambd):
    names = (("A0", "A1", "A2"), ("Z1", "Z2", "Z3"), ("D1", "D2"))
    arrays = (tuple(cache[name] for name in group) for group in names)
    kept = regularizers.Cache(*arrays, (keep_prob, keep_prob), nn.ACTIVATIONS["ReLU"])
    gradients = regularizers.backward(Y, parameters, kept)
    return regularizers.l2_gradients(gradients, parameters, lambd, Y.shape[1])


def mend_unrolled(Y, parameters, cache, keep_prob, lambd):
    m = Y.size
    dZ3 = cache["A3"] - Y
    dZ2 = parameters["W3"].T @ dZ3 * cache["D2"] / keep_prob * (cache["Z2"] > 0)
    dZ1 = parameters["W2"].T @ dZ2 * cache["D1"] / keep_prob * (cache["Z1"] > 0)
    found = {}
    for layer, dZ in enumerate((dZ1, dZ2, dZ3), start=1):
        found[f"dW{layer}"] = (dZ @ cache[f"A{layer - 1}"].T + lambd * parameters[f"W{layer}"]) / m
        found[f"db{layer}"] = dZ.mean(axis=1, keepdims=True)
    return found


def mend_active(Y, parameters, cache, keep_prob, lambd):
    """What is above 0 after dropout was kept, and its ReLU was on."""
    off, found = cache["A3"] - Y, {}
    for layer in (3, 2, 1):
        A_prev, W = cache[f"A{layer - 1}"], parameters[f"W{layer}"]
        found |= {f"dW{layer}": (off @ A_prev.T + lambd * W) / Y.size, f"db{layer}": off.mean(axis=1)[:, None]}
        off = W.T @ off * np.where(A_prev > 0, 1 / keep_prob, 0)
    return found


RIGHT_WAYS: dict[str, list[Callable[..., object]]] = {
    "07.l2_cost": [l2_cost_norms, l2_cost_counted, l2_cost_loops, l2_cost_library],
    "07.l2_gradients": [l2_gradients_copy, l2_gradients_one_line, l2_gradients_deep_copy, regularizers.l2_gradients],
    "07.decay_update": [decay_update_of_gradients, decay_update_copy, decay_update_counted],
    "07.dropout_forward": [
        dropout_forward_where,
        dropout_forward_loop,
        dropout_forward_copy,
        dropout_forward_flat,
        regularizers.dropout_forward,
    ],
    "07.dropout_backward": [
        dropout_backward_where,
        dropout_backward_copy,
        dropout_backward_factors,
        regularizers.dropout_backward,
    ],
    "07.stop_early": [stop_early_counting, stop_early_slices, stop_early_lowest],
    "07.mend": [mend_library, mend_unrolled, mend_active],
}
