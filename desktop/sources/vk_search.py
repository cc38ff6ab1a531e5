"""Search of VK's public posts for one word or phrase, forwards and back into the past.

Answers come newest first. Only the first thousand of a query can be reached, so what lies behind
them is asked for as another stretch of time, which ends at the oldest date seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from desktop.sources.json_answer import count_of, text_of
from desktop.sources.paging import phrase
from desktop.sources.round import mark_number
from desktop.sources.vk_api import PEOPLE, Look, Page, date_of
from desktop.sources.vk_items import deleted_posts, post_items

METHOD = "newsfeed.search"
PAGE = 200
_REACHED = 1_000
_OVERLAP_S = 3600
_LATE_S = 6 * 3600
"""VK finds a post minutes to hours after it was published: as far as one query goes, it looks
back so much further than the overlap."""
_FIRST_LOOK = timedelta(days=7)
_FIRST_PAGES = 2

Ask = Callable[[tuple[tuple[str, object], ...]], Page]


def search(look: Look, term: str) -> bool:
    """Read what is new since the last fetch; whether nothing of it is left unread.

    A stretch that is too long for one fetch is remembered by its end: links to further pages
    grow old, times do not.
    """

    def ask(values: tuple[tuple[str, object], ...]) -> Page:
        page = look.page(METHOD, *values)
        look.round.take(post_items(page, look.vk.now()))
        look.round.lost(deleted_posts(page))
        return page

    mark = look.round.mark(term)
    seen = mark_number(mark, "newest")
    start = seen - _LATE_S if seen else int((look.vk.now() - _FIRST_LOOK).timestamp())
    most = _REACHED // PAGE if seen else _FIRST_PAGES
    while look.round.may_ask():
        newest, rest = read_stretch(term, start, mark_number(mark, "rest"), ask, most)
        mark["top"] = max(mark_number(mark, "top"), newest)
        mark["rest"] = rest
        if rest <= seen - _OVERLAP_S or not seen:
            # A post from the future must not hide what comes before it.
            mark["newest"] = min(max(seen, mark.pop("top")), int(look.vk.now().timestamp()))
            del mark["rest"]
            return True
    return False


def read_stretch(term: str, start: int, end: int, ask: Ask, pages: int) -> tuple[int, int]:
    """Read a stretch of time (epoch seconds; end 0: now) from its end, at most some pages of it.

    Returns the newest date seen, and the end of what is left of the stretch, 0 when nothing is.
    """
    dates: list[int] = []
    link, is_whole = "", False
    for number in range(1, min(pages, _REACHED // PAGE) + 1):
        page = ask(_query(term, start, end, link))
        dates += [date for each in page.records if (date := date_of(each))]
        following = text_of(page.whole, "next_from")
        if not following or following == link:
            is_whole = not page.records or _found(page) <= min(number * PAGE, _REACHED)
            break
        link = following
    if is_whole or not dates:
        return max(dates, default=0), 0
    oldest = min(dates)
    # A full query within one second cannot be parted any more.
    rest = oldest if not end or oldest < end else end - 1
    return max(dates), rest if rest >= start else 0


def _found(page: Page) -> int:
    total = count_of(page.whole, "total_count")
    return total if total is not None else page.count or 0


def _query(term: str, start: int, end: int, link: str) -> tuple[tuple[str, object], ...]:
    values: list[tuple[str, object]] = [
        ("q", phrase(term)),
        ("count", PAGE),
        ("start_time", start),
        ("fields", PEOPLE),
    ]
    values += [("end_time", end)] if end else []
    values += [("start_from", link)] if link else []
    return tuple(values)
