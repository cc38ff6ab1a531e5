"""A sample letter, and at once what a rule would read from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from desktop.core.letters import Letter, pasted_letter
from desktop.core.mail_matching import Span, matches
from desktop.core.mail_reading import Review, apply
from desktop.core.mail_rule import MailRule, Part
from desktop.i18n import N_, tr, trn
from desktop.ui.context import TabContext
from desktop.ui.dialogs import mail_rule_words
from desktop.ui.dialogs.blocks import FieldBlock
from desktop.ui.dialogs.frame import label, role
from desktop.ui.dialogs.spoken import Spoken

_PAUSE_MS = 200
_LINES = 9
_MOST_SHOWN = 10
_SHOWN_LETTERS = 400
_LONGEST_SAMPLE = 100_000


class RuleTry(QWidget):
    """The sample stays in the box only: it is neither stored nor sent anywhere."""

    def __init__(self, context: TabContext, said: Spoken) -> None:
        super().__init__()
        self._context = context
        self._rule: MailRule | None = None
        self.sample = QPlainTextEdit()
        self.sample.setTabChangesFocus(True)
        self.sample.setFixedHeight(self.sample.fontMetrics().lineSpacing() * (_LINES + 1))
        self.block = FieldBlock(
            self.sample,
            N_("Paste a letter to try the rule"),
            N_("With its lines “From” and “Subject” you also see whether the rule takes it."),
        )
        self.verdict, self.result = label("strong"), QFrame()
        role(self.result, "sunken")
        self.found = label()
        QVBoxLayout(self.result).addWidget(self.found)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.fontMetrics().height() // 2)
        for widget in (self.block, self.verdict, self.result):
            column.addWidget(widget)
        said.name(self.found, N_("What is read from the letter"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.on_pause)
        self.sample.textChanged.connect(self._timer.start)
        context.theme.changed.connect(self.on_pause)
        self._show(None, ())

    def set_rule(self, rule: MailRule | None) -> None:
        """Try this rule from now on."""
        self._rule = rule
        self._timer.start()

    def on_pause(self) -> None:
        """Read the sample with the rule as it is now."""
        self._timer.stop()
        text = self.sample.toPlainText()[:_LONGEST_SAMPLE]
        if self._rule is None or not text.strip():
            self._show(None, ())
            return
        letter = pasted_letter(text)
        self._show(letter, apply(self._rule, letter))

    def retranslate(self) -> None:
        """Say label and outcome in today's language."""
        self.block.retranslate()
        self.on_pause()

    def _show(self, letter: Letter | None, reviews: tuple[Review, ...]) -> None:
        self.verdict.setVisible(letter is not None)
        self.result.setVisible(letter is not None)
        if letter is None or self._rule is None:
            self.sample.setExtraSelections([])
            return
        self.verdict.setText(self._verdict(letter, len(reviews)))
        self.found.setText("\n\n".join(_described(each) for each in reviews[:_MOST_SHOWN]))
        self._mark(letter, reviews)

    def _verdict(self, letter: Letter, count: int) -> str:
        rule = self._rule
        role(self.verdict, "strong")
        if rule is not None and (letter.senders or letter.subject) and not matches(rule, letter):
            role(self.verdict, "warning")
            return tr("The rule would not take this letter: its sender or its words differ.")
        read = trn("{n} review is read from it:", "{n} reviews are read from it:", count)
        return read.format(n=count)

    def _mark(self, letter: Letter, reviews: tuple[Review, ...]) -> None:
        """Show in the sample what was found; author and stars underlined, the text grounded."""
        sample = self.sample.toPlainText()
        marks = [mark for review in reviews[:_MOST_SHOWN] for mark in review.marks]
        # The text lies below: what is underlined inside of it must stay so.
        marks.sort(key=_is_no_text)
        lines = _lines_of(sample, letter.text)
        self.sample.setExtraSelections(
            [
                self._selection(sample, span, part)
                for part, start, end in marks
                for span in _spans(letter.text, start, end, sample, lines)
            ]
        )

    def _selection(self, sample: str, span: Span, part: Part) -> QTextEdit.ExtraSelection:
        made, looks = QTextEdit.ExtraSelection(), QTextCharFormat()
        colors = self._context.theme.colors
        looks.setBackground(QColor(colors.selection if part is Part.TEXT else colors.found))
        looks.setForeground(QColor(colors.text))
        if part is not Part.TEXT:
            looks.setFontUnderline(True)
        cursor = QTextCursor(self.sample.document())
        cursor.setPosition(_units(sample, span[0]))
        cursor.setPosition(_units(sample, span[1]), QTextCursor.MoveMode.KeepAnchor)
        made.cursor, made.format = cursor, looks
        return made


def _is_no_text(mark: tuple[Part, int, int]) -> bool:
    return mark[0] is not Part.TEXT


def _lines_of(sample: str, text: str) -> list[int]:
    """Where each line of a letter's text begins in the sample, which has a head and empty lines."""
    starts, at = [], 0
    for line in sample.split("\n"):
        if line.strip():
            starts.append(at)
        at += len(line) + 1
    count = len(text.split("\n")) if text else 0
    return starts[len(starts) - count :] if count else []


def _spans(text: str, start: int, end: int, sample: str, lines: list[int]) -> Iterator[Span]:
    """The places in the sample of a piece of the letter's text, line by line."""
    at = 0
    for number, line in enumerate(text.split("\n")):
        words = line[max(0, start - at) : max(0, end - at)].split()
        at += len(line) + 1
        if not words or number >= len(lines):
            continue
        first = lines[number]
        last = sample.find("\n", first)
        wanted = re.compile(r"\s+".join(re.escape(word) for word in words))
        if found := wanted.search(sample, first, last if last >= 0 else len(sample)):
            yield found.span()


def _described(review: Review) -> str:
    """What was read, part by part."""
    nothing = tr("not found")
    stars = f"{review.stars:g}" if review.stars is not None else nothing
    body = " ".join(review.text.split())
    body = body if len(body) <= _SHOWN_LETTERS else body[:_SHOWN_LETTERS] + "…"
    if Part.TEXT in review.missing:
        body = tr("{text} (the whole letter: the words were not found)").format(text=body)
    values = {
        Part.AUTHOR: review.author or nothing,
        Part.STARS: stars,
        Part.TEXT: body or nothing,
        Part.LINK: review.link or nothing,
    }
    return "\n".join(f"{mail_rule_words.part(part)}: {said}" for part, said in values.items())


def _units(text: str, position: int) -> int:
    """Qt counts in UTF-16: signs beyond the first plane, such as emoji, take two."""
    return position + sum(1 for sign in text[:position] if ord(sign) > 0xFFFF)
