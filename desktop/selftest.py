"""What an installed or frozen copy verifies about itself, without touching any data."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop import i18n
from desktop.core.filters import MentionFilter
from desktop.core.models import Item, Keep, Tone, Topic, TopicKind
from desktop.paths import resource, resources
from desktop.services import Services

log = logging.getLogger(__name__)

_NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
_FILTER = MentionFilter()
_FEED = (
    b'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Test</title>'
    b"<item><guid>1</guid><title>Test</title>"
    b"<description>&lt;p&gt;Fresh bread&lt;/p&gt;</description></item></channel></rss>"
)


def findings(services: Services) -> Iterator[tuple[str, str]]:
    """Name and trouble ("" when fine) of each thing verified, as it is verified."""
    for name, verify in _CHECKS:
        try:
            verify(services)
        except Exception as error:  # whatever is broken in a copy shows itself here
            log.exception("self-test: %s", name)
            yield name, f"{type(error).__name__}: {error}"
        else:
            yield name, ""


def _expect(is_so: bool, trouble: str) -> None:
    if not is_so:
        raise RuntimeError(trouble)


def _resources(_services: Services) -> None:
    _expect(resources().is_dir(), "no resources")
    _expect(any(resource("icons").glob("*.svg")), "no icons")


def _catalogues(_services: Services) -> None:
    paths = sorted(resource("i18n/ru").glob("*.po"))
    _expect(bool(paths), "no Russian catalogue")
    words: dict[str, tuple[str, ...]] = {}
    for path in paths:
        words.update(i18n.read_po(path.read_text(encoding="utf-8")))
    _expect(words.get("Negative") == ("Негатив",), "a known word is not translated")


def _tone(services: Services) -> None:
    score = services.tones().score("The bread was terrible and stale.", "en")
    _expect(score.tone is Tone.NEGATIVE and bool(score.deciding), "English tone is wrong")


def _word_forms(services: Services) -> None:
    forms = services.word_forms()
    for one, other in (("доставка", "доставкой"), ("delivery", "deliveries")):
        shared = set(forms.keys(one)) & set(forms.keys(other))
        _expect(bool(shared), f"{one} and {other} are not one word")


def _feed(_services: Services) -> None:
    from desktop.sources.answers import Answer
    from desktop.sources.feed_items import read_feed

    feed = read_feed(Answer(200, "https://shop.example/feed", {}, _FEED), _NOW)
    _expect(feed.items[0].text == "Fresh bread", "a feed is read wrongly")


def _store(services: Services) -> None:
    from desktop.core.query import parse_search
    from desktop.monitor.filing import IMPORT, file_items
    from desktop.monitor.intake import Intake
    from desktop.store import pages, topics
    from desktop.store.database import close_database, open_database, writing

    word_forms = services.word_forms()
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "self-test.db")
        try:
            with writing(db):
                topic = topics.add(db, Topic(0, "Test", TopicKind.BRAND, "пекарня"))
            intake = Intake((topic,), word_forms, services.tones())
            item = Item("1", "Заказали доставку в пекарне Ромашке")
            ready = intake.prepare([item], Keep.MATCHING, _NOW)
            _expect(len(ready) == 1, "a topic does not match")
            file_items(
                db,
                [item],
                kind=IMPORT,
                name="Test",
                intake=intake,
                word_forms=word_forms,
                now=_NOW,
            )
            found = pages.page(db, _FILTER, parse_search("доставкой "), word_forms)
            _expect(len(found) == 1, "the search does not find a word form")
        finally:
            close_database(db)


def _sources(services: Services) -> None:
    _expect(bool(services.source_kinds), "no kinds of sources")


_CHECKS: tuple[tuple[str, Callable[[Services], None]], ...] = (
    ("resources", _resources),
    ("catalogues", _catalogues),
    ("tone", _tone),
    ("word forms", _word_forms),
    ("store", _store),
    ("sources", _sources),
    ("feed", _feed),
)
