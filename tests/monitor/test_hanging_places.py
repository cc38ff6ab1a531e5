"""Thirty real sources on the machine itself, ten of them hanging or failing: twenty deliver.

Nothing is timed: the cycle is ended by the twentieth delivery, and the order of what was told
until then shows that nobody waited for those that hang.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop.app import build_services
from desktop.core.models import Keep
from desktop.core.sentiment import ToneRouter
from desktop.core.sources import Health, Reason
from desktop.monitor.fetching import MOST_THREADS
from desktop.monitor.outcomes import SourceOutcome
from desktop.monitor.poller import Poller
from desktop.paths import below
from desktop.store import sources
from desktop.store.database import Connection, writing
from tests.monitor.parts import PlainForms, stored_ids
from tests.servers import Reply, Site, dripping, page, slow_down, stalled
from tests.sites import FeedSite

GOOD_SITES, FEEDS_OF_ONE = 5, 4
TROUBLED = {
    "a-429": (slow_down("600"), Reason.SLOW_DOWN),
    "a-500": (Reply(500), Reason.SERVER_ERROR),
    "a-garbage": (Reply(body=b"\x00\xff" * 500), Reason.UNREADABLE),
    "a-html": (page(), Reason.NOT_A_FEED),
}
HANGING = {
    "a-delayed": Reply(delay_s=600),
    "a-drips": dripping(),
    "a-drips-too": dripping(every_s=0.02),
    "a-stalls": stalled(),
    "a-stalls-too": stalled(b""),
}


@pytest.fixture
def sites() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def deaf(stack: ExitStack) -> str:
    """The address of a server whose queue is full: connections are never taken."""
    listener = stack.enter_context(socket.socket())
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    for _ in range(3):
        filler = stack.enter_context(socket.socket())
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    return f"http://127.0.0.1:{listener.getsockname()[1]}/feed"


def places(stack: ExitStack) -> dict[str, str]:
    """Thirty addresses by name; the troubled ones come first in every list."""
    found = {"a-deaf": deaf(stack)}
    for name, reply in (HANGING | {name: reply for name, (reply, _) in TROUBLED.items()}).items():
        site = stack.enter_context(Site())
        site.route("/feed", reply)
        found[name] = site.url("/feed")
    for n in range(GOOD_SITES):
        feed = stack.enter_context(FeedSite())
        feed.post(f"news of {n}")
        for m in range(FEEDS_OF_ONE):
            found[f"good {n}{m}"] = feed.url(f"/feed.xml?{m}")
    return found


def make_poller(folder: Path, slow_s: float) -> Poller:
    services = build_services(below(folder))
    return Poller(
        infos=services.source_kinds,
        make_source=services.make_source,
        setup_of=services.setup_of,
        word_forms=PlainForms,
        tones=lambda: ToneRouter({}),
        clock=services.clock,
        monotonic=services.monotonic,
        slow_s=slow_s,
    )


def test_twenty_deliver_while_ten_hang_or_fail(
    db: Connection, sites: ExitStack, tmp_path: Path
) -> None:
    addresses = places(sites)
    assert len(addresses) == 30
    with writing(db):
        for name, url in addresses.items():
            sources.add(db, name, "feed", {"url": url}, 15, Keep.EVERYTHING)
    delivered, told, threads = threading.Event(), dict[str, SourceOutcome](), 0

    def tell(outcome: SourceOutcome) -> None:
        nonlocal threads
        told[outcome.name] = outcome
        fetching = [each for each in threading.enumerate() if each.name.startswith("fetch ")]
        threads = max(threads, len(fetching))
        if sum(name.startswith("good") for name in told) == 20:
            delivered.set()

    poller = make_poller(tmp_path / "data", slow_s=0.2)
    report = poller.run_cycle(db, stop=delivered, on_source=tell)
    assert delivered.is_set()
    assert report.is_stopped
    good = [each for name, each in told.items() if name.startswith("good")]
    assert [(each.health, each.new) for each in good] == [(Health.FINE, 1)] * 20
    assert len(stored_ids(db)) == 20
    assert not set(HANGING) & set(told)
    assert {name: told[name].reason for name in TROUBLED if name in told} == {
        name: reason for name, (_, reason) in TROUBLED.items() if name in told
    }
    assert threads <= MOST_THREADS
    # Nothing is known of those that were cut off, so they stay due and are nobody's failure.
    for name in HANGING:
        stored = sources.by_name(db, name)
        assert stored is not None
        assert (stored.reason, stored.last_try_at) == (None, None)
