"""The commands of the Mentions tab with their keys, as data: menu, context menu and help sheet
are made from it; without Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.i18n import N_

_RUSSIAN = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", strict=True))
"""The letter on the same key of a Russian keyboard."""


class Command(StrEnum):
    """Every command; the value is the object name of its action."""

    NEXT = "next"
    PREVIOUS = "previous"
    OPEN = "open"
    ANSWERED = "answered"
    IN_WORK = "in_work"
    NOT_US = "not_us"
    NEW = "new"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    CLEAR_TONE = "clear_tone"
    ASSIGN = "assign"
    TAG = "tag"
    NOTE = "note"
    COPY_TEXT = "copy_text"
    COPY_LINK = "copy_link"
    DELETE = "delete"
    SELECT_ALL = "select_all"
    UNDO = "undo"
    REDO = "redo"
    SEARCH = "search"
    SAVE_SEARCH = "save_search"
    CLEAR_FILTERS = "clear_filters"
    CHART = "chart"
    RAIL = "rail"
    EXPORT = "export"
    PASTE_PICTURE = "paste_picture"


@dataclass(frozen=True, slots=True)
class Spec:
    """One command: its English text (translated on show) and its keys, the shown one first.

    `needs` says what must be chosen: "" nothing, "one" a current mention, "some" a selection.
    """

    command: Command
    text: str
    keys: tuple[str, ...] = ()
    needs: str = "some"

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The keys, with the letters a Russian keyboard gives in their place."""
        return tuple(dict.fromkeys((*self.keys, *map(russian_key, self.keys))))


def russian_key(key: str) -> str:
    """The same key on a Russian keyboard; keys with Ctrl are found by Qt itself."""
    if "Ctrl" in key or "Alt" in key:
        return key
    head, plus, letter = key.rpartition("+")
    return head + plus + _RUSSIAN.get(letter, letter)


MENTION_MENU: tuple[Spec | None, ...] = (
    Spec(Command.NEXT, N_("Next mention"), ("J",), ""),
    Spec(Command.PREVIOUS, N_("Previous mention"), ("K",), ""),
    Spec(Command.OPEN, N_("Open original"), ("O",), "one"),
    None,
    Spec(Command.ANSWERED, N_("Mark as answered"), ("E",)),
    Spec(Command.IN_WORK, N_("Take into work"), ("W",)),
    Spec(Command.NOT_US, N_("Not about us"), ("X",)),
    Spec(Command.NEW, N_("Back to new"), ("N",)),
    None,
    Spec(Command.NEGATIVE, N_("Tone: negative"), ("1",)),
    Spec(Command.NEUTRAL, N_("Tone: neutral"), ("2",)),
    Spec(Command.POSITIVE, N_("Tone: positive"), ("3",)),
    Spec(Command.CLEAR_TONE, N_("Tone: automatic"), ("0",)),
    None,
    Spec(Command.ASSIGN, N_("Assign to…"), ("A",)),
    Spec(Command.TAG, N_("Add a tag…"), ("T",)),
    Spec(Command.NOTE, N_("Write a note"), ("M",), "one"),
    Spec(Command.PASTE_PICTURE, N_("Paste a screenshot"), ("Ctrl+V",), "one"),
    None,
    Spec(Command.COPY_TEXT, N_("Copy text"), ("C", "Ctrl+C")),
    Spec(Command.COPY_LINK, N_("Copy link"), ("Shift+C",)),
    Spec(Command.DELETE, N_("Move to bin"), ("Del",)),
)
EDIT_MENU: tuple[Spec | None, ...] = (
    Spec(Command.UNDO, N_("Undo"), ("Ctrl+Z", "U"), ""),
    Spec(Command.REDO, N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), ""),
    None,
    Spec(Command.SELECT_ALL, N_("Select all"), ("Ctrl+A",), ""),
    Spec(Command.SEARCH, N_("Search"), ("Ctrl+F",), ""),
)
VIEW_MENU: tuple[Spec | None, ...] = (
    Spec(Command.RAIL, N_("Topics and sources"), ("Ctrl+B",), ""),
    Spec(Command.CHART, N_("Chart of volume"), ("Ctrl+Shift+V",), ""),
    Spec(Command.SAVE_SEARCH, N_("Save search…"), ("Ctrl+S",), ""),
    Spec(Command.CLEAR_FILTERS, N_("Clear filters"), ("Ctrl+Shift+F",), ""),
)
FILE_MENU: tuple[Spec | None, ...] = (Spec(Command.EXPORT, N_("Export…"), ("Ctrl+E",), ""),)

MENUS = (MENTION_MENU, EDIT_MENU, VIEW_MENU, FILE_MENU)
