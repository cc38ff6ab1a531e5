"""Setting up one source, with a form drawn from the description of its kind."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop import wording
from desktop.core.addresses import host_of
from desktop.core.models import Keep, Topic
from desktop.core.sources import FieldKind, SourceInfo, SourceSetup, StoredSource
from desktop.i18n import N_, tr
from desktop.monitor.poller import terms_of
from desktop.store import topics
from desktop.store.database import Connection
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import FieldBlock, Fold, SideBySide
from desktop.ui.dialogs.frame import Dialog, label, role
from desktop.ui.dialogs.outline_picker import OutlinePicker
from desktop.ui.dialogs.source_fields import SourceField, common_fields, first_wrong
from desktop.ui.dialogs.source_try import TryPanel
from desktop.ui.dialogs.source_work import (
    Saved,
    SaveTrouble,
    Trial,
    kept_secrets,
    saving,
)
from desktop.ui.dialogs.steps_card import StepsCard

_LONGEST_PAUSE_MIN = 7 * 24 * 60
_LONGEST_TITLE = 60
_LONGEST_ENTRY = 30
_NAMING = ("channels", "communities", "account", "user", "handle")
"""Fields by which a person tells two sources of one kind apart."""


class SourceForm(Dialog):
    """Adds a source of a kind, or changes one.

    `saved` carries the name of the source after it was stored.
    """

    saved = Signal(str)

    def __init__(
        self,
        context: TabContext,
        info: SourceInfo,
        source: StoredSource | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent, info.title, info.summary, wide_em=58, high_em=42)
        self.info, self.source = info, source
        self._topics: tuple[Topic, ...] = ()
        self._stored_secrets: frozenset[str] = frozenset()
        self._title = ""
        self.name = QLineEdit()
        self.name_block = FieldBlock(
            self.name, N_("Name of the source"), N_("How the source is called in the list.")
        )
        self.fields = [SourceField(each, self) for each in info.fields]
        self.common = [SourceField(each, self) for each in common_fields(info.endpoint)]
        self.interval, self.keep = QSpinBox(), QComboBox()
        self.trial = TryPanel(context, self.said)
        self._lay_out_form()
        self._fill()
        for field in (*self.fields, *self.common):
            field.changed.connect(self.trial.clear)
            field.changed.connect(self.on_edited)
            if field.field.kind is FieldKind.BLOCK:
                field.help_asked.connect(self.on_block_asked)
        self.trial.asked.connect(self.on_try)
        self.trial.feed_chosen.connect(self.on_feed_chosen)
        self.trial.finished.connect(self.on_tried)
        self.save_button = self.add_button(N_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.clicked.connect(self.on_save)
        self.add_cancel()
        context.reader.ask(topics.all, self.on_topics)
        if source and info.secrets:
            context.reader.ask(self._find_kept, self.on_kept_found)
        self.retranslate()
        first = self.fields[0].control if self.fields else self.name
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out_form(self) -> None:
        form = QVBoxLayout()
        form.setSpacing(self.body.spacing())
        for field in self.fields:
            if not field.field.is_rare:
                form.addWidget(field.block)
        self.key_place, self.past = label("muted"), label("muted")
        form.addWidget(self.key_place)
        form.addWidget(self.name_block)
        form.addWidget(self.past)
        form.addWidget(self._advanced())
        form.addStretch(1)
        beside = QVBoxLayout()
        beside.setSpacing(self.body.spacing())
        self.steps_card = StepsCard(self.info, self.said)
        beside.addWidget(self.steps_card)
        beside.addWidget(self.trial)
        beside.addStretch(1)
        self.body.addWidget(SideBySide(form, beside), 1)

    def _advanced(self) -> Fold:
        self.fold = Fold(N_("Advanced"), self.said)
        self.interval.setRange(self.info.floor_min, _LONGEST_PAUSE_MIN)
        self.interval_block = FieldBlock(
            self.interval,
            N_("Check every, minutes"),
            N_("More often than the place allows is not possible."),
        )
        for keep in Keep:
            self.keep.addItem(wording.keep(keep), keep.value)
        self.keep_block = FieldBlock(
            self.keep,
            N_("What to keep"),
            N_(
                "Keep everything where all that is written is about the shop: your own page. "
                "Only the places named above are then read, without a search."
            )
            if self.info.places
            else N_("Keep everything where all that is written is about the shop: your own page."),
        )
        rare = [each.block for each in self.fields if each.field.is_rare]
        shared = [each.block for each in self.common]
        for block in (*rare, self.keep_block, self.interval_block, *shared):
            self.fold.body.addWidget(block)
        return self.fold

    def _fill(self) -> None:
        source = self.source
        self.interval.setValue(source.interval_min if source else self.info.interval_min)
        keep = source.keep if source else self.info.keep
        self.keep.setCurrentIndex(self.keep.findData(keep.value))
        if source is None:
            return
        self.name.setText(source.name)
        for field in (*self.fields, *self.common):
            if field.field.kind is not FieldKind.SECRET:
                field.set_value(source.fields.get(field.field.name, ""))

    def retranslate(self) -> None:
        """Say every text of the form again."""
        super().retranslate()
        for field in (*self.fields, *self.common):
            field.retranslate()
            if field.field.name in self._stored_secrets and isinstance(field.control, QLineEdit):
                field.control.setPlaceholderText(tr("Kept. Type to replace it."))
        for block in (self.name_block, self.interval_block, self.keep_block):
            block.retranslate()
        for at, keep in enumerate(Keep):
            self.keep.setItemText(at, wording.keep(keep))
        self.name.setPlaceholderText(self._proposed_name())
        self.steps_card.retranslate()
        self.key_place.setText(self._key_place())
        self.key_place.setVisible(bool(self.info.secrets))
        self.past.setText(tr("What was written before is fetched in the background after saving."))
        self.past.setVisible(self.info.history_days > 0 and self.source is None)
        self.trial.retranslate()

    def _key_place(self) -> str:
        if self.context.services.keys.is_fallback:
            return tr(
                "This computer offers no key store. The key will lie in a file of the data "
                "folder that only your user may read."
            )
        return tr("Keys are kept in the system's key store, never in the program's files.")

    def _find_kept(self, _db: Connection) -> frozenset[str]:
        """Runs in the reader's thread: the key store may be slow."""
        name = self.source.name if self.source else ""
        return frozenset(kept_secrets(self.context.services, self.info.kind, name))

    def on_kept_found(self, names: frozenset[str]) -> None:
        """Say which secrets need not be typed again."""
        self._stored_secrets = names
        self.retranslate()

    def on_topics(self, found: tuple[Topic, ...]) -> None:
        """The topics a trial is matched against."""
        self._topics = found

    def on_edited(self) -> None:
        """Another address, another proposed name."""
        self._title = ""
        self.name.setPlaceholderText(self._proposed_name())

    def on_tried(self, outcome: Trial) -> None:
        """The place said what it is called: a better name than that of a machine."""
        self._title = " ".join(outcome.title.split())[:_LONGEST_TITLE]
        self.name.setPlaceholderText(self._proposed_name())

    def on_feed_chosen(self, address: str) -> None:
        """Put the feed into the form instead of the page, and try it at once."""
        for field in self.fields:
            if field.field.kind is FieldKind.URL:
                field.set_value(address)
                break
        self.on_edited()
        self.on_try()

    def on_block_asked(self) -> None:
        """Show what repeats on the page whose address the form has."""
        page = next(each for each in self.fields if each.field.kind is FieldKind.URL)
        if not page.check():
            page.control.setFocus()
            return
        values = self._values()
        proxy = values.get("proxy") or self.context.settings().proxy
        current = next((each.value() for each in self.fields if _is_block(each)), "")
        picker = OutlinePicker(self.context, page.value(), proxy, current, self)
        picker.picked.connect(self.on_block_picked)
        picker.open()

    def on_block_picked(self, selector: str) -> None:
        """Put the chosen block into the form and try it at once."""
        for field in self.fields:
            if _is_block(field):
                field.set_value(selector)
                field.on_edited()
        self.on_try()

    def on_try(self) -> None:
        """Try with what the form says now; complaints come first."""
        if self._is_fine():
            fields, keep = self._values(), Keep(self.keep.currentData())
            terms = self.info.searched(fields, keep, terms_of(self._topics))
            setup = SourceSetup(fields, self._secrets(), terms)
            name = self.source.name if self.source else ""
            self.trial.start(self.info.kind, setup, self._topics, name)

    def on_save(self) -> None:
        """Store the source; the dialog closes when it is stored."""
        if not self._is_fine():
            return
        self.save_button.setEnabled(False)
        wanted = StoredSource(
            id=self.source.id if self.source else 0,
            name=self.name.text().strip() or self._proposed_name(),
            kind=self.info.kind,
            fields=self._values(),
            interval_min=self.interval.value(),
            keep=Keep(self.keep.currentData()),
            is_on=self.source.is_on if self.source else True,
        )
        services, kept = self.context.services, tuple(self._stored_secrets)
        work = saving(services, wanted, self.source, self._secrets(), kept)
        self.context.writer.ask(work, self.on_saved, failed=self.on_failed)

    def on_failed(self, _problem: object) -> None:
        """The window told what is wrong with the store; the form stays as it was."""
        self.save_button.setEnabled(True)

    def on_saved(self, outcome: Saved) -> None:
        """Tell the others and close, or say what is in the way."""
        self.save_button.setEnabled(True)
        if outcome.source is None:
            self.name_block.set_error(tr("There is a source of this name already."))
            self.name.setFocus()
            return
        self.context.announce(Change.SOURCES)
        self.source = outcome.source
        if outcome.trouble is SaveTrouble.KEY_REFUSED:
            self.key_place.setText(tr("The key could not be kept: the key store refused it."))
            role(self.key_place, "error")
            return
        self.context.request_poll((outcome.source.name,))
        self.saved.emit(outcome.source.name)
        self.accept()

    def _is_fine(self) -> bool:
        checked = [
            field.check(has_stored_secret=field.field.name in self._stored_secrets)
            for field in (*self.fields, *self.common)
        ]
        if not all(checked):
            rare = [each for each in self.fields if each.field.is_rare]
            if any(field.block.error_text for field in (*rare, *self.common)):
                self.fold.open()
            if wrong := first_wrong([*self.fields, *self.common]):
                wrong.setFocus()
        return all(checked)

    def _values(self) -> dict[str, str]:
        fields = (*self.fields, *self.common)
        plain = (each for each in fields if each.field.kind is not FieldKind.SECRET)
        return {each.field.name: each.value() for each in plain if each.value()}

    def _secrets(self) -> dict[str, str]:
        """Secrets typed just now; a field left empty keeps what the key store has."""
        secret = (each for each in self.fields if each.field.kind is FieldKind.SECRET)
        return {each.field.name: each.value() for each in secret if each.value()}

    def _proposed_name(self) -> str:
        if self._title:
            return self._title
        for field in self.fields:
            if field.field.kind is FieldKind.URL and (host := host_of(field.value())):
                return host.removeprefix("www.")
        title = tr(self.info.title)
        return f"{title}: {first}" if (first := self._first_named()) else title

    def _first_named(self) -> str:
        """What is watched, where the form names one place: two of a kind differ by it."""
        named = (FieldKind.LIST, FieldKind.TEXT)
        for field in self.fields:
            if field.field.kind in named and field.field.name in _NAMING:
                entries = [each.strip() for each in field.value().split(",")]
                return entries[0][:_LONGEST_ENTRY] if len(entries) == 1 else ""
        return ""


def _is_block(field: SourceField) -> bool:
    return field.field.kind is FieldKind.BLOCK
