"""Telegram channels before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url(), "channels": "@cityfood"}),
    place="/s/cityfood",
    content_type="text/html; charset=utf-8",
    normal="normal.html",
    empty="empty.html",
    edited="edited.html",
    least_pause_s=3600,
    has_secret=False,
)
