"""The App Store before the contract."""

from __future__ import annotations

from desktop.core.sources import RateLimited, Reason, SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, Case

_PAGE = "/ru/rss/customerreviews/page={}/id=1234567890/sortby=mostrecent/xml"


def prepare(site: Site) -> None:
    """There is no second page."""
    body = (DATA / "app-store" / "empty.xml").read_bytes()
    site.route(_PAGE.format(2), Reply(body=body, content_type="text/xml"))


CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "app_id": "1234567890", "country": "ru"}
    ),
    place=_PAGE.format(1),
    content_type="text/xml; charset=UTF-8",
    normal="normal.xml",
    empty="empty.xml",
    edited="edited.xml",
    prepare=prepare,
    beyond={403: (RateLimited, Reason.SLOW_DOWN)},
    has_secret=False,
)
