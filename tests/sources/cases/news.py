"""The news search before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url(), "edition": "ru"}, {}, ("Ромашка",)),
    place="/rss/search",
    content_type="application/xml; charset=utf-8",
    normal="normal.xml",
    empty="empty.xml",
    edited="edited.xml",
    has_secret=False,
)
