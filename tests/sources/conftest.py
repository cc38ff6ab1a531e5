"""What the tests of sources share: an asker with short patience and a fixed clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from desktop.sources.http import Http, Limits
from desktop.sources.pacing import Pacing
from tests.conftest import FixedClock
from tests.servers import Site
from tests.sites import FeedSite, MastodonSite

SHORT = Limits(connect_s=0.5, read_s=0.5, whole_s=1.0)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def http(stop: threading.Event, clock: FixedClock) -> Http:
    return Http(stop=stop, clock=clock, pacing=Pacing(), limits=SHORT, agent="FirstHour/test")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def feed_site() -> Iterator[FeedSite]:
    with FeedSite() as site:
        yield site


@pytest.fixture
def mastodon_site() -> Iterator[MastodonSite]:
    with MastodonSite() as site:
        yield site
