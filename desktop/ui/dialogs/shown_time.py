"""A moment as the person's own clock and language write it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale


def shown_time(moment: datetime) -> str:
    """Short date and time in local time, in the language the window speaks."""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)
