"""First pages, later pages, counts and charts of the large store, as the window asks for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import islice

from desktop.core.filters import MentionFilter, Order
from desktop.core.models import Mention, Status
from desktop.core.query import parse_search
from desktop.core.words import WordForms
from desktop.store import counts, pages, volume
from desktop.store.database import Connection
from tests.benchmarks.corpus import END
from tests.benchmarks.report import Row, percentile

_ROUNDS = 5
_LIMIT_MS = 50.0
_SEARCHES = (
    *("доставка", "доставкой ", "delivery", "deliveries ", "ромашка", "ромаш", "хлеб", "хле"),
    *("торт крем", "bread butter", '"хлебный двор"', "торт -крем", "эклер отравились", "a", "я"),
    *("нетакогослова", "вежливо грубо спасибо", "кислый творог качество", "romashka pie"),
)


def _filters() -> Iterator[tuple[str, MentionFilter]]:
    yield "everything", MentionFilter()
    yield "unfolded", MentionFilter(folds=False)
    for tone in ("negative", "neutral", "positive", "unknown"):
        yield f"tone {tone}", MentionFilter(tones=(tone,))
    for status in Status:
        yield f"status {status.value}", MentionFilter(statuses=(status,))
    for topic in (1, 2, 3, 4):
        yield f"topic {topic}", MentionFilter(topic_ids=(topic,))
    for source in (1, 4, 8):
        yield f"source {source}", MentionFilter(source_ids=(source,))
    for order in Order:
        yield f"order {order.value}", MentionFilter(order=order)
        yield f"negative by {order.value}", MentionFilter(tones=("negative",), order=order)
    for hours in (24, 168, 720):
        yield f"last {hours} h", MentionFilter(since=END - timedelta(hours=hours))
    yield (
        "topic, source, tone, month",
        MentionFilter(
            topic_ids=(1,),
            source_ids=(2,),
            tones=("negative",),
            since=END - timedelta(days=400),
            until=END - timedelta(days=370),
        ),
    )
    yield "author", MentionFilter(author="author17")
    yield "rare pair", MentionFilter(statuses=(Status.NOT_US,), tones=("negative",))
    for text in _SEARCHES:
        yield f"search {text}", MentionFilter(search=text)
    for text in ("доставка", "bread", "ромашка торт"):
        yield f"search {text}, negative", MentionFilter(search=text, tones=("negative",))
        yield f"search {text}, topic", MentionFilter(search=text, topic_ids=(4,))
        yield f"search {text}, worst", MentionFilter(search=text, order=Order.MOST_NEGATIVE)


def questions(db: Connection, word_forms: WordForms) -> list[tuple[str, Callable[[], object]]]:
    """Everything the window may ask while a person waits, by name."""
    found: list[tuple[str, Callable[[], object]]] = []
    for name, chosen in _filters():
        search = parse_search(chosen.search) if chosen.search else None

        def first(chosen: MentionFilter = chosen, search: object = search) -> object:
            return pages.page(db, chosen, search, word_forms)  # type: ignore[arg-type]

        found.append((name, first))
    for name, chosen in (("deep", MentionFilter()), ("deep negative", _NEGATIVE)):
        after = _deep(db, chosen)
        found.append((name, partial(pages.page, db, chosen, after=after)))
    found.append(("rail", lambda: counts.rail(db)))
    return found


_NEGATIVE = MentionFilter(tones=("negative",))


def _deep(db: Connection, chosen: MentionFilter, depth: int = 20_000) -> Mention | None:
    return next(islice(pages.each(db, chosen), depth - 1, None), None)


def measure(db: Connection, word_forms: WordForms) -> list[Row]:
    """Percentiles over all questions, the worst ones named, against a plain page of the table."""
    plain = _plain_ms(db)
    times: list[float] = []
    worst: list[tuple[float, str]] = []
    asked = questions(db, word_forms)
    for name, ask in asked:
        ask()  # the first call compiles statements and warms the cache, as a first look does
        mine = [_ms(ask) for _ in range(_ROUNDS)]
        times += mine
        worst.append((max(mine), name))
    p95 = percentile(times, 95)
    shown = ", ".join(f"{name} {ms:.0f}" for ms, name in sorted(worst, reverse=True)[:5])
    print(f"  {len(asked)} questions; slowest in ms: {shown}")
    base = f"{plain:.2f} ms plain page"
    chart = _ms(lambda: _chart(db))
    return [
        Row(
            "page, median",
            f"{percentile(times, 50):.1f} ms",
            base,
            percentile(times, 50) / plain,
            "",
        ),
        Row("page, 95 %", f"{p95:.1f} ms", base, p95 / plain, "<= 50 ms", p95 <= _LIMIT_MS),
        Row("page, slowest", f"{max(times):.1f} ms", base, max(times) / plain, ""),
        Row("chart of 30 days", f"{chart:.1f} ms", base, chart / plain, ""),
    ]


def _chart(db: Connection) -> object:
    return volume.volume(db, MentionFilter(), None, None, END - timedelta(days=30), END, 3600 * 6)


def _plain_ms(db: Connection) -> float:
    sql = "SELECT * FROM mention m JOIN body b ON b.id = m.id ORDER BY m.id DESC LIMIT 100"
    return percentile([_ms(lambda: db.execute(sql).fetchall()) for _ in range(50)], 50)


def _ms(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return (time.perf_counter() - started) * 1000
