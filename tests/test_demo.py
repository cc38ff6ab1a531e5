"""The sample shop: its story, and how it is told into a store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest

from desktop import demo
from desktop.app import build_services
from desktop.core.filters import MentionFilter
from desktop.core.models import Status, Tone
from desktop.core.query import parse_search
from desktop.core.sources import Health
from desktop.i18n import LANGUAGES
from desktop.paths import below, resource
from desktop.services import Services
from desktop.store import counts, pages, people, searches, settings, sources, topics, triage
from desktop.store.database import Connection, open_database, writing
from tests.conftest import NOW, FixedClock

Opened = Callable[[], Connection]
_CONTENT = resource("content/demo")
_FILES = sorted(_CONTENT.glob("*.jsonl"))


@pytest.fixture
def services(tmp_path: Path, clock: FixedClock) -> Services:
    return build_services(below(tmp_path / "sample"), clock=clock)


@pytest.fixture
def opened(services: Services) -> Iterator[Opened]:
    """Opens the sample's store; every connection is closed in the end."""
    connections: list[Connection] = []

    def open_it() -> Connection:
        connections.append(open_database(services.paths.database))
        return connections[-1]

    yield open_it
    for db in connections:
        db.close()


def _story() -> list[demo.Told]:
    return [told for path in _FILES for told in demo.read_story(path, NOW)]


def test_the_story_is_long_in_both_languages_and_sixty_days_deep() -> None:
    story = _story()
    assert len(story) >= 300
    english = [told for told in story if told.item.text.isascii()]
    assert len(story) / 6 < len(english) < len(story) / 2
    assert max(NOW - told.created_at for told in story) > timedelta(days=60)
    assert all(told.created_at < NOW for told in story)


def test_texts_are_written_one_by_one_but_for_the_reposts() -> None:
    times = Counter(told.item.text for told in _story())
    assert sorted(times.values())[-3:] == [1, 2, 3]
    openings = Counter(text[:25] for text in times)
    assert max(openings.values()) <= 2


def test_every_line_has_an_identity_of_its_own() -> None:
    ids = [told.item.external_id for told in _story()]
    assert len(set(ids)) == len(ids)


def test_the_trouble_breaks_out_in_the_last_hours() -> None:
    story = _story()
    late = [told for told in story if NOW - told.created_at < timedelta(hours=6)]
    assert len({told.item.author_name for told in late}) > 20
    bad = sum(1 for told in late if told.tone is Tone.NEGATIVE)
    before = [told for told in story if told not in late]
    usual = Counter(told.tone for told in before)
    assert bad > 20
    assert usual[Tone.POSITIVE] > usual[Tone.NEGATIVE]
    assert usual[Tone.NEUTRAL] > usual[Tone.NEGATIVE]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_the_trouble_is_last_at_any_hour_of_opening(hour: int) -> None:
    now = NOW.replace(hour=hour)
    lines = [json.loads(line) for path in _FILES for line in path.read_text("utf-8").splitlines()]
    told = [told for path in _FILES for told in demo.read_story(path, now)]
    storm = {line["id"] for line in lines if "minutes_ago" in line}
    calm = max(each.created_at for each in told if each.item.external_id not in storm)
    assert calm < min(each.created_at for each in told if each.item.external_id in storm)


def test_the_sample_is_a_shop_at_work(services: Services, opened: Opened) -> None:
    demo.prepare(services, _CONTENT, "ru")
    db = opened()
    rail = counts.rail(db)
    assert rail.total == len(_story())
    assert all(rail.statuses[status] for status in Status)
    assert {topic.kind.value for topic in topics.all(db)} == {"brand", "competitor", "industry"}
    assert all(rail.topics.get(topic.id) for topic in topics.all(db))
    health = {source.health for source in sources.all(db)}
    assert health == {Health.FINE, Health.FAILING, Health.NEEDS_KEY}
    assert len(people.all(db)) == 3
    kept = settings.load(db)
    assert (kept.is_sample, kept.is_polling, kept.is_set_up) == (True, False, True)


