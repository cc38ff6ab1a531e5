"""A Telegram bot: what was not stored is not confirmed, and lost days are said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from desktop.core.models import Item, MentionKind
from desktop.core.sources import AuthNeeded, RateLimited, Reason, SourceError, SourceSetup
from desktop.sources.http import Http
from desktop.sources.json_answer import records_of
from desktop.sources.telegram_bot import PAGE, TelegramBotSource
from desktop.sources.telegram_messages import message_item, reactions_in, written_in
from tests.conftest import NOW, FixedClock
from tests.sources.contract_case import DATA
from tests.sources.mangling import mangled
from tests.sources.sites.telegram_bot import ANNA, BOT, SHOP, TOKEN, YARD, BotSite, answer, failure

PLACE = f"/bot{TOKEN}/getUpdates"


@pytest.fixture
def bot(clock: FixedClock) -> Iterator[BotSite]:
    with BotSite(clock) as site:
        yield site


def source(site: BotSite, http: Http, token: str = TOKEN) -> TelegramBotSource:
    return TelegramBotSource(SourceSetup({"endpoint": site.url()}, {"token": token}), http)


def everything(asked: TelegramBotSource, cursor: str | None) -> tuple[list[Item], str | None]:
    items: list[Item] = []
    for _ in range(20):
        result = asked.fetch(cursor)
        items += result.items
        cursor = result.cursor
        if not result.more:
            return items, cursor
    raise AssertionError("it never ends")


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE])
def test_everything_that_waits_comes_once(bot: BotSite, http: Http, count: int) -> None:
    words = [bot.write(f"message {number}")["text"] for number in range(count)]
    items, cursor = everything(source(bot, http), None)
    assert sorted(each.text for each in items) == sorted(words)
    assert everything(source(bot, http), cursor)[0] == []
    assert bot.waiting == 0


def test_nothing_is_confirmed_before_it_was_stored(bot: BotSite, http: Http) -> None:
    bot.write("one")
    asked = source(bot, http)
    first = asked.fetch(None)
    assert bot.waiting == 1
    again = asked.fetch(None)  # the first answer was not stored: its cursor is not known
    assert [each.text for each in again.items] == [each.text for each in first.items] == ["one"]
    asked.fetch(again.cursor)
    assert bot.waiting == 0


def test_updates_are_asked_for_by_name_and_without_waiting(bot: BotSite, http: Http) -> None:
    source(bot, http).fetch(None)
    assert bot.requests[0].json == {
        "limit": 100,
        "timeout": 0,
        "allowed_updates": [
            "message",
            "edited_message",
            "channel_post",
            "edited_channel_post",
            "message_reaction_count",
        ],
    }


def test_numbers_that_begin_anew_hide_nothing(bot: BotSite, http: Http, clock: FixedClock) -> None:
    bot.write("before the silence")
    asked = source(bot, http)
    cursor = asked.fetch(None).cursor
    cursor = asked.fetch(cursor).cursor
    bot.next_update = 12
    clock.now = NOW + timedelta(days=8)
    bot.write("after the silence")
    assert [each.text for each in asked.fetch(cursor).items] == ["after the silence"]


def test_an_unconfirmed_number_is_forgotten_after_a_day(
    bot: BotSite, http: Http, clock: FixedClock
) -> None:
    bot.write("before the silence")
    cursor = source(bot, http).fetch(None).cursor
    bot.next_update = 12
    clock.now = NOW + timedelta(days=8)
    bot.write("after the silence")
    assert [each.text for each in source(bot, http).fetch(cursor).items] == ["after the silence"]


@pytest.mark.parametrize(("hours", "warnings"), [(24, {}), (25, {"lost_messages": 1})])
def test_a_day_without_a_look_is_said_once(
    bot: BotSite, http: Http, clock: FixedClock, hours: int, warnings: dict[str, int]
) -> None:
    asked = source(bot, http)
    first = asked.fetch(None)
    assert first.warnings == {}
    clock.now = NOW + timedelta(hours=hours)
    late = asked.fetch(first.cursor)
    assert late.warnings == warnings
    assert asked.fetch(late.cursor).warnings == {}


def test_edits_change_the_same_message(bot: BotSite, http: Http, clock: FixedClock) -> None:
    message = bot.write("cold soup")
    asked = source(bot, http)
    first = asked.fetch(None)
    clock.now = NOW + timedelta(minutes=5)
    edited = {**message, "text": "warm soup", "edit_date": int(clock.now.timestamp())}
    bot.update(edited_message=edited)
    (item,) = asked.fetch(first.cursor).items
    assert (item.external_id, item.text) == (first.items[0].external_id, "warm soup")
    assert item.edited_at == clock.now


def test_what_nobody_wrote_here_is_no_mention(bot: BotSite, http: Http) -> None:
    bot.write("", new_chat_members=[ANNA])
    bot.write("a copy of a post", is_automatic_forward=True)
    bot.write("the bot itself", **{"from": {"id": BOT, "is_bot": True, "first_name": "Bot"}})
    bot.update(poll_answer={"poll_id": "1"})
    bot.update(message=None)
    result = source(bot, http).fetch(None)
    assert (result.items, result.more) == ((), False)


def test_a_group_that_got_another_number_goes_on(bot: BotSite, http: Http) -> None:
    old = {"id": -4001, "type": "group", "title": "Yard"}
    bot.write("in the group", chat=old)
    bot.write("", chat=old, migrate_to_chat_id=YARD["id"])
    bot.write("", migrate_from_chat_id=old["id"])
    bot.write("in the supergroup")
    items = source(bot, http).fetch(None).items
    found = [(each.external_id, each.url) for each in reversed(items)]
    assert found == [("-4001:1", None), ("-1001234567890:4", "https://t.me/yardchat/4")]


def test_reactions_become_likes_of_a_channels_post(
    bot: BotSite, http: Http, clock: FixedClock
) -> None:
    post = {"message_id": 9, "chat": SHOP, "sender_chat": SHOP, "text": "Новый хлеб"}
    post["date"] = int(NOW.timestamp())
    bot.update(channel_post=post)
    asked = source(bot, http)
    first = asked.fetch(None)
    assert first.items[0].likes is None
    counts = [{"type": {"type": "emoji", "emoji": "🔥"}, "total_count": n} for n in (3, 4)]
    bot.update(message_reaction_count={"chat": SHOP, "message_id": 9, "reactions": counts})
    bot.update(message_reaction_count={"chat": SHOP, "message_id": 1, "reactions": counts})
    second = asked.fetch(first.cursor)
    (item,) = second.items
    assert item == Item(**{**_values(first.items[0]), "likes": 7})
    bot.update(edited_channel_post={**post, "text": "Новый хлеб, вечером"})
    (edited,) = asked.fetch(second.cursor).items
    assert (edited.text, edited.likes) == ("Новый хлеб, вечером", 7)


def _values(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in Item.__dataclass_fields__}


def test_only_the_latest_posts_are_remembered(bot: BotSite, http: Http) -> None:
    for number in range(80):
        bot.write(f"post {number}", chat=SHOP)
    cursor = json.loads(source(bot, http).fetch(None).cursor or "")
    assert [*cursor["marks"]["updates"]["posts"]] == [f"{SHOP['id']}:{n}" for n in range(51, 81)]


@pytest.mark.parametrize(
    ("chat", "url"),
    [
        ({"id": 5_000_000_123, "type": "private", "username": "anna_k"}, None),
        ({"id": -4001, "type": "group"}, None),
        ({"id": -1009876543210, "type": "supergroup"}, "https://t.me/c/9876543210/7"),
        ({"id": -1009876543210, "type": "channel", "username": "r"}, "https://t.me/r/7"),
    ],
)
def test_links_lead_where_others_can_follow(chat: dict[str, Any], url: str | None) -> None:
    message = {"message_id": 7, "chat": chat, "from": ANNA, "date": 1, "text": "hello"}
    item = message_item(message, str(BOT), NOW)
    assert item is not None
    assert (item.url, item.created_at) == (url, None)


def test_polls_and_captions_are_words_too() -> None:
    poll = {"question": "Где хлеб?", "options": [{"text": "Ромашка"}, {"text": "Василёк"}]}
    message: dict[str, Any] = {"message_id": 7, "chat": YARD, "from": ANNA, "poll": poll}
    item = message_item(message, "", NOW)
    assert item is not None
    assert (item.text, item.kind) == ("Где хлеб?\nРомашка\nВасилёк", MentionKind.MESSAGE)


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (401, "Unauthorized", Reason.KEY_REFUSED),
        (404, "Not Found", Reason.KEY_REFUSED),
        (403, "Forbidden: bot was kicked", Reason.FORBIDDEN),
        (409, "Conflict: terminated by other getUpdates request", Reason.IN_USE),
        (409, "Conflict: can't use getUpdates method while webhook is active", Reason.IN_USE),
    ],
)
@pytest.mark.parametrize("is_hidden", [False, True])
def test_refusals_have_their_meaning(
    bot: BotSite, http: Http, code: int, words: str, reason: Reason, is_hidden: bool
) -> None:
    refused = failure(code, words)
    bot.route(PLACE, answer(json.loads(refused.body)) if is_hidden else refused)
    with pytest.raises(AuthNeeded) as caught:
        source(bot, http).fetch(None)
    assert caught.value.reason is reason


@pytest.mark.parametrize(("asked", "kept"), [(5, 5), (3600, 3600), (10**18, 3600)])
def test_a_pause_is_read_from_the_body(bot: BotSite, http: Http, asked: int, kept: int) -> None:
    bot.route(PLACE, failure(429, "Too Many Requests", retry_after=asked))
    with pytest.raises(RateLimited) as caught:
        source(bot, http).fetch(None)
    assert caught.value.retry_at == NOW + timedelta(seconds=kept)


@pytest.mark.parametrize("token", [TOKEN, "12 3:ключ/../x"])
def test_the_token_is_never_shown(bot: BotSite, http: Http, token: str) -> None:
    asked = source(bot, http, token)
    (place,) = {asked._place}
    for path in (PLACE, place):
        bot.route(path, failure(400, f"bad path {place} {token}"))
    with pytest.raises(SourceError) as caught:
        asked.fetch(None)
    shown = f"{caught.value!r} {caught.value.detail}"
    assert all(part not in shown for part in (token, place, "AA-token", "%D0%BA"))


def test_without_a_token_nothing_is_asked(bot: BotSite, http: Http) -> None:
    with pytest.raises(AuthNeeded) as caught:
        source(bot, http, "").fetch(None)
    assert (caught.value.reason, bot.requests) == (Reason.KEY_MISSING, [])


@settings(max_examples=80)
@given(mangled(DATA / "telegram-bot" / "normal.json"))
def test_mangled_updates_give_items_or_nothing(body: bytes) -> None:
    value = json.loads(body)
    for update in records_of(value.get("result") if isinstance(value, dict) else None):
        for message in written_in(update):
            item = message_item(message, str(BOT), NOW)
            assert item is None or (item.external_id and item.text)
        counted = reactions_in(update)
        assert counted is None or counted[1] >= 0
