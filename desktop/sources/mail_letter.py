"""A message as it came over the wire, made into a plain letter (RFC 5322, 2045, 2047, 3676).

Attachments are never looked into, nothing a letter refers to is fetched, and no form of message,
however broken, stops the reading of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from desktop.core.letters import Letter, Link, forwarded_senders, links_in
from desktop.sources.dates import parsed_date
from desktop.sources.imap_values import TextPart
from desktop.sources.mail_text import decoded, header_text, html_text, plain_text, unflowed

LONGEST_TEXT = 100_000
_MOST_PARTS = 200
_DEEPEST = 20
_STUB = re.compile(
    r"(not|n.t|cannot|unable to) (support|show|display|view)\w* html|html[- ](e-?mail|version)"
    r"|view (it|this)[^.\n]{0,40} in (your|a) browser|не (поддерживает|отображает|показывает) html"
    r"|html[- ]?(письм|верси|формат)|в браузере",
    re.IGNORECASE,
)
_LONGEST_STUB = 600
_MARKUP = re.compile(r"^\s*<(!doctype|html|head|body|div|table|p)\b", re.IGNORECASE)
_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_LONGEST_TYPE = 4_000
_REPLACED = ("content-type", "content-transfer-encoding", "content-disposition", "mime-version")


@dataclass(frozen=True, slots=True)
class Received:
    """A letter with what identifies and dates it; `message_id` is "" where there is none."""

    letter: Letter
    message_id: str
    sent_at: datetime | None


@dataclass(slots=True)
class _Content:
    """What was found in the parts of a message."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    originals: list[Message] = field(default_factory=list)
    left: int = _MOST_PARTS


def received(raw: bytes, now: datetime) -> Received:
    """A whole message, or its head alone. Raises `ValueError` for one made to choke a parser."""
    if any(len(found[0]) > _LONGEST_TYPE for found in _TYPE.finditer(raw)):
        raise ValueError("a type without end")
    message = message_from_bytes(raw, policy=compat32)
    content = _Content()
    _collect(message, content)
    text, links = _text(content)
    text = text[:LONGEST_TEXT]
    heads = (message, *content.originals)
    letter = Letter(
        text=text,
        subject=_header(message, "subject"),
        senders=(*_senders(heads), *forwarded_senders(text)),
        list_id=" ".join(filter(None, (_header(each, "list-id") for each in heads))),
        return_path=_header(message, "return-path"),
        links=tuple(dict.fromkeys((*links, *links_in(text)))),
    )
    if content.originals and (subject := _header(content.originals[0], "subject")):
        letter = replace(letter, subject=f"{letter.subject} / {subject}".strip(" /"))
    identity = _header(message, "message-id").strip("<> ")
    return Received(letter, identity, parsed_date(_header(message, "date"), now))


def assembled(head: bytes, parts: Iterable[tuple[TextPart, bytes]]) -> bytes:
    """A message of the head of another one and those of its parts that are text."""
    lines = head.replace(b"\r\n", b"\n").strip(b"\n").split(b"\n")
    kept: list[bytes] = []
    is_kept = True
    for line in lines:
        if not line.startswith((b" ", b"\t")):
            name = line.partition(b":")[0].strip().lower().decode("ascii", "replace")
            is_kept = name not in _REPLACED
        if is_kept:
            kept.append(line)
    edge = b"=_first_hour_part"
    pieces = [b"\n".join(kept), b'Content-Type: multipart/mixed; boundary="' + edge + b'"', b""]
    for part, body in parts:
        charset = f'; charset="{part.charset}"' if part.charset else ""
        pieces += [
            b"--" + edge,
            f"Content-Type: text/{part.subtype}{charset}".encode("ascii", "replace"),
            f"Content-Transfer-Encoding: {part.encoding or '8bit'}".encode("ascii", "replace"),
            b"",
            body,
        ]
    return b"\n".join((*pieces, b"--" + edge + b"--", b""))


def _collect(part: Message, content: _Content, depth: int = 0) -> None:
    """Sort the text of a message and of what is packed into it."""
    content.left -= 1
    if content.left < 0 or depth > _DEEPEST:
        return
    if part.is_multipart():
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and inner:
            content.originals += [each for each in inner if isinstance(each, Message)]
        for each in inner if isinstance(inner, list) else ():
            if isinstance(each, Message):
                _collect(each, content, depth + 1)
        return
    kind = part.get_content_type()
    if kind not in ("text/plain", "text/html") or _is_attached(part):
        return
    text = _decoded_part(part)
    if kind == "text/html" or _MARKUP.match(text):
        words, links = html_text(text)
        content.html.append(words)
    else:
        is_flowed = _parameter(part, "format").lower() == "flowed"
        joins = _parameter(part, "delsp").lower() == "yes"
        words, links = plain_text(unflowed(text, joins_words=joins) if is_flowed else text)
        content.plain.append(words)
    content.links += links


def _decoded_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decoded(payload, _parameter(part, "charset")) if isinstance(payload, bytes) else ""


def _parameter(part: Message, name: str) -> str:
    """A parameter of Content-Type; "" for one that is missing or nonsense."""
    try:
        value = part.get_param(name)
    except (ValueError, LookupError):
        return ""
    if isinstance(value, tuple):
        return str(value[2])
    return value if isinstance(value, str) else ""


def _is_attached(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _text(content: _Content) -> tuple[str, Sequence[Link]]:
    """The plain text, or that of the HTML where the plain one only says that there is HTML."""
    plain = "\n".join(filter(None, content.plain))
    html = "\n".join(filter(None, content.html))
    is_stub = len(plain) < _LONGEST_STUB and bool(_STUB.search(plain))
    if html and (is_stub or len(plain) * 5 < len(html)):
        return html, content.links
    return plain or html, content.links


def _senders(heads: Sequence[Message]) -> tuple[str, ...]:
    found = (_header(head, name) for head in heads for name in ("from", "sender"))
    return tuple(dict.fromkeys(each for each in found if each))


def _header(message: Message, name: str) -> str:
    """The first header of a name as people read it."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return header_text(str(value))
    return ""
