"""VK before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {"key": SECRET}, ("Ромашка",)),
    place="/method/newsfeed.search",
    is_posted=True,
)
