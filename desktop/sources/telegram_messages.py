"""Messages as a Telegram bot receives them, as items (mapping: the Bot API description).

Chats and messages have numbers beyond 32 bits, chats of groups and channels negative ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from desktop.core.models import Item, MentionKind
from desktop.sources.dates import epoch_date
from desktop.sources.html_text import tidy
from desktop.sources.json_answer import count_of, record_of, records_of, text_of

HOME = "https://t.me"
_WRITTEN = ("message", "edited_message", "channel_post", "edited_channel_post")
_PRIVATE_PREFIX = "-100"
"""What stands before the number of a supergroup or channel that is linked by its number."""

UPDATES = (*_WRITTEN, "message_reaction_count")
"""What is asked for by name: reactions come only so."""


def written_in(update: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The message of an update, new or edited; nothing for other updates."""
    return (record_of(update, name) for name in _WRITTEN if record_of(update, name))


def identity_of(record: Mapping[str, Any]) -> str:
    """Chat and message of anything that refers to a message, "" where it names none."""
    chat, number = text_of(record_of(record, "chat"), "id"), text_of(record, "message_id")
    return f"{chat}:{number}" if chat and number else ""


def message_item(message: Mapping[str, Any], own_id: str, now: datetime) -> Item | None:
    """The item of a message; `None` for what nobody wrote or what came here another way, too.

    `own_id` is the number of the bot that listens.
    """
    text = _text(message)
    sender, chat = record_of(message, "from"), record_of(message, "sender_chat")
    is_own = text_of(sender, "id") == own_id and bool(own_id)
    identity = identity_of(message)
    if not text or not identity or is_own or message.get("is_automatic_forward") is True:
        return None
    handle = text_of(chat if chat else sender, "username")
    return Item(
        external_id=identity,
        text=text,
        kind=_kind(message),
        url=_address(message, message),
        author_name=(text_of(chat, "title") if chat else _person(sender)) or None,
        author_handle=f"@{handle}" if handle else None,
        author_url=f"{HOME}/{handle}" if handle else None,
        created_at=epoch_date(message.get("date"), now),
        edited_at=epoch_date(message.get("edit_date"), now),
        parent_url=_parent(message),
    )


def reactions_in(update: Mapping[str, Any]) -> tuple[str, int] | None:
    """The message an update counts the reactions of, and how many there are."""
    counted = record_of(update, "message_reaction_count")
    identity = identity_of(counted)
    if not identity or not isinstance(counted.get("reactions"), list):
        return None
    counts = (count_of(each, "total_count") for each in records_of(counted["reactions"]))
    return identity, sum(each for each in counts if each is not None)


def _text(message: Mapping[str, Any]) -> str:
    poll = record_of(message, "poll")
    options = (text_of(each, "text") for each in records_of(poll.get("options")))
    asked = "\n".join(each for each in (text_of(poll, "question"), *options) if each)
    return tidy(text_of(message, "text") or text_of(message, "caption") or asked)


def _kind(message: Mapping[str, Any]) -> MentionKind:
    """A reply to the copy of a channel's post in its discussion group is a comment on it."""
    if text_of(record_of(message, "chat"), "type") == "channel":
        return MentionKind.POST
    answered = record_of(message, "reply_to_message")
    is_comment = answered.get("is_automatic_forward") is True
    return MentionKind.COMMENT if is_comment else MentionKind.MESSAGE


def _person(sender: Mapping[str, Any]) -> str:
    names = (text_of(sender, "first_name").strip(), text_of(sender, "last_name").strip())
    return " ".join(each for each in names if each)


def _parent(message: Mapping[str, Any]) -> str | None:
    answered = record_of(message, "reply_to_message")
    if answered:
        return _address(message, answered)
    thread = text_of(message, "message_thread_id")
    return _address(message, {"message_id": thread}) if thread else None


def _address(message: Mapping[str, Any], meant: Mapping[str, Any]) -> str | None:
    """The link to a message of the chat; basic groups and private chats have none."""
    chat, number = record_of(message, "chat"), text_of(meant, "message_id")
    name, chat_id = text_of(chat, "username"), text_of(chat, "id")
    if not number or text_of(chat, "type") == "private":
        return None
    if name:
        return f"{HOME}/{name}/{number}"
    if chat_id.startswith(_PRIVATE_PREFIX):
        return f"{HOME}/c/{chat_id.removeprefix(_PRIVATE_PREFIX)}/{number}"
    return None
