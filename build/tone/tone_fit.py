"""Fits a softmax over sparse features. 64-bit numbers in a fixed order on one thread, so that
equal data gives equal bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize

Array = Any
"""numpy and scipy give their arrays many types; what is held is said in words."""


def fit(
    x: Array, y: Array, weights: Array, penalty: Array, rounds: int = 120
) -> tuple[Array, Array]:
    """Weights (features by three) and bias of the softmax that fits labels `y` best.

    `weights` say how much each row counts, `penalty` how dear each feature is (L2).
    """
    rows, columns = x.shape
    wanted = np.zeros((rows, 3))
    wanted[np.arange(rows), y] = 1
    shares = weights / weights.sum()
    turned = sparse.csr_matrix(x.T)
    dear = np.broadcast_to(np.asarray(penalty, dtype=float), (columns,))[:, None]

    def loss(flat: Array) -> tuple[float, Array]:
        w, bias = flat[: 3 * columns].reshape(columns, 3), flat[3 * columns :]
        chances = softmax(x @ w + bias)
        right = np.log(chances[np.arange(rows), y] + 1e-300)
        value = -(shares * right).sum() + 0.5 * (dear * w * w).sum()
        slope = (chances - wanted) * shares[:, None]
        return value, np.concatenate([(turned @ slope + dear * w).ravel(), slope.sum(0)])

    start = np.zeros(3 * columns + 3)
    options = {"maxiter": rounds, "maxcor": 8}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found[: 3 * columns].reshape(columns, 3), found[3 * columns :]


def calibrate(logits: Array, y: Array, weights: Array) -> tuple[float, Array]:
    """The factor and the offsets of the classes that make the logits' chances true."""
    shares = weights / weights.sum()

    def loss(found: Array) -> float:
        chances = softmax(logits * found[0] + np.array([found[1], 0.0, found[2]]))
        return float(-(shares * np.log(chances[np.arange(len(y)), y] + 1e-300)).sum())

    found = minimize(loss, np.array([1.0, 0.0, 0.0]), method="Nelder-Mead").x
    return float(found[0]), np.array([found[1], 0.0, found[2]])


def softmax(logits: Array) -> Array:
    """Chances of each row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def macro_f1(y: Array, predicted: Array, classes: tuple[int, ...] = (0, 1, 2)) -> float:
    """Mean of the F1 of the classes that occur."""
    found = []
    for each in classes:
        if not (y == each).any():
            continue
        hits = ((y == each) & (predicted == each)).sum()
        found.append(2 * hits / ((y == each).sum() + (predicted == each).sum()))
    return float(np.mean(found))


def calibration_error(y: Array, negative: Array, bins: int = 10) -> float:
    """Expected calibration error of the negative class, over bins of equal width."""
    where = np.minimum((negative * bins).astype(int), bins - 1)
    total = 0.0
    for each in range(bins):
        inside = where == each
        if inside.any():
            total += inside.mean() * abs(negative[inside].mean() - (y[inside] == 0).mean())
    return float(total)
