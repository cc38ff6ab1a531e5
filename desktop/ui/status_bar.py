"""The line at the bottom: age of the data, next check, health of the sources, progress."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QWidget

from desktop.i18n import tr
from desktop.ui.status_text import Progress, StatusText, progress_text
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import ElidedLabel, button, set_role

_TOLD_MS = 6000


class StatusLine(QStatusBar):
    """Shows what `desktop.ui.status_text` made; the health is a button to the sources.

    A sentence told with `tell` stands in the place of the age for a few seconds.
    """

    health_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts = StatusText("", "", "")
        self._progress: Progress | None = None
        self.setSizeGripEnabled(False)
        self.age = ElidedLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.health = button("quiet")
        self.health.clicked.connect(self.health_clicked)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(_TOLD_MS)
        self._told.timeout.connect(self.on_told)
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._row.addWidget(self.age, 1)
        self._row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.health, 0)
        self.addWidget(self._inside, 1)
        theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()
        self.retranslate()

    def show_status(self, texts: StatusText, progress: Progress | None) -> None:
        """Show new texts; cheap when nothing changed."""
        if (texts, progress) == (self._texts, self._progress):
            return
        self._texts, self._progress = texts, progress
        self.bar.setVisible(progress is not None)
        if progress is not None:
            self.bar.setRange(0, max(progress.total, 1))
            self.bar.setValue(progress.done)
        if self.health.text() != texts.health:
            self.health.setText(texts.health)
            self.health.setVisible(bool(texts.health))
        if not self._told.isActive():
            self._show_age()

    def tell(self, text: str) -> None:
        """Say one sentence for a few seconds."""
        self._told.start()
        self._put(text, "")

    def on_told(self) -> None:
        """The sentence was there long enough."""
        self._show_age()

    def retranslate(self) -> None:
        """Names for screen readers and tool tips."""
        self.setAccessibleName(tr("State of checking"))
        self.bar.setAccessibleName(tr("Progress of checking"))
        self.health.setToolTip(tr("Show the sources and how they are"))
        self.health.setAccessibleDescription(tr("Show the sources and how they are"))

    def on_theme_changed(self) -> None:
        """Sizes are new."""
        space = self._theme.space
        self._row.setContentsMargins(space(0.6), space(0.1), space(0.3), space(0.1))
        self._row.setSpacing(space(0.75))
        self.bar.setFixedSize(QSize(space(6), max(4, space(0.3))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a told sentence takes it away."""
        self._told.stop()
        self._show_age()
        super().mousePressEvent(event)

    def _show_age(self) -> None:
        if self._progress is not None:
            self._put(progress_text(self._progress), "")
            return
        parts = [part for part in (self._texts.age, self._texts.next_check) if part]
        self._put(" · ".join(parts), self._texts.role)

    def _put(self, text: str, role: str) -> None:
        if self.age.property("role") != role:
            set_role(self.age, role)
        if text != self.age.whole_text:
            self.age.set_text(text)
