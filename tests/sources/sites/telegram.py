"""Telegram's public pages on the machine itself: previews, cards of names, single posts."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site, redirect

PAGE = 20


@dataclass
class Post:
    """A post; `is_service` is a message like "pinned a photo"."""

    number: int
    text: str
    at: datetime
    views: str = ""
    is_service: bool = False


class TelegramSite(Site):
    """Channels by name, 20 posts a page. A name without channel has a card, as groups have.

    `nobody` are names that nobody has. `is_weary` says that nothing was found, as the real one
    does when it is asked too often. `has_new_layout` shows the posts in boxes of another name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.channels: dict[str, list[Post]] = {}
        self.nobody: set[str] = set()
        self.is_weary = False
        self.has_new_layout = False

    def post(self, channel: str, text: str, **values: object) -> Post:
        """Publish, ten minutes after the one before; numbers have gaps, as albums leave them."""
        posts = self.channels.setdefault(channel, [])
        number = posts[-1].number + 3 if posts else 1
        at = posts[-1].at + timedelta(minutes=10) if posts else NOW - timedelta(days=30)
        made = Post(**{"number": number, "text": text, "at": at, **values})  # type: ignore[arg-type]
        posts.append(made)
        return made

    def missing(self, seen: Seen) -> Reply:
        """The pages."""
        place = seen.path.strip("/").split("/")
        if place[0] == "s" and len(place) == 2:
            return self._preview(place[1], seen)
        if len(place) == 2 and seen.asked("embed"):
            return self._single(*place)
        if len(place) == 1:
            return self._card(place[0])
        return super().missing(seen)

    def _preview(self, name: str, seen: Seen) -> Reply:
        found = next((each for each in self.channels if each.lower() == name.lower()), None)
        if found is None:
            return redirect(f"/{name}", 302)
        posts = self.channels[found]
        if before := seen.asked("before"):
            posts = [each for each in posts if each.number < int(before)]
        shown = posts[-PAGE:]
        if self.is_weary or not shown:
            notice = '<div class="tme_no_messages_found">No posts found</div>'
            return self._page(
                found, _wrap(f'<div class="tgme_widget_message_centered">{notice}</div>')
            )
        more = ""
        if len(posts) > PAGE:
            low = shown[0].number
            link = f'data-before="{low}" href="/s/{found}?before={low}"'
            more = _centered(f'<a class="tme_messages_more js-messages_more" {link}></a>')
        return self._page(found, more + "".join(_shown(found, each) for each in shown))

    def _page(self, name: str, history: str) -> Reply:
        if self.has_new_layout:
            history = history.replace("tgme_widget_", "tg_")
        return _html(
            f'<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">{name}!'
            '</div><div class="tgme_channel_info_counter"><span class="counter_value">1</span> '
            '<span class="counter_type">subscriber</span></div></div>'
            f'<section class="tgme_channel_history">{history}</section>'
        )

    def _single(self, name: str, number: str) -> Reply:
        for each in self.channels.get(name, ()):
            if str(each.number) == number:
                return _html(_box(name, each))
        words = "Post not found"
        if name not in self.channels:
            words = f"Channel with username <b>@{name}</b> not found"
        return _html(
            '<div class="tgme_widget_message err_message"><div class="tgme_widget_message_error">'
            f"{words}</div></div>"
        )

    def _card(self, name: str) -> Reply:
        if name in self.nobody:
            return _html('<div class="tgme_page"></div>', f"Telegram: Contact @{name}")
        card = '<div class="tgme_page"><div class="tgme_page_title">Yard chat</div></div>'
        return _html(card, f"Telegram: View @{name}")


def _shown(name: str, post: Post) -> str:
    box = _box(name, post)
    return _centered(box) if post.is_service else _wrap(box)


def _wrap(inner: str) -> str:
    return f'<div class="tgme_widget_message_wrap js-widget_message_wrap">{inner}</div>'


def _centered(inner: str) -> str:
    return _wrap(f'<div class="tgme_widget_message_centered">{inner}</div>')


def _box(name: str, post: Post) -> str:
    views = f'<span class="tgme_widget_message_views">{post.views}</span>' if post.views else ""
    kind = " service_message" if post.is_service else ""
    return (
        f'<div class="tgme_widget_message{kind}" data-post="{name}/{post.number}">'
        f'<a class="tgme_widget_message_owner_name" href="https://t.me/{name}">{name}!</a>'
        f'<div class="tgme_widget_message_text js-message_text">{html.escape(post.text)}</div>'
        f'{views}<span class="tgme_widget_message_meta"><a class="tgme_widget_message_date" '
        f'href="https://t.me/{name}/{post.number}"><time datetime="{post.at.isoformat()}">'
        "</time></a></span></div>"
    )


def _html(body: str, title: str = "Telegram") -> Reply:
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return Reply(body=page.encode(), content_type="text/html; charset=utf-8")
