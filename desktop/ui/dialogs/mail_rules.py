"""Which letters of a mailbox are reviews: ready rules on and off, own ones, tried on a sample."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.mail_rule import EVERY_READY, MailRule, MailRules
from desktop.core.mail_rules import RuleError, parse_rules, rules_text
from desktop.core.ready_mail_rules import ready_rules
from desktop.i18n import N_, tr
from desktop.ui.context import TabContext
from desktop.ui.dialogs import mail_rule_words
from desktop.ui.dialogs.blocks import SideBySide, quiet_list, row
from desktop.ui.dialogs.frame import Dialog, label, reveal, role
from desktop.ui.dialogs.mail_rule_form import RuleForm
from desktop.ui.dialogs.mail_rule_try import RuleTry

_RULE = Qt.ItemDataRole.UserRole
_LIST_LINES = 14


class MailRulesDialog(Dialog):
    """Changes the value of a field of rules. `chosen` carries its new text."""

    chosen = Signal(str)

    def __init__(self, context: TabContext, text: str, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            parent,
            N_("Which letters are reviews"),
            N_("Letters that no rule is about are not looked into and are no mentions."),
            wide_em=64,
            high_em=46,
        )
        self.list, self.form = QListWidget(), RuleForm(self.said)
        self.add_rule_button, self.copy_button = QPushButton(), QPushButton()
        self.remove_button = QPushButton()
        self.about, self.unread = label(), label("warning")
        self.right, self.trial = QStackedWidget(), RuleTry(context, self.said)
        self._lay_out_rules()
        self._read(text)
        self._connect()
        self.retranslate()
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _lay_out_rules(self) -> None:
        self.said.name(self.list, N_("Rules"))
        self.said.say(self.add_rule_button.setText, N_("Add a rule"))
        self.said.say(self.copy_button.setText, N_("Make an own rule from it"))
        self.said.say(self.remove_button.setText, N_("Remove"))
        quiet_list(self.list)
        em = self.fontMetrics().height()
        self.list.setMinimumHeight(em * _LIST_LINES)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(self.body.spacing())
        card = QFrame()
        role(card, "sunken")
        inside = QVBoxLayout(card)
        inside.addWidget(self.about)
        inside.addStretch(1)
        self.right.addWidget(card)
        self.right.addWidget(self.form)
        left.addWidget(self.unread)
        left.addWidget(self.list)
        left.addWidget(row(self.add_rule_button, self.copy_button, self.remove_button))
        left.addWidget(self.trial)
        left.addStretch(1)
        right.addWidget(self.right)
        right.addStretch(1)
        self.body.addWidget(SideBySide(left, right), 1)
        for button in (self.add_rule_button, self.copy_button, self.remove_button):
            button.setAutoDefault(False)
        self.use_button = self.add_button(N_("Use"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_cancel()

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self.on_rule_chosen)
        self.form.changed.connect(self.on_form_changed)
        self.add_rule_button.clicked.connect(self.on_add)
        self.copy_button.clicked.connect(self.on_copy)
        self.remove_button.clicked.connect(self.on_remove)
        self.use_button.clicked.connect(self.on_use)

    def _read(self, text: str) -> None:
        """Fill the list: own rules, then the ready ones."""
        self._error: RuleError | None = None
        try:
            rules = parse_rules(text)
        except RuleError as error:
            rules, self._error = MailRules(), error
        for rule in rules.own:
            self._add_row(rule)
        off = {name.casefold() for name in rules.without}
        for rule in ready_rules():
            is_on = rule.name.casefold() not in off and EVERY_READY not in off
            self._add_row(rule, is_on=is_on)

    def _add_row(self, rule: MailRule, *, is_on: bool | None = None, at: int = -1) -> None:
        """A row; only ready rules have a tick, own ones are removed instead."""
        item = QListWidgetItem()
        item.setData(_RULE, rule)
        if is_on is None:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        else:
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.list.insertItem(self.list.count() if at < 0 else at, item)
        self._say_row(item)

    def _say_row(self, item: QListWidgetItem) -> None:
        rule: MailRule = item.data(_RULE)
        name = rule.name or tr("New rule")
        own = tr("{name} (own rule)").format(name=name)
        item.setText(own if self._is_own(item) else name)
        item.setToolTip(item.text())

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        for at in range(self.list.count()):
            self._say_row(self.list.item(at))
        self.form.retranslate()
        self.trial.retranslate()
        self.unread.setVisible(self._error is not None)
        if self._error is not None:
            said = tr("The rules of this source cannot be read. Line {line}: {problem}.")
            self.unread.setText(
                said.format(
                    line=self._error.line, problem=mail_rule_words.problem(self._error.problem)
                )
            )
        self._show_chosen()

    def on_rule_chosen(self, _row: int) -> None:
        """Show the rule and try it."""
        self._show_chosen(is_new=True)

    def on_form_changed(self) -> None:
        """Keep what was typed."""
        if (item := self._item()) is not None and self._is_own(item):
            rule = self.form.rule()
            item.setData(_RULE, rule)
            self._say_row(item)
            self.trial.set_rule(rule)

    def on_add(self) -> None:
        """A new own rule, above all others."""
        self._insert(MailRule("", ()))

    def on_copy(self) -> None:
        """An own rule that does what the ready one does, to be changed; it takes its place."""
        if (item := self._item()) is not None:
            self._insert(replace(item.data(_RULE), is_confirmed=True))

    def on_remove(self) -> None:
        """Take the own rule away."""
        if (item := self._item()) is not None and self._is_own(item):
            self.list.takeItem(self.list.row(item))
            self._show_chosen(is_new=True)

    def on_use(self) -> None:
        """Hand over the rules; complaints come first."""
        own = [item for item in self._items() if self._is_own(item)]
        for item in own:
            rule: MailRule = item.data(_RULE)
            others = frozenset(each.data(_RULE).name.casefold() for each in own if each is not item)
            self.form.show_rule(rule)
            if not self.form.require(others):
                self._complain(item, others)
                return
        self._show_chosen(is_new=True)
        self.chosen.emit(rules_text(self.rules()))
        self.accept()

    def rules(self) -> MailRules:
        """The rules as the list says."""
        own = tuple(item.data(_RULE) for item in self._items() if self._is_own(item))
        off = tuple(
            item.data(_RULE).name
            for item in self._items()
            if not self._is_own(item) and item.checkState() is Qt.CheckState.Unchecked
        )
        return MailRules(own, off)

    def _complain(self, item: QListWidgetItem, others: frozenset[str]) -> None:
        self.list.setCurrentItem(item)
        self._show_chosen(is_new=True)
        self.form.require(others)
        if wrong := self.form.first_wrong():
            wrong.setFocus()
            reveal(wrong)

    def _insert(self, rule: MailRule) -> None:
        self._add_row(rule, at=0)
        self.list.setCurrentRow(0)
        self._show_chosen(is_new=True)
        self.form.name.setFocus()
        reveal(self.form.name)

    def _show_chosen(self, *, is_new: bool = False) -> None:
        item = self._item()
        is_own = item is not None and self._is_own(item)
        self.copy_button.setVisible(item is not None and not is_own)
        self.remove_button.setVisible(is_own)
        self.right.setCurrentIndex(1 if is_own else 0)
        rule: MailRule | None = item.data(_RULE) if item is not None else None
        if rule is not None and is_own and is_new:
            self.form.show_rule(rule)
        self.about.setText(mail_rule_words.described(rule) if rule else "")
        self.trial.set_rule(rule)

    def _item(self) -> QListWidgetItem | None:
        return self.list.item(self.list.currentRow()) if self.list.currentRow() >= 0 else None

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _is_own(self, item: QListWidgetItem) -> bool:
        return not item.flags() & Qt.ItemFlag.ItemIsUserCheckable
