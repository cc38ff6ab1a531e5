"""Ozon before the contract; its questions are nowhere to be found."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url(), "client_id": "836"}, {"key": SECRET}),
    place="/v2/review/list",
    is_posted=True,
)
