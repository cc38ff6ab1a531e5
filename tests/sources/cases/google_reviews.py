"""Google reviews before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "place_id": "ChIJxxxxxxxx"}, {"key": SECRET}
    ),
    place="/v1/places/ChIJxxxxxxxx",
)
