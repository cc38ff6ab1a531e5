"""A calm bar above the tabs: what is the matter and what can be done, never a dialog."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.i18n import tr
from desktop.ui import icons
from desktop.ui.theme import Theme
from desktop.ui.widgets.look import button, icon_button, label, set_role

TONES = {"warning": "warning", "negative": "offline", "neutral": "info"}
"""Tones of a notice and the icon that says the same without colour."""


class Notice(NamedTuple):
    """`text` and `action` are already in the person's language; `key` tells what it is about.

    `other` is a second button, told by `other_key`.
    """

    key: str
    text: str
    tone: str = "warning"
    action: str = ""
    icon: str = ""
    can_close: bool = False
    other: str = ""
    other_key: str = ""


class NoticeBar(QFrame):
    """Shows one notice or hides. `acted` and `closed` carry the key of the notice."""

    acted = Signal(str)
    closed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.notice: Notice | None = None
        self._icon = QLabel()
        self._text = label(wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = button()
        self.action.clicked.connect(self.on_action_clicked)
        self.other = button()
        self.other.clicked.connect(self.on_other_clicked)
        self.close_button = icon_button("close")
        self.close_button.clicked.connect(self.on_close_clicked)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self.action, 0)
        self._row.addWidget(self.other, 0)
        self._row.addWidget(self.close_button, 0)
        theme.changed.connect(self.on_theme_changed)
        set_role(self, "notice")
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """Show `notice`, or nothing."""
        if notice == self.notice:
            return
        self.notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        set_role(self, "notice", tone=notice.tone)
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self.action.setText(notice.action)
        self.action.setVisible(bool(notice.action))
        self.other.setText(notice.other)
        self.other.setVisible(bool(notice.other))
        self.close_button.setVisible(notice.can_close)
        self.close_button.setToolTip(tr("Close this notice"))
        self.close_button.setAccessibleName(tr("Close this notice"))
        self.on_theme_changed()

    def on_theme_changed(self) -> None:
        """Colours and sizes are new."""
        if self.notice is None:
            return
        space = self._theme.space
        self._row.setContentsMargins(space(0.75), space(0.4), space(0.5), space(0.4))
        self._row.setSpacing(space(0.6))
        name = self.notice.icon or TONES[self.notice.tone]
        color = self._theme.color(self.notice.tone)
        self._icon.setPixmap(icons.pixmap(name, space(1.25), color, self.devicePixelRatio()))

    def on_action_clicked(self) -> None:
        """The person takes the advice."""
        if self.notice:
            self.acted.emit(self.notice.key)

    def on_other_clicked(self) -> None:
        """The person takes the other way."""
        if self.notice:
            self.acted.emit(self.notice.other_key)

    def on_close_clicked(self) -> None:
        """The person has read it."""
        if self.notice:
            self.closed.emit(self.notice.key)
