"""The blocks of a page that a selector finds, as items.

A block has no identity of its own unless it gives itself an address; otherwise it is known by its
words, without what changes while it stands there: numbers, ages, buttons.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.core.addresses import normal_url
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import text_below
from desktop.sources.json_answer import text_of
from desktop.sources.page_facts import (
    author_of,
    date_of,
    is_of_type,
    linked_objects,
    named,
    rated,
    stars_of,
)
from desktop.sources.web_page import WebPage

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MOST = 300
UNSAID = "button, nav, input, select, textarea, [role='button'], [aria-hidden='true']"
"""What stands in a block without being said by its author."""

_MOST_LINKS = 40
_LONG_NUMBER = re.compile(r"\d{4}|[0-9a-f]{8}", re.IGNORECASE)
"""Part of an address that names one text; short numbers are often just places in a list."""
_OF_PEOPLE = re.compile(r"/(?:users?|profiles?|authors?|members?|people|u|id\d+)(?:/|$)", re.I)
_TITLE_WORDS = 4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_COUNTED = re.compile(r"\d+[^\W\d_]*(?:\s*[^\W\d_]+)?")
_AGES = re.compile(
    r"\b(?:ago|today|yesterday|just now|an? (?:minute|hour|day|week|month|year)|last (?:week|month)"
    r"|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
    r"|сегодня|вчера|позавчера|назад|только что|минуту|час|день|неделю|месяц|год"
    r"|янв\w*|фев\w*|марта?|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Block:
    """An item and its `lasting` words: what of it does not change by itself."""

    item: Item
    lasting: str


def blocks_of(page: WebPage, nodes: Sequence[LexborNode], now: datetime) -> list[Block]:
    """The blocks with words in them, each once, in the order of the page."""
    nodes = nodes[:MOST]
    inside = {node.mem_id for node in nodes}
    silent = {node.mem_id for node in page.tree.css(UNSAID)}
    times = {node.mem_id for node in page.tree.css("time")}
    addresses = _own_addresses(page, nodes, inside)
    found: dict[str, Block] = {}
    for node, address in zip(nodes, addresses, strict=True):
        skipped = (inside - {node.mem_id}) | silent
        text = text_below(node, skipped | times)
        if not text:
            continue
        block = _block(page, node, text, address, now)
        found.setdefault(block.item.external_id, block)
    return list(found.values())


def lasting(text: str) -> str:
    """Words that stay the same while ages and counters go on."""
    text = _AGES.sub(" ", _COUNTED.sub(" ", text.casefold()))
    return " ".join(re.findall(r"\w+", text))


def _block(page: WebPage, node: LexborNode, text: str, address: str, now: datetime) -> Block:
    words = lasting(text)
    print_ = hashlib.sha256((words or text).encode("utf-8", "replace")).hexdigest()[:32]
    review = next((each for each in linked_objects(node) if is_of_type(each, "Review")), {})
    rating = stars_of(node) or rated(review)
    is_review = rating is not None or bool(review) or "Review" in _type(node)
    item = Item(
        external_id=address or f"block:{print_}",
        text=text,
        kind=MentionKind.REVIEW if is_review else MentionKind.POST,
        url=address or page.url,
        author_name=author_of(node) or named(review, "author") or None,
        created_at=date_of(node, now) or parsed_date(text_of(review, "datePublished"), now),
        rating=rating,
    )
    return Block(item, words or text)


def _type(node: LexborNode) -> str:
    return node.attributes.get("itemtype") or ""


def _own_addresses(page: WebPage, nodes: Sequence[LexborNode], inside: set[int]) -> list[str]:
    """For each block the first address that no other block has; "" where there is none."""
    offered = [list(dict.fromkeys(_addresses(page, node, inside))) for node in nodes]
    times = Counter(address for addresses in offered for address in addresses)
    return [next((each for each in own if times[each] == 1), "") for own in offered]


def _addresses(page: WebPage, node: LexborNode, inside: set[int]) -> Iterator[str]:
    """Addresses that may be the block's own, the best first."""
    here = normal_url(page.url)
    for link in node.css("a[href]")[:_MOST_LINKS]:
        whole = page.absolute(link.attributes.get("href"))
        fragment = urlsplit(whole).fragment if whole else ""
        place = normal_url(whole)
        is_named = bool(_LONG_NUMBER.search(fragment))
        if not whole or (place == here and not is_named) or _holder(link, inside) != node.mem_id:
            continue
        if is_named or _is_permanent(link):
            yield f"{place}#{fragment}" if is_named else place
    own = node.attributes.get("id") or ""
    if _LONG_NUMBER.search(own) and not re.search(r"\s", own):
        yield f"{here}#{own}"


def _holder(node: LexborNode, inside: set[int]) -> int:
    """The innermost block around a node: a thread's answers are blocks of their own."""
    above = node.parent
    while above is not None and above.mem_id not in inside:
        above = above.parent
    return above.mem_id if above is not None else 0


def _is_permanent(link: LexborNode) -> bool:
    """Whether a link leads to the text itself, not to its author or to a button's work."""
    attributes = link.attributes
    if _OF_PEOPLE.search(urlsplit(attributes.get("href") or "").path):
        return False
    if "author" in (attributes.get("rel") or "") or attributes.get("itemprop") == "author":
        return False
    named = (
        f"{attributes.get('rel')} {attributes.get('class')} {attributes.get('itemprop')}".split()
    )
    if {"bookmark", "permalink", "url", "u-url"} & set(named) or link.css_first("time") is not None:
        return True
    parent = link.parent
    is_heading = (parent is not None and parent.tag in _HEADINGS) or any(
        link.css_first(tag) is not None for tag in _HEADINGS
    )
    return is_heading or len(text_below(link).split()) >= _TITLE_WORDS
