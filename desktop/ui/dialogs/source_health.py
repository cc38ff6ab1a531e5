"""The state of a source in words: when it was really looked at, what went wrong, what is next."""

from __future__ import annotations

from datetime import datetime

from desktop import wording
from desktop.core.rhythm import Silence
from desktop.core.sources import Health, SourceInfo, StoredSource
from desktop.i18n import tr


def health_look(health: Health) -> str:
    """Role of a label that says the health; the words say the same."""
    looks = {
        Health.FINE: "positive",
        Health.WAITING: "strong",
        Health.NEEDS_KEY: "warning",
        Health.FAILING: "negative",
        Health.OFF: "muted",
    }
    return looks[health]


def health_lines(
    source: StoredSource,
    now: datetime,
    info: SourceInfo | None = None,
    silence: Silence | None = None,
) -> list[str]:
    """Sentences on the last success, the last failure and the next look.

    `info` gives the next step its own words; `silence` is an unusual one.
    """
    lines = [_looked(source, now)]
    if source.reason is not None:
        lines.append(
            tr("{trouble}. {advice}").format(
                trouble=wording.reason(source.reason), advice=wording.next_step(source.reason, info)
            )
        )
        if source.last_try_at:
            lines.append(tr("Last try: {ago}.").format(ago=_ago(source.last_try_at, now)))
    lines += [f"{wording.part_trouble(*each)}." for each in source.troubles.items()]
    if silence is not None:
        lines.append(f"{wording.silence(silence, now)}.")
    lines.append(wording.warnings(source.warnings))
    lines.append(_next(source, now))
    return [line for line in lines if line]


def _looked(source: StoredSource, now: datetime) -> str:
    if source.last_ok_at is None:
        return tr("Not looked at yet: that nothing is there means nothing.")
    return tr("Last looked at: {ago}.").format(ago=_ago(source.last_ok_at, now))


def _next(source: StoredSource, now: datetime) -> str:
    if not source.is_on:
        return tr("It is turned off and not looked at.")
    if source.next_at is None or source.next_at <= now:
        return tr("It is next in turn.")
    return tr("Next look in: {age}.").format(
        age=wording.age((source.next_at - now).total_seconds())
    )


def _ago(then: datetime, now: datetime) -> str:
    return wording.ago(max(0.0, (now - then).total_seconds()))
