"""What keeps a network from learning its examples by heart: penalties, dropout, early stopping. Derived in lesson 07.

The parameters are those of `course_utils.nn.network`: a dict with ``Wl`` and ``bl`` for each layer l from 1 to L. Only
the weights are penalised. Dropout works on the values of hidden layers, never on the output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from course_utils.nn.activation_zoo import ACTIVATIONS, Activation
from course_utils.nn.activations import sigmoid
from course_utils.nn.layers import activation_backward, linear_forward, parameter_gradients
from course_utils.nn.losses import cross_entropy_from_logits
from course_utils.nn.network import Gradients, Parameters, depth

Array = NDArray[np.floating]
Mask = NDArray[np.bool_]

_RELU = ACTIVATIONS["ReLU"]


@dataclass(frozen=True)
class Cache:
    """What `forward` keeps for `backward`.

    Attributes
    ----------
    A : tuple of ndarray
        What each layer was given, first layer first: X, then the values of the hidden layers after dropout.
    Z : tuple of ndarray
        The linear parts of all layers.
    D : tuple of ndarray
        The masks of the hidden layers, True where a value was kept; empty without dropout.
    keep_probs : tuple of float
        The probability of being kept, for each hidden layer.
    activation : Activation
        The function of the hidden layers.
    """

    A: tuple[Array, ...]
    Z: tuple[Array, ...]
    D: tuple[Mask, ...]
    keep_probs: tuple[float, ...]
    activation: Activation


@dataclass(frozen=True)
class Fit:
    """What `fit` has learned.

    Attributes
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL: the last ones, or with `patience` those with the lowest cost on the other examples.
    costs : ndarray of shape (steps,)
        Mean cross-entropy before each step, without penalty, as the network was trained: with dropout on.
    dev_costs : ndarray of shape (steps,)
        The same on the other examples, without dropout; empty when there are none.
    best : int
        After how many steps the parameters were as they are returned.
    """

    parameters: Parameters
    costs: NDArray[np.float64]
    dev_costs: NDArray[np.float64]
    best: int


def l2_penalty(parameters: Parameters, lambd: float, m: int) -> float:
    r"""Return what large weights cost: the sum of their squares.

    .. math:: \frac{\lambda}{2m} \sum_{l=1}^{L} \lVert W^{[l]} \rVert_F^2, \quad
        \lVert W \rVert_F^2 = \sum_j \sum_k W_{jk}^2

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL. The biases do not count.
    lambd : float
        How much weights cost, 0 or more.
    m : int
        How many examples the cost is a mean of.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `lambd` is negative or `m` below 1.

    References
    ----------
    Krogh, A. and Hertz, J. A. (1992). A simple weight decay can improve generalization.

    Notes
    -----
    Derived in lesson 07. Keras's ``kernel_regularizer=L2(l2)`` adds ``l2`` times the sum of the squares, so that its
    ``l2`` is :math:`\lambda / 2m`.

    Examples
    --------
    >>> l2_penalty({"W1": np.array([[3.0, -4.0]]), "b1": np.array([[9.0]])}, lambd=2.0, m=10)
    2.5
    """
    _require_penalty(lambd, m)
    return float(lambd / (2 * m) * sum(np.sum(W**2) for W in _weights(parameters)))


def l1_penalty(parameters: Parameters, lambd: float, m: int) -> float:
    r"""Return what large weights cost: the sum of their absolute values.

    .. math:: \frac{\lambda}{m} \sum_{l=1}^{L} \sum_j \sum_k |W^{[l]}_{jk}|

    Parameters
    ----------
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL. The biases do not count.
    lambd : float
        How much weights cost, 0 or more.
    m : int
        How many examples the cost is a mean of.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If `lambd` is negative or `m` below 1.

    References
    ----------
    Tibshirani, R. (1996). Regression shrinkage and selection via the lasso.

    Notes
    -----
    Derived in lesson 07.

    Examples
    --------
    >>> l1_penalty({"W1": np.array([[3.0, -4.0]]), "b1": np.array([[9.0]])}, lambd=2.0, m=10)
    1.4
    """
    _require_penalty(lambd, m)
    return float(lambd / m * sum(np.sum(np.abs(W)) for W in _weights(parameters)))


def l2_gradients(gradients: Gradients, parameters: Parameters, lambd: float, m: int) -> Gradients:
    r"""Return the gradients of the cost with `l2_penalty`, from those without.

    .. math:: dW^{[l]} + \frac{\lambda}{m} W^{[l]}, \quad db^{[l]} \text{ as it was}

    Parameters
    ----------
    gradients : dict of str to ndarray
        dWl and dbl of each layer, without penalty; other keys stay.
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    lambd : float
        How much weights cost, 0 or more.
    m : int
        How many examples the cost is a mean of.

    Returns
    -------
    dict of str to ndarray
        A new dict.

    Raises
    ------
    ValueError
        If `lambd` is negative or `m` below 1.

    Notes
    -----
    Derived in lesson 07.
    """
    _require_penalty(lambd, m)
    penalised = {f"d{name}": gradients[f"d{name}"] + lambd / m * W for name, W in parameters.items() if name[0] == "W"}
    return gradients | penalised


def shrink(W: Array, amount: float) -> Array:
    r"""Move every weight towards 0 by the same amount, and stop at 0: the step that `l1_penalty` asks for.

    .. math:: \operatorname{sign}(w) \max(|w| - \text{amount}, 0)

    Its gradient alone, ``sign(W)``, would jump over 0 and back again; here weights arrive at 0 and stay there.

    Parameters
    ----------
    W : ndarray of any shape
        Weights.
    amount : float
        How far, 0 or more: :math:`\alpha \lambda / m` for a step of gradient descent.

    Returns
    -------
    ndarray of the shape of `W`

    Raises
    ------
    ValueError
        If `amount` is negative.

    References
    ----------
    Daubechies, I., Defrise, M. and De Mol, C. (2004). An iterative thresholding algorithm for linear inverse problems
    with a sparsity constraint.

    Notes
    -----
    Derived in lesson 07.

    Examples
    --------
    >>> shrink(np.array([2.0, 0.3, -1.0]), 0.5)
    array([ 1.5,  0. , -0.5])
    """
    if not amount >= 0:
        raise ValueError(f"amount is {amount}: a distance of 0 or more is expected.")
    return W - np.clip(W, -amount, amount)


def dropout_forward(A: Array, keep_prob: float, rng: np.random.Generator) -> tuple[Array, Mask]:
    r"""Switch off values at random, and enlarge the others so that each keeps its expected value.

    .. math:: \frac{D * A}{\text{keep\_prob}}, \quad D_{ji} = 1 \text{ with probability keep\_prob, else } 0

    Only while training: a prediction uses all values as they are.

    Parameters
    ----------
    A : ndarray of shape (n, m)
        The values of a hidden layer.
    keep_prob : float
        The probability that a value is kept, greater than 0 and at most 1.
    rng : Generator
        One uniform number is drawn for each entry, in the dtype of `A`; a value is kept where it is below `keep_prob`.

    Returns
    -------
    A : ndarray of shape (n, m)
        The values that are left. The old array stays as it is.
    D : ndarray of bool, of shape (n, m)
        The mask, True where a value was kept: `dropout_backward` needs it.

    Raises
    ------
    ValueError
        If `keep_prob` is not a probability above 0.

    References
    ----------
    Srivastava, N., Hinton, G., Krizhevsky, A., Sutskever, I. and Salakhutdinov, R. (2014). Dropout: a simple way to
    prevent neural networks from overfitting.

    Notes
    -----
    Derived in lesson 07. In Keras it is ``Dropout(rate)`` with ``rate = 1 - keep_prob``.
    """
    _require_keep_prob(keep_prob)
    D = rng.random(A.shape, dtype=np.float32 if A.dtype == np.float32 else np.float64) < keep_prob
    return A * D / float(keep_prob), D


def dropout_backward(dA: Array, D: Mask, keep_prob: float) -> Array:
    r"""Go back through dropout: what did not count has no gradient, what counted more has a larger one.

    .. math:: \frac{D * dA}{\text{keep\_prob}}

    Parameters
    ----------
    dA : ndarray of shape (n, m)
        Derivatives of the losses by the values after dropout.
    D : ndarray of bool, of shape (n, m)
        The mask of the way forward, the same one.
    keep_prob : float
        The probability that a value was kept, greater than 0 and at most 1.

    Returns
    -------
    ndarray of shape (n, m)
        Derivatives by the values before dropout.

    Raises
    ------
    ValueError
        If `keep_prob` is not a probability above 0, or the shapes differ.

    Notes
    -----
    Derived in lesson 07.
    """
    _require_keep_prob(keep_prob)
    if dA.shape != D.shape:
        raise ValueError(f"dA has shape {dA.shape}, D {D.shape}: the mask belongs to the same values.")
    return dA * D / float(keep_prob)


def forward(
    X: Array,
    parameters: Parameters,
    *,
    keep_prob: float | Sequence[float] = 1.0,
    rng: np.random.Generator | None = None,
    activation: Activation = _RELU,
) -> tuple[Array, Cache]:
    """Go forward through all layers, with dropout behind the hidden ones.

    Parameters
    ----------
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column. They are never dropped.
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    keep_prob : float or sequence of float
        The probability that a value is kept: one for all hidden layers, or one for each of them.
    rng : Generator, optional
        Where masks are drawn from; without one there is no dropout, as in a prediction.
    activation : Activation
        The function of all layers but the last.

    Returns
    -------
    ZL : ndarray of shape (1, m)
        The linear part of the last layer.
    cache : Cache
        What `backward` needs.

    Raises
    ------
    ValueError
        If a shape does not fit, or a `keep_prob` is not a probability above 0.

    Notes
    -----
    Derived in lessons 05 and 07.
    """
    L = depth(parameters)
    keep_probs = _one_for_each(keep_prob, L - 1)
    A, Z, D = [X], [], []
    for layer in range(1, L + 1):
        Z.append(linear_forward(A[-1], parameters[f"W{layer}"], parameters[f"b{layer}"]))
        if layer == L:
            break
        A.append(activation.function(Z[-1]))
        if rng is not None:
            A[-1], mask = dropout_forward(A[-1], keep_probs[layer - 1], rng)
            D.append(mask)
    return Z[-1], Cache(tuple(A), tuple(Z), tuple(D), keep_probs, activation)


def backward(Y: NDArray, parameters: Parameters, cache: Cache) -> Gradients:
    """Go back through all layers and through the masks of the way forward.

    Parameters
    ----------
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    parameters : dict of str to ndarray
        W1, b1, ..., WL, bL.
    cache : Cache
        What `forward` kept.

    Returns
    -------
    dict of str to ndarray
        dWl and dbl of each layer, without any penalty.

    Raises
    ------
    ValueError
        If a shape does not fit.

    Notes
    -----
    Derived in lessons 05 and 07.
    """
    Z = cache.Z[-1]
    if Y.shape != Z.shape:
        raise ValueError(f"Y has shape {Y.shape} and {Z.shape} is expected: one label for each example.")
    dZ = (sigmoid(Z) - Y).astype(Z.dtype, copy=False)
    gradients: Gradients = {}
    for layer in range(depth(parameters), 0, -1):
        gradients[f"dW{layer}"], gradients[f"db{layer}"] = parameter_gradients(dZ, cache.A[layer - 1])
        if layer > 1:
            dA = parameters[f"W{layer}"].T @ dZ
            if cache.D:
                dA = dropout_backward(dA, cache.D[layer - 2], cache.keep_probs[layer - 2])
            dZ = activation_backward(dA, cache.Z[layer - 2], cache.activation)
    return gradients


def fit(
    X: Array,
    Y: NDArray,
    parameters: Parameters,
    *,
    alpha: float,
    steps: int,
    lambd: float = 0.0,
    l1: float = 0.0,
    keep_prob: float | Sequence[float] = 1.0,
    augment: Callable[[Array, np.random.Generator], Array] | None = None,
    dev: tuple[Array, NDArray] | None = None,
    patience: int | None = None,
    seed: int = 0,
    activation: Activation = _RELU,
    watch: Callable[[int, Parameters], object] | None = None,
) -> Fit:
    r"""Train by gradient descent on all examples at once, with any of five remedies against overfitting.

    A step is, for the weights and the biases of each layer,

    .. math:: W \leftarrow \operatorname{shrink}\left(
        \left(1 - \tfrac{\alpha \lambda_2}{m}\right) W - \alpha\, dW, \tfrac{\alpha \lambda_1}{m}\right), \quad
        b \leftarrow b - \alpha\, db

    Parameters
    ----------
    X : ndarray of shape (n[0], m)
        Inputs, one example in each column. Everything is computed in their dtype.
    Y : ndarray of shape (1, m)
        Labels, 0 or 1.
    parameters : dict of str to ndarray
        Where to start. They are left as they are.
    alpha : float
        Learning rate, greater than 0.
    steps : int
        How many steps to take, 0 or more.
    lambd, l1 : float
        How much weights cost: their squares (`l2_penalty`), their absolute values (`l1_penalty`).
    keep_prob : float or sequence of float
        Dropout: the probability that a value of a hidden layer is kept, one for all of them or one for each.
    augment : callable, optional
        ``augment(X, rng)`` makes other examples with the same labels, anew before each step.
    dev : (X, Y), optional
        Other examples, on which the cost is measured before each step.
    patience : int, optional
        Early stopping: end after so many steps without a new lowest cost on `dev`, and return the parameters that had
        the lowest.
    seed : int
        For the masks and for `augment`.
    activation : Activation
        The function of all layers but the last.
    watch : callable, optional
        ``watch(step, parameters)`` is called before each step and after the last.

    Returns
    -------
    Fit

    Raises
    ------
    ValueError
        If a shape does not fit, a number is out of range, or there is `patience` and no `dev`.

    References
    ----------
    Prechelt, L. (1998). Early stopping, but when?

    Notes
    -----
    Derived in lesson 07.

    Examples
    --------
    >>> from course_utils.nn import network
    >>> X, Y = np.array([[-2.0, -1.0, 1.0, 2.0]]), np.array([[0, 0, 1, 1]])
    >>> start = network.initialize([1, 3, 1], seed=1)
    >>> free, held = (fit(X, Y, start, alpha=0.5, steps=200, lambd=lambd).parameters for lambd in (0.0, 1.0))
    >>> l2_penalty(held, 1, 4) < l2_penalty(free, 1, 4)
    True
    """
    _require_settings(X, Y, alpha, steps, patience, dev)
    for penalty in (lambd, l1):
        _require_penalty(penalty, 1)
    m, rng = X.shape[1], np.random.default_rng(seed)
    alpha, l2, l1 = float(alpha), float(lambd) / m, float(l1) / m  # NumPy's float64 would turn float32 into float64
    drops = rng if min(_one_for_each(keep_prob, depth(parameters) - 1), default=1.0) < 1 else None
    parameters = {name: value.astype(X.dtype) for name, value in parameters.items()}
    costs, dev_costs, best, kept = [], [], 0, parameters
    for step in range(steps):
        if watch is not None:
            watch(step, parameters)
        if dev is not None:
            dev_costs.append(_cost(forward(dev[0], parameters, activation=activation)[0], dev[1]))
            if dev_costs[-1] < dev_costs[best] or step == 0:
                best, kept = step, parameters
            if patience is not None and step - best >= patience:
                break
        seen = X if augment is None else augment(X, rng)
        ZL, cache = forward(seen, parameters, keep_prob=keep_prob, rng=drops, activation=activation)
        costs.append(_cost(ZL, Y))
        parameters = _step(parameters, backward(Y, parameters, cache), alpha, l2, l1)
    if watch is not None:
        watch(len(costs), parameters)
    if patience is None:
        best, kept = len(costs), parameters
    return Fit(kept, np.array(costs), np.array(dev_costs), best)


def _step(parameters: Parameters, gradients: Gradients, alpha: float, l2: float, l1: float) -> Parameters:
    """Take one step; the penalties are those of one example."""
    after: Parameters = {}
    for name, value in parameters.items():
        decay = 1 - alpha * l2 if name[0] == "W" else 1.0
        after[name] = decay * value - alpha * gradients[f"d{name}"]
        if l1 and name[0] == "W":
            after[name] = shrink(after[name], alpha * l1)
    return after


def _cost(ZL: Array, Y: NDArray) -> float:
    """Return the mean cross-entropy."""
    return float(cross_entropy_from_logits(ZL, Y).mean(dtype=np.float64))


def _weights(parameters: Parameters) -> list[Array]:
    """Return the weights without the biases."""
    return [value for name, value in parameters.items() if name[0] == "W"]


def _one_for_each(keep_prob: float | Sequence[float], hidden: int) -> tuple[float, ...]:
    """Return a probability for each hidden layer."""
    keep_probs = tuple(keep_prob) if isinstance(keep_prob, Sequence) else (keep_prob,) * hidden
    if len(keep_probs) != hidden:
        raise ValueError(f"keep_prob holds {len(keep_probs)} numbers: one for each of {hidden} hidden layers, or one.")
    for one in keep_probs:
        _require_keep_prob(one)
    return keep_probs


def _require_keep_prob(keep_prob: float) -> None:
    """Say what a probability of being kept can be."""
    if not 0 < keep_prob <= 1:
        raise ValueError(
            f"keep_prob is {keep_prob}: the probability that a value is KEPT is expected, above 0 and at most 1. "
            "With 1 nothing is dropped."
        )


def _require_penalty(lambd: float, m: int) -> None:
    """Say what a penalty can be."""
    if not 0 <= lambd < np.inf or m < 1:
        raise ValueError(f"lambd is {lambd}, m is {m}: a number of 0 or more and a count of 1 or more are expected.")


def _require_settings(
    X: Array, Y: NDArray, alpha: float, steps: int, patience: int | None, dev: tuple[Array, NDArray] | None
) -> None:
    """Say which setting of `fit` is out of range."""
    if X.ndim != 2 or X.shape[1] == 0 or not np.issubdtype(X.dtype, np.floating) or Y.shape != (1, X.shape[1]):
        raise ValueError(
            f"X has shape {X.shape} and dtype {X.dtype}, Y has shape {Y.shape}: floats of shape (n_x, m), one example "
            "in each column, and (1, m) are expected."
        )
    if not alpha > 0 or steps < 0:
        raise ValueError(f"alpha is {alpha}, steps is {steps}: a rate above 0 and a number of 0 or more are expected.")
    if patience is not None and (patience < 1 or dev is None):
        raise ValueError(
            f"patience is {patience}: a number of 1 or more is expected, and other examples, dev=(X, Y), to measure on."
        )
