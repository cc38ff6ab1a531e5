"""A real comment server by others: its Atom feed is read, an unchanged one not twice."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.core.sources import SourceSetup
from desktop.sources.feed import FeedSource
from desktop.sources.http import Http, Limits
from desktop.sources.pacing import Pacing
from tests.conftest import FixedClock
from tests.servers import Reply, Site

pytest.importorskip("isso")

PAGE = b"<html><title>Shop page</title><section id='isso-thread'></section></html>"


@pytest.fixture
def isso(tmp_path: Path) -> Iterator[str]:
    """The address of a running server that keeps the comments of a page."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with Site() as shop:
        shop.route("/p.html", Reply(body=PAGE, content_type="text/html"))
        config = tmp_path / "isso.cfg"
        config.write_text(
            f"[general]\ndbpath={tmp_path / 'c.db'}\nhost={shop.url('/')}\n"
            f"[server]\nlisten={address}\n[moderation]\nenabled=false\n"
            f"[guard]\nenabled=false\n[rss]\nbase={shop.url('/')}\nlimit=100\n"
        )
        command = [sys.executable, "-c", "from isso import main; main()", "-c", str(config), "run"]
        log = tmp_path / "isso.log"
        with log.open("wb") as out:
            server = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ))
        try:
            _wait_for(port, server)
            for text in ("Долго ждали & <b>холодно</b>", "It was &amp; is fine"):
                _comment(address, shop.url(), text)
            yield address
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(200):
        assert server.poll() is None, "the server did not start"
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.05)
    raise AssertionError("the server does not answer")


def _comment(address: str, origin: str, text: str) -> None:
    comment = {"author": "Anna", "email": None, "website": None, "text": text, "parent": None}
    request = urllib.request.Request(
        f"{address}/new?uri=/p.html",
        json.dumps({**comment, "title": "Shop page"}).encode(),
        {"Content-Type": "application/json", "Origin": origin},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.status == 201


def test_comments_of_a_real_server_are_read(
    isso: str, stop: threading.Event, clock: FixedClock
) -> None:
    clock.now = datetime.now(UTC)
    http = Http(stop=stop, clock=clock, pacing=Pacing(), limits=Limits(read_s=5, whole_s=5))
    source = FeedSource(SourceSetup({"url": f"{isso}/feed?uri=/p.html"}), http)
    result = source.fetch(None)
    texts = sorted(item.text for item in result.items)
    assert texts[0].startswith("It was")
    assert texts[1].startswith("Долго ждали &")
    assert all(item.author_name == "Anna" and item.created_at for item in result.items)
    again = source.fetch(result.cursor)
    assert (again.items, again.not_modified) == ((), True)
