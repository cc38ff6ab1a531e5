"""Health of a source as a mark that differs in shape as well as in colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from desktop.core.sources import Health
from desktop.ui.theme import Theme

_COLORS = {
    Health.FINE: "positive_bar",
    Health.WAITING: "muted",
    Health.NEEDS_KEY: "warning",
    Health.FAILING: "negative_bar",
    Health.OFF: "muted",
}


def draw_health(painter: QPainter, health: Health, box: QRectF, theme: Theme) -> None:
    """Fine: a full dot; waiting: a ring; needs key: a diamond; failing: a triangle with the
    point up; off: a dash.
    """
    color = theme.color(_COLORS[health])
    painter.setPen(QPen(color, max(1.5, box.width() * 0.15)))
    painter.setBrush(color)
    center, reach = box.center(), box.width() / 2
    if health is Health.FINE:
        painter.drawEllipse(center, reach * 0.8, reach * 0.8)
    elif health is Health.WAITING:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, reach * 0.75, reach * 0.75)
    elif health is Health.OFF:
        painter.drawLine(QPointF(box.left(), center.y()), QPointF(box.right(), center.y()))
    else:
        up = health is Health.FAILING
        points = [
            QPointF(center.x(), box.top()),
            QPointF(box.right(), box.bottom() if up else center.y()),
        ]
        points += (
            [QPointF(box.left(), box.bottom())]
            if up
            else [
                QPointF(center.x(), box.bottom()),
                QPointF(box.left(), center.y()),
            ]
        )
        painter.drawPolygon(QPolygonF(points))
