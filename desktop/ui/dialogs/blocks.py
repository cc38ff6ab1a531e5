"""Pieces of forms: a control with its label, its help and its error in place; a titled group."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import tr
from desktop.ui.dialogs.frame import label, role
from desktop.ui.dialogs.spoken import Spoken
from desktop.ui.mentions.flow_layout import FlowLayout

_TICK_EM = (12, 30)
_BESIDE_TICK_EM = 18
"""Letters' heights a screen has beside a check box: margins, the pages of the settings."""

_NARROW_EM = 42
"""Below this width, in heights of a line, two columns go one below the other."""


class FieldBlock(QWidget):
    """Label above, control, help below, and an error under the control it is about.

    The label is the control's buddy; help and error are its accessible description, so a screen
    reader says what the eye sees. `title` and `help_text` are English literals.
    """

    def __init__(
        self, control: QWidget, title: str, help_text: str = "", *, is_required: bool = False
    ) -> None:
        super().__init__()
        self.control = control
        self._title, self._help_text, self._is_required = title, help_text, is_required
        self._error_text = ""
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setBuddy(control)
        role(self.label, "field")
        self.help, self.error = label("muted"), label("error")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 4)
        for widget in (self.label, control, self.error, self.help):
            column.addWidget(widget)
        if control.minimumHeight() == control.maximumHeight() or not _can_grow(control):
            # Room to spare goes below, not between the label and its control.
            column.addStretch(1)
        self.help.setVisible(bool(help_text))
        self.error.hide()
        self.retranslate()

    def add_below_control(self, widget: QWidget) -> None:
        """Something that helps to fill the control, between it and its help."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self.error), widget)

    def set_error(self, text: str) -> None:
        """Show `text` (already in the person's language) under the control; "" takes it away."""
        self._error_text = text
        self.error.setText(text)
        self.error.setVisible(bool(text))
        role(self.control, "invalid" if text else "")
        self._describe()

    @property
    def error_text(self) -> str:
        """What is wrong with the control, "" when nothing is."""
        return self._error_text

    def retranslate(self) -> None:
        """Say label and help in today's language."""
        title = tr(self._title)
        self.label.setText(
            tr("{field} (required)").format(field=title) if self._is_required else title
        )
        self.help.setText(tr(self._help_text) if self._help_text else "")
        self.control.setAccessibleName(title)
        self._describe()

    def _describe(self) -> None:
        said = [text for text in (self._error_text, self.help.text()) if text]
        self.control.setAccessibleDescription(". ".join(said))


class Fold(QWidget):
    """A part of a form that most people never need, folded under its title."""

    def __init__(self, title: str, said: Spoken) -> None:
        super().__init__()
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        role(self.button, "fold")
        said.say(self.button.setText, title)
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        em = self.fontMetrics().height()
        self.body.setContentsMargins(0, em // 2, 0, 0)
        self.body.setSpacing(em)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        beside = QHBoxLayout()
        # The button's own padding would set its arrow right of all labels.
        beside.setContentsMargins(-(em // 2), 0, 0, 0)
        beside.addWidget(self.button)
        beside.addStretch(1)
        column.addLayout(beside)
        column.addWidget(self.inside)
        self.inside.hide()
        self.button.toggled.connect(self.on_toggled)

    def open(self) -> None:
        """Unfold, for instance because something inside needs attention."""
        self.button.setChecked(True)

    def on_toggled(self, is_open: bool) -> None:
        """Show or hide the part."""
        self.button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.inside.setVisible(is_open)


def row(*widgets: QWidget) -> QWidget:
    """Widgets side by side at the left, on more lines where large text needs them."""
    holder = QWidget()
    line = FlowLayout(holder, holder.fontMetrics().height() // 2)
    for widget in widgets:
        line.addWidget(widget)
    return holder


def chosen(rows: QListWidget) -> QListWidgetItem | None:
    """The current item; the binding's own type forgets that there may be none."""
    return rows.item(rows.currentRow()) if rows.currentRow() >= 0 else None


class Tick(QCheckBox):
    """A check box whose text takes as many lines as it needs on this screen."""

    def setText(self, text: str) -> None:
        """Break the text at spaces; it is set anew whenever language or size change."""
        em = self.fontMetrics().height()
        ems = self.screen().availableSize().width() // em - _BESIDE_TICK_EM
        widest = min(max(ems, _TICK_EM[0]), _TICK_EM[1]) * em
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.fontMetrics().horizontalAdvance(longer) <= widest:
                lines[-1] = longer
            else:
                lines.append(word)
        super().setText("\n".join(lines))
        self.setAccessibleName(text)


class AddingEdit(QLineEdit):
    """Enter adds what was typed, and only that; with nothing typed Enter is the dialog's."""

    added = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt hands Enter on to the default button as well, which would leave the page."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.text().strip():
            self.added.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


def quiet_list(rows: QListWidget) -> None:
    """Long entries end in dots, and a tooltip says them whole; nothing scrolls sideways."""
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setTextElideMode(Qt.TextElideMode.ElideRight)
    rows.setResizeMode(QListWidget.ResizeMode.Adjust)


def _can_grow(control: QWidget) -> bool:
    policies = QSizePolicy.Policy
    growing = (policies.Expanding, policies.MinimumExpanding)
    return control.sizePolicy().verticalPolicy() in growing


class SideBySide(QWidget):
    """Two columns of layouts, one below the other where the room or the text asks for it."""

    def __init__(self, *columns: QLayout) -> None:
        super().__init__()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(self.fontMetrics().height() * 2)
        for column in columns:
            self._line.addLayout(column, 1)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column: the other can go below."""
        return QSize(
            self.fontMetrics().height() * _NARROW_EM // 3, super().minimumSizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the direction that fits."""
        is_narrow = self.width() < self.fontMetrics().height() * _NARROW_EM
        directions = QBoxLayout.Direction
        wanted = directions.TopToBottom if is_narrow else directions.LeftToRight
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)
            self.updateGeometry()
        super().resizeEvent(event)
