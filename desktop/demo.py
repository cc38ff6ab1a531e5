"""The sample shop: a made-up bakery with sixty days of mentions, in a data folder of its own.

Everything goes through the ordinary intake and filing, so the sample behaves like a real store.
The texts lie in `resources/content/demo`, each written for the purpose, with dates relative to
the day of opening: the trouble of the story always happens in the last hours. The texts are in
both languages; the shop's own names (topics, sources, tags, people) are in the one in use when
the sample is filled. Nothing is polled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.core.models import Item, Keep, MentionKind, Status, Tone, Topic, TopicKind
from desktop.core.settings import changed
from desktop.core.sources import Health, Reason, StoredSource
from desktop.i18n import LANGUAGES
from desktop.services import Services

if TYPE_CHECKING:
    from desktop.store.database import Connection

FRESH = timedelta(hours=12)
"""How long a sample is opened again as it was left; an older one is told anew."""
_NIGHT = timedelta(hours=8)
_POLL_PAUSE = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story: what a source delivered, and what the team did about it."""

    item: Item
    created_at: datetime
    tone: Tone | None
    status: Status | None
    tag: str
    assignee: str
    note: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the store and the language call the people and tags of the story."""

    person_ids: Mapping[str, int]
    tags: Mapping[str, str]


def prepare(services: Services, content: Path, language: str) -> None:
    """Fill the sample store of `services.paths`, unless a fresh one is there.

    `content` is the folder of the story, `language` that of the shop's own names. The caller
    holds the lock of the data folder: an old sample is removed. May take seconds; runs on the
    calling thread. Raises `StoreProblem`, and `OSError` when the folder cannot be written.
    """
    from desktop.store.database import close_database, open_database

    services.paths.create()
    now = services.clock()
    path = services.paths.database
    if path.exists() and not _is_fresh(path, now):
        for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            each.unlink(missing_ok=True)
    is_new = not path.exists()
    db = open_database(path)
    try:
        if is_new:
            fill(db, services, content, language, now)
    finally:
        close_database(db)


def _is_fresh(path: Path, now: datetime) -> bool:
    from desktop.store import settings, sources
    from desktop.store.database import close_database, open_database

    db = open_database(path)
    try:
        looks = [source.last_ok_at for source in sources.all(db) if source.last_ok_at]
        # The mark is set last: a sample without it was interrupted while being filled.
        return settings.load(db).is_sample and bool(looks) and now - max(looks) < FRESH
    finally:
        close_database(db)


def fill(db: Connection, services: Services, content: Path, language: str, now: datetime) -> None:
    """Tell the whole story into an empty store, as if it had happened up to `now`."""
    from desktop.store import people, searches, settings, topics

    shop = _spoken(json.loads((content / "shop.json").read_text(encoding="utf-8")), language)
    for topic in shop["topics"]:
        topics.add(db, _topic(topic))
    ids = {key: people.add(db, name).id for key, name in shop["people"].items()}
    names = Names(ids, shop["tags"])
    for search in shop["searches"]:
        searches.add(db, search["name"], json.dumps(search["filter"], ensure_ascii=False))
    for source in shop["sources"]:
        stored = _add_source(db, source)
        story = list(read_story(content / f"{source['file']}.jsonl", now))
        _file(db, services, stored, story, names)
        _save_look(db, stored, source, now)
    _add_keyless(db, shop["needs_key"], now)
    chosen = {name: shop[name] for name in ("shop_name", "city", "trade", "person")}
    ready = changed(settings.load(db), **chosen, is_polling=False, is_set_up=True, is_sample=True)
    settings.save(db, ready)


def _spoken(value: Any, language: str) -> Any:
    """The description of the shop with every `{"en": …, "ru": …}` in it answered."""
    if isinstance(value, list):
        return [_spoken(each, language) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == set(LANGUAGES):
        return value[language]
    return {key: _spoken(each, language) for key, each in value.items()}


def read_story(path: Path, now: datetime) -> Iterator[Told]:
    """The lines of one source, oldest first, with their dates worked out from `now`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told = [_told(json.loads(line), now) for line in lines]
    yield from sorted(told, key=lambda each: each.created_at)


