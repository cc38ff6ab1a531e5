"""YouTube's search before the contract."""

from __future__ import annotations

from desktop.core.sources import SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, SECRET, Case


def prepare(site: Site) -> None:
    """What is asked about the videos found."""
    for path, name in (
        ("videos", "videos"),
        ("channels", "channels"),
        ("commentThreads", "threads"),
    ):
        body = (DATA / "youtube" / f"{name}.json").read_bytes()
        site.route(f"/{path}", Reply(body=body, content_type="application/json; charset=UTF-8"))


CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {"key": SECRET}, ("Romashka",)),
    place="/search",
    prepare=prepare,
)
