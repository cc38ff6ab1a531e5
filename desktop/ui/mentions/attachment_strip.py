"""Screenshots kept with a mention: dropped, pasted or chosen, shown small, opened large."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QImage,
    QImageReader,
    QImageWriter,
    QPixmap,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.models import Attachment
from desktop.i18n import tr
from desktop.store import attachments
from desktop.ui.database_thread import DatabaseThread
from desktop.ui.mentions.flow_layout import FlowLayout, emptied
from desktop.ui.mentions.row_parts import one_line
from desktop.ui.theme import Theme

if TYPE_CHECKING:
    from desktop.store.database import Connection

_MOST_PIXELS = 60_000_000


def read_image(content: bytes, side: int | None = None) -> QImage | None:
    """A picture, scaled down to `side` when given; `None` for what is no picture.

    May be called in any thread. Sizes are looked at before decoding, so that a small file that
    unpacks to gigabytes is refused.
    """
    data = QByteArray(content)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    if side is not None and max(size.width(), size.height()) > side:
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def as_png(image: QImage) -> bytes:
    """A picture from the clipboard as a file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # The writer, because the binding of `QImage.save` takes the name of a format as text in some
    # versions and as bytes in others.
    writer = QImageWriter()
    writer.setDevice(buffer)
    writer.setFormat(QByteArray(b"png"))
    writer.write(image)
    buffer.close()
    return bytes(buffer.data().data())


class AttachmentStrip(QWidget):
    """Thumbnails and a button to add. `changed` comes after each change, `told` carries a
    sentence when something cannot be kept.
    """

    changed = Signal()
    told = Signal(str)

    def __init__(
        self,
        reader: DatabaseThread,
        writer: DatabaseThread,
        clock: Callable[[], datetime],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader, self._writer, self._clock, self._theme = reader, writer, clock, theme
        self._mention_id = 0
        self._shown: tuple[Attachment, ...] = ()
        self._buttons: dict[int, QToolButton] = {}
        self.setAcceptDrops(True)
        self._thumbs = QWidget()
        self._flow = FlowLayout(self._thumbs)
        self.add = QPushButton()
        self.add.setProperty("role", "quiet")
        self.add.clicked.connect(self.on_add_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._thumbs)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.retranslate()

    def show_files(self, mention_id: int, files: Sequence[Attachment]) -> None:
        """The files of the mention now shown."""
        if (mention_id, tuple(files)) == (self._mention_id, self._shown):
            return
        self._mention_id, self._shown = mention_id, tuple(files)
        self._fill()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self.add.setText(tr("Add screenshot…"))
        self.add.setToolTip(tr("You can also drop a picture here or paste it with Ctrl+V"))
        self._fill()

    def paste(self) -> bool:
        """Keep the picture of the clipboard; whether there was one."""
        return self._keep_mime(QApplication.clipboard().mimeData())

    def keep(self, name: str, content: bytes) -> None:
        """Keep a file with the mention."""
        if len(content) > attachments.LIMIT_BYTES:
            self.told.emit(tr("The picture is too large: at most 10 MB can be kept."))
            return
        mention_id, now, media = self._mention_id, self._clock(), _media_type(content)
        if media is None:
            self.told.emit(tr("This is not a picture the program can show."))
            return

        def work(db: Connection) -> Attachment:
            return attachments.add(db, mention_id, name, media, content, now)

        self._writer.ask(work, self.on_changed)

    def on_changed(self, result: object) -> None:
        """A file was added or removed."""
        self.changed.emit()

    def on_add_clicked(self) -> None:
        """Choose a file."""
        dialog = QFileDialog(self, tr("Add screenshot"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = "*.png *.jpg *.jpeg *.gif *.bmp *.webp"
        dialog.setNameFilter(f"{tr('Pictures')} ({patterns})")
        dialog.filesSelected.connect(self.on_files_chosen)
        dialog.open()

    def on_files_chosen(self, names: list[str]) -> None:
        """Files were chosen or dropped."""
        for name in names:
            path = Path(name)
            try:
                if path.stat().st_size > attachments.LIMIT_BYTES:
                    self.told.emit(tr("The picture is too large: at most 10 MB can be kept."))
                    continue
                self.keep(path.name, path.read_bytes())
            except OSError:
                self.told.emit(tr("{name} cannot be read.").format(name=one_line(path.name)))

    def on_thumb_clicked(self) -> None:
        """Show a picture large."""
        button = self.sender()
        if button is not None:
            self._reader.ask(_loader(button.property("attachment"), None), self.on_opened)

    def on_opened(self, loaded: tuple[int, QImage | None]) -> None:
        """The whole picture was read."""
        if loaded[1] is not None:
            name = next((each.name for each in self._shown if each.id == loaded[0]), "")
            Picture(one_line(name), loaded[1], self.window()).open()

    def on_thumb_loaded(self, loaded: tuple[int, QImage | None]) -> None:
        """A small picture was read."""
        button = self._buttons.get(loaded[0])
        if button is not None and loaded[1] is not None:
            button.setIcon(QIcon(QPixmap.fromImage(loaded[1])))

    def on_remove_chosen(self) -> None:
        """Remove a picture from the mention."""
        action = self.sender()
        attachment_id = int(action.property("attachment") or 0)

        def work(db: Connection) -> None:
            attachments.remove(db, attachment_id)

        if attachment_id:
            self._writer.ask(work, self.on_changed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._keep_mime(event.mimeData()):
            event.acceptProposedAction()

    def _keep_mime(self, mime: QMimeData) -> bool:
        local = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if local:
            self.on_files_chosen(local)
            return True
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if image.isNull():
            return False
        self.keep(self._clock().astimezone().strftime("%Y-%m-%d %H.%M.%S.png"), as_png(image))
        return True

    def _fill(self) -> None:
        emptied(self._flow)
        self._buttons = {}
        side = self._theme.space(4)
        for each in self._shown:
            button = QToolButton()
            button.setProperty("attachment", each.id)
            button.setIconSize(QSize(side, side))
            button.setAccessibleName(one_line(each.name))
            button.setToolTip(one_line(each.name))
            button.clicked.connect(self.on_thumb_clicked)
            remove = QAction(tr("Remove"), button)
            remove.setProperty("attachment", each.id)
            remove.triggered.connect(self.on_remove_chosen)
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            button.addAction(remove)
            self._flow.addWidget(button)
            self._buttons[each.id] = button
            self._reader.ask(_loader(each.id, side * 2), self.on_thumb_loaded)
        self._thumbs.setVisible(bool(self._shown))


class Picture(QDialog):
    """A screenshot in its real size, scrolling when it must."""

    def __init__(self, name: str, image: QImage, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        label = QLabel()
        label.setPixmap(QPixmap.fromImage(image))
        label.setAccessibleName(name)
        area = QScrollArea()
        area.setWidget(label)
        column = QVBoxLayout(self)
        column.addWidget(area)
        self.resize(image.size().boundedTo(parent.size() * 0.9) + QSize(40, 40))


def _loader(
    attachment_id: int, side: int | None
) -> Callable[[Connection], tuple[int, QImage | None]]:
    def work(db: Connection) -> tuple[int, QImage | None]:
        found = attachments.get(db, attachment_id)
        return attachment_id, read_image(found.content, side) if found else None

    return work


def _media_type(content: bytes) -> str | None:
    data = QByteArray(content)  # the buffer only points to it: it has to outlive the buffer
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    kind = bytes(reader.format().data()).decode("ascii", "replace")
    return f"image/{kind}" if kind and reader.canRead() else None
