"""The controls of a source form, drawn from the description of its kind; no kind is known here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.sources import Field, FieldKind
from desktop.i18n import N_, tr
from desktop.ui.dialogs.blocks import FieldBlock, row
from desktop.ui.dialogs.mail_rules_field import RulesControl

Control = QLineEdit | QPlainTextEdit | QComboBox | RulesControl
_LIST_LINES = 4


class SourceField(QObject):
    """One field of a source with its control; `changed` is emitted after every edit.

    `help_asked` is emitted by the button beside a field that is better not filled by hand.
    """

    changed = Signal()
    help_asked = Signal()

    def __init__(self, field: Field, parent: QObject) -> None:
        super().__init__(parent)
        self.field = field
        self.control = self._control()
        self.block = FieldBlock(
            self.control, field.title, field.help, is_required=field.is_required
        )
        self.button: QPushButton | None = None
        if field.kind is FieldKind.BLOCK:
            self._add_button()
        self.retranslate()

    def value(self) -> str:
        """What was entered, in the form the store keeps; "" when left empty."""
        if isinstance(self.control, QComboBox):
            return str(self.control.currentData() or "")
        if isinstance(self.control, QPlainTextEdit):
            lines = self.control.toPlainText().splitlines()
            return ", ".join(line.strip(" ,") for line in lines if line.strip(" ,"))
        text = self.control.text().strip()
        return with_scheme(text) if self.field.kind is FieldKind.URL else text

    def set_value(self, value: str) -> None:
        """Show a stored value without saying that it changed."""
        self.control.blockSignals(True)
        if isinstance(self.control, QComboBox):
            self.control.setCurrentIndex(max(0, self.control.findData(value)))
        elif isinstance(self.control, QPlainTextEdit):
            self.control.setPlainText("\n".join(part.strip() for part in _parts(value)))
        else:
            self.control.setText(value)
        self.control.blockSignals(False)

    def check(self, *, has_stored_secret: bool = False) -> bool:
        """Whether the value may be saved; says under the control what is wrong."""
        trouble = self._trouble(has_stored_secret)
        self.block.set_error(trouble)
        return not trouble

    def retranslate(self) -> None:
        """Say label, help and choices in today's language."""
        self.block.retranslate()
        if self.button is not None:
            self.button.setText(tr("Choose on the page…"))
        if isinstance(self.control, RulesControl):
            self.control.retranslate()
            return
        example = tr("For example: {example}").format(example=self.field.example)
        if not isinstance(self.control, QComboBox):
            self.control.setPlaceholderText(example if self.field.example else "")
            return
        for at in range(self.control.count()):
            choice = str(self.control.itemData(at))
            titles = dict(zip(self.field.choices, self.field.choice_titles, strict=False))
            title = titles.get(choice, choice)
            self.control.setItemText(at, tr(title) if title else tr("As usual"))

    def on_edited(self) -> None:
        """An edit takes the complaint away: it is judged again on the next try."""
        self.block.set_error("")
        self.changed.emit()

    def on_help(self) -> None:
        """The form knows what is needed for it."""
        self.help_asked.emit()

    def on_shown(self, is_shown: bool) -> None:
        """Show or hide what was typed into a secret field."""
        if isinstance(self.control, QLineEdit):
            mode = QLineEdit.EchoMode
            self.control.setEchoMode(mode.Normal if is_shown else mode.Password)

    def _control(self) -> Control:
        if self.field.kind is FieldKind.CHOICE:
            box = QComboBox()
            for choice in self.field.choices:
                box.addItem(choice, choice)
            box.setCurrentIndex(max(0, box.findData(self.field.default)))
            box.currentIndexChanged.connect(self.on_edited)
            return box
        if self.field.kind is FieldKind.LIST:
            lines = QPlainTextEdit(self.field.default)
            lines.setTabChangesFocus(True)
            lines.setFixedHeight(lines.fontMetrics().lineSpacing() * (_LIST_LINES + 1))
            lines.textChanged.connect(self.on_edited)
            return lines
        if self.field.kind is FieldKind.RULES:
            rules = RulesControl(self.field.default)
            rules.textChanged.connect(self.on_edited)
            return rules
        line = QLineEdit(self.field.default)
        if self.field.kind is FieldKind.SECRET:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            self._add_eye(line)
        line.textChanged.connect(self.on_edited)
        return line

    def _add_eye(self, line: QLineEdit) -> None:
        self.eye = QAction(self)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self.on_shown)
        line.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)

    def _add_button(self) -> None:
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.on_help)
        self.block.add_below_control(row(self.button))

    def _trouble(self, has_stored_secret: bool) -> str:
        value = self.value()
        if not value:
            is_missing = self.field.is_required and not has_stored_secret
            return tr("Please fill this in.") if is_missing else ""
        if self.field.holds_key(value):
            return tr("This holds a key. Paste it into the field for the key, not here.")
        if self.field.kind is FieldKind.URL and not is_web_address(value):
            return tr("This is not a web address. It should look like https://example.org/feed")
        if self.field.kind is FieldKind.NUMBER and not value.isdigit():
            return tr("Only digits here, please.")
        return ""


def common_fields(endpoint: str) -> tuple[Field, ...]:
    """What every kind has besides its own fields; drawn under "Advanced"."""
    return (
        Field(
            "endpoint",
            N_("Server address"),
            N_("Leave empty for the usual one. Change it only for a server of your own."),
            FieldKind.URL,
            example=endpoint,
        ),
        Field(
            "proxy",
            N_("Proxy for this source"),
            N_("Leave empty to use the proxy of the Network page."),
            example="http://127.0.0.1:3128",
        ),
    )


def first_wrong(fields: list[SourceField]) -> QWidget | None:
    """The first control with a complaint, to put the cursor there."""
    return next((each.control for each in fields if each.block.error_text), None)


def _parts(value: str) -> list[str]:
    return [part for part in value.replace(",", "\n").splitlines() if part.strip()]
