"""The outline of a page: which blocks repeat on it, and the selector that finds each kind.

A selector must outlive the next change of the page, so it is made of a tag with one class or
attribute its blocks share, never of places in a list or of names a tool made up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.core.addresses import with_scheme
from desktop.core.models import OutlineBlock
from desktop.core.sources import BadData, Reason
from desktop.sources.html_text import text_below
from desktop.sources.http import Http
from desktop.sources.page_blocks import UNSAID
from desktop.sources.web_page import WebPage, asked_politely, nodes_of, page_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_NODES = 30_000
_MOST_CLASSES = 6
_MOST_GROUPS = 400
_MOST_BLOCKS = 40
_SAMPLES = 5
_SAMPLE_LETTERS = 400
_MEASURED = 8
_WIDEST = 60_000
_SHORTEST, _USUAL, _LONGEST = 15, 60, 2_500
_NAME = re.compile(r"^-?[A-Za-z_][A-Za-z_-]*(?:\d{0,2})$")
"""A class a person named; digits in the middle and hashes are made by tools and change."""
_MADE_UP = re.compile(r"^(?:css|sc|jsx|svelte|emotion|style|ng|_)[-_]|__[A-Za-z0-9]{5,}$")
_TELLING = re.compile(
    r"review|comment|feedback|testimonial|opinion|post|message|reply|article|news|item"
    r"|otzyv|otziv|koment|novost",
    re.IGNORECASE,
)
_MARKS = ("itemprop", "data-testid", "data-qa", "role")
_AROUND = frozenset({"nav", "header", "footer", "aside"})
_NEVER = frozenset({"html", "body", "head", "br", "hr", "img", "svg", "path", "option", "script"})
_PLACES = frozenset({"main", "article", "section", "ul", "ol", "table", "tbody", "dl"})


@dataclass
class _Group:
    """Elements that look alike; `depth` is that of the first."""

    selector: str
    depth: int
    is_around: bool
    nodes: list[LexborNode] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """An element on the way through the page: how deep, and whether in a frame around it."""

    node: LexborNode
    depth: int
    is_around: bool


def outline(http: Http, url: str, proxy: str = "") -> tuple[OutlineBlock, ...]:
    """The repeated blocks of a page, the likeliest first. Raises only `SourceError`."""
    answer, _ = asked_politely(http, with_scheme(url), proxy, {}, {})
    page = page_of(answer)
    found = outline_of(page)
    if not found:
        reason = Reason.LAYOUT if page.is_made_by_scripts else Reason.BAD_SETTING
        raise BadData(reason, "no block repeats on this page")
    return found


def outline_of(page: WebPage) -> tuple[OutlineBlock, ...]:
    """The repeated blocks of a page, the likeliest first; samples are told only once."""
    silent = {node.mem_id for node in page.tree.css(f"{UNSAID}, time")}
    rated: list[tuple[float, OutlineBlock]] = []
    seen: set[tuple[int, ...]] = set()
    for group in _groups(page):
        members = tuple(node.mem_id for node in group.nodes)
        if members in seen or not _is_repeated(group):
            continue
        seen.add(members)
        texts = [_text(node, silent) for node in group.nodes[:_MEASURED]]
        if score := _score(group, texts):
            samples = tuple(text[:_SAMPLE_LETTERS] for text in texts if text)[:_SAMPLES]
            block = OutlineBlock(group.selector, len(group.nodes), samples, group.depth)
            rated.append((score, block))
    rated.sort(key=_by_score)
    return tuple(block for _, block in rated[:_MOST_BLOCKS])


def _text(node: LexborNode, silent: set[int]) -> str:
    """A block's words; "" for what is half a page, which is no block and takes long to read."""
    return text_below(node, silent) if len(node.html or "") <= _WIDEST else ""


def _by_score(rated: tuple[float, OutlineBlock]) -> tuple[float, int]:
    return -rated[0], rated[1].depth


def _groups(page: WebPage) -> list[_Group]:
    """Elements by the names they share; those without a name by where they stand."""
    named: dict[str, _Group] = {}
    nameless: dict[str, _Group] = {}
    for place in _places(page):
        names = _names(place.node)
        for selector in names:
            _join(named, selector, place)
        if not names and (selector := _by_place(place.node)):
            _join(nameless, selector, place)
    for group in nameless.values():
        group.nodes = nodes_of(page, group.selector)
    groups = [*named.values(), *nameless.values()]
    groups.sort(key=_length, reverse=True)
    return groups[:_MOST_GROUPS]


def _length(group: _Group) -> int:
    return len(group.nodes)


def _join(groups: dict[str, _Group], selector: str, place: _Place) -> None:
    group = groups.setdefault(selector, _Group(selector, place.depth, place.is_around))
    group.nodes.append(place.node)


def _places(page: WebPage) -> Iterator[_Place]:
    """Every element below the body, in the order of the page; a loop, nesting is the sender's."""
    body = page.tree.body
    waiting = [_Place(body, 0, False)] if body is not None else []
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        place = waiting.pop()
        if place.node.tag not in _NEVER:
            yield place
        is_around = place.is_around or place.node.tag in _AROUND
        children = [
            _Place(child, place.depth + 1, is_around)
            for child in place.node.iter(include_text=False)
        ]
        waiting += reversed(children)


def _names(node: LexborNode) -> list[str]:
    """Selectors of what an element calls itself."""
    tag = node.tag or ""
    if tag in _NEVER:
        return []
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()[:_MOST_CLASSES]
    found = [f"{tag}.{name}" for name in classes if _is_lasting(name)]
    for mark in _MARKS:
        if _is_lasting(value := attributes.get(mark) or ""):
            found.append(f'{tag}[{mark}="{value}"]')
    return [*found, tag] if tag in ("article", "blockquote") else found


def _is_lasting(name: str) -> bool:
    return bool(_NAME.match(name)) and not _MADE_UP.search(name)


def _by_place(node: LexborNode) -> str:
    """The selector of an element without a name, by the nearest element around it that has one."""
    steps, above = [node.tag or ""], node.parent
    while above is not None and len(steps) <= 3:
        own = above.attributes.get("id") or ""
        if _is_lasting(own):
            return " > ".join([f"#{own}", *steps])
        if names := _names(above):
            return " > ".join([names[0], *steps])
        if above.tag == "main":
            return " > ".join(["main", *steps])
        if above.tag not in _PLACES:
            return ""
        steps.insert(0, above.tag)
        above = above.parent
    return ""


def _is_repeated(group: _Group) -> bool:
    """Whether there are several; of what calls itself a review one is enough."""
    return len(group.nodes) > 1 or bool(group.nodes and _TELLING.search(group.selector))


def _score(group: _Group, texts: Sequence[str]) -> float:
    """How likely it is what a person looks for; 0 for blocks that say next to nothing."""
    lengths = sorted(len(text) for text in texts)
    middle = lengths[len(lengths) // 2]
    if middle < _SHORTEST:
        return 0.0
    score: float = min(math.log2(len(group.nodes) + 1), 4.0) * min(middle / 600, 1.0) ** 0.3
    for is_true, factor in (
        (len(group.nodes) == 1, 0.3),
        (middle < _USUAL, 0.5),
        (middle > _LONGEST, 0.3),
        (group.is_around, 0.2),
        (len(set(texts)) * 2 <= len(texts), 0.2),
        (bool(_TELLING.search(group.selector)), 1.8),
        (group.nodes[0].css_first("time, [itemprop='datePublished']") is not None, 1.3),
    ):
        score *= factor if is_true else 1.0
    return score
