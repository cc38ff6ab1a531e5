"""A moment as the person's own clock and language write it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

from desktop import i18n


def moment_format() -> str:
    """How a moment is written: never 11/12/26, which may be any of two days."""
    return "dd.MM.yyyy HH:mm" if i18n.language() == "ru" else "d MMM yyyy, HH:mm"


def shown_time(moment: datetime) -> str:
    """Date and time in local time, in the language the window speaks."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local, moment_format())


def shown_day(moment: datetime) -> str:
    """The date in local time, in the language the window speaks."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local, "d MMMM yyyy")
