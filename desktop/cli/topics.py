"""`topic add`, `topic list`, `topic remove`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop import wording
from desktop.cli.session import Session, Trouble, WrongUsage
from desktop.core.models import Topic, TopicKind
from desktop.i18n import tr, trn

if TYPE_CHECKING:
    from argparse import Namespace

    from desktop.core.query import QueryError

_AROUND = 50


def add(session: Session) -> int:
    """Add a topic and match the stored mentions with it at once."""
    from desktop.monitor.rematch import rematch
    from desktop.store import topics
    from desktop.store.database import writing

    topic = _topic(session.options)
    with session.database() as db:
        try:
            with writing(db):
                topic = topics.add(db, topic)
        except topics.NameTaken as error:
            raise Trouble(
                tr("There is already a topic “{name}”").format(name=topic.name)
            ) from error
        n = rematch(db, topic, session.services.word_forms())
    matching = trn("{n} stored mention matches", "{n} stored mentions match", n).format(n=n)
    text = tr("Topic “{name}” added").format(name=topic.name)
    session.output.emit({**_record(topic), "matching": n}, f"{text}: {matching}")
    return 0


def listing(session: Session) -> int:
    """The topics, a line each."""
    from desktop.store import topics

    with session.database() as db:
        found = topics.all(db)
    for topic in found:
        words = (topic.name, wording.topic_kind(topic.kind), topic.query)
        session.output.emit(_record(topic), "\t".join(words))
    if not found:
        session.output.say(tr("There are no topics yet"))
    return 0


def remove(session: Session) -> int:
    """Remove a topic; mentions stay."""
    from desktop.store import topics
    from desktop.store.database import writing

    name = session.options.name
    with session.database() as db:
        found = topics.by_name(db, name)
        if found is None:
            raise Trouble(tr("There is no topic “{name}”").format(name=name))
        with writing(db):
            topics.remove(db, found.id)
    session.output.emit({"removed": name}, tr("Topic “{name}” removed").format(name=name))
    return 0


def _topic(options: Namespace) -> Topic:
    from desktop.core.query import QueryError, parse_query, simple_query
    from desktop.core.variants import suggest

    name = " ".join(options.name.split())
    if not name:
        raise WrongUsage(tr("The name is empty"))
    find, exclude = tuple(options.find), tuple(options.exclude)
    if (options.query is None) == (not find):
        raise WrongUsage(tr("Give either --query or --find"))
    if exclude and not find:
        raise WrongUsage(tr("--exclude belongs to --find; write NOT in the query instead"))
    kind = TopicKind(options.kind)
    try:
        if not find:
            parse_query(options.query)
            return Topic(0, name, kind, options.query)
        variants = tuple(dict.fromkeys(v.text for words in find for v in suggest(words)))
        query = simple_query(find, variants, exclude)
    except QueryError as error:
        raise _wrong_query(options.query or " ".join(find), error) from error
    return Topic(0, name, kind, query, False, find, variants, exclude)


def _wrong_query(query: str, error: QueryError) -> WrongUsage:
    text = tr("{problem} (character {place} of the query)")
    said = text.format(problem=wording.query_problem(error), place=error.position + 1)
    picture = marked(query, error.position, error.length) if query.strip() else ""
    return WrongUsage(said, picture)


def marked(query: str, position: int, length: int) -> str:
    """Two lines: the part of a query around a place, and carets under that place."""
    start = max(0, position - _AROUND)
    before, after = "…" * (start > 0), "…" * (position + _AROUND < len(query))
    shown = query[start : position + _AROUND]
    # A sign that moves the cursor would push the caret away from its place.
    shown = "".join(sign if sign.isprintable() else " " for sign in shown)
    carets = "^" * max(1, min(length, len(shown) - (position - start)))
    return f"{before}{shown}{after}\n{' ' * (len(before) + position - start)}{carets}"


def _record(topic: Topic) -> dict[str, object]:
    return {
        "name": topic.name,
        "kind": topic.kind.value,
        "query": topic.query,
        "find": list(topic.find),
        "variants": list(topic.variants),
        "exclude": list(topic.exclude),
    }


ACTIONS: Mapping[str, Callable[[Session], int]] = {
    "add": add,
    "list": listing,
    "remove": remove,
}
