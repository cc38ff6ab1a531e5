"""VK: search in public posts, walls of communities, comments under posts, discussions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from desktop.core.sources import (
    BadData,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    RateLimited,
    Reason,
    Recheck,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.round import Part, Round, listed, mark_number
from desktop.sources.vk_api import HOST, PEOPLE, Look, Vk, number_of
from desktop.sources.vk_history import Walk
from desktop.sources.vk_items import deleted_posts, post_items
from desktop.sources.vk_search import search
from desktop.sources.vk_talk import comments, discussions
from desktop.sources.vk_walls import owner_in, resolved, wall

_MOST_REQUESTS = 8
_SEARCHES_A_DAY = 900
"""VK counts calls of a method over a day and does not say how many it allows; a thousand searches
is what people met. Walls may be asked several times as often."""
_POST = re.compile(r"-?\d+_\d+")


class VkSource:
    """VK with the service key of the owner's application. Methods run in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="vk",
        title=N_("VK"),
        summary=N_("Posts in all of VK, and the walls, comments and discussions you name."),
        fields=(
            Field(
                "communities",
                N_("Communities"),
                N_("Names or addresses of communities to be read whole, beside the search."),
                FieldKind.LIST,
                example="vk.com/romashka_cafe, club123",
            ),
            Field(
                "key",
                N_("Service key"),
                N_("The service key of your own VK application, not a community's key."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint=HOST,
        places=("communities",),
        interval_min=15,
        floor_min=5,
        needs_key=True,
        help_url="https://dev.vk.com/ru/api/access-token/getting-started",
        key_url="https://dev.vk.com/",
        steps=(
            N_("Open dev.vk.com and sign in with your VK ID."),
            N_("Press “Create application”, choose the web platform and any name."),
            N_("Confirm by phone if VK asks for it."),
            N_("Open the application's settings and find the access keys."),
            N_("Copy the service key and paste it here."),
            N_("Name the communities of your town where people may write about you."),
            N_("For all comments in your own community add VK once more and keep everything."),
        ),
        advice={
            Reason.KEY_REFUSED: N_(
                "Copy the service key in the settings of your VK application again. "
                "A community's key does not work here."
            ),
            Reason.KEY_EXPIRED: N_("Copy the service key in the settings of your VK application."),
            Reason.CLOSED: N_(
                "VK lets nobody read it without joining. Remove it from the communities."
            ),
            Reason.QUOTA: N_("VK allows so many requests a day. It goes on by itself tomorrow."),
        },
        history_days=365,
        recheck_most=100,
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        self._vk = Vk(setup, http)
        self._places = listed(setup.fields.get("communities", ""))
        self._terms = setup.terms

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for what is new, a few requests' worth. Raises only `SourceError`."""
        self._check()
        round_ = Round(
            cursor,
            self._terms,
            most_requests=_MOST_REQUESTS,
            is_search=True,
            has_many_quotas=True,
        )
        look = Look(self._vk, round_)
        parts: list[Part] = [(each, partial(search, look, each)) for each in self._terms]
        parts += [(each, partial(_community, look, each)) for each in self._places]
        result = round_.visit(parts)
        pause = -(-len(self._terms) * 24 * 60 // _SEARCHES_A_DAY)
        return replace(result, poll_after_min=pause or None)

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go back by a few pages, in the part of which the least is known."""
        self._check()
        return Walk(self._vk, cursor, since, self._terms, self._places).page()

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up posts; comments cannot be looked up singly. Raises only `SourceError`."""
        posts = [each for each in external_ids if _POST.fullmatch(each)]
        posts = posts[: self.info.recheck_most]
        if not posts:
            return Recheck()
        self._vk.check()
        page = self._vk.page("wall.getById", ("posts", ",".join(posts)), ("fields", PEOPLE))
        now = self._vk.now()
        asked = set(posts)
        items = (each for each in post_items(page, now) if each.external_id in asked)
        gone = (each for each in deleted_posts(page) if each in asked)
        return Recheck(tuple(items), tuple(gone))

    def _check(self) -> None:
        self._vk.check()
        if not self._terms and not self._places:
            raise BadData(Reason.BAD_SETTING, "neither words nor communities")


def _community(look: Look, place: str) -> bool:
    """Read a community's wall, then what is said there; whether nothing is left unread.

    Each of the three has an allowance of its own: one that is used up holds up no other.
    """
    mark = look.round.mark(place).setdefault("wall", {})  # a word may have the same name
    owner = number_of(mark, "owner") or owner_in(place)
    if not owner:
        look.round.asked()
        owner = resolved(look.vk, place)
    mark["owner"] = owner
    steps = [wall, comments, *([discussions] if owner < 0 else [])]
    used_up: RateLimited | None = None
    for number, step in enumerate(steps):
        if number < mark_number(mark, "step"):
            continue
        mark["step"] = number
        try:
            if not step(look, mark, owner):
                return False
        except RateLimited as error:
            if error.reason is not Reason.QUOTA:
                raise
            used_up = used_up or error
    mark["step"] = 0
    if used_up is not None:
        raise used_up
    return True
