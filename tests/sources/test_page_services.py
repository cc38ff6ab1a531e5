"""The program hands pages to its window: outline and reviews, read through the real wiring."""

from __future__ import annotations

import threading
from pathlib import Path

from desktop.app import build_services
from desktop.paths import below
from tests.conftest import FixedClock
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA


def test_the_window_gets_outlines_and_reviews(
    site: Site, tmp_path: Path, clock: FixedClock, stop: threading.Event
) -> None:
    body = (DATA / "page" / "normal.html").read_bytes()
    site.route("/p", Reply(body=body, content_type="text/html; charset=utf-8"))
    services = build_services(below(tmp_path), clock=clock)
    assert services.outline(site.url("/p"), "", stop)[0].selector == "article.review"
    (item,) = services.read_page(site.url("/p"), "", stop)
    assert (item.author_name, item.rating) == ("Анна Котова", 2.0)
