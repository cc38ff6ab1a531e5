"""Every filter, order and search gives what a plain scan gives, and newest first never sorts."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.core.filters import UNKNOWN_TONE, MentionFilter, Order
from desktop.core.models import Mention, Status, Tone
from desktop.core.query import parse_query, parse_search
from desktop.store import pages, people, triage, volume
from desktop.store import topics as topics_store
from desktop.store.codes import TONE_CODES
from desktop.store.database import Connection
from desktop.store.listing import Limits
from desktop.store.walks import Place, Walk
from tests.store.shop import START, WORD_FORMS, add_source, add_topic, prepared, save

WORDS = ["пекарня", "пекарне", "доставка", "доставкой", "вкусно", "плохо", "хлеб", "очередь"]


@pytest.fixture
def shop(db: Connection) -> Connection:
    chance = random.Random(5)
    one, other = add_source(db), add_source(db, "Другая")
    topics = [add_topic(db), add_topic(db, "Соперник")]
    for source in (one, other):
        items = [
            prepared(
                str(i),
                " ".join(chance.choices(WORDS, k=4)),
                tone=chance.choice([None, *Tone]),
                value=chance.choice([-1.0, -0.5, 0.0, 0.7]),
                topic_ids=chance.sample([each.id for each in topics], chance.randint(0, 2)),
                minutes=chance.randint(0, 5000),
                likes=chance.randint(0, 5),
                author_handle=chance.choice(["anna", "ivan", None]),
                fold_key=chance.randint(0, 60),
            )
            for i in range(150)
        ]
        save(db, source.id, *items)
    ids = [each.id for each in pages.each(db, MentionFilter(folds=False))]
    triage.set_status(db, ids[::3], Status.ANSWERED, START)
    triage.add_tag(db, ids[::7], "Важно", START)
    triage.assign(db, ids[::9], people.add(db, "Аня").id, START)
    # What was written beside the words at first no longer holds for these.
    triage.set_tone(db, ids[::11], Tone.NEGATIVE, START)
    triage.set_tone(db, ids[5:40:7], Tone.POSITIVE, START)
    triage.undo(db)
    matched = topics_store.set_matches(db, topics[0].id, {each: [(0, 1)] for each in ids[::13]})
    assert matched
    topics_store.clear_matches(db, topics[1].id, ids[::4])
    triage.delete(
        db, save(db, one.id, prepared("gone", "доставка вкусно плохо хлеб")).new_ids, START
    )
    return db


FILTERS = [
    MentionFilter(),
    MentionFilter(tones=("negative",)),
    MentionFilter(tones=(UNKNOWN_TONE, "positive"), statuses=(Status.NEW,)),
    MentionFilter(topic_ids=(1,)),
    MentionFilter(topic_ids=(1, 2), statuses=(Status.ANSWERED,)),
    MentionFilter(source_ids=(2,), tones=("neutral",)),
    MentionFilter(tags=("важно",)),
    MentionFilter(assignee="аня"),
    MentionFilter(author="@Anna"),
    MentionFilter(since=START + timedelta(days=1), until=START + timedelta(days=2)),
    MentionFilter(topic_ids=(2,), since=START + timedelta(days=1, seconds=1)),
    MentionFilter(author="nobody"),
    MentionFilter(topic_ids=(1,), source_ids=(1,), tones=("negative", UNKNOWN_TONE)),
]
SEARCHES = [
    *("", "доставку ", "пек", "вкусно плохо ", '"вкусно плохо" ', "-хлеб ", "доставка -хлеб "),
    *('"вкусно плохо хлеб" ', "пека", "нетакого "),
]


def fits(m: Mention, f: MentionFilter) -> bool:
    return (
        (not f.tones or (m.tone or UNKNOWN_TONE) in f.tones)
        and (not f.statuses or m.status in f.statuses)
        and (not f.topic_ids or bool({s for s in f.topic_ids} & topic_ids(m)))
        and (not f.source_ids or m.source_id in f.source_ids)
        and (not f.tags or "Важно" in m.tags)
        and (f.assignee is None or m.assignee == "Аня")
        and (f.author is None or m.author_handle == f.author.strip("@").lower())
        and (f.since is None or m.created_at >= f.since)
        and (f.until is None or m.created_at < f.until)
    )


def topic_ids(m: Mention) -> set[int]:
    return {{"Пекарня": 1, "Соперник": 2}[name] for name in m.topics}


def found_by(m: Mention, search: str) -> bool:
    words = [word[:5] for word in m.text.split()]
    phrase = search.startswith('"')
    terms = [(term[0] == "-", term.strip('-"')[:5]) for term in search.split()]
    if phrase:
        sought = [each for _, each in terms]
        return any(words[i : i + len(sought)] == sought for i in range(len(words)))
    if search and not search.endswith(" "):
        return any(word.startswith(search) for word in words)
    return all((word in words) != is_excluded for is_excluded, word in terms)


def rank(m: Mention, order: Order) -> tuple[float, int]:
    if order is Order.MOST_NEGATIVE:
        return (2.0 if m.score is None else m.score, -m.id)
    if order is Order.MOST_ENGAGED:
        return (-(m.likes or 0), -m.id)
    return (0, m.id if order is Order.OLDEST else -m.id)


WAYS = {
    "small": Limits(),
    "streamed": Limits(few=0),
    "given up": Limits(few=0, patience=5),
    "walked": Limits(few=0, sortable=3, small=0, memory=10_000),
    "walked and tested": Limits(few=0, sortable=3, small=0, memory=5),
    "sorted": Limits(few=0, sortable=3, memory=5),
}


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(("folds", "way"), [(False, "small"), *((True, each) for each in WAYS)])
def test_lists_equal_a_plain_scan(shop: Connection, order: Order, folds: bool, way: str) -> None:
    everything = list(pages.each(shop, MentionFilter(folds=False)))
    assert len(everything) == 300
    leads = dict(shop.execute("SELECT id, repeat_of FROM mention").fetchall())
    for base, search in itertools.product(FILTERS, SEARCHES):
        fitting = [m for m in everything if fits(m, base)]
        shown = {m.id for m in fitting}
        wanted = [m for m in fitting if not folds or leads[m.id] not in shown]
        wanted = [m for m in wanted if found_by(m, search)]
        wanted.sort(key=lambda m: rank(m, order))
        f = replace(base, order=order, folds=folds)
        node = parse_search(search)
        paged: list[Mention] = []
        while part := pages.page(
            shop,
            f,
            node,
            WORD_FORMS,
            after=paged[-1] if paged else None,
            limit=37,
            limits=WAYS[way],
        ):
            paged += part
        assert [m.id for m in paged] == [m.id for m in wanted], (base, search)
        assert pages.count(shop, f, node, WORD_FORMS) == len(wanted)


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_order_by_time_uses_an_index_and_never_sorts(shop: Connection, order: Order) -> None:
    for base in FILTERS:
        # Columns with several values are merged from several walks, each of which is in order.
        sql, values = Walk(shop, replace(base, order=order)).sql(Place(), 100)
        plan = [row[3] for row in shop.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [line for line in plan if "TEMP B-TREE" in line], (base, plan)
        scans = [line for line in plan if line.startswith("SCAN")]
        assert all(line == "SCAN m" for line in scans), (base, plan)


@pytest.mark.parametrize("order", [Order.MOST_NEGATIVE, Order.MOST_ENGAGED])
def test_ranked_orders_walk_their_index(shop: Connection, order: Order) -> None:
    sql, values = Walk(shop, MentionFilter(order=order)).sql(Place(below=(0.0, 1 << 60)), 0)
    plan = [row[3] for row in shop.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [line for line in plan if "TEMP B-TREE" in line], plan
    assert any("INDEX mention_" in line for line in plan), plan


@pytest.mark.parametrize("base", FILTERS)
@pytest.mark.parametrize("search", ["", "доставку ", "-хлеб "])
def test_volume_equals_a_plain_count(shop: Connection, base: MentionFilter, search: str) -> None:
    end = START + timedelta(days=4)
    node = parse_search(search)
    buckets = volume.volume(shop, base, node, WORD_FORMS, START, end, 6 * 3600)
    assert len(buckets) == 16
    for bucket in buckets:
        inside = [
            m
            for m in pages.each(shop, replace(base, folds=False))
            if bucket.start <= m.created_at < bucket.start + timedelta(hours=6)
            and found_by(m, search)
        ]
        tones = [TONE_CODES[m.tone or UNKNOWN_TONE] for m in inside]
        expected = tuple(tones.count(code) for code in (1, 2, 3, 0))
        assert (bucket.negative, bucket.neutral, bucket.positive, bucket.unknown) == expected


def test_volume_may_end_within_an_hour(shop: Connection) -> None:
    end = START + timedelta(days=2, minutes=20)
    buckets = volume.volume(shop, MentionFilter(), None, None, START, end, 6 * 3600)
    shown = pages.each(shop, MentionFilter(folds=False, until=end))
    counted = sum(b.negative + b.neutral + b.positive + b.unknown for b in buckets)
    assert counted == len(list(shown))
    assert len(buckets) == 9


@pytest.mark.parametrize("way", list(WAYS))
def test_nearness_is_looked_at_in_the_text(db: Connection, way: str) -> None:
    source = add_source(db)
    texts = ["хлеб и двор", "хлеб на старый двор", "двор хлеб", "хлеб один", "двор и и и и хлеб"]
    save(db, source.id, *[prepared(str(i), text, minutes=i) for i, text in enumerate(texts)])
    for query, wanted in (
        ("хлеб NEAR/2 двор", ["2", "1", "0"]),
        ("хлеб NEAR/0 двор", ["2"]),
        ("хлеб AND NOT (хлеб NEAR/1 двор)", ["4", "3", "1"]),
    ):
        node = parse_query(query)
        found = pages.page(db, MentionFilter(), node, WORD_FORMS, limits=WAYS[way])
        assert [m.external_id for m in found] == wanted, query
        assert pages.count(db, MentionFilter(), node, WORD_FORMS) == len(wanted)


def test_only_newer_ones(shop: Connection) -> None:
    everything = pages.page(shop, MentionFilter(), limit=10)
    newer = pages.newer(shop, MentionFilter(), None, None, everything[4].id)
    assert newer == everything[:4]
