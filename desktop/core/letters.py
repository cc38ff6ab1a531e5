"""A letter as the mail rules see it: plain text, links with their words, and who sent it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADERS = {
    "from": "sender",
    "от": "sender",
    "от кого": "sender",
    "отправитель": "sender",
    "reply-to": "sender",
    "subject": "subject",
    "тема": "subject",
    "list-id": "list_id",
    "return-path": "return_path",
    "to": "",
    "cc": "",
    "кому": "",
    "копия": "",
    "date": "",
    "sent": "",
    "дата": "",
    "отправлено": "",
}
"""Words before a colon at the top of a letter or of a forwarded one, and what stands after them."""

_HEADER = re.compile(r"^[*\s>]*([A-Za-zА-Яа-яЁё-]+(?: [а-я]+)?)\s*:[*\s]*(.*)$")
_ADDRESS = re.compile(r"[\w.+=&'/-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LONGEST_HEADER = 4_000
_LINK = re.compile(r"https?://[^\s<>\"«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}»”'"
_MOST_LINKS = 500


@dataclass(frozen=True, slots=True)
class Link:
    """An http(s) address in a letter and the words one would have clicked, "" for a bare one."""

    url: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What can be said of a letter without its form.

    `senders` are all addresses and names it claims to come from, those of a forwarded original
    included, as in `Анна <anna@shop.example>`. `text` is plain: no markup, no hidden parts, no
    runs of blanks or empty lines.
    """

    text: str
    subject: str = ""
    senders: tuple[str, ...] = ()
    list_id: str = ""
    return_path: str = ""
    links: tuple[Link, ...] = ()


def addresses_in(text: str) -> tuple[str, ...]:
    """The e-mail addresses in a text, in lower case."""
    return tuple(each.lower() for each in _ADDRESS.findall(text[:_LONGEST_HEADER]))


def links_in(text: str) -> tuple[Link, ...]:
    """The web addresses written out in a text."""
    found = (each[0].rstrip(_TRAILING) for each in _LINK.finditer(text))
    return tuple(Link(url) for url in dict.fromkeys(found))[:_MOST_LINKS]


def forwarded_senders(text: str) -> tuple[str, ...]:
    """Whom the head of a forwarded letter inside `text` names as its sender."""
    found = []
    for line in text.split("\n", 60)[:60]:
        if (header := _header(line)) and header[0] == "sender" and addresses_in(header[1]):
            found.append(header[1])
    return tuple(found)


def pasted_letter(text: str) -> Letter:
    """A letter that somebody copied from a mail program: lines such as `From:` and `Subject:` at
    its top, where there are any, are its head and not its text.
    """
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    head: dict[str, list[str]] = {}
    while lines and (not lines[0] or _header(lines[0])):
        header = _header(lines.pop(0))
        if header and header[0]:
            head.setdefault(header[0], []).append(header[1])
    body = "\n".join(line for line in lines if line)
    return Letter(
        text=body,
        subject=" ".join(head.get("subject", ())),
        senders=(*head.get("sender", ()), *forwarded_senders(body)),
        list_id=" ".join(head.get("list_id", ())),
        return_path=" ".join(head.get("return_path", ())),
        links=links_in(body),
    )


def _header(line: str) -> tuple[str, str] | None:
    """What a line of a letter's head is about, and its value; `None` for any other line."""
    found = _HEADER.match(line)
    if found is None or found[1].lower() not in _HEADERS:
        return None
    return _HEADERS[found[1].lower()], found[2].strip()
