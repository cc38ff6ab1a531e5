"""Pages of the public channel preview, taken apart (structure: the Telegram preview description).

The structure is not documented anywhere and may change without notice: whatever is not understood
is said and never taken for an empty channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop.core.addresses import is_web_address
from desktop.core.models import Item
from desktop.core.sources import AuthNeeded, BadData, Reason
from desktop.sources.answers import Answer
from desktop.sources.dates import parsed_date
from desktop.sources.html_text import is_too_deep, plain

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

HOME = "https://t.me"
_POST = re.compile(r"(?P<channel>[A-Za-z0-9_]+)/(?P<number>[0-9]{1,18})$")
_COUNT = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[KMB]?)$", re.IGNORECASE)
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_GROUPING = re.compile(r"[\s,]")
_NOTHING = ".tme_no_messages_found, .tgme_no_messages_found"
"""The first is what pages show, the second what the description says."""
_NOTICE = ".tgme_widget_message_centered, " + _NOTHING
_MOST_POSTS = 200
_TEXT = ".js-message_text, .tgme_widget_message_text:not(.js-message_reply_text)"
_INNER = ("tgme_widget_message", "tgme_widget_message_reply", "tgme_widget_message_link_preview")
"""Boxes of other people's words inside of a post."""
_WORDLESS = (
    ", ".join(
        f".tgme_widget_message_{each}"
        for each in (
            *("photo_wrap", "video_player", "roundvideo_player", "voice_player", "document_wrap"),
            *("sticker_wrap", "location_wrap", "grouped_wrap", "contact_wrap", "game"),
        )
    )
    + ", .tgme_widget_message_bubble > .message_media_not_supported_wrap"
)
_ABOUT_CHANNEL = re.compile(r"\b(channel|group|display|device|country|copyright)", re.IGNORECASE)
"""Errors in place of a post that do not say that the post was deleted."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the head of a page says of its channel; `subscribers` are rounded."""

    title: str = ""
    subscribers: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A page of posts. `before` is the number the next older page ends before, "" at the end.

    `oldest` is the time of the oldest publication, service messages and pictures included,
    `None` where the page says that there is nothing; `unread` counts what was not understood.
    """

    channel: Channel
    items: tuple[Item, ...] = ()
    before: str = ""
    oldest: datetime | None = None
    unread: int = 0


def read_preview(answer: Answer, now: datetime) -> Preview:
    """A page of a channel. Raises `AuthNeeded` for a place without preview, otherwise `BadData`."""
    page = _parsed(answer)
    wraps = [each for each in page.css(".tgme_widget_message_wrap") if not _is_notice(each)]
    if "/s/" not in urlsplit(answer.url).path:
        raise _no_preview(page)
    posts = [each for each in map(_post, wraps[:_MOST_POSTS]) if each is not None]
    times = [when for post in posts if (when := _date(post, now)) is not None]
    channel = _channel(page)
    if not times and not wraps and page.css_first(_NOTHING) is not None:
        return Preview(channel)
    items, unread = [], len(wraps) - len(posts)
    for post in posts:
        item = _item(post, channel, now)
        if item.text and not _is_service(post):
            items.append(item)
        elif not _is_wordless(post):
            unread += 1
    if not times or unread == len(wraps):
        raise BadData(Reason.LAYOUT, f"{len(wraps)} posts, {unread} of them not understood")
    return Preview(channel, tuple(items), _before(page), min(times), unread)


def read_post(answer: Answer, external_id: str, now: datetime) -> Item | None:
    """The one post of its own page; `None` when it was deleted. Raises `BadData` otherwise."""
    page = _parsed(answer)
    for post in page.css(".tgme_widget_message[data-post]")[:_MOST_POSTS]:
        if (post.attributes.get("data-post") or "").lower() == external_id.lower():
            item = _item(post, Channel(), now)
            if item.text:
                return replace(item, external_id=external_id)
    error = page.css_first(".tgme_widget_message_error")
    if error is not None and not _ABOUT_CHANNEL.search(error.text()):
        return None
    raise BadData(Reason.LAYOUT, f"neither the post nor its absence: {answer.excerpt()}")


def count_shown(text: str) -> int | None:
    """A counter as pages show it, rounded (`1.2K`, `24 240`); `None` for anything else."""
    found = _COUNT.match(_GROUPING.sub("", text))
    return round(float(found["number"]) * _UNITS[found["unit"].upper()]) if found else None


def _parsed(answer: Answer) -> LexborHTMLParser:
    from selectolax.lexbor import LexborHTMLParser

    markup = answer.body.decode("utf-8", "replace")
    if is_too_deep(markup):
        raise BadData(Reason.LAYOUT, "tags nested too deep")
    return LexborHTMLParser(markup)


def _no_preview(page: LexborHTMLParser) -> AuthNeeded | BadData:
    """Why an address led to the card of its name; a card without a title names nobody."""
    title = page.css_first("title")
    is_nobody = title is not None and title.text().strip().startswith("Telegram: Contact")
    if is_nobody and page.css_first(".tgme_page_title") is None:
        return BadData(Reason.NOT_FOUND, "nobody has this name")
    return AuthNeeded(Reason.CLOSED, "there is no preview")


def _channel(page: LexborHTMLParser) -> Channel:
    title = page.css_first(".tgme_channel_info_header_title")
    for counter in page.css(".tgme_channel_info_counter"):
        kind, value = counter.css_first(".counter_type"), counter.css_first(".counter_value")
        if kind is not None and value is not None and "subscriber" in kind.text().lower():
            return Channel(_words(title), count_shown(value.text()))
    return Channel(_words(title))


def _before(page: LexborHTMLParser) -> str:
    more = page.css_first(".tme_messages_more[data-before], .tgme_messages_more[data-before]")
    number = more.attributes.get("data-before") if more is not None else None
    link = page.css_first('link[rel="prev"]')
    if not number and link is not None:
        number = (link.attributes.get("href") or "").partition("before=")[2].partition("&")[0]
    return number if number and number.isdecimal() else ""


def _is_notice(wrap: LexborNode) -> bool:
    """Whether a wrap holds no post but a link to older ones, or word that there is nothing."""
    return wrap.css_first("[data-post]") is None and wrap.css_first(_NOTICE) is not None


def _post(wrap: LexborNode) -> LexborNode | None:
    """The outermost post of a wrap; posts of others may be shown inside of it."""
    box = wrap.css_first(".tgme_widget_message[data-post]")
    is_post = box is not None and _POST.match(box.attributes.get("data-post") or "")
    return box if is_post else None


def _own(post: LexborNode, selector: str) -> Iterator[LexborNode]:
    """What belongs to the post itself and not to something it answers, shows or links to."""
    for node in post.css(selector):
        above = node.parent
        while above is not None and above.mem_id != post.mem_id:
            if not set(_classes(above)).isdisjoint(_INNER):
                break
            above = above.parent
        else:
            yield node


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _words(node: LexborNode | None) -> str:
    return " ".join(plain(node.html or "").split()) if node is not None else ""


def _is_service(post: LexborNode) -> bool:
    return "service_message" in _classes(post)


def _date(post: LexborNode, now: datetime) -> datetime | None:
    """The time in the link to the post; a video's length is written as a time, too."""
    times = _own(post, "a.tgme_widget_message_date time[datetime]")
    found = (parsed_date(each.attributes.get("datetime"), now) for each in times)
    return next((each for each in found if each is not None), None)


