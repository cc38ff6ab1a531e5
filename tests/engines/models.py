"""Small tone models."""

from __future__ import annotations

from array import array

from desktop.engines.tone_model import BUCKETS, HASHED, NAMED, Buckets, Family, Hashed, Model


def empty_model(bias: tuple[float, float] = (0.0, 0.0)) -> Model:
    """A model that has learned nothing."""
    return Model(
        "ru",
        "small 1",
        bias,
        {name: Family([], array("b"), 1.0) for name in NAMED},
        {name: Hashed(array("I"), array("b"), 1.0) for name in HASHED},
        Buckets(array("b", bytes(2 * BUCKETS)), 1.0),
    )
