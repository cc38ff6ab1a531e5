"""Stars of a review as evidence of its tone, beside the text. Any thread.

No clean training set has stars, so the worth of each is set by hand: enough to decide for a text
that says little, too little to turn a text that clearly says otherwise. So a text that disagrees
with its stars stays visible as such.
"""

from __future__ import annotations

from desktop.engines.linear import Weighed

_MOST = 5
_WORTH = ((2.0, -1.2), (1.4, -0.9), (0.2, -0.4), (-0.8, 0.8), (-1.2, 1.4))
"""For negative and for positive, from one star to five."""


def with_stars(weighed: Weighed, rating: float | None) -> Weighed:
    """The sums with what the stars say; `rating` in stars of five, `None` when there is none."""
    if rating is None or not 1 <= rating <= _MOST:
        return weighed
    low = min(int(rating), _MOST - 1) - 1
    part = rating - 1 - low
    negative, positive = (
        a + part * (b - a) for a, b in zip(_WORTH[low], _WORTH[low + 1], strict=True)
    )
    return weighed._replace(
        negative=weighed.negative + negative, positive=weighed.positive + positive
    )
