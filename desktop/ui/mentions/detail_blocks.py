"""Blocks of the detail pane: a titled section, the status and tone buttons, links to mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QTimeZone, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import i18n, wording
from desktop.core.models import Mention, Status, Tone
from desktop.i18n import tr
from desktop.ui.mentions import row_parts
from desktop.ui.mentions.flow_layout import FlowLayout, emptied


def plain_label(role: str = "", *, is_selectable: bool = False) -> QLabel:
    """A wrapping label that never reads markup; long words may not widen the pane."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    label.setProperty("role", role)
    if is_selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def breakable(text: str, every: int = 24) -> str:
    """Allow a line to end inside a very long word: a label cannot break it by itself."""
    return " ".join(
        "\u200b".join(word[at : at + every] for at in range(0, len(word), every))
        for word in text.split(" ")
    )


def local_moment(moment: datetime) -> str:
    """Day and time as the language writes them, in local time."""
    exact = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.systemTimeZone())
    return QLocale(i18n.language()).toString(exact, "d MMMM yyyy, HH:mm")


class Column(QWidget):
    """What is scrolled: as high as its texts are at its width, not as at their narrowest."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class Section(QWidget):
    """A heading over some widgets; hidden as a whole when there is nothing to show."""

    def __init__(self, *inside: QWidget) -> None:
        super().__init__()
        self.heading = plain_label("strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 4)
        for widget in (self.heading, *inside):
            column.addWidget(widget)


class Choices(QWidget):
    """Buttons of which one is pressed; `chosen` carries the value of the clicked one.

    `texts` gives a button's text and tooltip for a value in today's language.
    """

    chosen = Signal(object)

    def __init__(
        self, values: Sequence[Status | Tone | None], texts: Callable[[object], tuple[str, str]]
    ) -> None:
        super().__init__()
        self._values, self._texts = values, texts
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        flow = FlowLayout(self)
        for n, _ in enumerate(values):
            button = QToolButton()
            button.setProperty("role", "choice")
            button.setCheckable(True)
            self._group.addButton(button, n)
            flow.addWidget(button)
        self._group.idClicked.connect(self.on_clicked)
        self._shown: object = object()
        self.retranslate()

    def show_value(self, value: Status | Tone | None) -> None:
        """Press the button of `value`."""
        self._shown = value
        for n, each in enumerate(self._values):
            self._group.button(n).setChecked(each is value)

    def button(self, value: Status | Tone | None) -> QToolButton:
        """The button of a value."""
        found = self._group.button(list(self._values).index(value))
        assert isinstance(found, QToolButton)
        return found

    def retranslate(self) -> None:
        """All texts in the language now active."""
        for n, value in enumerate(self._values):
            text, hint = self._texts(value)
            self._group.button(n).setText(text)
            self._group.button(n).setToolTip(hint)

    def on_clicked(self, n: int) -> None:
        """A button was clicked; what is pressed follows the store, not the click."""
        value = self._values[n]
        self._group.button(n).setChecked(value is self._shown)
        self.chosen.emit(value)


STATUS_KEYS = {Status.NEW: "N", Status.IN_WORK: "W", Status.ANSWERED: "E", Status.NOT_US: "X"}
TONE_KEYS = {Tone.NEGATIVE: "1", Tone.NEUTRAL: "2", Tone.POSITIVE: "3", None: "0"}


def status_texts(value: object) -> tuple[str, str]:
    """Text and tooltip of a status button."""
    assert isinstance(value, Status)
    text = wording.status(value)
    return text, f"{text} ({STATUS_KEYS[value]})"


def tone_texts(value: object) -> tuple[str, str]:
    """Text and tooltip of a tone button; `None` leaves the judgement to the program."""
    if value is None:
        return tr("Automatic"), f"{tr('The program judges the tone')} ({TONE_KEYS[None]})"
    assert isinstance(value, Tone)
    text = wording.tone(value)
    return text, f"{text} ({TONE_KEYS[value]})"


class MentionLinks(QWidget):
    """Other mentions, one button a line; `wanted` carries the id of the clicked one."""

    wanted = Signal(object)
    _MOST = 8

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown: tuple[Mention, ...] = ()

    def show_mentions(self, mentions: Sequence[Mention], *, with_text: bool) -> None:
        """Links to `mentions`; without text where it is the same in all of them."""
        if tuple(mentions) == self._shown:
            return
        self._shown = tuple(mentions)
        emptied(self._column)
        for each in self._shown[: self._MOST]:
            self._column.addWidget(self._link(each, with_text))
        left = len(self._shown) - self._MOST
        if left > 0:
            more = plain_label("small")
            more.setText(tr("and {n} more").format(n=left))
            self._column.addWidget(more)

    def on_clicked(self) -> None:
        """Go to a mention."""
        button = self.sender()
        if button is not None:
            self.wanted.emit(button.property("mention"))

    def _link(self, mention: Mention, with_text: bool) -> QPushButton:
        place = row_parts.place(mention, self._clock())
        tone = wording.tone(mention.tone)
        rest = row_parts.one_line(mention.body, 80) if with_text else row_parts.author(mention)
        button = ElidedLink(f"{place} · {tone} — {rest}")
        button.setProperty("mention", mention.id)
        button.setAccessibleName(row_parts.sentence(mention, self._clock(), 120))
        button.clicked.connect(self.on_clicked)
        return button


class ElidedLink(QPushButton):
    """A link button that shortens its text to the room it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = ""
        self._fitted = ("", -1)
        self.setProperty("role", "link")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Another text."""
        self._whole = text
        self.setToolTip(text)
        self._shorten()

    def resizeEvent(self, event: object) -> None:
        self._shorten()

    def _shorten(self) -> None:
        room = self.width() - self.fontMetrics().height()
        if (self._whole, room) == self._fitted:
            return  # laying out resizes a widget many times to the same width
        self._fitted = self._whole, room
        elided = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(elided.replace("&", "&&"))
