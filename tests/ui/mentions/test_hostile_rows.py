"""Whatever strangers write is painted inside its own row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.core.models import Mention
from desktop.ui.mentions.list_model import MentionListModel
from desktop.ui.mentions.row_delegate import RowDelegate
from desktop.ui.mentions.shapes import Density
from desktop.ui.theme import Theme
from tests.ui.mentions.test_marks import mention

WHEN = datetime(2026, 3, 4, tzinfo=UTC)
GROUND = QColor("#ff00ff")
HOSTILE = {
    "bidi": "\u202eрекламa\u202c \u2066abc\u2069 שלום مرحبا" * 9,
    "long": "а" * 10_000,
    "zalgo": "".join(c + "\u0300\u0301\u0302\u0489\u035c" * 9 for c in "Ромашка ужасно ") * 3,
    "emoji": "👩‍👩‍👧‍👦🏴‍☠️🇷🇺💥" * 60,
    "lines": "\n\r\u2028\u2029\x0b" * 200 + "конец",
    "control": "".join(map(chr, range(32))) * 4,
}


def painted(theme: Theme, each: Mention, density: Density) -> tuple[QImage, QRect]:
    """A row in the middle of a picture, and its place."""
    delegate = RowDelegate(theme, lambda: WHEN, theme)
    delegate.rows.density = density
    delegate.rows.forget()
    model = MentionListModel(lambda: WHEN, delegate)
    model.show([each], False)
    box = QRect(40, 150, 420, delegate.height(each, 420))
    image = QImage(500, box.height() + 300, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    option = QStyleOptionViewItem()
    option.rect = box
    option.state = QStyle.StateFlag.State_Enabled
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0))
    painter.end()
    return image, box


@pytest.mark.parametrize("density", list(Density))
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_painted_outside_its_row(theme: Theme, name: str, density: Density) -> None:
    text = HOSTILE[name]
    tags = (text[:300], "метка")
    image, box = painted(
        theme, mention(text, text[:500], author_name=text[:200], tags=tags, rating=4.5), density
    )
    outside = [
        (x, y)
        for y in range(image.height())
        for x in range(0, image.width(), 1 if not box.top() <= y <= box.bottom() else image.width())
        if not box.contains(x, y) and image.pixelColor(x, y) != GROUND
    ]
    right = [
        (x, y)
        for y in range(box.top(), box.bottom())
        for x in (*range(box.left() - 6), *range(box.right() + 2, image.width()))
        if image.pixelColor(x, y) != GROUND
    ]
    assert outside == []
    assert right == []
    assert box.height() < 12 * theme.metrics.em
