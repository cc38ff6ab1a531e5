"""The strip chart with its title, legend and a button that folds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop import i18n
from desktop.core.filters import UNKNOWN_TONE
from desktop.i18n import tr, trn
from desktop.ui.mentions import figures
from desktop.ui.mentions.detail_blocks import plain_label
from desktop.ui.mentions.filter_chips import tone_name
from desktop.ui.mentions.reading import Chart, total
from desktop.ui.theme import TextRole, Theme
from desktop.ui.widgets.strip_chart import Bar, StripChart

_LEGEND = ("negative", "positive", UNKNOWN_TONE, "neutral")
"""As the bars are stacked, from the top."""


class ChartCard(QFrame):
    """Shows a `Chart`. `range_chosen` carries (since, until); `folded` whether it is closed;
    `asked` comes when it is opened or closed in a low window only.
    """

    range_chosen = Signal(object)
    folded = Signal(bool)
    asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self._chart: Chart | None = None
        self._is_low = self._is_opened = False
        self.chart = StripChart(theme)
        self.chart.range_chosen.connect(self.range_chosen)
        self._title = plain_label("muted")
        self._title.setWordWrap(False)
        self._legend = Legend(theme)
        self.fold = QAction(self, checkable=True)
        self.fold.toggled.connect(self.on_fold_toggled)
        self._arrow = QToolButton()
        self._arrow.setProperty("role", "fold")
        self._arrow.clicked.connect(self.on_fold_clicked)
        head = QHBoxLayout()
        head.setSpacing(theme.space(0.8))
        head.addWidget(self._title, 1)
        head.addWidget(self._legend)
        head.addWidget(self._arrow)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.chart)
        self.restyle()
        self.retranslate()

    def show_chart(self, chart: Chart | None) -> None:
        """Draw another chart, or nothing."""
        self._chart = chart
        bars = bars_of(chart) if chart else ()
        self.chart.show_bars(bars)
        self._legend.counts = {tone: sum(getattr(bar, tone) for bar in bars) for tone in _LEGEND}
        self.chart.setAccessibleDescription(summary(bars))
        self.chart.setAccessibleName(tr("Chart of volume"))
        self._title.setToolTip(summary(bars))
        self._legend.has_usual = any(bar.usual_high is not None for bar in bars)
        self._legend.updateGeometry()
        self._legend.update()
        self._show_parts()

    def set_folded(self, is_folded: bool) -> None:
        """Open or close it."""
        self.fold.setChecked(is_folded)

    def restyle(self) -> None:
        """Colours or sizes changed."""
        space = self._theme.space
        self._column.setContentsMargins(space(1), space(0.2), space(0.5), space(0.3))
        self._column.setSpacing(space(0.2))
        self.chart.updateGeometry()
        self.chart.update()
        self._legend.updateGeometry()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.show_chart(self._chart)

    def set_low(self, is_low: bool) -> None:
        """In a low window only the summary stands, until the chart is asked for."""
        if is_low != self._is_low:
            self._is_low, self._is_opened = is_low, False
            self._show_parts()

    def toggle(self) -> None:
        """Open it when it is closed, for whatever reason, and close it when it is open."""
        if self._is_low and not self.fold.isChecked():
            self._is_opened = not self._is_opened
            self._show_parts()
            self.asked.emit()
        else:
            self._is_opened = True
            self.fold.setChecked(not self.fold.isChecked())

    def on_fold_clicked(self) -> None:
        """The arrow was pressed."""
        self.toggle()

    def on_fold_toggled(self, is_folded: bool) -> None:
        """Show or hide the chart below the title."""
        self._show_parts()
        self.folded.emit(is_folded)

    @property
    def is_asked(self) -> bool:
        """Whether it was opened in a low window."""
        return self._is_low and self._is_opened

    @property
    def is_open(self) -> bool:
        """Whether the bars can be seen."""
        return not self.fold.isChecked() and (not self._is_low or self._is_opened)

    def _show_parts(self) -> None:
        self.chart.setVisible(self.is_open)
        self._title.setText(self._title_text())
        self._show_legend()
        self._arrow.setArrowType(
            Qt.ArrowType.DownArrow if self.is_open else Qt.ArrowType.RightArrow
        )
        text = tr("Hide the chart") if self.is_open else tr("Show the chart")
        self._arrow.setToolTip(text)
        self._arrow.setAccessibleName(text)

    def _title_text(self) -> str:
        bars = self.chart.bars
        return tr("Volume by tone") if bars and self.is_open else summary(bars)

    def resizeEvent(self, event: object) -> None:
        self._show_legend()

    def _show_legend(self) -> None:
        """The legend gives way to the title where both do not fit."""
        taken = self._title.sizeHint().width() + self._theme.space(5)
        fits = self.width() > self._legend.sizeHint().width() + taken
        self._legend.setVisible(fits and self.is_open and bool(self.chart.bars))


class Legend(QWidget):
    """Names of the tones in the order of the stack, each with a mark of its own shape."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.has_usual = False
        self.counts: dict[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._theme.font(TextRole.SMALL))
        wide = sum(
            metrics.horizontalAdvance(text) + self._theme.space(1.6) for _, text in self._entries()
        )
        return QSize(round(wide), round(metrics.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._theme.font(TextRole.SMALL)
        painter.setFont(font)
        metrics, left = QFontMetricsF(font), 0.0
        side = self._theme.space(0.55)
        for name, text in self._entries():
            box = QRectF(left, (self.height() - side) / 2, side, side)
            self._mark(painter, name, box)
            left += side + self._theme.space(0.3)
            wide = metrics.horizontalAdvance(text)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(
                QRectF(left, 0, wide + 4, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text
            )
            left += wide + self._theme.space(0.75)
        painter.end()

    def _entries(self) -> list[tuple[str, str]]:
        found = [
            (tone, f"{tone_name(tone)} {figures.count(self.counts.get(tone, 0))}")
            for tone in _LEGEND
            if tone != UNKNOWN_TONE or self.counts.get(tone)
        ]
        return [*found, ("usual", tr("usual"))] if self.has_usual else found

    def _mark(self, painter: QPainter, name: str, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if name == "usual":
            painter.setPen(QPen(self._theme.color("muted"), 1.5, Qt.PenStyle.DashLine))
            y = box.center().y()
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            return
        painter.setBrush(self._theme.color(f"{name}_bar"))
        if name == "negative":
            painter.drawRect(box)
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 2), self._theme.color(name))
        elif name == "positive":
            painter.drawEllipse(box)
        elif name == UNKNOWN_TONE:
            painter.setPen(QPen(self._theme.color("muted"), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        else:
            painter.drawRoundedRect(box, 2, 2)


def bars_of(chart: Chart) -> tuple[Bar, ...]:
    """Bars with their tooltips; what lies after the last look at a source is not "nothing"."""
    step = timedelta(seconds=chart.bucket_s)
    bars = []
    for bucket, level, watched in zip(chart.buckets, chart.usual, chart.watched, strict=True):
        end = bucket.start + step
        bar = Bar(
            bucket.start,
            end,
            bucket.negative,
            bucket.neutral,
            bucket.positive,
            bucket.unknown,
            level.low if level else None,
            level.high if level else None,
            watched or total(bucket) > 0,
        )
        bars.append(_with_text(bar))
    return tuple(bars)


def _with_text(bar: Bar) -> Bar:
    lines = [when(bar.start, bar.end)]
    if not bar.is_watched:
        return replace(bar, said="\n".join([*lines, tr("Nobody looked: no data")]))
    lines.append(trn("{n} mention", "{n} mentions", bar.total).format(n=figures.count(bar.total)))
    for tone in _LEGEND:
        if n := getattr(bar, tone):
            lines.append(f"{tone_name(tone)}: {figures.count(n)}")
    if bar.usual_low is not None and bar.usual_high is not None:
        low, high = round(bar.usual_low), round(bar.usual_high)
        lines.append(tr("Usual: {low}–{high}").format(low=low, high=high))
    return replace(bar, said="\n".join(lines))


def when(start: datetime, end: datetime) -> str:
    """A bar's stretch of time in local words."""
    locale = QLocale(i18n.language())
    first, last = start.astimezone(), (end - timedelta(seconds=1)).astimezone()
    day = locale.toString(first.date(), "d MMMM")  # type: ignore[call-overload]
    if end - start < timedelta(days=1):
        return f"{day}, {first:%H:%M}–{end.astimezone():%H:%M}"
    if first.date() == last.date():
        return str(day)
    return f"{day} – {locale.toString(last.date(), 'd MMMM')}"  # type: ignore[call-overload]


def summary(bars: tuple[Bar, ...]) -> str:
    """The chart in a sentence: what a person who cannot see it would be told."""
    if not bars:
        return tr("No data for a chart yet")
    n = sum(bar.total for bar in bars)
    text = trn("{n} mention", "{n} mentions", n).format(n=figures.count(n))
    negative = sum(bar.negative for bar in bars)
    said = tr("{negative} of them negative").format(negative=figures.count(negative))
    return f"{text}, {said}"
