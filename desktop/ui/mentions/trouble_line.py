"""The quiet line over the list that says which sources could not be looked at."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import ElidedLabel, button


class TroubleLine(QWidget):
    """One line with a way to the sources (`wanted`); hidden while all could be looked at."""

    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._said = "", ""
        self._icon, self._text = QLabel(), ElidedLabel("warning")
        self._open = button("link")
        self._open.clicked.connect(self.wanted)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._open)
        self.restyle()
        self.hide()

    @property
    def text(self) -> str:
        """What it says, however much of it fits."""
        return self._said[0]

    def say(self, text: str, short: str) -> None:
        """Say it, or in a narrow window `short` with the whole as a tool tip; "" says nothing."""
        self._said = text, short
        self.setAccessibleName(text)
        self._open.setText(tr("Show sources"))
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        text, short = self._said
        taken = self._open.sizeHint().width() + self._theme.space(2.5)
        fits = self._text.fontMetrics().horizontalAdvance(text) + taken <= self.width()
        self._text.set_text(text if fits else short)
        self.setToolTip("" if fits else text)

    def restyle(self) -> None:
        """Colours or sizes are others."""
        space = self._theme.space
        self._row.setSpacing(space(0.4))
        color = self._theme.color("warning")
        picture = icons.pixmap("warning", space(1.1), color, self.devicePixelRatio())
        self._icon.setPixmap(picture)
