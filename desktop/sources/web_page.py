"""A web page as a tree: fetched politely, bounded, and told from what is no page.

selectolax is imported on first use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from desktop.core.addresses import is_web_address, normal_url
from desktop.core.sources import AuthNeeded, BadData, Reason, SourceError
from desktop.sources.answers import Answer
from desktop.sources.html_text import text_below, tidy
from desktop.sources.http import Http
from desktop.sources.robots import manners
from desktop.sources.xml_text import decoded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"

_PAGES = ("text/html", "application/xhtml+xml", "")
_LONGEST = 3_000_000
_DEEPEST = 2_000
"""The time a parser needs grows with the square of the depth; no honest page is so deep."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*?(/?)>")
_OPEN_ENDED = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
    | {"p", "li", "td", "tr", "th", "dt", "dd", "option", "tbody", "thead", "tfoot", "track"}
)
"""Tags that have no end, or whose end may be left out."""
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DEAD = "script:not([type='application/ld+json']), style, noscript, template, svg, iframe"
_FEW_LETTERS = 200


@dataclass(frozen=True)
class WebPage:
    """A page that was read. `url` is where it stands in the end, `title` is plain text.

    `tree` holds neither scripts nor styles, but the JSON-LD it came with. `is_made_by_scripts`
    says that it came almost without words, which a browser's scripts would add.
    """

    url: str
    title: str
    tree: LexborHTMLParser
    is_made_by_scripts: bool

    def absolute(self, address: str | None) -> str:
        """An address of the page made whole; "" where it is none that can be opened."""
        base = self.tree.css_first("base[href]")
        start = urljoin(self.url, (base.attributes.get("href") or "") if base else "")
        try:
            whole = urljoin(start, (address or "").strip())
        except ValueError:
            return ""
        return whole if is_web_address(whole) else ""


def asked_politely(
    http: Http, url: str, proxy: str, kept: Mapping[str, Any], conditions: Mapping[str, str]
) -> tuple[Answer, Mapping[str, Any]]:
    """The answer for a page, 304 where `conditions` say so, and what to keep of robots.txt.

    The site a redirect led to is asked as well whether programs may read there. Raises only
    `SourceError`.
    """
    rules, kept = manners(http, url, proxy, kept)
    http = rules.obeyed(http)
    answer = http.get(url, accept=ACCEPT, headers=conditions, proxy=proxy, explain=_explained)
    if normal_url(answer.url) != normal_url(url):
        manners(http, answer.url, proxy, {})[0].obeyed(http)
    return answer, kept


def page_of(answer: Answer) -> WebPage:
    """The page in an answer. Raises `BadData` for anything that is no page."""
    from selectolax.lexbor import LexborHTMLParser

    if answer.media_type not in _PAGES:
        raise BadData(Reason.UNREADABLE, f"no page: {answer.media_type}")
    declared = _META_CHARSET.search(answer.body[:4000])
    charset = answer.charset or (declared[1].decode("ascii", "replace") if declared else None)
    text = decoded(answer.body, charset)[:_LONGEST].replace("\x00", "")
    if "<" not in text or _depth(text) > _DEEPEST:
        raise BadData(Reason.UNREADABLE, f"no page: {answer.excerpt()}")
    tree = LexborHTMLParser(text)
    title = tree.css_first("head title")
    has_scripts = tree.css_first("script:not([type='application/ld+json'])") is not None
    for dead in tree.css(_DEAD):
        dead.decompose()
    words = text_below(tree.body) if tree.body else ""
    return WebPage(
        answer.url,
        " ".join(tidy(title.text()).split()) if title else "",
        tree,
        has_scripts and len(words) < _FEW_LETTERS,
    )


def nodes_of(page: WebPage, selector: str) -> list[LexborNode]:
    """What a selector finds. Raises `BadData` for text that is no selector."""
    from selectolax.lexbor import SelectolaxError

    try:
        return page.tree.css(selector)
    except SelectolaxError:
        raise BadData(Reason.BAD_SETTING, "not a CSS selector") from None


def _explained(answer: Answer) -> SourceError | None:
    """There is no key for a page: one that asks for a log-in is closed."""
    return AuthNeeded(Reason.CLOSED, "HTTP 401") if answer.status == 401 else None


def _depth(text: str) -> int:
    deepest = depth = 0
    for end, name, single in _TAG.findall(text):
        if name.lower() in _OPEN_ENDED or single:
            continue
        depth = max(0, depth - 1) if end else depth + 1
        deepest = max(deepest, depth)
    return deepest
