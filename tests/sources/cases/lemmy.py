"""Lemmy before the contract: the search of one word at a server of version 0.19."""

from __future__ import annotations

import json

from desktop.core.sources import SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import Case


def _say_version(site: Site) -> None:
    languages = [{"id": 0, "code": "und"}, {"id": 37, "code": "en"}]
    body = json.dumps({"version": "0.19.5", "all_languages": languages}).encode()
    site.route("/api/v3/site", Reply(body=body, content_type="application/json"))


CASE = Case(
    setup=lambda site: SourceSetup({"endpoint": site.url()}, {}, ("romashka",)),
    place="/api/v3/search",
    prepare=_say_version,
    has_secret=False,
)
