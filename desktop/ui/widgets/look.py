"""Small makers of widgets with a look of the style sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop.ui import icons


def set_role(widget: QWidget, role: str, **properties: str) -> None:
    """Give `widget` a look of the style sheet, also while it is shown."""
    widget.setProperty("role", role)
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def give_viewport(area: QAbstractScrollArea) -> None:
    """A viewport made here. Asked for the one Qt made, PySide first looks through all kinds of
    widgets there are, which the first painting of the window would wait for.
    """
    made = QWidget(area)
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    area.setViewport(made)


def label(role: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> QLabel:
    """A label that shows plain text only, whatever it is given."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made


def button(role: str = "", icon: str = "", parent: QWidget | None = None) -> QPushButton:
    """A push button; its text and its accessible description come with `retranslate`."""
    made = QPushButton(parent)
    made.setProperty("role", role)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(icons.icon(icon))
    return made


def icon_button(icon: str, parent: QWidget | None = None) -> QToolButton:
    """A flat button that is only an icon: its tool tip and accessible name are not optional."""
    made = QToolButton(parent)
    made.setIcon(icons.icon(icon))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


class Card(QFrame):
    """A quiet surface with rounded corners."""

    def __init__(self, parent: QWidget | None = None, role: str = "card") -> None:
        super().__init__(parent)
        self.setProperty("role", role)


class Line(QFrame):
    """A hair line between two parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "line")


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where the room ends; the tool tip has the whole text."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def set_text(self, text: str) -> None:
        """Show `text`; line breaks become spaces."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self._fit()
        self.updateGeometry()

    @property
    def whole_text(self) -> str:
        """The text that was given, however much of it fits."""
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        wide = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(wide, max(hint.height(), self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.contentsRect().width())
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")
