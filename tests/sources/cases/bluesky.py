"""Bluesky before the contract: the search of one word, after a log-in."""

from __future__ import annotations

import json

from desktop.core.sources import SourceSetup
from tests.servers import Reply, Site
from tests.sources.contract_case import SECRET, Case


def _log_in(site: Site) -> None:
    tokens = {"accessJwt": "access", "refreshJwt": "refresh", "did": "did:plc:shop"}
    body = json.dumps({**tokens, "handle": "shop.example"}).encode()
    site.route(
        "/xrpc/com.atproto.server.createSession", Reply(body=body, content_type="application/json")
    )


CASE = Case(
    setup=lambda site: SourceSetup(
        {"endpoint": site.url(), "handle": "shop.example"}, {"app_password": SECRET}, ("romashka",)
    ),
    place="/xrpc/app.bsky.feed.searchPosts",
    prepare=_log_in,
)