def test_the_own_brand_is_found_in_its_forms_and_spellings(
    services: Services, opened: Opened
) -> None:
    demo.prepare(services, _CONTENT, "ru")
    db = opened()
    brand = topics.by_name(db, "Пекарня «Ромашка»")
    assert brand
    found = list(pages.each(db, MentionFilter(topic_ids=(brand.id,), folds=False)))
    words = {word.casefold() for mention in found for word in mention.matched}
    assert {"ромашке", "ромашку", "ромашки", "romashka", "ромашкин"} <= words
    assert any(mention.status is Status.NOT_US for mention in found)


def test_the_shop_names_its_things_in_the_language_in_use(
    services: Services, opened: Opened
) -> None:
    demo.prepare(services, _CONTENT, "en")
    db = opened()
    shown = [topic.name for topic in topics.all(db)]
    shown += [source.name for source in sources.all(db)]
    shown += [person.name for person in people.all(db)]
    shown += [search.name for search in searches.all(db)]
    listed = pages.each(db, MentionFilter(folds=False))
    worked_tags = {tag for mention in listed for tag in mention.tags}
    kept = settings.load(db)
    shown += [*worked_tags, kept.shop_name, kept.city, kept.person]
    assert {"Romashka Bakery", "Corner Bakery", "Google reviews", "VKontakte", "cakes"} <= {*shown}
    assert [name for name in shown if not name.isascii()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_saved_search_of_the_sample_finds_something(
    services: Services, opened: Opened, language: str
) -> None:
    demo.prepare(services, _CONTENT, language)
    db = opened()
    for search in searches.all(db):
        chosen = MentionFilter.from_json(search.filter).at(NOW)
        asked = parse_search(chosen.search)
        assert pages.page(db, chosen, asked, services.word_forms()), search.name


def test_mentions_were_seen_soon_after_they_were_written(
    services: Services, opened: Opened
) -> None:
    demo.prepare(services, _CONTENT, "ru")
    for mention in pages.each(opened(), MentionFilter(folds=False)):
        assert timedelta() <= mention.seen_at - mention.created_at < timedelta(days=1)


def test_there_is_nothing_to_take_back(services: Services, opened: Opened) -> None:
    demo.prepare(services, _CONTENT, "ru")
    assert triage.next_undo(opened()) is None


def test_a_fresh_sample_is_opened_as_it_was_left(services: Services, opened: Opened) -> None:
    demo.prepare(services, _CONTENT, "ru")
    db = opened()
    first = pages.ids(db, MentionFilter(), limit=1)
    triage.set_status(db, first, Status.IN_WORK, NOW)
    db.close()
    demo.prepare(services, _CONTENT, "ru")
    assert triage.next_undo(opened())


def test_an_old_sample_is_told_anew(services: Services, opened: Opened, clock: FixedClock) -> None:
    demo.prepare(services, _CONTENT, "ru")
    clock.now += timedelta(days=3)
    demo.prepare(services, _CONTENT, "ru")
    newest = pages.page(opened(), MentionFilter(), limit=1)[0]
    assert clock.now - newest.created_at < timedelta(hours=1)


def test_an_interrupted_sample_is_told_anew(services: Services, opened: Opened) -> None:
    demo.prepare(services, _CONTENT, "ru")
    db = opened()
    with writing(db):
        db.execute("DELETE FROM setting WHERE name = 'is_sample'")
        db.execute("DELETE FROM tally")
    db.close()
    demo.prepare(services, _CONTENT, "ru")
    assert settings.load(opened()).is_sample


def test_a_day_is_filed_in_the_order_it_happened() -> None:
    for path in _FILES:
        times = [told.created_at for told in demo.read_story(path, NOW)]
        assert [each for each, _ in groupby(times)] == sorted(set(times))
