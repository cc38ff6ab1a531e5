"""Names of mail folders: what a person types, what the server calls them (RFC 3501, 5.1.3)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

INBOX = "INBOX"
EVERY_FOLDER = "*"
_SKIPPED = frozenset({"\\noselect", "\\nonexistent", "\\junk", "\\trash", "\\drafts", "\\sent"})
_DOUBLES = frozenset({"\\all", "\\flagged", "\\important"})
"""Folders that show letters of other folders a second time."""

_SHIFTED = re.compile(r"&([^-]*)-")
_FOREIGN = re.compile(r"[^\x20-\x7e]+|&")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder: its name as people write it, as the server does, and what it is for."""

    name: str
    encoded: str
    delimiter: str
    flags: frozenset[str]

    @property
    def is_worth_reading(self) -> bool:
        """Not spam, not thrown away, not written by the owner, and no second copy."""
        return not self.flags & (_SKIPPED | _DOUBLES)


def folder_of(values: list[Any]) -> Folder | None:
    """A folder from a LIST answer, `None` for an answer that is none."""
    if len(values) < 3 or not isinstance(values[0], list) or not isinstance(values[2], bytes):
        return None
    encoded = values[2].decode("ascii", "replace")
    delimiter = values[1].decode("ascii", "replace") if isinstance(values[1], bytes) else ""
    flags = (each.decode("ascii", "replace").lower() for each in values[0] if each)
    return Folder(decoded(encoded), encoded, delimiter, frozenset(flags))


def encoded(name: str) -> str:
    """A name as the server writes it (modified UTF-7)."""
    return _FOREIGN.sub(_shifted, name)


def decoded(name: str) -> str:
    """A name as people write it; one that is damaged stays as it is."""
    try:
        return _SHIFTED.sub(_unshifted, name)
    except (binascii.Error, UnicodeError):
        return name


def meant(typed: str, folders: Iterable[Folder]) -> Folder | None:
    """The folder a person means: by its whole name, or by its last part if only one has it."""
    wanted = _plain(typed)
    named = [(_plain(each.name.replace(each.delimiter or "/", "/")), each) for each in folders]
    whole = next((each for name, each in named if name == wanted), None)
    last = [each for name, each in named if name.rpartition("/")[2] == wanted]
    return whole or (last[0] if len(last) == 1 else None)


def _plain(name: str) -> str:
    return name.strip().strip("/").replace("|", "/").casefold()


def _shifted(run: re.Match[str]) -> str:
    if run[0] == "&":
        return "&-"
    packed = base64.b64encode(run[0].encode("utf-16-be")).decode("ascii")
    return f"&{packed.rstrip('=').replace('/', ',')}-"


def _unshifted(run: re.Match[str]) -> str:
    if not run[1]:
        return "&"
    packed = run[1].replace(",", "/")
    raw = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    return raw.decode("utf-16-be")
