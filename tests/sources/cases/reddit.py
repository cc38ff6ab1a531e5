"""Reddit before the contract: the search of one word."""

from __future__ import annotations

from desktop.core.sources import AuthNeeded, Reason, SourceSetup
from tests.sources.contract_case import SECRET, Case

CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "user": "ann_k"}, {"feed_token": SECRET}, ("romashka",)
    ),
    place="/search.rss",
    content_type="application/atom+xml; charset=UTF-8",
    normal="normal.xml",
    empty="empty.xml",
    edited="edited.xml",
    beyond={403: (AuthNeeded, Reason.KEY_REFUSED)},
)
