"""Whether a source is silent for unusually long, judged by its own rhythm. Pure.

Publications are taken for independent events of an unknown rate: the gaps between them are then
exponential, and with n gaps that took T together and no other knowledge (a prior proportional to
1/rate) the rate has a gamma distribution with shape n and rate T. Averaging the exponential over
it gives the chance that the next gap is longer than t, a Lomax distribution (Gelman et al.,
Bayesian Data Analysis, 3rd ed., section 2.6: the exponential model and its conjugate prior):

    P(gap > t) = (T / (T + t)) ** n

Real places write in bursts and sleep at night, so two more things are asked: the silence exceeds
the longest gap so far by half, and lasts at least a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

FEWEST_GAPS = 8
SHORTEST = timedelta(hours=24)
_CHANCE = 0.001
_BEYOND_LONGEST = 1.5


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came since the time of the last publication; usually something does after a gap."""

    since: datetime
    usual_gap: timedelta


def silence(
    newest: Sequence[datetime],
    looked: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> Silence | None:
    """The silence of a source when it is unusual, `None` when it is not or cannot be judged.

    `newest` are times of its latest publications, oldest first; `looked` the stretches, apart
    from each other, in which it was really looked at: only that time counts as silence. All
    times are aware.
    """
    gaps = [later - earlier for earlier, later in pairwise(newest)]
    if len(gaps) < FEWEST_GAPS or newest[-1] <= newest[0]:
        return None
    last, whole = newest[-1], newest[-1] - newest[0]
    waited = _overlap(looked, last, now)
    if waited < SHORTEST or waited <= _BEYOND_LONGEST * max(gaps):
        return None
    if chance_of_longer(waited, whole, len(gaps)) >= _CHANCE:
        return None
    return Silence(last, whole / len(gaps))


def chance_of_longer(waited: timedelta, whole: timedelta, gaps: int) -> float:
    """The chance of a gap longer than `waited` after so many gaps that took `whole` together."""
    share: float = whole / (whole + waited)
    return share**gaps


def _overlap(
    stretches: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime
) -> timedelta:
    """How much of the time between two moments the stretches cover."""
    parts = (min(until, end) - max(since, start) for since, until in stretches)
    return sum((each for each in parts if each > timedelta()), timedelta())
