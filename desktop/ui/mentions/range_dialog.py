"""Asks for the first and last day of a range of one's own."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import QDateEdit, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from desktop import i18n
from desktop.i18n import tr


class RangeDialog(QDialog):
    """Two days, both included. `chosen` carries (since, until) in UTC, until exclusive."""

    chosen = Signal(object)

    def __init__(self, since: datetime, until: datetime, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Choose days"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._first, self._last = QDateEdit(), QDateEdit()
        em = self.fontMetrics().height()
        form = QFormLayout(self)
        form.setContentsMargins(em, em, em, em)
        form.setSpacing(em // 2)
        for field, text, moment in (
            (self._first, tr("From"), since),
            (self._last, tr("To"), until),
        ):
            field.setCalendarPopup(True)
            # The short form of the locale would write 11/12/26, which may be any of two days.
            field.setDisplayFormat("dd.MM.yyyy" if i18n.language() == "ru" else "d MMM yyyy")
            field.setAccessibleName(text)
            day = moment.astimezone().date()
            field.setDate(QDate(day.year, day.month, day.day))
            name = QLabel(text)
            name.setMinimumHeight(field.sizeHint().height())
            name.setBuddy(field)
            form.addRow(name, field)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.on_accepted)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def on_accepted(self) -> None:
        """Tell the range; days given the wrong way round are taken as meant."""
        first, last = sorted((_midnight(self._first.date()), _midnight(self._last.date())))
        self.chosen.emit((first.astimezone(UTC), (last + timedelta(days=1)).astimezone(UTC)))
        self.accept()


def _midnight(date: QDate) -> datetime:
    day = datetime(date.year(), date.month(), date.day()).date()  # noqa: DTZ001
    return datetime.combine(day, time()).astimezone()
