"""Bytes of a feed as text that a parser can be given without danger."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from desktop.core.sources import BadData, Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FALLBACK = "windows-1251"
_NOT_FOR_PAGES = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7")
"""Codecs of the library that no document is written in; some take hours for a megabyte."""
_MOST_TAGS = 400_000
_LONG_TAG = re.compile(r"<[^<>]{10000,}")
_MOST_ATTRIBUTES = 500


def decoded(body: bytes, charset: str | None) -> str:
    """The text of an answer, without byte-order mark and leading white space.

    The character set is the one of the header, else of the XML declaration, with two
    corrections that no honest feed contradicts: a byte-order mark wins, and what is valid UTF-8
    and declares itself so is UTF-8, whatever the header of a misconfigured server says.
    """
    for name in _candidates(body, charset):
        try:
            if codecs.lookup(name).name in _NOT_FOR_PAGES:
                continue
            text = body.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
        return text.lstrip("\ufeff \t\r\n\x00")
    return body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x00")


def safe_xml(text: str) -> bytes:
    """`text` as UTF-8 for the parser: no declaration of its own, no characters XML forbids.

    Raises `BadData` when the document declares entities: they are what a feed of a few lines
    swells to gigabytes with, and no real feed needs them. Also for more tags, or attributes of
    one tag, than the parser can read in bearable time.
    """
    if _ENTITY.search(text):
        raise BadData(Reason.UNREADABLE, "the document declares entities")
    if text.count("<") > _MOST_TAGS:
        raise BadData(Reason.TOO_LARGE, "too many tags")
    if any(tag[0].count("=") > _MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        raise BadData(Reason.UNREADABLE, "too many attributes")
    return _CONTROLS.sub(" ", _DECLARATION.sub("", text)).encode("utf-8")


def _candidates(body: bytes, charset: str | None) -> Iterator[str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            yield name
    found = _DECLARED.search(body[:1000])
    declared = found[1].decode("ascii").lower() if found else None
    if declared in ("utf-8", "utf8", None):
        yield "utf-8"
    if charset:
        yield charset
    if declared:
        yield declared
    yield "utf-8"
    yield _FALLBACK
