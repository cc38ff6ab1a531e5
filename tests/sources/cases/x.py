"""X before the contract."""

from __future__ import annotations

from desktop.core.sources import AuthNeeded, Reason, SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {"token": SECRET}, ("Romashka",)),
    place="/tweets/search/recent",
    beyond={403: (AuthNeeded, Reason.NO_CREDIT)},
)
