"""Words out of the bytes of a letter: charsets that lie, headers in pieces, flowed lines, HTML."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from email.errors import HeaderParseError
from email.header import decode_header
from html import unescape
from typing import TYPE_CHECKING

from desktop.core.letters import Link
from desktop.core.mail_signs import find_stars
from desktop.sources.html_text import is_too_deep, text_of_tree, tidy

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_ALIASES = {
    "cp-1251": "cp1251", "win-1251": "cp1251", "win1251": "cp1251", "x-cp1251": "cp1251",
    "koi8": "koi8-r", "koi8r": "koi8-r", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "iso-8859-8-i": "iso-8859-8", "x-mac-cyrillic": "mac-cyrillic", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_COMMON = "оеаинтсрвл"
"""The letters most used in Russian; read in a wrong charset they become rare ones or capitals."""

_MIXED = re.compile(rb"[a-zA-Z][\xc0-\xff]|[\xc0-\xff][a-zA-Z]")
_CYRILLIC = ("cp1251", "koi8-r")
_NO_SUPERSETS_OF_ASCII = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
_LONGEST_MARKUP = 1_000_000
_LONGEST_TREE = 200_000
_LONGEST_HEADER = 4_000
_MOST_LINKS = 500
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*[01](px|pt)?\s*(;|$|!)"
    r"|max-height\s*:\s*0|opacity\s*:\s*0(\.0+)?\s*(;|$|!)",
    re.IGNORECASE,
)
_OPENER = re.compile(r"<(?:!--|(style|script|head|title)\b)", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_PADDING = re.compile("[\u200b-\u200f\u034f\u00ad\u2060-\u2064\ufeff\u115f\u1160\u17b4\u17b5]")
"""Signs of no width: between words they hide them from rules, in rows they push text out of sight.
"""

_TORN = re.compile(r"(?<=[A-Za-z0-9+/])\?=\s*=\?[\w-]+\?b\?", re.IGNORECASE)
"""Between two encoded words of which the first ends in the middle of its base64."""

_BARE_LINK = re.compile(r"^<(https?://[^\s<>]+)>$", re.IGNORECASE)


def decoded(raw: bytes, charset: str) -> str:
    """`raw` in its charset, or in the one it is really in when that can be told.

    Text in UTF-8 is known by itself, whatever is declared: no other charset looks like it.
    """
    name = _known(charset)
    if name is not None and name.startswith(_NO_SUPERSETS_OF_ASCII):
        return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if name in (None, "ascii", "utf-8", "latin-1", "cp1252", *_CYRILLIC):
        return _guessed(raw, name)
    return raw.decode(name, "replace")


def _known(charset: str) -> str | None:
    """Python's name of a charset, `None` for one nobody knows."""
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return {"iso8859-1": "latin-1", "us-ascii": "ascii"}.get(found, found)


def _guessed(raw: bytes, declared: str | None) -> str:
    """Bytes that are no UTF-8: Russian in one of its two charsets, or a western one.

    The declared charset is believed unless the other reads much better.
    """
    if declared == "utf-8" and _is_nearly_utf8(raw):
        return raw.decode("utf-8", "replace")
    if declared not in _CYRILLIC and _is_western(raw):
        return raw.decode("cp1252", "replace")
    weights = {name: _russian(raw.decode(name, "replace")) for name in _CYRILLIC}
    if declared in weights:
        weights[declared] *= 1.5
    best = max(weights, key=lambda name: weights[name])
    if weights[best] > 0.15:
        return raw.decode(best, "replace")
    return raw.decode(declared if declared in _CYRILLIC else "cp1252", "replace")


def _is_western(raw: bytes) -> bool:
    """Whether foreign letters stand inside of Latin words, as accents do; Russian words stand
    apart.
    """
    sample = raw[:20_000]
    high = sum(1 for byte in sample if byte > 191)
    return len(_MIXED.findall(sample)) * 3 > high


def _is_nearly_utf8(raw: bytes) -> bool:
    """Whether only a few letters are damaged, as where somebody cut a text in the middle."""
    text = raw.decode("utf-8", "replace")
    return text.count("\ufffd") * 10 <= sum(1 for sign in text if ord(sign) > 127)


def _russian(text: str) -> float:
    """Share of the commonest small letters among all letters that are not Latin."""
    letters = [sign for sign in text[:20_000] if ord(sign) > 127]
    return sum(1 for sign in letters if sign in _COMMON) / len(letters) if letters else 0.0


def header_text(value: str) -> str:
    """A header as people read it: RFC 2047 words joined before they are decoded, 8-bit text too.

    A word that was split in the middle of a letter is whole again only when its bytes are.
    """
    value = value[:_LONGEST_HEADER].replace("\r", "").replace("\n", "")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        value = decoded(value.encode("ascii", "surrogateescape"), "")
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        try:
            pieces = decode_header(_TORN.sub("", value))
        except HeaderParseError:
            return tidy(value)
    texts = [_piece(piece, charset) for piece, charset in _joined(pieces)]
    return _PADDING.sub("", " ".join(tidy("".join(texts)).split()))


