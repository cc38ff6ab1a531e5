"""HTML to plain text, decoded exactly once (rules: the common record of the source descriptions).

Pure functions; safe in any thread. selectolax is imported on first use.
"""

from __future__ import annotations

import html
import re
from collections.abc import Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "iframe", "svg", "math"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "table", "tr", "ul"}
)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[#a-zA-Z]")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")
_LONGEST_MARKUP = 100_000
"""Characters of a field that are read at most; deep nesting makes longer ones slow to parse."""
_TAG = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|path|source|wbr)\b)[a-z]",
    re.IGNORECASE,
)
_DEEPEST = 2_000
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def plain(markup: str) -> str:
    """Readable text of a piece of HTML: line breaks where blocks end, tags dropped.

    Character references are decoded once and never again, so that a tag somebody wrote as
    text stays text. Spans are joined without a space, as shortened links need it.
    """
    markup = markup[:_LONGEST_MARKUP]
    markup = _CONTROLS.sub(" ", markup.replace("\r\n", "\n").replace("\t", " "))
    if not _MARKUP.search(markup):
        return tidy(markup)
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(markup).body
    return tidy(text_of_tree(body)) if body is not None else ""


def text_of_tree(top: LexborNode) -> str:
    """The text below a node of a parsed page, not tidied yet."""
    pieces: list[str] = []
    _walk(top, pieces)
    return "".join(pieces)


def text_below(top: LexborNode, skipped: Container[int] = ()) -> str:
    """Readable text of a part of a parsed page, without parts whose `mem_id` is in `skipped`."""
    pieces: list[str] = []
    _walk(top, pieces, skipped)
    return tidy("".join(pieces))


def plain_title(markup: str) -> str:
    """Text of a title on one line; a title that was escaped twice is decoded twice, no more."""
    text = plain(markup)
    if _REFERENCE.search(text):
        text = html.unescape(text)
    return " ".join(text.split())


def decoded_once(text: str) -> str:
    """`text`, which is no markup, with its whole character references decoded; a lone & stays."""
    return _REFERENCE.sub(_character, text)


def is_too_deep(markup: str) -> bool:
    """Whether tags are nested as no page nests them; a parser takes minutes for such a thing."""
    depth = 0
    for tag in _TAG.finditer(markup):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def tidy(text: str) -> str:
    """`text` without control characters, runs of blanks and empty lines."""
    text = _SPACES.sub(" ", _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _BLANK_LINES.sub("\n", text).strip()


def _character(reference: re.Match[str]) -> str:
    return html.unescape(reference[0])


def _walk(top: LexborNode, pieces: list[str], skipped: Container[int] = ()) -> None:
    """Collect the text below `top`; a loop, not recursion, because nesting is the sender's."""
    node = top.child
    while node is not None:
        tag = node.tag
        if tag == "-text":
            pieces.append(_inline(node))
        elif tag == "br" or tag in _BLOCKS:
            pieces.append("\n")
        elif tag in ("td", "th"):
            pieces.append(" ")
        is_shown = tag not in _HIDDEN and node.mem_id not in skipped
        if is_shown and node.child is not None:
            node = node.child
            continue
        node = _after(node, top, pieces)


def _after(node: LexborNode, top: LexborNode, pieces: list[str]) -> LexborNode | None:
    """The node that follows `node` in reading order outside of it, `None` at the end of `top`."""
    here: LexborNode | None = node
    while here is not None and here.mem_id != top.mem_id:
        if here.tag in _BLOCKS:
            pieces.append("\n")
        if here.next is not None:
            return here.next
        here = here.parent
    return None


def _inline(node: LexborNode) -> str:
    """Text of a text node; its line breaks are blanks unless the text is preformatted."""
    text = node.text_content or ""
    parent = node.parent
    is_kept = parent is not None and parent.tag in ("pre", "textarea")
    return text if is_kept else text.replace("\n", " ")
