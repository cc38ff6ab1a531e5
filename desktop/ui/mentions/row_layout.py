"""Where everything of a row stands: measured once per text, width and font."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from desktop.core.models import Mention
from desktop.ui.mentions import row_parts
from desktop.ui.mentions.marks import ELLIPSIS, LINE_BREAK, Marked, MarkedText, row_text
from desktop.ui.mentions.shapes import Density
from desktop.ui.theme import TextRole, Theme

_MAX_LINES = {Density.ROOMY: 3, Density.CLOSE: 2, Density.TIGHT: 1}
_PADS = {Density.ROOMY: 0.75, Density.CLOSE: 0.5, Density.TIGHT: 0.28}
_KEPT = 200
"""Laid out texts kept: a few screens of rows."""


class Fonts(NamedTuple):
    """Fonts of a row with their metrics, read once per size."""

    body: QFont
    strong: QFont
    small: QFont
    small_strong: QFont

    @classmethod
    def of(cls, theme: Theme) -> Fonts:
        """The fonts of the theme's present size."""
        roles = (TextRole.BODY, TextRole.STRONG, TextRole.SMALL, TextRole.SMALL_STRONG)
        return cls(*(theme.font(role) for role in roles))


class Metrics(NamedTuple):
    """Measures of these fonts: made once, for a row asks them a dozen times."""

    body: QFontMetricsF
    strong: QFontMetricsF
    small: QFontMetricsF
    small_strong: QFontMetricsF

    @classmethod
    def of(cls, fonts: Fonts) -> Metrics:
        """The metrics of all of them."""
        every = (fonts.body, fonts.strong, fonts.small, fonts.small_strong)
        return cls(*(QFontMetricsF(font) for font in every))


class Laid(NamedTuple):
    """A row's text ready to draw and the row's measures, all in pixels from its top."""

    text: QTextLayout
    text_top: float
    meta_top: float | None
    height: int


def mark_format(mark: Marked, theme: Theme) -> QTextCharFormat:
    """How a stretch is shown: matched words bold; deciding ones tinted and underlined, so that
    colour is not the only sign; the title half-bold.
    """
    style = QTextCharFormat()
    if mark.is_matched:
        style.setFontWeight(QFont.Weight.Bold)
    elif mark.is_title:
        style.setFontWeight(QFont.Weight.DemiBold)
    if mark.weight:
        tone = "negative" if mark.weight < 0 else "positive"
        color = theme.color(tone)
        style.setBackground(theme.color(f"{tone}_soft"))
        style.setForeground(color)
        style.setUnderlineColor(color)
        style.setUnderlineStyle(
            QTextCharFormat.UnderlineStyle.SingleUnderline
            if mark.weight < 0
            else QTextCharFormat.UnderlineStyle.DotLine
        )
    return style


class RowLayout:
    """Measures rows and remembers the last ones. Lives in the GUI thread."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.density = Density.ROOMY
        self.forget()

    def forget(self) -> None:
        """Fonts or colours are others now."""
        self.fonts = Fonts.of(self._theme)
        self.metrics = Metrics.of(self.fonts)
        self.line = self.metrics.body.lineSpacing()
        self.small_line = self.metrics.small.lineSpacing()
        self.pad = self._theme.space(_PADS[self.density])
        self.max_lines = _MAX_LINES[self.density]
        self.side = self._theme.space(1.0)
        self._laid: dict[int, tuple[Mention, int, Laid]] = {}

    def of(self, mention: Mention, width: int) -> Laid:
        """The layout of a row that is `width` pixels wide."""
        known = self._laid.get(mention.id)
        if known and known[0] is mention and known[1] == width:
            return known[2]
        laid = self._lay_out(mention, max(width - 2 * self.side, int(self.line * 4)))
        if len(self._laid) >= _KEPT:
            del self._laid[next(iter(self._laid))]
        self._laid[mention.id] = (mention, width, laid)
        return laid

    def _lay_out(self, mention: Mention, width: int) -> Laid:
        is_tight = self.density is Density.TIGHT
        text_top = self.pad + self.line + self._theme.space(0.12 if is_tight else 0.3)
        layout = self._text(row_text(mention), width)
        lines = max(1, layout.lineCount())
        bottom = text_top + lines * self.line
        meta_top = None
        if has_meta(mention) and not is_tight:
            meta_top = bottom + self._theme.space(0.25)
            bottom = meta_top + self.small_line
        return Laid(layout, text_top, meta_top, round(bottom + self.pad))

    def _text(self, marked: MarkedText, width: int) -> QTextLayout:
        text = marked.text
        layout = self._broken(text, marked.marks, width)
        for _ in range(6):
            if not self._is_cut(layout, text):
                return layout
            last = layout.lineAt(self.max_lines - 1)
            text = _shortened(text, last.textStart() + last.textLength())
            layout = self._broken(text, marked.marks, width)
        return layout

    def _is_cut(self, layout: QTextLayout, text: str) -> bool:
        last = layout.lineAt(layout.lineCount() - 1)
        return last.textStart() + last.textLength() < _units(text)

    def _broken(self, text: str, marks: tuple[Marked, ...], width: int) -> QTextLayout:
        layout = QTextLayout(text, self.fonts.body)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.setFormats([self._range(mark) for mark in marks])
        layout.beginLayout()
        for n in range(self.max_lines):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, n * self.line))
        layout.endLayout()
        return layout

    def _range(self, mark: Marked) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start, made.length = mark.start, mark.length
        made.format = mark_format(mark, self._theme)
        return made


def has_meta(mention: Mention) -> bool:
    """Whether a row has a last line."""
    return (
        mention.rating is not None
        or bool(row_parts.counters(mention))
        or bool(row_parts.extras(mention))
    )


def _units(text: str) -> int:
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def _shortened(text: str, units: int) -> str:
    """The first `units` UTF-16 units less a word, with an ellipsis."""
    kept = text.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")
    kept = kept.rstrip(ELLIPSIS + " " + LINE_BREAK)
    space = kept.rfind(" ", max(0, len(kept) - 24), max(0, len(kept) - 1))
    kept = kept[:space] if space > 0 else kept[:-2]
    return kept.rstrip(" ,.;:—-" + LINE_BREAK) + ELLIPSIS