def _told(line: Mapping[str, Any], now: datetime) -> Told:
    created_at = _moment(line, now)
    return Told(
        item=Item(
            external_id=line["id"],
            text=line["text"],
            title=line.get("title", ""),
            kind=MentionKind(line["kind"]),
            url=line.get("url"),
            author_name=line["author"],
            author_handle=line.get("handle"),
            author_followers=line.get("followers"),
            created_at=created_at,
            likes=line.get("likes"),
            replies=line.get("replies"),
            reposts=line.get("reposts"),
            views=line.get("views"),
            rating=line.get("rating"),
        ),
        created_at=created_at,
        tone=Tone(line["tone"]) if "tone" in line else None,
        status=Status(line["status"]) if "status" in line else None,
        tag=line.get("tag", ""),
        assignee=line.get("assignee", ""),
        note=line.get("note", ""),
    )


def _moment(line: Mapping[str, Any], now: datetime) -> datetime:
    if "minutes_ago" in line:
        return now - timedelta(minutes=line["minutes_ago"])
    # Counted from eight hours ago: opened at night, "yesterday" still lies before the trouble.
    day = (now - _NIGHT).astimezone().date() + timedelta(days=line["day"])
    local = datetime.combine(day, time.fromisoformat(line["time"])).astimezone()
    return local.astimezone(UTC)


def _topic(line: Mapping[str, Any]) -> Topic:
    from desktop.core.query import simple_query

    bare = Topic(0, line["name"], TopicKind(line["kind"]), line.get("query", ""))
    if bare.query:
        return bare
    find, variants, exclude = (tuple(line[name]) for name in ("find", "variants", "exclude"))
    query = simple_query(find, variants, exclude)
    return replace(
        bare, query=query, is_expert=False, find=find, variants=variants, exclude=exclude
    )


def _add_source(db: Connection, line: Mapping[str, Any]) -> StoredSource:
    from desktop.store import sources

    keep = Keep(line.get("keep", Keep.MATCHING))
    return sources.add(db, line["name"], line["kind"], line.get("fields", {}), 15, keep)


def _save_look(
    db: Connection, source: StoredSource, line: Mapping[str, Any], now: datetime
) -> None:
    from desktop.store import sources
    from desktop.store.database import writing

    looked_at = now - timedelta(minutes=line["ok_minutes_ago"])
    reason = Reason(line["reason"]) if "reason" in line else None
    state = replace(
        source,
        health=Health.FAILING if reason else Health.FINE,
        reason=reason,
        failures=line.get("failures", 0),
        last_ok_at=looked_at,
        last_try_at=now - _POLL_PAUSE if reason else looked_at,
    )
    with writing(db):
        sources.save_state(db, state)


def _add_keyless(db: Connection, line: Mapping[str, Any], now: datetime) -> None:
    from desktop.store import sources
    from desktop.store.database import writing

    source = sources.add(db, line["name"], line["kind"], {}, 60, Keep.MATCHING)
    state = replace(
        source, health=Health.NEEDS_KEY, reason=Reason.KEY_MISSING, last_try_at=now - _POLL_PAUSE
    )
    with writing(db):
        sources.save_state(db, state)


def _file(
    db: Connection,
    services: Services,
    source: StoredSource,
    story: list[Told],
    names: Names,
) -> None:
    """File day after day, each as seen a little later than its last mention was written."""
    from desktop.monitor.filing import file_items
    from desktop.store import journal, topics
    from desktop.store.database import writing

    intake = services.intake(topics.all(db))
    for _, group in groupby(story, key=lambda each: each.created_at.date()):
        day = list(group)
        filed = file_items(
            db,
            [each.item for each in day],
            kind=source.kind,
            name=source.name,
            intake=intake,
            word_forms=services.word_forms(),
            now=day[-1].created_at + _POLL_PAUSE,
        )
        with writing(db):
            for mention_id, told in zip(filed.new_ids, day, strict=True):
                _work(db, mention_id, told, names)
            # The person who looks around did none of this, so there is nothing to take back.
            journal.forget(db, filed.new_ids)


def _work(db: Connection, mention_id: int, told: Told, names: Names) -> None:
    """What the team did with a mention, ten minutes after it came."""
    from desktop.store import notes, triage

    then = told.created_at + timedelta(minutes=10)
    if told.tone:
        triage.set_tone(db, [mention_id], told.tone, then)
    if told.tag:
        triage.add_tag(db, [mention_id], names.tags[told.tag], then)
    if told.assignee:
        triage.assign(db, [mention_id], names.person_ids[told.assignee], then)
    if told.note:
        notes.add(db, mention_id, told.note, then)
    if told.status:
        triage.set_status(db, [mention_id], told.status, then)
