"""Where a part of a review stands in a letter, as a choice with its words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from desktop.core.mail_rule import LINK_WAYS, WAYS_WITH_PHRASE, Part, Place, Way
from desktop.i18n import N_, tr
from desktop.ui.dialogs import mail_rule_words
from desktop.ui.dialogs.blocks import FieldBlock, Tick
from desktop.ui.dialogs.settings_page import Choice
from desktop.ui.dialogs.spoken import Spoken

_MOST_LINES = 999
_WAYS = (
    *(Way.ITSELF, Way.AFTER, Way.BELOW, Way.ABOVE, Way.BETWEEN, Way.FROM, Way.UP_TO, Way.LINE),
)


class PlaceEdit(QWidget):
    """One part; `changed` is emitted after every edit of the person."""

    changed = Signal()

    def __init__(self, part: Part, said: Spoken) -> None:
        super().__init__()
        self.part = part
        ways = LINK_WAYS if part is Part.LINK else _WAYS
        self.way = Choice(tuple((each, mail_rule_words.WAYS[each]) for each in ways))
        self.first, self.last, self.number = QLineEdit(), QLineEdit(), QSpinBox()
        self.in_subject = Tick()
        self.block = FieldBlock(self.way, mail_rule_words.PARTS[part])
        self.number.setRange(1, _MOST_LINES)
        said.say(self.in_subject.setText, N_("Look in the subject"))
        said.name(self.first, N_("Words in the letter"))
        said.name(self.last, N_("Words after it"))
        said.name(self.number, N_("Number of the line"))
        said.say(self.last.setPlaceholderText, N_("Words after it"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 4)
        for widget in (self.block, self.first, self.last, self.number, self.in_subject):
            column.addWidget(widget)
        self.way.currentIndexChanged.connect(self.on_way_changed)
        for line in (self.first, self.last):
            line.textEdited.connect(self.on_edited)
        self.number.valueChanged.connect(self.on_edited)
        self.in_subject.toggled.connect(self.on_edited)
        self._show_fitting()

    def show_place(self, place: Place) -> None:
        """Show a place without saying that it changed."""
        parts = (self.way, self.first, self.last, self.number, self.in_subject)
        for widget in parts:
            widget.blockSignals(True)
        is_whole = place.way is Way.WHOLE
        self.way.choose(Way.ITSELF if is_whole else place.way)
        self.first.setText(place.first)
        self.last.setText(place.last)
        self.number.setValue(max(1, place.number))
        self.in_subject.setChecked(place.is_in_subject)
        for widget in parts:
            widget.blockSignals(False)
        self.block.set_error("")
        self._show_fitting()

    def place(self) -> Place:
        """The place as chosen; its words may still be missing."""
        way = self._way()
        return Place(
            way,
            _words(self.first) if way in WAYS_WITH_PHRASE else "",
            _words(self.last) if way is Way.BETWEEN else "",
            self.number.value() if way is Way.LINE else 0,
            self.in_subject.isChecked() and self._may_be_in_subject(),
        )

    def require(self) -> bool:
        """Whether the words that are needed are there; complains where they are not."""
        place = self.place()
        is_missing = place.way in WAYS_WITH_PHRASE and not place.first.strip("=* ")
        is_missing = is_missing or (place.way is Way.BETWEEN and not place.last.strip("=* "))
        self.block.set_error(tr("Enter the words to look for.") if is_missing else "")
        return not is_missing

    def retranslate(self) -> None:
        """Say label and choices in today's language."""
        self.block.retranslate()
        self.way.retranslate()
        self.way.setItemText(0, mail_rule_words.way(Way.ITSELF, self.part))
        self._show_fitting()

    def on_way_changed(self) -> None:
        """Other ways need other words."""
        self._show_fitting()
        self.on_edited()

    def on_edited(self) -> None:
        """The complaint was about the words before."""
        self.block.set_error("")
        self.changed.emit()

    def _way(self) -> Way:
        return Way(str(self.way.value()))

    def _may_be_in_subject(self) -> bool:
        return self.part in (Part.AUTHOR, Part.STARS) and self._way() in WAYS_WITH_PHRASE

    def _show_fitting(self) -> None:
        way = self._way()
        self.first.setVisible(way in WAYS_WITH_PHRASE)
        self.last.setVisible(way is Way.BETWEEN)
        self.number.setVisible(way is Way.LINE)
        self.in_subject.setVisible(self._may_be_in_subject())
        is_site = way is Way.TO
        self.first.setPlaceholderText("fair.example" if is_site else tr("Words in the letter"))


def _words(line: QLineEdit) -> str:
    return " ".join(line.text().split())
