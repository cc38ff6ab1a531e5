"""Killed in the middle of cycles, again and again, the program loses and doubles nothing."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from desktop.paths import find
from tests.end_to_end.program import Program
from tests.servers import Reply, Seen, Site
from tests.sites import MastodonSite

KILLS = 50
ENTRIES = 560
"""More than one transaction holds, so that a cycle can be cut between two of a source."""
POSTS = 40
"""As many as the newest page holds: what is older is not asked for its counters again."""


def feed(name: str, upto: int) -> Reply:
    """A feed of everything published so far; the text of the first is edited each time."""
    entries = "".join(
        f"<entry><id>urn:{name}-{n}</id><title>bread {name} {n}</title>"
        f"<content>{f'edition {upto}' if n == 0 else 'first edition'}</content>"
        f"<published>2026-03-04T{n // 60:02d}:{n % 60:02d}:00Z</published></entry>"
        for n in range(upto)
    )
    body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>{name}</title>{entries}</feed>"
    return Reply(body=body.encode(), content_type="application/atom+xml")


def is_writing(db: sqlite3.Connection) -> bool:
    """Whether another process is inside a transaction that writes."""
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    db.execute("ROLLBACK")
    return False


class Killer:
    """Kills cycles, every other one inside a transaction; counts how many it really cut off."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._chance = random.Random(7)
        self.kills = 0
        self.kills_inside = 0

    def cut_off(self, cycle: subprocess.Popen[bytes], *, is_inside: bool) -> None:
        """End a cycle that has begun to fetch."""
        with closing(sqlite3.connect(self._store, timeout=0, isolation_level=None)) as db:
            # Skips some transactions at first, so that not always the first one is hit.
            skipped, until = self._chance.randint(0, 1), time.monotonic() + 20
            until = until if is_inside else time.monotonic() + self._chance.uniform(0, 0.2)
            was_inside = False
            while time.monotonic() < until and cycle.poll() is None:
                is_now = is_writing(db)
                skipped -= is_now and not was_inside
                was_inside = is_now
                if is_inside and is_now and skipped < 0:
                    break
            cycle.kill()
        cycle.communicate()
        if cycle.returncode < 0:
            self.kills += 1
            self.kills_inside += was_inside


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX systems")
def test_fifty_kills_lose_and_double_nothing(program: Program) -> None:
    published = [1]
    with Site() as site, MastodonSite() as network:
        asked: list[str] = []
        for name in "abc":

            def reply(seen: Seen, name: str = name) -> Reply:
                asked.append(seen.path)
                return feed(name, published[0])

            site.route(f"/{name}", reply)
        program.add_feeds({name: site.url(f"/{name}") for name in "abc"})
        settings = ("--set", f"endpoint={network.url()}", "--set", "hashtags=bread")
        program.done("source", "add", "mastodon", *settings, "--set", "keep=everything")
        killer = Killer(find(str(program.data)).database)
        rounds = 0
        while killer.kills < KILLS:
            rounds += 1
            assert rounds < 3 * KILLS, "most cycles end before they can be killed"
            published[0] = min(published[0] + 30, ENTRIES)
            if len(network.posts) < POSTS:
                network.post(f"Toot {rounds}", tags=("bread",))
            network.posts = [network.edit(each, likes=rounds) for each in list(network.posts)]
            asked.clear()
            cycle = program.start("check")
            until = time.monotonic() + 20
            while not asked and time.monotonic() < until:
                time.sleep(0.002)
            killer.cut_off(cycle, is_inside=bool(rounds % 2))
        program.done("check")
        assert program.done("check", "--json").records
        last = [(each["new"], each["changed"]) for each in program.done("check", "--json").records]
        listed = program.mentions()
        toots = network.posts
    assert killer.kills_inside >= KILLS // 4, killer.kills_inside
    assert last == [(0, 0)] * 4
    feeds = [each for each in listed if each["kind"] == "article"]
    expected = sorted(f"urn:{name}-{n}" for name in "abc" for n in range(published[0]))
    assert sorted(each["external_id"] for each in feeds) == expected
    edited = {each["text"] for each in feeds if each["external_id"].endswith("-0")}
    assert edited == {f"edition {published[0]}"}
    seen = [(each["text"].split(" #")[0], each["likes"]) for each in listed if each not in feeds]
    assert sorted(seen) == sorted((each.text, each.likes) for each in toots)
    assert len({each["id"] for each in listed}) == len(listed)
    assert len(program.mentions("--search=bread")) >= len(feeds)
    with closing(sqlite3.connect(find(str(program.data)).database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
