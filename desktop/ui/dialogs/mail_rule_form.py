"""The form of one own mail rule."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.core.mail_rule import Condition, MailRule, Part, Split, Way
from desktop.i18n import N_, tr
from desktop.ui.dialogs.blocks import FieldBlock, Fold
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.mail_rule_place import PlaceEdit
from desktop.ui.dialogs.settings_page import Choice
from desktop.ui.dialogs.spoken import Spoken

_LINES = 2
_SHOWN = (Condition.FROM, Condition.SUBJECT, Condition.SAYS)
_SPLITS: tuple[tuple[object, str], ...] = (
    (None, N_("One review")),
    (False, N_("Several, with a line between them")),
    (True, N_("Several, each begins with a line")),
)


class RuleForm(QWidget):
    """Shows and changes a rule; `changed` is emitted after every edit of the person."""

    changed = Signal()

    def __init__(self, said: Spoken) -> None:
        super().__init__()
        self._rule = MailRule("", ())
        self.name = QLineEdit()
        self.conditions = {kind: self._lines() for kind in _SHOWN}
        self.exceptions = self._lines()
        self.places = {part: PlaceEdit(part, said) for part in Part}
        self.split, self.split_words = Choice(_SPLITS), QLineEdit()
        self.blocks = self._blocks()
        self._lay_out(said)
        self.name.textEdited.connect(self.on_edited)
        for edit in (*self.conditions.values(), self.exceptions):
            edit.textChanged.connect(self.on_edited)
        for place in self.places.values():
            place.changed.connect(self.on_edited)
        self.split.currentIndexChanged.connect(self.on_split_changed)
        self.split_words.textEdited.connect(self.on_edited)

    def _blocks(self) -> dict[str, FieldBlock]:
        one_a_line = N_("One per line; any of them is enough. A star stands for anything.")
        return {
            "name": FieldBlock(self.name, N_("Name of the site"), is_required=True),
            "from": FieldBlock(
                self.conditions[Condition.FROM],
                N_("Sender"),
                N_("Addresses, or what stands after the @. One per line; any of them is enough."),
            ),
            "subject": FieldBlock(
                self.conditions[Condition.SUBJECT], N_("Words in the subject"), one_a_line
            ),
            "says": FieldBlock(
                self.conditions[Condition.SAYS], N_("Words in the letter"), one_a_line
            ),
            "not": FieldBlock(
                self.exceptions,
                N_("Not with these words in the subject"),
                N_("For letters of the same sender that are no reviews. One per line."),
            ),
            "split": FieldBlock(self.split, N_("Reviews in one letter")),
        }

    def _lay_out(self, said: Spoken) -> None:
        em = self.fontMetrics().height()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em * 3 // 4)
        for name in ("name", "from", "subject"):
            column.addWidget(self.blocks[name])
        heading = label("heading")
        said.say(heading.setText, N_("Where it stands in the letter"))
        column.addWidget(heading)
        for place in self.places.values():
            column.addWidget(place)
        self.fold = Fold(N_("More"), said)
        for name in ("says", "not", "split"):
            self.fold.body.addWidget(self.blocks[name])
        self.fold.body.addWidget(self.split_words)
        said.name(self.split_words, N_("Words of that line"))
        said.say(self.split_words.setPlaceholderText, N_("Words of that line"))
        column.addWidget(self.fold)

    def _lines(self) -> QPlainTextEdit:
        edit = QPlainTextEdit()
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(edit.fontMetrics().lineSpacing() * (_LINES + 1))
        return edit

    def show_rule(self, rule: MailRule) -> None:
        """Show a rule without saying that it changed."""
        self._rule = rule
        self.blockSignals(True)
        self.name.setText(rule.name)
        for kind, edit in self.conditions.items():
            edit.setPlainText("\n".join(rule.phrases(kind)))
        unwanted = [phrase for kind, phrase in rule.exceptions if kind is Condition.SUBJECT]
        self.exceptions.setPlainText("\n".join(unwanted))
        for part, place in self.places.items():
            place.show_place(rule.place(part))
        self.split.choose(rule.split.is_first_line if rule.split else None)
        self.split_words.setText(rule.split.phrase if rule.split else "")
        for block in self.blocks.values():
            block.set_error("")
        self._show_split()
        self.blockSignals(False)
        if rule.split or unwanted or rule.phrases(Condition.SAYS):
            self.fold.open()

    def rule(self) -> MailRule:
        """The rule as typed; its name, conditions or words may still be missing."""
        shown = [
            (kind, phrase) for kind, edit in self.conditions.items() for phrase in _phrases(edit)
        ]
        kept = [each for each in self._rule.conditions if each[0] not in _SHOWN]
        unwanted = [(Condition.SUBJECT, phrase) for phrase in _phrases(self.exceptions)]
        others = [each for each in self._rule.exceptions if each[0] is not Condition.SUBJECT]
        places = {part: place.place() for part, place in self.places.items()}
        return replace(
            self._rule,
            name=" ".join(self.name.text().split()),
            conditions=(*shown, *kept),
            exceptions=(*unwanted, *others),
            places={part: place for part, place in places.items() if place.way is not Way.ITSELF},
            split=self._split(),
            is_confirmed=True,
        )

    def require(self, other_names: frozenset[str]) -> bool:
        """Whether the rule can be used; complains where something is missing."""
        rule = self.rule()
        name_trouble = "" if rule.name else tr("Please fill this in.")
        if rule.name.casefold() in other_names:
            name_trouble = tr("There is a rule of this name already.")
        self.blocks["name"].set_error(name_trouble)
        is_open = not rule.conditions
        self.blocks["from"].set_error(
            tr("Say by what these letters are known, or every letter would be a review.")
            if is_open
            else ""
        )
        are_placed = [place.require() for place in self.places.values()]
        is_unsplit = rule.split is not None and not rule.split.phrase.strip("=* ")
        self.blocks["split"].set_error(tr("Enter the words to look for.") if is_unsplit else "")
        if is_unsplit:
            self.fold.open()
        return not name_trouble and not is_open and all(are_placed) and not is_unsplit

    def first_wrong(self) -> QWidget | None:
        """The control with the first complaint, to put the cursor there."""
        blocks = [self.blocks["name"], self.blocks["from"]]
        blocks += [place.block for place in self.places.values()]
        blocks.append(self.blocks["split"])
        return next((block.control for block in blocks if block.error_text), None)

    def retranslate(self) -> None:
        """Say labels and choices in today's language."""
        for block in self.blocks.values():
            block.retranslate()
        for place in self.places.values():
            place.retranslate()
        self.split.retranslate()

    def on_edited(self) -> None:
        """The complaints were about the rule before."""
        for block in self.blocks.values():
            block.set_error("")
        self.changed.emit()

    def on_split_changed(self) -> None:
        """Several reviews need words that part them."""
        self._show_split()
        self.on_edited()

    def _show_split(self) -> None:
        self.split_words.setVisible(self.split.value() is not None)

    def _split(self) -> Split | None:
        words, way = " ".join(self.split_words.text().split()), self.split.value()
        return None if way is None else Split(words, bool(way))


def _phrases(edit: QPlainTextEdit) -> list[str]:
    lines = (" ".join(line.split()) for line in edit.toPlainText().splitlines())
    return [line for line in dict.fromkeys(lines) if line.strip("=* ")]
