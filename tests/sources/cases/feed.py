"""The feed before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup({"url": site.url("/feed?key=" + SECRET)}),
    place="/feed",
    content_type="application/rss+xml",
    normal="normal.xml",
    empty="empty.xml",
    edited="edited.xml",
)
