"""The strip that marks a window as the sample shop's."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.context import TabContext
from desktop.ui.widgets.look import Card, ElidedLabel, button


class SampleStrip(Card):
    """Says that this is not the person's own shop."""

    def __init__(self, context: TabContext) -> None:
        super().__init__(role="sample")
        self._theme = context.theme
        self._icon = QLabel()
        self._text = ElidedLabel("strong")
        self.action = button("")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.action)
        self._theme.changed.connect(self.on_theme_changed)
        self.on_theme_changed()

    def retranslate(self) -> None:
        """Put the texts into the language now active."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Whole words in every width: shorter sentences where the long ones would be cut."""
        whole = tr("Sample shop: made-up mentions, nothing is fetched or sent")
        shorter, shortest = tr("Sample shop: made-up mentions"), tr("Sample shop")
        action, own = tr("Start with your own shop"), tr("Your own shop")
        choices = ((whole, action), (shorter, action), (shorter, own), (shortest, own))
        for text, verb in choices:
            self._text.set_text(text)
            self.action.setText(verb)
            if self._row.sizeHint().width() <= self.width():
                break
        self._text.setToolTip(whole)
        self.action.setToolTip(action)

    def on_theme_changed(self) -> None:
        """Colours and sizes are new."""
        space = self._theme.space
        self._row.setContentsMargins(space(0.75), space(0.3), space(0.75), space(0.3))
        self._row.setSpacing(space(0.5))
        color = self._theme.color("accent")
        picture = icons.pixmap("sample", space(1.25), color, self.devicePixelRatio())
        self._icon.setPixmap(picture)
        self._fit()
