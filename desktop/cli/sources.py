"""`source kinds`, `source list`, `source test`, `source remove`.

Adding is in `adding`, the past in `histories`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop import wording
from desktop.cli import health
from desktop.cli.adding import add
from desktop.cli.histories import history
from desktop.cli.naming import named_source
from desktop.cli.output import iso
from desktop.cli.session import Session, Trouble
from desktop.core.addresses import redacted
from desktop.core.histories import HistoryState
from desktop.core.sources import Field, FieldKind, SourceInfo, StoredSource
from desktop.i18n import tr, trn

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.core.histories import HistoryProgress
    from desktop.core.models import Prepared
    from desktop.core.rhythm import Silence

_SHOWN = 10


def kinds(session: Session) -> int:
    """Every kind with its fields; those that every kind has stand among them."""
    for info in session.services.source_kinds:
        names = ", ".join(
            f"{each.name}*" if each.is_required else each.name for each in info.fields
        )
        session.output.emit(_kind(info), f"{info.kind}\t{tr(info.title)}\t{names}")
    return 0


def _kind(info: SourceInfo) -> dict[str, object]:
    return {
        "kind": info.kind,
        "title": tr(info.title),
        "summary": tr(info.summary),
        "fields": [_field(each) for each in (*info.fields, *_shared_fields(info))],
        "endpoint": info.endpoint,
        "interval": info.interval_min,
        "keep": info.keep.value,
        "needs_key": info.needs_key,
        "help_url": info.help_url,
        "steps": [tr(step) for step in info.steps],
        "group": info.group.value,
        "key_url": info.key_url,
        "notice": tr(info.notice) if info.notice else "",
        "history_days": info.history_days,
    }


def _shared_fields(info: SourceInfo) -> list[Field]:
    own = {each.name for each in info.fields}
    shared = (
        Field("endpoint", tr("Base address"), kind=FieldKind.URL, default=info.endpoint),
        Field("proxy", tr("Proxy"), kind=FieldKind.URL),
        Field(
            "interval",
            tr("Minutes between two looks"),
            kind=FieldKind.NUMBER,
            default=str(info.interval_min),
        ),
        Field(
            "keep",
            tr("What to keep"),
            kind=FieldKind.CHOICE,
            default=info.keep.value,
            choices=("matching", "everything"),
        ),
    )
    return [each for each in shared if each.name not in own]


def _field(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "title": tr(field.title),
        "help": tr(field.help) if field.help else "",
        "type": field.kind.value,
        "required": field.is_required,
        "secret": field.kind is FieldKind.SECRET,
        "default": field.default,
        "example": field.example,
        "choices": list(field.choices),
        "choice_titles": [tr(title) for title in field.choice_titles],
    }


def listing(session: Session) -> int:
    """The sources and how they are, a line each."""
    from desktop.monitor.silence import silences
    from desktop.store import histories, sources

    now = session.services.clock()
    with session.database() as db:
        found, quiet = sources.all(db), silences(db, now)
        pasts = {each.source_id: each for each in histories.all(db)}
    for source in found:
        info = session.services.info(source.kind)
        past, silence = pasts.get(source.id), quiet.get(source.id)
        words = [source.name, source.kind, wording.health(source.health) if info else "-"]
        words += _told(source, info, silence, past, now)
        session.output.emit(_source(source, info, silence, past), "\t".join(words))
    if not found:
        session.output.say(tr("There are no sources yet. Add one: first-hour source add"))
    return 0


def _told(
    source: StoredSource,
    info: SourceInfo | None,
    silence: Silence | None,
    past: HistoryProgress | None,
    now: datetime,
) -> list[str]:
    """What there is to say about a source beyond its health."""
    words = []
    if source.last_ok_at:
        words.append(wording.ago((now - source.last_ok_at).total_seconds()))
    if source.reason:
        words.append(health.trouble(source.reason, info))
    if parts := wording.part_troubles(source.troubles):
        words.append(parts)
    if silence:
        words.append(wording.silence(silence, now))
    if past and past.state is not HistoryState.DONE:
        words.append(health.history_line(past))
    return words


def _source(
    source: StoredSource,
    info: SourceInfo | None,
    silence: Silence | None,
    past: HistoryProgress | None,
) -> dict[str, object]:
    return {
        "name": source.name,
        "kind": source.kind,
        "fields": {name: _shown(name, value) for name, value in source.fields.items()},
        "interval": source.interval_min,
        "keep": source.keep.value,
        "is_on": source.is_on,
        "health": source.health.value,
        **health.trouble_record(source.reason, info),
        "detail": source.detail or None,
        "failures": source.failures,
        "last_ok_at": iso(source.last_ok_at),
        "next_at": iso(source.next_at),
        "warnings": dict(source.warnings),
        "troubles": health.parts_record(source.troubles),
        "silence": _silence(silence) if silence else None,
        "history": health.history_record(past) if past else None,
    }


def _shown(name: str, value: str) -> str:
    """A field as it may be printed: the address of a proxy may hold a password."""
    return redacted(value) if name == "proxy" else value


def _silence(silence: Silence) -> dict[str, object]:
    gap_s = round(silence.usual_gap.total_seconds())
    return {"since": iso(silence.since), "usual_gap_s": gap_s}


def test(session: Session) -> int:
    """Ask a source once and show what it would bring; nothing is stored."""
    from desktop.core.models import Keep
    from desktop.core.sources import SourceError
    from desktop.monitor.poller import terms_of, with_proxy
    from desktop.store import settings, topics

    with session.database() as db:
        stored, all_topics = named_source(db, session.options.name), topics.all(db)
        proxy = settings.load(db).proxy
    services = session.services
    if services.info(stored.kind) is None:
        raise Trouble(tr("The source “{name}” is not one that is polled").format(name=stored.name))
    try:
        setup = with_proxy(services.setup_of(stored, terms_of(all_topics)), proxy)
        result = services.make_source(stored.kind, setup, threading.Event()).fetch(None)
    except SourceError as error:
        said = health.trouble(error.reason, services.info(stored.kind))
        raise Trouble(f"{stored.name}: {said}") from error
    intake = services.intake(all_topics)
    found = intake.prepare(result.items, Keep.EVERYTHING, services.clock())
    kept = [each for each in found if each.topic_ids or stored.keep is Keep.EVERYTHING]
    n = len(found)
    text = trn("{n} item, {kept} would be kept", "{n} items, {kept} would be kept", n)
    record = {
        "source": stored.name,
        "seen": n,
        "kept": len(kept),
        "warnings": dict(result.warnings),
        "troubles": health.parts_record(result.troubles),
    }
    parts = wording.part_troubles(result.troubles), wording.warnings(result.warnings)
    words = [text.format(n=n, kept=len(kept)), *filter(None, parts)]
    session.output.emit(record, "\t".join(words))
    for each in (kept or found)[:_SHOWN]:
        session.output.emit(_would_be(each), _would_be_line(each))
    return 0


def _would_be(prepared: Prepared) -> dict[str, object]:
    item, score = prepared.item, prepared.score
    return {
        "external_id": item.external_id,
        "url": item.url,
        "author_name": item.author_name,
        "created_at": iso(item.created_at),
        "title": item.title,
        "text": item.text,
        "language": prepared.language,
        "tone": score.tone.value if score.tone else None,
        "matches": bool(prepared.topic_ids),
    }


def _would_be_line(prepared: Prepared) -> str:
    item = prepared.item
    when = iso(item.created_at) or "-"
    return "\t".join((when, wording.tone(prepared.score.tone), " ".join(item.body.split())[:120]))


def remove(session: Session) -> int:
    """Remove a source and forget its keys; its mentions stay."""
    from desktop.store import sources
    from desktop.store.database import writing

    with session.database() as db:
        stored = named_source(db, session.options.name)
        with writing(db):
            sources.remove(db, stored.id)
    info = session.services.info(stored.kind)
    for field in info.secrets if info else ():
        session.services.keys.delete(stored.name, field)
    session.output.emit(
        {"removed": stored.name}, tr("Source “{name}” removed").format(name=stored.name)
    )
    return 0


ACTIONS: Mapping[str, Callable[[Session], int]] = {
    "kinds": kinds,
    "list": listing,
    "add": add,
    "test": test,
    "history": history,
    "remove": remove,
}
