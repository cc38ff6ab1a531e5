"""The choice of tones: looks like its neighbours, but several can be ticked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu

from desktop.core.filters import TONE_CHOICES
from desktop.i18n import tr
from desktop.ui.mentions.filter_chips import tone_name

_MOST_NAMED = 2


class TonePicker(QComboBox):
    """A combo box whose list is a menu of ticks. `chosen` carries the tones; none means any."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItem("")
        self._tones: tuple[str, ...] = ()
        self.menu = QMenu(self)
        for tone in TONE_CHOICES:
            action = QAction(self.menu, checkable=True)
            action.setData(tone)
            self.menu.addAction(action)
        self.menu.triggered.connect(self.on_triggered)

    def show_tones(self, tones: tuple[str, ...]) -> None:
        """Tick these."""
        self._tones = tones
        for action in self.menu.actions():
            action.setChecked(action.data() in tones)
        names = [tone_name(each) for each in tones]
        few = 0 < len(names) <= _MOST_NAMED
        self.setItemText(0, ", ".join(names) if few else tr("All tones"))
        self.updateGeometry()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        for action in self.menu.actions():
            action.setText(tone_name(action.data()))
        self.show_tones(self._tones)

    def showPopup(self) -> None:
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def on_triggered(self) -> None:
        """Tones were ticked or unticked; all or none means any."""
        ticked = tuple(each.data() for each in self.menu.actions() if each.isChecked())
        self.chosen.emit(() if len(ticked) == len(TONE_CHOICES) else ticked)
