"""One web page, of which somebody chose the block to watch: new blocks become mentions."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item
from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.json_answer import record_of, text_of
from desktop.sources.known_items import KnownItems, wanted_mark
from desktop.sources.page_blocks import Block, blocks_of
from desktop.sources.round import mark_number, memory_of
from desktop.sources.web_page import WebPage, asked_politely, nodes_of, page_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONGEST_VALIDATOR = 1_000


class PageSource:
    """One block of one page. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="page",
        title=N_("A web page"),
        summary=N_("Any public page with a list of reviews, posts or news. No key needed."),
        fields=(
            Field(
                "url",
                N_("Address of the page"),
                N_("The page on which the newest stand on top."),
                FieldKind.URL,
                is_required=True,
                example="https://forum.example/topic/15",
            ),
            Field(
                "block",
                N_("Block to watch"),
                N_("Choose it on the page. It is kept as a CSS selector."),
                FieldKind.BLOCK,
                is_required=True,
                example="article.review",
            ),
        ),
        interval_min=60,
        floor_min=30,
        group=Group.PAGE,
        help_url="https://developer.mozilla.org/docs/Web/CSS/CSS_selectors",
        steps=(
            N_("Open the page in a browser, with the newest on top, and copy its address."),
            N_("Paste the address and press “Choose on the page…”."),
            N_("Choose the line that shows one review or one post."),
            N_("Try the source: each block should become one mention."),
        ),
        advice={
            Reason.LAYOUT: N_(
                "Choose the block on the page again. If the page shows nothing to choose, it is "
                "put together in the browser and cannot be watched: use the site's letters or "
                "paste what you find."
            ),
            Reason.BAD_SETTING: N_(
                "The page has no such block. Press “Choose on the page…” and choose again."
            ),
            Reason.CLOSED: N_("Only pages that everybody may read can be watched."),
        },
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        endpoint = with_scheme(fields.get("endpoint", ""))
        address = fields.get("url", "").strip()
        is_path = bool(endpoint) and "://" not in address
        self._url = urljoin(endpoint, address) if is_path else with_scheme(address)
        self._block = fields.get("block", "").strip()
        self._proxy = fields.get("proxy", "")
        self._wanted = wanted_mark(setup.terms)
        self._http = http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read the page once. Raises only `SourceError`."""
        if not is_web_address(self._url):
            raise BadData(Reason.BAD_ADDRESS, "the page's address")
        if not self._block:
            raise BadData(Reason.BAD_SETTING, "no block was chosen")
        memory = self._memory(cursor)
        answer, memory["robots"] = asked_politely(
            self._http, self._url, self._proxy, record_of(memory, "robots"), _conditions(memory)
        )
        moved = {"url": answer.moved_to} if answer.moved_to else {}
        if answer.status == 304:
            return FetchResult(cursor=_stored(memory), not_modified=True, moved_fields=moved)
        page = page_of(answer)
        nodes = self._nodes(page, was=mark_number(memory, "blocks"))
        blocks = blocks_of(page, nodes, self._http.clock())
        known = KnownItems(memory.get("known"))
        items = _fresh(known, blocks)
        is_first = "blocks" not in memory
        memory |= {**_validators(answer), "blocks": len(nodes), "known": known.stored()}
        return FetchResult(
            items=items,
            cursor=_stored(memory),
            not_modified=not items and not is_first,
            moved_fields=moved,
            warnings=_warnings(items),
            title=page.title,
        )

    def _memory(self, cursor: str | None) -> dict[str, Any]:
        """What is known of this block of this page; another block begins afresh.

        After a change of topics everything is looked at again: it may match now.
        """
        memory = memory_of(cursor)
        place = zlib.crc32(f"{self._url}\n{self._block}".encode("utf-8", "replace"))
        if memory.get("place") != place:
            memory = {"place": place}
        if memory.get("wanted") != self._wanted:
            for name in ("known", "etag", "modified"):
                memory.pop(name, None)
        memory["wanted"] = self._wanted
        return memory

    def _nodes(self, page: WebPage, was: int) -> list[LexborNode]:
        """The blocks of the page. None at all is never "nothing new"."""
        if nodes := nodes_of(page, self._block):
            return nodes
        if was or page.is_made_by_scripts:
            raise BadData(Reason.LAYOUT, f"no such block; before there were {was}")
        raise BadData(Reason.BAD_SETTING, "the page has no such block")


def _fresh(known: KnownItems, blocks: list[Block]) -> tuple[Item, ...]:
    """New and edited items, oldest first; an age or a counter that went on is no edit."""
    items = {block.item.external_id: block.item for block in blocks}
    marks = (replace(block.item, text=block.lasting) for block in reversed(blocks))
    return tuple(items[each.external_id] for each in known.news(marks))


def _warnings(items: tuple[Item, ...]) -> dict[str, int]:
    undated = sum(item.created_at is None for item in items)
    return {"no_date": undated} if undated else {}


def _conditions(memory: Mapping[str, Any]) -> dict[str, str]:
    pairs = (("etag", "If-None-Match"), ("modified", "If-Modified-Since"))
    return {header: text_of(memory, name) for name, header in pairs if text_of(memory, name)}


def _validators(answer: Answer) -> dict[str, str]:
    names = (("etag", "etag"), ("modified", "last-modified"))
    return {name: answer.headers.get(header, "")[:_LONGEST_VALIDATOR] for name, header in names}


def _stored(memory: Mapping[str, Any]) -> str:
    return json.dumps(memory, separators=(",", ":"))
