"""One set of line icons, drawn in the colour of the text wherever they appear.

The files are monochrome SVG on a grid of 24 with `currentColor`. An icon looks its colour up
when it is painted, so it follows the theme without being set again.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

_folder = Path()
_copies: list[QIconEngine] = []


def use(folder: Path) -> None:
    """Read icons from `folder` from now on."""
    global _folder
    _folder = folder
    _source.cache_clear()
    _renderer.cache_clear()


def icon(name: str, color: str | None = None) -> QIcon:
    """The icon in the colour of button texts, muted when disabled, or always in `color`.

    Raises `KeyError` for a name that has no file.
    """
    _source(name)
    return QIcon(_LineIcon(name, color))


def app_icon() -> QIcon:
    """The program's own icon, in its colours."""
    made = QIcon(str(_folder / "app.svg"))
    for path in sorted(_folder.glob("app-*.png")):
        made.addFile(str(path))
    return made


def pixmap(name: str, size: int, color: QColor, ratio: float = 1.0) -> QPixmap:
    """The icon `size` device-independent pixels wide for painting by hand."""
    made = QPixmap(QSize(size, size) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _renderer(name, color.name()).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


@lru_cache
def _source(name: str) -> str:
    path = _folder / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon {name!r} in {_folder}")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawn = _source(name).replace("currentColor", color)
    return QSvgRenderer(QByteArray(drawn.encode()))


class _LineIcon(QIconEngine):
    def __init__(self, name: str, color: str | None) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        _renderer(self._name, self._shade(mode)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        # PySide does not know that Qt takes the copy: unreferenced it would be freed under Qt.
        copied = _LineIcon(self._name, self._color)
        _copies.append(copied)
        return copied

    def _shade(self, mode: QIcon.Mode) -> str:
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorRole.PlaceholderText).name()
        return self._color or palette.color(QPalette.ColorRole.ButtonText).name()
