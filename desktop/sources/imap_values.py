"""Answers of an IMAP server as values: what imaplib hands over, taken apart (RFC 3501, 9).

A value is bytes (an atom, a quoted string, a literal), `None` (NIL) or a list of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.sources import BadData, Reason

_TOKEN = re.compile(
    rb'(?P<open>\()|(?P<close>\))|"(?P<quoted>(?:[^"\\]|\\.)*)"'
    rb'|(?P<atom>[A-Za-z0-9.]+\[[^\]]{0,1000}\](?:<\d+>)?|[^\s()"]+)'
)
_LITERAL = re.compile(rb"\{\d+\}$")
_ESCAPED = re.compile(rb"\\(.)")
_DEEPEST = 60


def answers(data: Iterable[Any]) -> Iterator[list[Any]]:
    """The untagged answers of a command, each as a list of values. Raises `BadData`.

    imaplib gives an answer with literals as pairs of text and literal, then the text behind.
    """
    pending: list[bytes | tuple[bytes, bytes]] = []
    for each in data:
        if each is None:
            continue
        pending.append(each)
        if isinstance(each, bytes):
            yield _values(pending)
            pending = []
    if pending:
        yield _values(pending)


def pairs(values: list[Any]) -> dict[bytes, Any]:
    """A FETCH answer's items by their names in capitals; an empty one for any other answer.

    What was asked of the header is told by `HEADER`, its list of names left out.
    """
    items = values[1] if len(values) > 1 and isinstance(values[1], list) else []
    names = (each.upper() if isinstance(each, bytes) else b"" for each in items[::2])
    return {
        b"HEADER" if name.startswith(b"BODY[HEADER") else name: value
        for name, value in zip(names, items[1::2], strict=False)
    }


def number(value: object) -> int:
    """A whole number, 0 for anything else."""
    return int(value) if isinstance(value, bytes) and value.isdigit() and len(value) < 19 else 0


def _values(pieces: Sequence[bytes | tuple[bytes, bytes]]) -> list[Any]:
    stack: list[list[Any]] = [[]]
    for piece in pieces:
        text, literal = piece if isinstance(piece, tuple) else (piece, None)
        _read(text if literal is None else _LITERAL.sub(b"", text), stack)
        if literal is not None:
            stack[-1].append(literal)
    if len(stack) > 1:
        raise BadData(Reason.UNREADABLE, "an answer without its end")
    return stack[0]


def _read(text: bytes, stack: list[list[Any]]) -> None:
    for token in _TOKEN.finditer(text):
        if token["open"]:
            if len(stack) > _DEEPEST:
                raise BadData(Reason.UNREADABLE, "brackets without end")
            stack[-1].append([])
            stack.append(stack[-1][-1])
        elif token["close"]:
            if len(stack) == 1:
                raise BadData(Reason.UNREADABLE, "a bracket too many")
            stack.pop()
        elif token["quoted"] is not None:
            stack[-1].append(_ESCAPED.sub(rb"\1", token["quoted"]))
        else:
            stack[-1].append(None if token["atom"].upper() == b"NIL" else token["atom"])


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a letter that is text: its section, type, and how it is encoded."""

    section: str
    subtype: str
    charset: str
    encoding: str


def text_parts(structure: object, section: str = "", depth: int = 0) -> list[TextPart]:
    """The pieces of a BODYSTRUCTURE that are plain text or HTML and no attachments."""
    if not isinstance(structure, list) or not structure or depth > _DEEPEST:
        return []
    if isinstance(structure[0], list):
        found: list[TextPart] = []
        for at, part in enumerate(each for each in structure if isinstance(each, list)):
            if not isinstance(part[0] if part else None, list | bytes):
                break
            found += text_parts(part, f"{section}.{at + 1}".strip("."), depth + 1)
        return found
    kind, subtype = (_word(each) for each in (*structure[:2], b"", b"")[:2])
    if kind == "message" and subtype == "rfc822" and len(structure) > 8:
        is_whole = isinstance(structure[8], list) and isinstance((structure[8] or [0])[0], list)
        inner = section if is_whole else f"{section}.1".strip(".")
        return text_parts(structure[8], inner, depth + 1)
    if kind != "text" or subtype not in ("plain", "html") or _is_attached(structure):
        return []
    given = structure[2] if len(structure) > 2 and isinstance(structure[2], list) else []
    names = dict(zip((_word(each) for each in given[::2]), given[1::2], strict=False))
    encoding = _word(structure[5]) if len(structure) > 5 else ""
    return [TextPart(section or "1", subtype, _word(names.get("charset")), encoding)]


def _is_attached(structure: list[Any]) -> bool:
    lists = (each for each in structure[8:] if isinstance(each, list) and each)
    return any(_word(each[0]) == "attachment" for each in lists)


def _word(value: object) -> str:
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else ""
