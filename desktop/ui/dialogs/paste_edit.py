"""A text field that takes pasted and dropped pictures too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit

from desktop.ui.dialogs.add_work import Picture

PICTURE_TYPES: dict[str, str] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".pdf": "application/pdf",
}
LARGEST = 10 * 1024 * 1024
"""Bytes of one file; what the store takes at most."""


class PasteEdit(QPlainTextEdit):
    """Text goes into the field, pictures and files go out with `picture_given`.

    `refused` carries the name of a file that is too large or of no known kind.
    """

    picture_given = Signal(object)
    refused = Signal(str)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Pictures and files besides text."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Tell pictures and files from text. A copied link is text."""
        paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        if paths:
            for path in paths:
                self.give(path)
        elif source.hasImage() and not source.hasText():
            image = QImage(source.imageData())
            self.picture_given.emit(Picture("screenshot.png", "image/png", _png(image)))
        else:
            super().insertFromMimeData(source)

    def give(self, path: Path) -> None:
        """Hand a file over as a picture, or refuse it."""
        media_type = PICTURE_TYPES.get(path.suffix.lower())
        try:
            is_fine = media_type is not None and path.stat().st_size <= LARGEST
            content = path.read_bytes() if is_fine else b""
        except OSError:
            content = b""
        if media_type is None or not content:
            self.refused.emit(path.name)
        else:
            self.picture_given.emit(Picture(path.name, media_type, content))


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())
