"""The frame all dialogs share: a heading, a body that scrolls when it must, a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import N_
from desktop.ui.context import TabContext
from desktop.ui.dialogs.spoken import Spoken


def role(widget: QWidget, name: str) -> None:
    """Give a widget the look the theme has for `name` ("title", "muted", "primary", …)."""
    widget.setProperty("role", name)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(name: str = "", parent: QWidget | None = None) -> QLabel:
    """A wrapping plain-text label, so that nothing fetched is ever read as markup."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    # A wrapping label otherwise asks for a width that breaks narrow dialogs.
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if name:
        role(made, name)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` in a frameless area that scrolls up and down only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def reveal(widget: QWidget) -> None:
    """Scroll `widget` into sight, if it stands in an area that scrolls."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        above.ensureWidgetVisible(widget, 0, widget.fontMetrics().height() * 4)


class Dialog(QDialog):
    """A dialog over the window; `body` is where a subclass lays out its controls.

    A subclass says static texts through `said` and re-says the others in `retranslate`.
    """

    def __init__(
        self,
        context: TabContext,
        parent: QWidget | None,
        title: str,
        lead: str = "",
        *,
        wide_em: int = 40,
        high_em: int = 34,
        is_scrolled: bool = True,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.said = Spoken()
        self._size_em = (wide_em, high_em)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self.said.say(self.setWindowTitle, title)
        self._heading, self._lead = label("title"), label("muted")
        self.said.say(self._heading.setText, title)
        self.said.say(self._lead.setText, lead)
        self._lead.setVisible(bool(lead))
        self.inside = QWidget()
        self.body = QVBoxLayout(self.inside)
        self.buttons = QDialogButtonBox()
        self._lay_out(is_scrolled)

    def _lay_out(self, is_scrolled: bool) -> None:
        em = self.fontMetrics().height()
        self.body.setSpacing(em)
        head = QVBoxLayout()
        head.setSpacing(em // 4)
        head.addWidget(self._heading)
        head.addWidget(self._lead)
        # The heading scrolls along: with large text it would take the room of the form.
        whole = QWidget()
        inside = QVBoxLayout(whole)
        inside.setContentsMargins(0, 0, em // 2 if is_scrolled else 0, 0)
        inside.setSpacing(em)
        inside.addLayout(head)
        inside.addWidget(self.inside, 1)
        self.body.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(em * 3 // 2, em * 5 // 4, em * 3 // 2, em)
        column.setSpacing(em)
        column.addWidget(scrolled(whole) if is_scrolled else whole, 1)
        column.addWidget(self.buttons)
        # Left to itself Qt shows no window higher than two thirds of the screen.
        self.resize(self.sizeHint())

    def add_button(self, text: str, kind: QDialogButtonBox.ButtonRole) -> QPushButton:
        """A button of the bottom row; an accepting one is the default and stands out."""
        button = QPushButton()
        self.said.say(button.setText, text)
        is_main = kind == QDialogButtonBox.ButtonRole.AcceptRole
        button.setAutoDefault(is_main)
        button.setDefault(is_main)
        role(button, "primary" if is_main else "")
        self.buttons.addButton(button, kind)
        return button

    def add_cancel(self, text: str = N_("Cancel")) -> QPushButton:
        """The button Esc stands for."""
        button = self.add_button(text, QDialogButtonBox.ButtonRole.RejectRole)
        button.clicked.connect(self.reject)
        return button

    def sizeHint(self) -> QSize:
        """A size in letters, never larger than the screen the dialog will stand on."""
        em = self.fontMetrics().height()
        wanted = QSize(self._size_em[0] * em, self._size_em[1] * em)
        screen = self.screen()
        return wanted.boundedTo(screen.availableSize() - QSize(em * 2, em * 3))

    def retranslate(self) -> None:
        """Say every text again; subclasses add the texts that have parameters."""
        self.said.say_again()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the program's language while open."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
