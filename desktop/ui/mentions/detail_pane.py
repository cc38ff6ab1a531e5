"""The right pane: one mention whole, why it has its tone, and everything one can do with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.models import Mention, Person, Status, Tone
from desktop.i18n import tr
from desktop.ui.context import TabContext
from desktop.ui.mentions import detail_texts, marks, row_parts
from desktop.ui.mentions.attachment_strip import AttachmentStrip
from desktop.ui.mentions.body_text import BodyText
from desktop.ui.mentions.detail_blocks import (
    Choices,
    Column,
    ElidedLink,
    MentionLinks,
    Section,
    breakable,
    local_moment,
    plain_label,
    status_texts,
    tone_texts,
)
from desktop.ui.mentions.note_list import NoteList
from desktop.ui.mentions.page_head import PageHead
from desktop.ui.mentions.reading import Detail
from desktop.ui.mentions.tag_editor import TagEditor
from desktop.ui.mentions.tone_line import ToneLine


class DetailPane(QFrame):
    """Shows a `Detail`. Notes and files are written from here; everything else is asked for by
    signals, because it may concern the whole selection.
    """

    status_chosen = Signal(object)
    tone_chosen = Signal(object)
    assigned = Signal(str)
    tag_added = Signal(str)
    tag_removed = Signal(str)
    mention_wanted = Signal(object)
    open_wanted = Signal()
    delete_wanted = Signal()
    author_wanted = Signal(str)
    changed = Signal()
    left = Signal()

    def __init__(self, context: TabContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._context = context
        self._clock = context.services.clock
        self._detail: Detail | None = None
        self._make_texts()
        self._make_editors()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.clear()

    def _make_texts(self) -> None:
        theme = self._context.theme
        self._author, self._about = plain_label("title"), plain_label("muted")
        self._place = plain_label("muted")
        self._open = QPushButton()
        self._title, self._body = plain_label("heading", is_selectable=True), BodyText(theme)
        self._tone = ToneLine(theme)
        self._why, self._by = plain_label(is_selectable=True), plain_label("small")
        self._matched = plain_label(is_selectable=True)
        self._engagement = plain_label("muted")
        self._copies, self._earlier = MentionLinks(self._clock), MentionLinks(self._clock)
        self._by_author = ElidedLink("")
        self._delete = QPushButton()
        self._delete.setProperty("role", "danger")

    def _make_editors(self) -> None:
        context = self._context
        self.statuses = Choices(tuple(Status), status_texts)
        self.tones = Choices((*Tone, None), tone_texts)
        self.assignee = QComboBox(editable=True)
        adjust = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.assignee.setSizeAdjustPolicy(adjust)
        self.assignee.setMinimumContentsLength(6)
        self.assignee.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.tags = TagEditor()
        self.notes = NoteList(context.writer, self._clock)
        self.files = AttachmentStrip(context.reader, context.writer, self._clock, context.theme)

    def _lay_out(self) -> None:
        self._tone_part = Section(self._tone, self._why, self._by, self.tones)
        self._matched_part = Section(self._matched)
        self._copies_part = Section(self._copies)
        self._earlier_part = Section(self._earlier, self._by_author)
        self._assign_part, self._tags_part = Section(self.assignee), Section(self.tags)
        self._notes_part = Section(self.notes)
        self._files_part = Section(self.files)
        inside = Column()
        self._column = column = QVBoxLayout(inside)
        space = self._context.theme.space
        self._space_out()
        head = QVBoxLayout()
        head.setSpacing(space(0.2))
        for label in (self._author, self._about, self._place):
            head.addWidget(label)
        column.addLayout(head)
        text = QVBoxLayout()
        text.setSpacing(space(0.4))
        for widget in (self._title, self._body, self._engagement):
            text.addWidget(widget)
        column.addLayout(text)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (
            self.statuses,
            self._tone_part,
            self._matched_part,
            self._assign_part,
            self._tags_part,
            self._notes_part,
            self._files_part,
            self._copies_part,
            self._earlier_part,
        ):
            column.addWidget(part)
        column.addWidget(self._delete, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        self._nothing = plain_label("muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.area)
        self.head = PageHead(self._context.theme)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(1, 1, 1, 1)
        outside.setSpacing(0)
        outside.addWidget(self.head)
        outside.addWidget(self._stack, 1)
        self.head.hide()

    def _space_out(self) -> None:
        side = self._context.theme.space(0.8)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(side)

    def _connect(self) -> None:
        self.statuses.chosen.connect(self.status_chosen)
        self.tones.chosen.connect(self.tone_chosen)
        self.assignee.activated.connect(self.on_assigned)
        self.tags.added.connect(self.tag_added)
        self.tags.removed.connect(self.tag_removed)
        self.tags.left.connect(self.left)
        self.notes.saved.connect(self.changed)
        self.files.changed.connect(self.changed)
        self.files.told.connect(self.on_told)
        self._copies.wanted.connect(self.mention_wanted)
        self._earlier.wanted.connect(self.mention_wanted)
        self._open.clicked.connect(self.open_wanted)
        self._delete.clicked.connect(self.delete_wanted)
        self._by_author.clicked.connect(self.on_by_author_clicked)

    @property
    def mention(self) -> Mention | None:
        """What is shown."""
        return self._detail.mention if self._detail else None

    def clear(self) -> None:
        """Nothing is chosen."""
        self.save()
        self._detail = None
        self._stack.setCurrentWidget(self._nothing)

    def set_page(self, is_page: bool) -> None:
        """Whether it stands in place of the list and has to offer a way back."""
        self.head.setVisible(is_page)

    def show_detail(self, detail: Detail) -> None:
        """Show a mention, or its newer state; what is being typed stays."""
        is_other = self._detail is None or self._detail.mention.id != detail.mention.id
        was = self._detail
        self._detail = detail
        mention = detail.mention
        self._show_texts(
            detail,
            is_new_text=was is None
            or was.mention.body != mention.body
            or was.mention.spans != mention.spans
            or is_other,
        )
        self.statuses.show_value(mention.status)
        self.tones.show_value(mention.tone if mention.tone_by == "person" else None)
        self.assignee.setEditText(mention.assignee or "")
        self.tags.show_tags(mention.tags)
        self.files.show_files(mention.id, detail.attachments)
        self.notes.show_notes(mention.id, detail.notes, is_other=is_other)
        self._stack.setCurrentWidget(self.area)
        if is_other:
            self.area.verticalScrollBar().setValue(0)

    def offer(self, people: Sequence[Person], tags: Sequence[str]) -> None:
        """Names to assign to and tags in use."""
        names = [tr("Nobody"), *(person.name for person in people)]
        if names != [self.assignee.itemText(n) for n in range(self.assignee.count())]:
            self.assignee.clear()
            self.assignee.addItems(names)
            self.assignee.setEditText((self.mention.assignee if self.mention else "") or "")
        self.tags.offer(tags)

    def save(self) -> None:
        """Write what is being typed."""
        self.notes.save()

    def tick(self) -> None:
        """A minute passed: ages are others."""
        if self._detail is not None:
            self._place.setText(self._place_text(self._detail.mention))

    def restyle(self) -> None:
        """Colours or sizes changed."""
        if self._detail is not None:
            self._body.show_text(marks.whole_text(self._detail.mention))
        self._tone.update()
        self.head.restyle()
        self._space_out()

    def retranslate(self) -> None:
        """All texts in the language now active."""
        self._nothing.setText(tr("Choose a mention to read it whole"))
        self._delete.setText(tr("Move to bin"))
        self._by_author.set_whole(tr("All mentions by this author"))
        self._matched_part.heading.setText(tr("What matched"))
        self._copies_part.heading.setText(tr("The same text elsewhere"))
        self._earlier_part.heading.setText(tr("Earlier from this author"))
        self._assign_part.heading.setText(tr("Assigned to"))
        self.assignee.setAccessibleName(tr("Assigned to"))
        if box := self.assignee.lineEdit():
            box.setPlaceholderText(tr("Nobody"))
        self._tags_part.heading.setText(tr("Tags"))
        self._notes_part.heading.setText(tr("Notes"))
        self._files_part.heading.setText(tr("Screenshots"))
        self._body.setAccessibleName(tr("Text of the mention"))
        for part in (self.statuses, self.tones, self.tags, self.notes, self.files, self.head):
            part.retranslate()
        if self._detail is not None:
            self._show_texts(self._detail, is_new_text=False)

    def on_assigned(self, index: int) -> None:
        """A name was chosen or typed."""
        name = "" if index == 0 else self.assignee.currentText()
        self.assigned.emit(" ".join(name.split()))
        self.left.emit()

    def on_by_author_clicked(self) -> None:
        """Show everything of this author in the list."""
        if self.mention is not None and (name := self.mention.author_handle or self.mention.author):
            self.author_wanted.emit(name)

    def on_told(self, text: str) -> None:
        """Something could not be kept."""
        self._context.tell(text)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)

    def _show_texts(self, detail: Detail, *, is_new_text: bool) -> None:
        mention = detail.mention
        self._author.setText(breakable(row_parts.author(mention)))
        _fill(self._about, detail_texts.author_line(mention))
        self._place.setText(self._place_text(mention))
        _fill(self._title, row_parts.one_line(mention.title, 400))
        if is_new_text:
            self._body.show_text(marks.whole_text(mention))
        self._body.setVisible(bool(mention.text.strip()))
        _fill(self._engagement, detail_texts.engagement(mention))
        url = detail_texts.safe_url(mention.url)
        self._open.setVisible(url is not None)
        if url:
            host = detail_texts.host_of(url)
            self._open.setText(tr("Open on {host}").format(host=host).replace("&", "&&"))
            self._open.setToolTip(row_parts.one_line(url, 300))
        self._show_tone(mention)
        _fill(self._matched, "\n".join(detail_texts.matched_topics(mention, detail.topics)))
        self._matched_part.setVisible(bool(self._matched.text()))
        self._copies.show_mentions(detail.copies, with_text=False)
        self._copies_part.setVisible(bool(detail.copies))
        self._earlier.show_mentions(detail.earlier, with_text=True)
        self._earlier_part.setVisible(bool(detail.earlier))

    def _show_tone(self, mention: Mention) -> None:
        known = mention.tone is not None
        self._tone_part.heading.setText(tr("Why this tone") if known else tr("Tone"))
        self._tone.show_tone(mention.tone, row_parts.tone(mention))
        self._why.setText(breakable(detail_texts.why(mention)))
        _fill(self._by, detail_texts.judged_by(mention))

    def _place_text(self, mention: Mention) -> str:
        moment = mention.created_at if mention.is_dated else mention.seen_at
        when = detail_texts.times(mention, local_moment(moment), self._clock())
        said = [row_parts.one_line(mention.source, 60), when]
        if mention.gone_at is not None:
            text = tr("deleted there, noticed {moment}")
            said.append(text.format(moment=local_moment(mention.gone_at)))
        return breakable(" · ".join(said))


def _fill(label: QLabel, text: str) -> None:
    label.setText(breakable(text))
    label.setVisible(bool(text))
