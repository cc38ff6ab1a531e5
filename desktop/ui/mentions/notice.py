"""Bars over the list: what was just done with "Undo", and what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.i18n import tr, trn
from desktop.ui.mentions import figures
from desktop.ui.mentions.detail_blocks import plain_label
from desktop.ui.theme import Theme
from desktop.ui.widgets.notice_bar import Notice, NoticeBar

SHOWN_MS = 8000


class PassingNotice(NoticeBar):
    """A notice that goes by itself. `acted` carries the key of the pressed button, `came`
    whether it is to be seen.
    """

    came = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.on_time_up)
        self.acted.connect(self.on_time_up)

    @property
    def text(self) -> str:
        """What it says, "" when it is gone."""
        return self.notice.text if self.notice else ""

    def say(self, text: str, *buttons: tuple[str, str], stays: bool = False) -> None:
        """Show `text` with up to two buttons given as (key, text)."""
        (key, action), (other_key, other) = (*buttons, ("", ""), ("", ""))[:2]
        made = Notice(key, text, "neutral", action, other=other, other_key=other_key)
        self.show_notice(made)
        self.came.emit(True)
        self._timer.stop() if stays else self._timer.start()
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # many names, not for the start

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def on_time_up(self) -> None:
        """It was read, or its advice was taken."""
        self._timer.stop()
        self.show_notice(None)
        self.came.emit(False)


class BulkBar(QFrame):
    """Says how many are chosen. `all_wanted`: everything the filter finds; `cleared`: one."""

    all_wanted = Signal()
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "sunken")
        self._label = plain_label("strong")
        self._all, self._clear = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(each) for each in (0.8, 0.2, 0.4, 0.2)))
        row.addWidget(self._label, 1)
        for button in (self._all, self._clear):
            button.setProperty("role", "link")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self._all.clicked.connect(self.all_wanted)
        self._clear.clicked.connect(self.cleared)
        self._said = (0, False)
        self._is_held_back = False
        self.hide()

    def show_count(self, n: int, *, offers_all: bool) -> None:
        """`n` are chosen; one alone needs no bar."""
        self._said = (n, offers_all)
        text = trn("{n} selected", "{n} selected", n).format(n=figures.count(n))
        self._label.setText(text)
        self.setAccessibleName(text)
        self._all.setText(tr("Select everything found"))
        self._all.setVisible(offers_all)
        self._clear.setText(tr("Clear selection"))
        self.setVisible(n > 1 and not self._is_held_back)

    def hold_back(self, is_held_back: bool) -> None:
        """Make room for something shorter lived."""
        self._is_held_back = is_held_back
        self.setVisible(self._said[0] > 1 and not is_held_back)

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.show_count(self._said[0], offers_all=self._said[1])


class NewPill(QPushButton):
    """Floats over the top of the list: so many new ones came in above."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "primary")
        self.count = 0
        self.hide()

    def show_count(self, n: int) -> None:
        """Say how many; 0 hides it."""
        self.count = n
        text = trn("{n} new mention ↑", "{n} new mentions ↑", n).format(n=figures.count(n))
        self.setText(text)
        self.adjustSize()
        self.setVisible(n > 0)
        self.raise_()
