"""The walls of the communities somebody named: what VK calls them, and their posts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from desktop.core.sources import BadData, Reason
from desktop.sources.json_answer import count_of, record_of, text_of
from desktop.sources.round import mark_number
from desktop.sources.vk_api import PEOPLE, Look, Page, Vk, date_of, number_of
from desktop.sources.vk_items import deleted_posts, is_deleted, post_items

PAGE = 100
SHIFT = 10
"""Posts deleted between two pages move the later ones up; so many are read again."""

_SITE = re.compile(r"^(?:https?://)?(?:www\.|m\.)?vk\.(?:com|ru)/", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<kind>club|public|event|board|id|-)?(?P<number>\d{1,15})$")
_ON_WALL = re.compile(r"(?:wall|topic)(?P<owner>-?\d{1,15})_\d+")
_SCREEN_NAME = re.compile(r"^[A-Za-z0-9_.]{2,64}$")
_COMMUNITIES = ("group", "page", "event")
_FRESH = timedelta(days=30)
_FRESH_MOST = 15


def owner_in(entry: str) -> int:
    """The number of a wall in what was typed, below zero for a community; 0 for a mere name."""
    if found := _ON_WALL.search(entry):
        return int(found["owner"])
    if found := _NUMBERED.match(_name(entry)):
        return int(found["number"]) * (1 if found["kind"] == "id" else -1)
    return 0


def resolved(vk: Vk, entry: str) -> int:
    """The number of the wall that was named; asks VK for short names. Raises only `SourceError`."""
    if owner := owner_in(entry):
        return owner
    name = _name(entry)
    if not _SCREEN_NAME.match(name):
        raise BadData(Reason.BAD_SETTING, "no name of a community")
    found = vk.ask("utils.resolveScreenName", ("screen_name", name))
    owner = number_of(found, "object_id") if isinstance(found, Mapping) else 0
    kind = text_of(found, "type") if isinstance(found, Mapping) else ""
    if owner and kind in _COMMUNITIES:
        return -owner
    if owner and kind == "user":
        return owner
    raise BadData(Reason.NOT_FOUND, "no community of this name")


def wall(look: Look, mark: dict[str, Any], owner: int) -> bool:
    """Read what is new on a wall; whether nothing of it is left unread.

    The newest page is read each time, for edits and counters; `mark["posts"]` then holds how
    many comments each of its posts has, and how many were read.
    """
    seen = mark_number(mark, "newest")
    offset = mark_number(mark, "offset")
    if not offset:
        page = _wall_page(look, owner, 0)
        _note_counts(mark, page, look)
        newest = max(seen, *dates_below_pinned(page.records), 0)
        # A post from the future must not hide what comes before it.
        mark["top"] = min(newest, int(look.vk.now().timestamp()))
        offset = next_offset(page, 0, seen)
    while seen and offset:
        if not look.round.may_ask():
            mark["offset"] = offset
            return False
        offset = next_offset(_wall_page(look, owner, offset), offset, seen)
    mark["newest"] = mark.pop("top", seen)
    mark.pop("offset", None)
    return True


def wall_query(owner: int, offset: int) -> tuple[tuple[str, object], ...]:
    """The parameters of `wall.get` for a page."""
    place = (("owner_id", owner), ("offset", offset), ("count", PAGE), ("filter", "all"))
    return (*place, ("fields", PEOPLE))


def dates_below_pinned(posts: Iterable[Mapping[str, Any]]) -> list[int]:
    """Dates of posts; a pinned one stands on top whatever its age and says nothing."""
    return [date for each in posts if not each.get("is_pinned") and (date := date_of(each))]


def next_offset(page: Page, offset: int, seen: int) -> int:
    """Where the next page begins; 0 when this one reaches back to what was seen, or is the last."""
    dates = dates_below_pinned(page.records)
    is_last = offset + PAGE >= (page.count or 0) or not dates
    return 0 if is_last or min(dates) <= seen else offset + PAGE - SHIFT


def _wall_page(look: Look, owner: int, offset: int) -> Page:
    page = look.page("wall.get", *wall_query(owner, offset))
    look.round.take(post_items(page, look.vk.now()))
    look.round.lost(deleted_posts(page))
    return page


def _note_counts(mark: dict[str, Any], page: Page, look: Look) -> None:
    """Keep how many comments the newest posts have: `{id: [now, read]}`.

    At the first look only fresh posts have unread comments, later every new post has.
    """
    known = mark.get("posts")
    oldest = int((look.vk.now() - _FRESH).timestamp())
    fresh, counts = 0, {}
    for post in page.records:
        number, n = number_of(post, "id"), count_of(record_of(post, "comments"), "count")
        if not number or n is None or is_deleted(post):
            continue
        before = known.get(str(number)) if isinstance(known, dict) else None
        is_fresh = date_of(post) >= oldest and fresh < _FRESH_MOST
        fresh += is_fresh and n > 0
        is_unread = is_fresh or isinstance(known, dict)
        counts[str(number)] = [n, before[1] if before else 0 if is_unread else n]
    mark["posts"] = counts


def _name(entry: str) -> str:
    """The last part of an address, or a name as it was typed."""
    place = _SITE.sub("", entry.strip()).lstrip("@/")
    return re.split(r"[/?#]", place, maxsplit=1)[0].strip()
