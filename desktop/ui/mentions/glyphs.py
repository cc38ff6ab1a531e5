"""Small line drawings of a row, drawn and not typed: no font has to know them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_GRID = 16.0


def draw(painter: QPainter, name: str, box: QRectF, color: QColor) -> None:
    """Draw the glyph `name` into the square `box`."""
    path, is_filled = _PATHS[name]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / _GRID, box.height() / _GRID)
    pen = QPen(color, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(color if is_filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def draw_stars(painter: QPainter, rating: float, box: QRectF, on: QColor, off: QColor) -> None:
    """Five stars from the left of `box`, filled up to `rating`; empty ones keep their outline."""
    side = box.height()
    for n in range(5):
        star = _star().translated(0, 0)
        place = QRectF(box.left() + n * side * 1.08, box.top(), side, side)
        share = min(1.0, max(0.0, rating - n))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(place.topLeft())
        painter.scale(side / _GRID, side / _GRID)
        painter.setPen(QPen(off if share == 0 else on, 1.1))
        painter.drawPath(star)
        painter.setClipRect(QRectF(0, 0, _GRID * share, _GRID))
        painter.fillPath(star, on)
        painter.restore()


def _star() -> QPainterPath:
    path = QPainterPath()
    for n in range(10):
        radius = 6.8 if n % 2 == 0 else 2.9
        angle = math.pi * n / 5 - math.pi / 2
        point = QPointF(8 + radius * math.cos(angle), 8.4 + radius * math.sin(angle))
        path.moveTo(point) if n == 0 else path.lineTo(point)
    path.closeSubpath()
    return path


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for stroke in strokes:
        path.moveTo(*stroke[0])
        for point in stroke[1:]:
            path.lineTo(*point)
    return path


def _heart() -> QPainterPath:
    path = QPainterPath(QPointF(8, 13.5))
    path.cubicTo(1, 9, 1.2, 3, 5, 3)
    path.cubicTo(6.6, 3, 7.6, 4, 8, 5)
    path.cubicTo(8.4, 4, 9.4, 3, 11, 3)
    path.cubicTo(14.8, 3, 15, 9, 8, 13.5)
    return path


def _reply() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(1.5, 2.5, 13, 9), 2.5, 2.5)
    path.addPath(_lines(((4.5, 11.5), (4.5, 14.3), (7.5, 11.5))))
    return path


def _repost() -> QPainterPath:
    return _lines(
        ((11, 1.2), (13.5, 3.7), (11, 6.2)),
        ((13.3, 3.7), (4, 3.7), (2.5, 5.2), (2.5, 7.5)),
        ((5, 9.8), (2.5, 12.3), (5, 14.8)),
        ((2.7, 12.3), (12, 12.3), (13.5, 10.8), (13.5, 8.5)),
    )


def _eye() -> QPainterPath:
    path = QPainterPath(QPointF(1, 8))
    path.cubicTo(4, 2.4, 12, 2.4, 15, 8)
    path.cubicTo(12, 13.6, 4, 13.6, 1, 8)
    path.addEllipse(QPointF(8, 8), 2.2, 2.2)
    return path


def _layers() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(2, 5, 9, 9), 2, 2)
    path.addPath(_lines(((5, 2), (12, 2), (14, 4), (14, 11))))
    return path


def _person() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 5), 3, 3)
    path.moveTo(2.5, 14)
    path.cubicTo(3, 8.6, 13, 8.6, 13.5, 14)
    return path


def _circle(*inside: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = _lines(*inside)
    path.addEllipse(QPointF(8, 8), 6.2, 6.2)
    return path


def _tag() -> QPainterPath:
    path = _lines(((2, 2.5), (8, 2.5), (14, 8.5), (8.5, 14), (2, 7.5), (2, 2.5)))
    path.addEllipse(QPointF(5, 5.5), 0.6, 0.6)
    return path


def _clip() -> QPainterPath:
    path = QPainterPath(QPointF(12.5, 7))
    path.lineTo(7.5, 12)
    path.cubicTo(4.5, 15, 1, 11.5, 4, 8.5)
    path.lineTo(9.5, 3)
    path.cubicTo(11.7, 1, 14.2, 3.5, 12.2, 5.5)
    path.lineTo(7, 10.6)
    return path


def _note() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(2.5, 2, 11, 12), 1.5, 1.5)
    path.addPath(_lines(((5.2, 6), (10.8, 6)), ((5.2, 9.3), (9, 9.3))))
    return path


def _dot() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(8, 8), 5.5, 5.5)
    return path


_PATHS: dict[str, tuple[QPainterPath, bool]] = {
    "heart": (_heart(), False),
    "reply": (_reply(), False),
    "repost": (_repost(), False),
    "eye": (_eye(), False),
    "layers": (_layers(), False),
    "person": (_person(), False),
    "tag": (_tag(), False),
    "clip": (_clip(), False),
    "note": (_note(), False),
    "undated": (_circle(((8, 4.5), (8, 8.6)), ((8, 11.2), (8, 11.3))), False),
    "gone": (_circle(((5.6, 5.6), (10.4, 10.4)), ((10.4, 5.6), (5.6, 10.4))), False),
    "new": (_dot(), True),
    "in_work": (_circle(((8, 4.3), (8, 8), (10.6, 9.6))), False),
    "answered": (_circle(((5.2, 8.2), (7.2, 10.2), (10.9, 6.1))), False),
    "not_us": (_circle(((3.8, 12.2), (12.2, 3.8))), False),
}
