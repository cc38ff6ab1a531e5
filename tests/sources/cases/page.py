"""A watched page before the contract."""

from __future__ import annotations

from desktop.core.sources import AuthNeeded, Reason, SourceSetup
from tests.sources.contract_case import Case

CASE = Case(
    setup=lambda site: SourceSetup({"url": site.url("/reviews"), "block": "article.review"}),
    place="/reviews",
    content_type="text/html; charset=utf-8",
    normal="normal.html",
    empty="empty.html",
    edited="edited.html",
    beyond={401: (AuthNeeded, Reason.CLOSED)},
    wrong=b"<!DOCTYPE html><html><body><p>" + b"Another page with words. " * 20 + b"</p></body>",
    wrong_reasons=frozenset({Reason.UNREADABLE, Reason.LAYOUT, Reason.BAD_SETTING}),
    has_secret=False,
)
