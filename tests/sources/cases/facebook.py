"""Facebook before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, SECRET, Case


def prepare(site: Site) -> None:
    """Comments of the page's own post; nobody else's post can be read."""
    body = (DATA / "facebook" / "comments.json").read_bytes()
    site.route("/100_2/comments", Reply(body=body, content_type="application/json"))
    site.route("/100_1/comments", Reply(body=b'{"data": []}', content_type="application/json"))


CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "account": "romashka"}, {"token": SECRET}
    ),
    place="/romashka/feed",
    prepare=prepare,
)