def _joined(
    pieces: list[tuple[bytes | str, str | None]],
) -> list[tuple[bytes | str, str | None]]:
    """Neighbours of one charset as one piece."""
    joined: list[tuple[bytes | str, str | None]] = []
    for piece, charset in pieces:
        if joined and isinstance(piece, bytes):
            before, same = joined[-1]
            if isinstance(before, bytes) and charset and _known(charset) == _known(same or ""):
                joined[-1] = (before + piece, same)
                continue
        joined.append((piece, charset))
    return joined


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:  # between encoded words the blank is theirs
        return piece.decode("ascii", "replace")
    return decoded(piece, charset)


def unflowed(text: str, *, joins_words: bool) -> str:
    """Lines of `format=flowed` made whole again (RFC 3676)."""
    whole: list[str] = []
    is_open = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line[1:] if line.startswith(" ") else line
        if is_open and not line.startswith(">") and line != "-- ":
            whole[-1] += line
        else:
            whole.append(line)
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if is_open and joins_words:
            whole[-1] = whole[-1][:-1]
    return "\n".join(whole)


def plain_text(text: str) -> tuple[str, tuple[Link, ...]]:
    """Readable text of a plain part, and links that stand on lines of their own.

    Programs that make text out of HTML write a link's address in brackets below its words; such
    a line is the link and not a line of the letter.
    """
    lines: list[str] = []
    links: list[Link] = []
    for line in tidy(_PADDING.sub("", text)).split("\n"):
        if found := _BARE_LINK.match(line.strip()):
            links.append(Link(found[1], lines[-1] if lines else ""))
        else:
            lines.append(line)
    return "\n".join(lines), tuple(links[:_MOST_LINKS])


def html_text(markup: str) -> tuple[str, tuple[Link, ...]]:
    """Readable text of an HTML part without what its sender hid, and its links.

    Pictures of stars are read by their descriptions; nothing is ever fetched.
    """
    from selectolax.lexbor import LexborHTMLParser

    markup = _without_head(markup[:_LONGEST_MARKUP].replace("\x00", " "))[:_LONGEST_TREE]
    if is_too_deep(markup):
        return plain_text(unescape(_ANY_TAG.sub(" ", markup)))
    body = LexborHTMLParser(markup).body
    if body is None:
        return "", ()
    for node in _hidden(body):
        node.decompose()
    for picture in body.css("img[alt]"):
        words = " ".join((picture.attributes.get("alt") or "").split())
        if len(words) <= 60 and find_stars(words):
            picture.replace_with(f" {words} ")
    links = tuple(_links(body))
    return tidy(_PADDING.sub("", text_of_tree(body))), links


def _hidden(body: LexborNode) -> list[LexborNode]:
    """What is not shown; of hidden pieces in hidden pieces the outermost, the others go along."""
    unseen = {
        node.mem_id: node
        for node in body.css("[style], [hidden]")
        if "hidden" in node.attributes or _UNSEEN.search(node.attributes.get("style") or "")
    }
    shown: set[int] = set()
    return [node for node in unseen.values() if not _is_below(node, unseen, shown)]


def _is_below(node: LexborNode, above: Collection[int], shown: set[int]) -> bool:
    """Whether it lies inside one of those; `shown` remembers nodes that do not."""
    here, way = node.parent, []
    while here is not None and here.mem_id not in shown:
        if here.mem_id in above:
            return True
        way.append(here.mem_id)
        here = here.parent
    shown.update(way)
    return False


def _without_head(markup: str) -> str:
    """What a letter shows: without comments, styles and the like, which may be most of it."""
    kept: list[str] = []
    lower, at = markup.lower(), 0
    unclosed: set[str] = set()
    for opener in _OPENER.finditer(lower if len(lower) == len(markup) else markup):
        name = (opener[1] or "").lower()
        if opener.start() < at or name in unclosed:
            continue
        end = lower.find(f"</{name}" if name else "-->", opener.end())
        if end < 0:
            unclosed.add(name)
            continue
        kept += [markup[at : opener.start()], " "]
        at = lower.find(">", end) + 1 or len(markup)
    return "".join((*kept, markup[at:]))


def _links(body: LexborNode) -> list[Link]:
    found = []
    for node in body.css("a[href]")[:_MOST_LINKS]:
        url = (node.attributes.get("href") or "").strip()
        if url.lower().startswith(("http://", "https://")):
            found.append(Link(url, " ".join(node.text(deep=True).split())))
    return found
