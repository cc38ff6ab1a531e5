"""A Lemmy server of either version, as its page describes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers import Reply, Seen, Site

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LANGUAGES = [{"id": 0, "code": "und"}, {"id": 37, "code": "en"}, {"id": 143, "code": "ru"}]


class LemmySite(Site):
    """Posts and comments; `version` decides which interface works as it should."""

    def __init__(self) -> None:
        super().__init__()
        self.version = "0.19.5"
        self.has_old_interface = True
        self.views: list[dict[str, Any]] = []

    @property
    def is_new(self) -> bool:
        """Whether it is a server of 1.0."""
        return not self.version.startswith("0.")

    def write(self, text: str, sort: str = "comment", **values: Any) -> dict[str, Any]:
        """Publish something, a minute after the one before."""
        number = len(self.views) + 1
        at = (START + timedelta(minutes=number)).isoformat()
        post = {"id": 1, "name": "Coffee", "ap_id": self.url("/post/1")}
        made = {
            "id": number,
            "ap_id": self.url(f"/{sort}/{number}"),
            "published_at" if self.is_new else "published": at,
            "deleted": False,
            "removed": False,
            "language_id": 143,
            **({"content": text} if sort == "comment" else {"name": "A post", "body": text}),
            **({"score": 2} if self.is_new else {}),
            **values,
        }
        creator = {"name": "ann", "display_name": "Ann"}
        creator["ap_id" if self.is_new else "actor_id"] = self.url("/u/ann")
        view: dict[str, Any] = {"post": post, "creator": creator, sort: made}
        if not self.is_new:
            view["counts"] = {"score": 2}
        self.views.append(view)
        return made

    def missing(self, seen: Seen) -> Reply:
        """The interfaces."""
        newest = "v4" if self.is_new else "v3"
        site = {"version": self.version, "all_languages": LANGUAGES}
        old = seen.path.startswith("/api/v3/") and self.has_old_interface
        if not old and not seen.path.startswith(f"/api/{newest}/"):
            return Reply(404)
        method = seen.path.rpartition("/")[2]
        if method == "site":
            return answer(site)
        if method in ("post", "comment"):
            return self._one(method, seen.asked("id"))
        if method != "search":
            return answer({"error": "unknown"}, 404)
        return self._old(seen) if "/v3/" in seen.path else self._new(seen)

    def _one(self, sort: str, number: str) -> Reply:
        for view in self.views:
            if sort in view and str(view[sort]["id"]) == number:
                return answer({f"{sort}_view": view})
        return answer({"error": f"couldnt_find_{sort}"}, 400)

    def _old(self, seen: Seen) -> Reply:
        found = self._found(seen.asked("q"))
        if self.is_new:  # neither order nor pages any more
            found = found[-10:]
        else:
            assert (seen.asked("sort"), seen.asked("type_")) == ("New", "All")
        limit, page = int(seen.asked("limit")), int(seen.asked("page"))
        part = slice((page - 1) * limit, page * limit)
        comments = [view for view in found if "comment" in view][part]
        posts = [view for view in found if "comment" not in view][part]
        return answer({"type_": "All", "comments": comments, "posts": posts})

    def _new(self, seen: Seen) -> Reply:
        found = self._found(seen.asked("search_term"))
        if seconds := seen.asked("time_range_seconds"):
            after = datetime(2026, 3, 4, 12, 0, tzinfo=UTC) - timedelta(seconds=int(seconds))
            found = [view for view in found if _at(view) >= after]
        start, limit = int(seen.asked("page_cursor") or 0), int(seen.asked("limit"))
        views = [
            {"type_": "comment" if "comment" in view else "post", **view}
            for view in found[start : start + limit]
        ]
        further = str(start + limit) if start + limit < len(found) else None
        return answer({"resolve": None, "search": views, "next_page": further})

    def _found(self, word: str) -> list[dict[str, Any]]:
        named = [
            view
            for view in self.views
            if word in json.dumps(_body(view), ensure_ascii=False).lower()
        ]
        return sorted(named, key=_at, reverse=True)


def answer(value: object, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(status, json.dumps(value).encode(), "application/json")


def _body(view: dict[str, Any]) -> dict[str, Any]:
    found = view.get("comment") or view["post"]
    assert isinstance(found, dict)
    return found


def _at(view: dict[str, Any]) -> datetime:
    body = _body(view)
    return datetime.fromisoformat(str(body.get("published_at") or body.get("published")))
