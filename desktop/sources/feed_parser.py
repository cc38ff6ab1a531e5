"""feedparser kept within bounds: imported on first use, as importing it takes a while.

It gets bytes in memory and never an address: nothing is fetched by it.
"""

from __future__ import annotations

import io
from typing import Any

import feedparser
from feedparser import mixin

_LONGEST_AUTHOR = 300

_look_for_mail = mixin._FeedParserMixin._sync_author_detail


def _look_for_mail_in_part(parser: Any, key: str = "author") -> None:
    """The library searches an author's name for a mail address in a time that grows with the
    square of its length, and no other thread runs meanwhile: forty kilobytes took 20 seconds.
    """
    context = parser._get_context()
    name = context.get(key)
    if isinstance(name, str) and len(name) > _LONGEST_AUTHOR:
        context[key] = name[:_LONGEST_AUTHOR]
    _look_for_mail(parser, key)


mixin._FeedParserMixin._sync_author_detail = _look_for_mail_in_part


def parsed(xml: bytes, url: str) -> Any:
    """What feedparser makes of a document in UTF-8 that came from `url`.

    Raises whatever the library's parsers raise for damaged documents.
    """
    return feedparser.parse(
        io.BytesIO(xml),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
