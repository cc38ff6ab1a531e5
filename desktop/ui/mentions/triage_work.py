"""What the person decides about mentions, written and told; undone and redone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop import wording
from desktop.core.models import Status, Tone
from desktop.i18n import tr
from desktop.store import mentions, people, triage
from desktop.store.triage import Step, StepKind
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.mentions import figures
from desktop.ui.mentions.row_parts import one_line

if TYPE_CHECKING:
    from desktop.store.database import Connection

EXCLUSIONS_AFTER = 3
"""So many mentions marked "not about us" in a row make the program offer words to exclude."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about what was done, and whether it can be undone from there."""

    text: str
    is_undoable: bool = False
    offers_exclusions: bool = False


class Triage(QObject):
    """Each method is one undoable step over all `ids` and the copies folded under them.

    `told` carries a `Told` when the store has it; then every tab hears of the change.
    """

    told = Signal(object)

    def __init__(self, context: TabContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._strangers = 0

    def set_status(self, ids: Sequence[int], status: Status) -> None:
        """Mark as new, in work, answered or not about us."""
        self._strangers = self._strangers + len(ids) if status is Status.NOT_US else 0
        now = self._context.services.clock()
        self._do(
            ids,
            Step(StepKind.STATUS, 0, status.value, ()),
            lambda db, all_ids: triage.set_status(db, all_ids, status, now),
        )

    def set_tone(self, ids: Sequence[int], tone: Tone) -> None:
        """Correct the tone."""
        now = self._context.services.clock()
        self._do(
            ids,
            Step(StepKind.TONE, 0, tone.value, ()),
            lambda db, all_ids: triage.set_tone(db, all_ids, tone, now),
        )

    def clear_tone(self, ids: Sequence[int]) -> None:
        """Take a person's tone back: the engines judge as they would today."""
        now, tones = self._context.services.clock(), self._context.services.tones
        self._do(
            ids,
            Step(StepKind.TONE, 0, "", ()),
            lambda db, all_ids: triage.clear_tone(db, all_ids, tones().score, now),
        )

    def assign(self, ids: Sequence[int], name: str) -> None:
        """Give to a person, who is added when new, or with "" to nobody."""
        now = self._context.services.clock()

        def work(db: Connection, all_ids: Sequence[int]) -> int:
            person = people.add(db, name) if name else None
            return triage.assign(db, all_ids, person.id if person else None, now)

        self._do(ids, Step(StepKind.ASSIGN, 0, name, ()), work)

    def add_tag(self, ids: Sequence[int], name: str) -> None:
        """Put a tag on."""
        now = self._context.services.clock()
        self._do(
            ids,
            Step(StepKind.TAG, 0, name, ()),
            lambda db, all_ids: triage.add_tag(db, all_ids, name, now),
        )

    def remove_tag(self, ids: Sequence[int], name: str) -> None:
        """Take a tag off."""
        now = self._context.services.clock()
        self._do(
            ids,
            Step(StepKind.UNTAG, 0, name, ()),
            lambda db, all_ids: triage.remove_tag(db, all_ids, name, now),
        )

    def delete(self, ids: Sequence[int]) -> None:
        """Move to the bin."""
        now = self._context.services.clock()
        self._do(
            ids,
            Step(StepKind.DELETE, 0, "", ()),
            lambda db, all_ids: triage.delete(db, all_ids, now),
        )

    def undo(self) -> None:
        """Take the last step back."""
        self._context.writer.ask(triage.undo, self.on_undone)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._context.writer.ask(triage.redo, self.on_redone)

    def on_done(self, step: Step) -> None:
        """A step is in the store."""
        offers = step.kind is StepKind.STATUS and self._strangers >= EXCLUSIONS_AFTER
        self._tell(Told(said(step), step.count > 0, offers))
        if offers:
            self._strangers = 0

    def on_undone(self, step: Step | None) -> None:
        """A step was taken back."""
        text = tr("Undone: {what}").format(what=said(step)) if step else tr("Nothing to undo")
        self._tell(Told(text))

    def on_redone(self, step: Step | None) -> None:
        """A step was done again."""
        self._tell(Told(said(step) if step else tr("Nothing to redo"), step is not None))

    def _do(
        self,
        ids: Sequence[int],
        step: Step,
        change: Callable[[Connection, Sequence[int]], int],
    ) -> None:
        if not ids:
            return

        def work(db: Connection) -> Step:
            return Step(step.kind, change(db, with_copies(db, ids)), step.value, ())

        self._context.writer.ask(work, self.on_done)

    def _tell(self, told: Told) -> None:
        self._context.announce(Change.MENTIONS | Change.PEOPLE)
        self.told.emit(told)


def with_copies(db: Connection, ids: Sequence[int]) -> list[int]:
    """The mentions and the copies folded under them, each once."""
    found = dict.fromkeys(ids)
    for mention in mentions.get_many(db, ids):
        if mention.repeats:
            found.update((copy.id, None) for copy in mentions.copies(db, mention.id))
    return list(found)


def said(step: Step) -> str:
    """A step in words, with how many mentions it concerned."""
    return f"{_said(step)}: {figures.count(step.count)}"


def _said(step: Step) -> str:
    name = one_line(step.value, 40)
    match step.kind:
        case StepKind.STATUS:
            status = wording.status(Status(step.value))
            return tr("Marked “{status}”").format(status=status)
        case StepKind.TONE if not name:
            return tr("Tone left to the program")
        case StepKind.TONE:
            tone = wording.tone(Tone(step.value))
            return tr("Tone set to “{tone}”").format(tone=tone)
        case StepKind.ASSIGN if name:
            return tr("Assigned to {name}").format(name=name)
        case StepKind.ASSIGN:
            return tr("Assigned to nobody")
        case StepKind.TAG:
            return tr("Tag “{tag}” added").format(tag=name)
        case StepKind.UNTAG:
            return tr("Tag “{tag}” removed").format(tag=name)
        case _:
            return tr("Moved to bin")
