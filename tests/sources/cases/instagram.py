"""Instagram before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, SECRET, Case


def prepare(site: Site) -> None:
    """Comments of the account's own post, which are edited meanwhile."""
    replies = [
        Reply(
            body=(DATA / "instagram" / f"{name}.json").read_bytes(),
            content_type="application/json",
        )
        for name in ("comments", "comments_edited")
    ]
    site.route("/17900000000000010/comments", *replies)


CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "account": "178414"}, {"token": SECRET}
    ),
    place="/178414/media",
    prepare=prepare,
)
