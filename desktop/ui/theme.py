"""Look of the window: colours, sizes and fonts, following the system or the person's choice."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.colors import DARK, LIGHT, Colors
from desktop.ui.stylesheet import stylesheet

_NAMELESS = ("Sans", "Sans Serif", "sans-serif", "DejaVu Sans", "Helvetica", "")
_FACES = ("Inter", "Noto Sans", "Cantarell", "Ubuntu")
"""Faces with Cyrillic drawn for screens, in the order they are tried on a bare Linux desktop."""
_FIRST_LIGHTNESS = "first_hour_lightness"
_BODY_POINTS = 10.0
"""Smallest body text at 100 %: some desktops report 8 or 9 points, too small for a counter."""


class TextRole(Enum):
    """Steps of the type scale: factor of the body size, and weight."""

    TITLE = (1.35, QFont.Weight.DemiBold)
    HEADING = (1.08, QFont.Weight.DemiBold)
    BODY = (1.0, QFont.Weight.Normal)
    STRONG = (1.0, QFont.Weight.DemiBold)
    SMALL = (0.9, QFont.Weight.Normal)
    SMALL_STRONG = (0.9, QFont.Weight.DemiBold)


class Metrics(NamedTuple):
    """Sizes in device-independent pixels, all growing with the text.

    `em` is the height of a line of body text without leading.
    """

    em: float

    def space(self, lines: float) -> int:
        """`lines` times the height of body text: 0.25 hair, 0.5 close, 1 normal, 1.5 wide."""
        return round(self.em * lines)

    @property
    def radius(self) -> int:
        """Corners of buttons and fields."""
        return self.space(0.45)

    @property
    def card_radius(self) -> int:
        """Corners of cards."""
        return self.space(0.6)

    @property
    def icon(self) -> int:
        """Side of an icon beside body text."""
        return self.space(1.15)


class Theme(QObject):
    """Owns palette, style sheet and font of the application. Lives in the GUI thread.

    `changed` is emitted after colours or sizes are new; who paints by hand reads them again.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        icons: Path,
        parent: QObject | None = None,
        *,
        is_dressed: bool = True,
    ) -> None:
        """With `is_dressed=False` the style sheet waits for `dress`: every widget put into a
        layout under a style sheet is matched against all of it, again and again.
        """
        super().__init__(parent)
        self._app = app
        self._is_dressed = is_dressed
        self._marks = icons / "marks"
        self._system_font = _ui_font()
        self._is_palette_dark = _was_dark_at_first(app)
        self._choice = "system"
        self._text_percent = 100
        self._applied: tuple[bool, int] | None = None
        self.colors = LIGHT
        self.metrics = Metrics(16.0)
        app.styleHints().colorSchemeChanged.connect(self.on_system_scheme_changed)

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are shown."""
        return self.colors is DARK

    def use(self, choice: str, text_percent: int) -> None:
        """Show `choice` ("system", "light" or "dark") with text at `text_percent` (100..200)."""
        self._text_percent = text_percent
        if choice != self._choice:
            self._choice = choice
            self._tell_platform()
        self._apply()

    def dress(self) -> None:
        """The widgets are made: put the style sheet on, once for all of them."""
        if not self._is_dressed:
            self._is_dressed = True
            self._set_sheet()

    def font(self, role: TextRole = TextRole.BODY) -> QFont:
        """A font of the type scale at the present size."""
        factor, weight = role.value
        font = QFont(self._system_font)
        font.setPointSizeF(self._body_points() * factor)
        font.setWeight(weight)
        return font

    def color(self, name: str) -> QColor:
        """One colour of the present scheme by its name in `Colors`."""
        return QColor(getattr(self.colors, name))

    def space(self, lines: float) -> int:
        """Shortcut for `metrics.space`."""
        return self.metrics.space(lines)

    def on_system_scheme_changed(self) -> None:
        """The desktop went dark or light."""
        self._apply()

    def _tell_platform(self) -> None:
        """Title bars and native dialogs follow the choice where the platform can do it."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(schemes.get(self._choice, Qt.ColorScheme.Unknown))

    def _wants_dark(self) -> bool:
        if self._choice != "system":
            return self._choice == "dark"
        scheme = self._app.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return self._is_palette_dark
        return scheme == Qt.ColorScheme.Dark

    def _body_points(self) -> float:
        points = self._system_font.pointSizeF()
        if points <= 0:  # a desktop that gives its font in pixels
            dots = QGuiApplication.primaryScreen().logicalDotsPerInchY()
            points = self._system_font.pixelSize() * 72.0 / dots
        return max(points, _BODY_POINTS) * self._text_percent / 100

    def _apply(self) -> None:
        wanted = (self._wants_dark(), self._text_percent)
        if wanted == self._applied:
            return
        self._applied = wanted
        self.colors = DARK if wanted[0] else LIGHT
        body = self.font()
        self.metrics = Metrics(QFontMetricsF(body).height())
        self._app.setFont(body)
        self._app.setPalette(palette(self.colors))
        if self._is_dressed:
            self._set_sheet()
        self.changed.emit()

    def _set_sheet(self) -> None:
        em, points = self.metrics.em, self._body_points()
        self._app.setStyleSheet(
            stylesheet(self.colors, em, points, self._marks, is_dark=self.is_dark)
        )


def _ui_font() -> QFont:
    """The desktop's font; where it only says "some sans", the best interface face there is."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if font.family() in _NAMELESS:
        font.setFamilies([*_FACES, font.family()])
    return font


def _was_dark_at_first(app: QApplication) -> bool:
    """Whether the desktop's own palette was dark, as seen before any theme changed it."""
    seen = app.property(_FIRST_LIGHTNESS)
    if seen is None:
        seen = app.palette().color(QPalette.ColorRole.Window).lightness()
        app.setProperty(_FIRST_LIGHTNESS, seen)
    return int(seen) < 128


def palette(colors: Colors) -> QPalette:
    """The palette for everything the style sheet does not reach (Fusion, native dialogs)."""
    made = QPalette()
    role = QPalette.ColorRole
    for each, name in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.surface),
        (role.AlternateBase, colors.sunken),
        (role.ToolTipBase, colors.raised),
        (role.ToolTipText, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Text, colors.text),
        (role.Button, colors.surface),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.negative),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Highlight, colors.selection),
        (role.HighlightedText, colors.text),
        (role.Accent, colors.accent),
        (role.Light, colors.surface),
        (role.Midlight, colors.sunken),
        (role.Mid, colors.border),
        (role.Dark, colors.strong_border),
        (role.Shadow, colors.strong_border),
    ):
        made.setColor(each, QColor(name))
    disabled = QPalette.ColorGroup.Disabled
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(disabled, each, QColor(colors.muted))
    return made
