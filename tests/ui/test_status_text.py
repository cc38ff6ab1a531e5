"""How "could not look" and "nothing new" are told apart in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desktop.core.histories import HistoryProgress
from desktop.core.models import Keep
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.sources import Health, Reason, StoredSource
from desktop.ui.status_text import (
    Facts,
    Looking,
    Progress,
    looking,
    notice,
    progress_text,
    status_text,
)


def source(
    now: datetime,
    health: Health = Health.FINE,
    reason: Reason | None = None,
    *,
    age_s: float | None = 40,
    next_s: float = 80,
    is_on: bool = True,
    kind: str = "feed",
) -> StoredSource:
    return StoredSource(
        id=1,
        name="news",
        kind=kind,
        fields={},
        interval_min=15,
        keep=Keep.MATCHING,
        is_on=is_on,
        health=health,
        reason=reason,
        last_ok_at=None if age_s is None else now - timedelta(seconds=age_s),
        next_at=now + timedelta(seconds=next_s),
    )


def test_quiet_is_told_with_its_age(now: datetime) -> None:
    texts = status_text(Facts(now, (source(now), source(now, Health.NEEDS_KEY))))
    assert texts.age == "Checked 40 seconds ago"
    assert texts.next_check == "next check in 1 minute"
    assert texts.health == "2 sources, 1 needs a key"
    assert texts.role == ""


def test_no_connection_is_not_quiet(now: datetime) -> None:
    lost = source(now, Health.FAILING, Reason.NO_CONNECTION, age_s=7200)
    facts = Facts(now, (lost, lost))
    assert looking(facts) is Looking.NO_CONNECTION
    texts = status_text(facts)
    assert texts.age == "Could not look; last checked 2 hours ago"
    assert texts.role == "negative"
    assert texts.health == "2 sources, 2 failing"
    shown = notice(facts)
    assert shown is not None
    assert shown.tone == "negative"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"sources": None}, Looking.READING),
        ({"is_sample": True}, Looking.SAMPLE),
        ({"sources": ()}, Looking.NO_SOURCES),
    ],
)
def test_states_without_sources(now: datetime, facts: dict[str, object], state: Looking) -> None:
    assert looking(Facts(now, **facts)) is state  # type: ignore[arg-type]


def test_every_other_state(now: datetime) -> None:
    fine, never = source(now), source(now, Health.WAITING, age_s=None)
    broken = source(now, Health.FAILING, Reason.SERVER_ERROR, age_s=None)
    assert looking(Facts(now, (fine,), is_polling=False)) is Looking.OFF
    assert looking(Facts(now, (never,))) is Looking.NEVER
    assert looking(Facts(now, (broken,))) is Looking.ALL_FAILING
    assert looking(Facts(now, (broken, fine))) is Looking.FRESH
    assert looking(Facts(now, (source(now, age_s=5 * 3600),))) is Looking.STALE
    assert looking(Facts(now, (source(now, is_on=False),))) is Looking.NO_SOURCES
    assert looking(Facts(now, (source(now, kind="manual"),))) is Looking.NO_SOURCES


def test_only_fresh_data_looks_calm(now: datetime) -> None:
    for facts in (
        Facts(now, (source(now, age_s=5 * 3600),)),
        Facts(now, (source(now, Health.WAITING, age_s=None),)),
        Facts(now, (source(now),), is_polling=False),
        Facts(now, ()),
    ):
        assert status_text(facts).role == "warning"


def test_store_trouble_comes_first(now: datetime) -> None:
    facts = Facts(now, (), problem=StoreProblem(StoreTrouble.READ_ONLY), left_fault=True)
    shown = notice(facts)
    assert shown is not None
    assert shown.key == "store"
    assert "rights of the data folder" in shown.text


def test_trace_of_a_crash_is_offered_last(now: datetime) -> None:
    shown = notice(Facts(now, (source(now),), left_fault=True))
    assert shown is not None
    assert shown.key == "fault"
    assert notice(Facts(now, (source(now),))) is None


def test_progress_names_the_source() -> None:
    assert progress_text(Progress("City news", 2, 6)) == "Checking: City news (2 of 6)"


@pytest.mark.usefixtures("russian")
def test_russian_counts(now: datetime) -> None:
    texts = status_text(Facts(now, tuple(source(now, age_s=3) for _each in range(6))))
    assert texts.health == "6 источников"
    assert texts.age == "Проверено только что"


def test_after_a_clock_set_back_nothing_is_called_fresh(now: datetime) -> None:
    ahead = Facts(now, (source(now, age_s=-3600),))
    assert looking(ahead) is Looking.STALE
    texts = status_text(ahead)
    assert texts.age == "The clock was set back: the age of the data is not known"
    assert texts.role == "warning"


def test_a_second_of_difference_between_clocks_is_no_matter(now: datetime) -> None:
    assert looking(Facts(now, (source(now, age_s=-1),))) is Looking.FRESH


def test_the_past_being_read_is_told_beside_the_health(now: datetime) -> None:
    past = HistoryProgress(
        1, "VK", now - timedelta(days=80), begun_at=now, reached=now - timedelta(days=20)
    )
    texts = status_text(Facts(now, (source(now),), past=past))
    assert texts.health == "reading the past of VK: 25 % · 1 source"
