"""Killed in the middle of cycles, again and again, the program loses and doubles nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.servers import Reply, Seen, Site

KILLS = 50
PER_FEED = 40
PROGRAM = (sys.executable, "-m", "desktop")


def feed(name: str, upto: int) -> bytes:
    """A feed of everything published so far."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{name}-{n}</guid><title>bread {name} {n}</title>"
        f"<pubDate>Wed, 04 Mar 2026 10:{n % 60:02d}:00 GMT</pubDate></item>"
        for n in range(upto)
    )
    return f"<rss version='2.0'><channel><title>{name}</title>{entries}</channel></rss>".encode()


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX systems")
def test_fifty_kills_lose_and_double_nothing(data_dir: Path, home: Path) -> None:
    environment = {**os.environ, "FIRST_HOUR_DATA": str(data_dir), "PYTHONDONTWRITEBYTECODE": ""}
    chance = random.Random(7)
    published = [1]
    came = threading.Semaphore(0)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    with Site() as site:
        for name in "abc":

            def reply(_: Seen, name: str = name) -> Reply:
                came.release()
                upto = min(published[0], PER_FEED)
                return Reply(body=feed(name, upto), content_type="application/rss+xml")

            site.route(f"/{name}", reply)
            run("source", "add", "feed", "--name", name, "--set", f"url={site.url('/' + name)}",
                "--set", "keep=everything")  # fmt: skip
        for _ in range(KILLS):
            published[0] += 1
            cycle = subprocess.Popen(
                [*PROGRAM, "check"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            for _request in range(chance.randint(1, 3)):
                assert came.acquire(timeout=20)
            try:  # somewhere between an answer and the transaction behind it
                cycle.wait(timeout=chance.uniform(0, 0.1))
            except subprocess.TimeoutExpired:
                cycle.kill()
            cycle.communicate()
            while came.acquire(blocking=False):
                pass
        run("check")
        listed = [json.loads(line) for line in run("list", "--json").splitlines()]
    found = sorted(mention["external_id"] for mention in listed)
    assert found == sorted(f"{name}-{n}" for name in "abc" for n in range(PER_FEED))
