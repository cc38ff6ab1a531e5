"""Lists of feeds as other feed readers write and read them (OPML)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from desktop.core.addresses import is_web_address, normal_url
from desktop.exchange.problems import FileProblem, FileTrouble, reading_problem
from desktop.exchange.text_tables import decoded
from desktop.exchange.writing import whole_file

MOST_BYTES = 10_000_000
MOST_FEEDS = 2_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class OpmlFeed(NamedTuple):
    """A feed of a list."""

    title: str
    url: str


def read_opml(path: Path) -> tuple[OpmlFeed, ...]:
    """The feeds of a list, each once, however deep they are nested. Raises `FileProblem`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileProblem(FileTrouble.TOO_LARGE, path)
        data = path.read_bytes()
    except FileProblem:
        raise
    except OSError as error:
        raise reading_problem(error, path) from error
    feeds: dict[str, OpmlFeed] = {}
    for outline in _tree(_text(data), path).iter():
        words = {name.lower(): value for name, value in outline.attrib.items()}
        url = words.get("xmlurl", "").strip()
        if is_web_address(url) and len(feeds) < MOST_FEEDS:
            title = " ".join((words.get("title") or words.get("text") or "").split())
            feeds.setdefault(normal_url(url), OpmlFeed(title, url))
    if not feeds:
        raise FileProblem(FileTrouble.NO_FEEDS, path)
    return tuple(feeds.values())


def write_opml(path: Path, feeds: Iterable[tuple[str, str]]) -> None:
    """Write (title, address) pairs as a list of feeds. Raises `FileProblem`."""
    outlines = "".join(
        f'    <outline type="rss" text={_quoted(title or url)} title={_quoted(title or url)} '
        f"xmlUrl={_quoted(url)}/>\n"
        for title, url in feeds
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>First Hour</title></head>\n  <body>\n{outlines}  </body>\n</opml>\n"
    )
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def _text(data: bytes) -> str:
    found = _DECLARED.search(data[:1000])
    try:
        return data.decode(found[1].decode("ascii")) if found else decoded(data)
    except (LookupError, UnicodeError):
        return decoded(data)


def _tree(text: str, path: Path) -> ElementTree.Element:
    if "<!ENTITY" in text.upper():
        raise FileProblem(FileTrouble.DAMAGED, path, "the document declares entities")
    text = _CONTROLS.sub(" ", _DECLARATION.sub("", text.lstrip("\ufeff")))
    try:
        return ElementTree.fromstring(_STRAY.sub("&amp;", text))
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise FileProblem(FileTrouble.DAMAGED, path, str(error)) from error


def _quoted(text: str) -> str:
    return quoteattr(_CONTROLS.sub(" ", text))