def _is_wordless(post: LexborNode) -> bool:
    """Whether nothing was written: a service message, a picture, something shown in the app."""
    return _is_service(post) or post.css_first(_WORDLESS) is not None


def _item(post: LexborNode, channel: Channel, now: datetime) -> Item:
    identity = post.attributes.get("data-post") or ""
    name = identity.partition("/")[0]
    title = channel.title or _first(post, ".tgme_widget_message_owner_name")
    views = next(_own(post, ".tgme_widget_message_views"), None)
    return Item(
        external_id=identity,
        text=_text(post),
        url=f"{HOME}/{identity}",
        author_name=_first(post, ".tgme_widget_message_from_author") or title or None,
        author_handle=f"@{name}",
        author_url=f"{HOME}/{name}",
        author_followers=channel.subscribers,
        created_at=_date(post, now),
        likes=_reactions(post),
        views=count_shown(views.text()) if views is not None else None,
        parent_url=_parent(post),
    )


def _first(post: LexborNode, selector: str) -> str:
    return _words(next(_own(post, selector), None))


def _text(post: LexborNode) -> str:
    """The post's words, with the question and the options of a poll below them."""
    pieces = [next(_own(post, _TEXT), None)]
    pieces += _own(post, ".tgme_widget_message_poll_question")
    pieces += _own(post, ".tgme_widget_message_poll_option_text")
    words = (plain(piece.html or "") for piece in pieces if piece is not None)
    return "\n".join(each for each in words if each)


def _reactions(post: LexborNode) -> int | None:
    """All reactions together, `None` where none are shown; the sign itself may be a digit."""
    box = next(_own(post, ".tgme_widget_message_reactions"), None)
    shown = [] if box is None else box.css(".tgme_reaction")
    counts = [count_shown(each.text(deep=False)) for each in shown]
    known = [each for each in counts if each is not None]
    return sum(known) if known else None


def _parent(post: LexborNode) -> str | None:
    """What the post answers, or the post it was forwarded from."""
    for name in ("reply", "forwarded_from_name"):
        link = next(_own(post, f"a.tgme_widget_message_{name}[href]"), None)
        href = (link.attributes.get("href") or "") if link is not None else ""
        if is_web_address(href):
            return href
    return None
