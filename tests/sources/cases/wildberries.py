"""Wildberries before the contract; its questions are nowhere to be found."""

from __future__ import annotations

from desktop.core.sources import AuthNeeded, Reason, SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {"key": SECRET}),
    place="/api/v1/feedbacks",
    beyond={403: (AuthNeeded, Reason.RIGHT_MISSING)},
)
