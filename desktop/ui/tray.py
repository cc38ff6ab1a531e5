"""The icon in the system's tray: optional, and never the only way back to the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.i18n import tr, trn
from desktop.ui import icons
from desktop.ui.theme import Theme

MORNING = time(8, 0)


def is_available() -> bool:
    """Whether the desktop has a tray at all; many have none."""
    return QSystemTrayIcon.isSystemTrayAvailable()


def until_morning(now: datetime) -> datetime:
    """The next eight o'clock of the person's own time after `now` (aware)."""
    local = now.astimezone()
    today = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return today if local < today else today + timedelta(days=1)


class Tray(QObject):
    """The icon with its menu. Lives in the GUI thread; made only when `is_available()`.

    `muted` carries the moment until which to be silent, `None` to speak again.
    """

    opened = Signal()
    add_wanted = Signal()
    check_wanted = Signal()
    muted = Signal(object)
    quit_wanted = Signal()

    def __init__(
        self, theme: Theme, clock: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._shown: tuple[int, str, bool] | None = None
        self._menu = QMenu()
        self.open_action = self._action("mentions", self.opened)
        self.add_action = self._action("add-mention", self.add_wanted)
        self.check_action = self._action("check-now", self.check_wanted)
        self._menu.addSeparator()
        self.hour_action = self._menu.addAction(icons.icon("bell-off"), "")
        self.hour_action.triggered.connect(self.on_hour)
        self.morning_action = self._menu.addAction("")
        self.morning_action.triggered.connect(self.on_morning)
        self.unmute_action = self._menu.addAction(icons.icon("bell"), "")
        self.unmute_action.triggered.connect(self.on_unmute)
        self._menu.addSeparator()
        self.quit_action = self._action("quit", self.quit_wanted)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self.on_activated)
        self.icon.messageClicked.connect(self.opened)
        self.retranslate()
        self.show_state(0, "", is_muted=False)
        self.icon.show()

    def show_state(self, count: int, tone: str, *, is_muted: bool) -> None:
        """Count of new mentions; `tone` is a colour name for the dot ("" for none)."""
        if self._shown == (count, tone, is_muted):
            return
        self._shown = (count, tone, is_muted)
        self.icon.setIcon(self._picture(tone if tone or not count else "accent"))
        self.unmute_action.setVisible(is_muted)
        self.hour_action.setVisible(not is_muted)
        self.morning_action.setVisible(not is_muted)
        parts = [tr("First Hour")]
        if count:
            parts.append(trn("{n} new mention", "{n} new mentions", count).format(n=count))
        if tone in ("negative", "warning"):
            parts.append(tr("could not look everywhere"))
        if is_muted:
            parts.append(tr("muted"))
        self.icon.setToolTip(" · ".join(parts))

    def explain_hiding(self) -> None:
        """Say once that the program goes on in the tray."""
        self.tell(tr("First Hour keeps looking. Its icon is here; Quit ends the program."))

    def tell(self, text: str) -> None:
        """Show a notice of the desktop."""
        self.icon.showMessage(tr("First Hour"), text, icons.app_icon())

    def retranslate(self) -> None:
        """Put the menu into the language now active."""
        self.open_action.setText(tr("Open First Hour"))
        self.add_action.setText(tr("Add a mention…"))
        self.check_action.setText(tr("Check now"))
        self.hour_action.setText(tr("Mute for 1 hour"))
        self.morning_action.setText(tr("Mute until morning"))
        self.unmute_action.setText(tr("Unmute"))
        self.quit_action.setText(tr("Quit"))
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_state(shown[0], shown[1], is_muted=shown[2])

    def on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click opens the window."""
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.opened.emit()

    def on_hour(self) -> None:
        """Be silent for an hour."""
        self.muted.emit(self._clock() + timedelta(hours=1))

    def on_morning(self) -> None:
        """Be silent until the shop opens."""
        self.muted.emit(until_morning(self._clock()))

    def on_unmute(self) -> None:
        """Speak again."""
        self.muted.emit(None)

    def close(self) -> None:
        """Take the icon away."""
        self.icon.hide()
        self._menu.close()
        self._menu.deleteLater()

    def _action(self, icon: str, signal: SignalInstance) -> QAction:
        action = self._menu.addAction(icons.icon(icon), "")
        action.triggered.connect(signal)
        return action

    def _picture(self, tone: str) -> QIcon:
        made = QIcon()
        for side in (16, 22, 24, 32, 48, 64):
            pixmap = QPixmap(icons.app_icon().pixmap(QSize(side, side)))
            if tone:
                self._add_dot(pixmap, side, self._theme.color(tone))
            made.addPixmap(pixmap)
        return made

    def _add_dot(self, pixmap: QPixmap, side: int, color: QColor) -> None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(QRectF(side * 0.54, side * 0.54, side * 0.46, side * 0.46))
        painter.setBrush(color)
        painter.drawEllipse(QRectF(side * 0.6, side * 0.6, side * 0.34, side * 0.34))
        painter.end()
