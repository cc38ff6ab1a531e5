"""Hacker News before the contract: the search of one word."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {}, ("romashka",)),
    place="/search_by_date",
    has_secret=False,
)
