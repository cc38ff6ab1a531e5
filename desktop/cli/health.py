"""How a source is, as lines and records: what went wrong, what to do, and where."""

from __future__ import annotations

from collections.abc import Mapping

from desktop import wording
from desktop.cli.output import iso
from desktop.core.histories import HistoryProgress
from desktop.core.sources import Reason, SourceInfo


def trouble(reason: Reason, info: SourceInfo | None) -> str:
    """What happened, the next step, and the address where a key is made if that is it."""
    said = f"{wording.reason(reason)}. {wording.next_step(reason, info)}"
    link = wording.key_link(reason, info)
    return f"{said} {link}" if link else said


def trouble_record(reason: Reason | None, info: SourceInfo | None) -> dict[str, object]:
    """The same for a program; every value is `None` when nothing is wrong."""
    return {
        "reason": reason.value if reason else None,
        "next_step": wording.next_step(reason, info) if reason else None,
        "key_url": wording.key_link(reason, info) if reason else None,
    }


def parts_record(troubles: Mapping[str, Reason]) -> dict[str, str]:
    """Parts that could not be read, with the reason of each."""
    return {part: reason.value for part, reason in troubles.items()}


def history_line(progress: HistoryProgress) -> str:
    """How far the past of a source was read; days are written 2026-03-01."""
    return wording.history(progress, (iso(progress.reached) or "")[:10])


def history_record(progress: HistoryProgress) -> dict[str, object]:
    """The same for a program."""
    return {
        "state": progress.state.value,
        "since": iso(progress.since),
        "reached": iso(progress.reached),
        "share": round(progress.share, 3),
        "items": progress.items,
        "new": progress.new,
        "reason": progress.reason.value if progress.reason else None,
        "next_at": iso(progress.next_at),
    }
