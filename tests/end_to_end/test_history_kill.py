"""Killed again and again while the past of a source is read, the program loses and doubles none."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest

from desktop.app import utc_now
from tests.end_to_end.program import Program
from tests.servers import Reply, Seen
from tests.sites import MastodonSite

POSTS = 330
"""More than eight pages, after the three that the first poll brings."""
KILLS = 3


class Watched(MastodonSite):
    """Tells when an older page was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.older = threading.Semaphore(0)

    def missing(self, seen: Seen) -> Reply:
        if seen.asked("max_id"):
            self.older.release()
        return super().missing(seen)


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX systems")
def test_a_past_cut_off_anywhere_is_read_whole(program: Program) -> None:
    now = utc_now()
    with Watched() as network:
        for n in reversed(range(POSTS)):
            network.post(f"Toot {n}", tags=("bread",), at=now - n * timedelta(hours=1))
        settings = ("--set", f"endpoint={network.url()}", "--set", "hashtags=bread")
        keep = ("--set", "keep=everything", "--name", "M")
        program.done("source", "add", "mastodon", *settings, *keep)
        killed = 0
        for pages in range(1, KILLS + 1):
            reading = program.start("source", "history", "M")
            for _ in range(pages):
                assert network.older.acquire(timeout=30)
            reading.kill()
            reading.communicate()
            killed += reading.returncode < 0
        asked = len(network.requests)
        steps = program.done("source", "history", "M", "--json").records
        assert (steps[-1]["state"], len(network.requests) > asked) == ("done", True)
        listed = program.mentions("--limit", "1000")
    assert killed >= KILLS - 1, "most came to their end before they could be killed"
    texts = sorted(each["text"].split(" #")[0] for each in listed)
    assert texts == sorted(f"Toot {n}" for n in range(POSTS))
    assert steps[-1]["items"] >= POSTS
