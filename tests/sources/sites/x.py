"""X as its documents say: recent search and mentions, newest first, seven days back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site

TOKEN = "token-that-nobody-may-see"


@dataclass
class Post:
    number: int
    text: str
    at: datetime

    @property
    def id(self) -> str:
        """Digits beyond 2^53."""
        return str(2_029_000_000_000_000_000 + self.number)


class XSite(Site):
    """`page` is the most posts of a page; `read` counts all posts that were handed over."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.posts: list[Post] = []
        self.page = 100
        self.read = 0

    def post(self, text: str, at: datetime) -> Post:
        made = Post(len(self.posts) + 1, text, at)
        self.posts.append(made)
        return made

    def missing(self, seen: Seen) -> Reply:
        if seen.headers.get("authorization") != f"Bearer {TOKEN}":
            return _json({"title": "Unauthorized", "status": 401}, 401)
        if seen.path == "/users/by/username/romashka":
            return _json({"data": {"id": "77", "username": "romashka"}})
        if seen.path.startswith("/users/by/username/"):
            return _json({"errors": [{"title": "Not Found Error", "detail": "no user"}]})
        if seen.path == "/tweets/search/recent":
            return self._page(seen, "next_token", 10)
        if seen.path == "/users/77/mentions":
            return self._page(seen, "pagination_token", 5)
        return super().missing(seen)

    def _page(self, seen: Seen, token_name: str, least: int) -> Reply:
        size = int(seen.asked("max_results"))
        assert least <= size <= 100
        since, start = seen.asked("since_id"), seen.asked("start_time")
        oldest = self.now - timedelta(days=7)
        known = next((each for each in self.posts if each.id == since), None)
        if since and (known is None or known.at < oldest):
            return _json(
                {"errors": [{"message": "'since_id' must be a tweet id created after"}]}, 400
            )
        if start and datetime.fromisoformat(start) < oldest:
            return _json({"errors": [{"message": "Invalid 'start_time'"}]}, 400)
        found = [
            each
            for each in sorted(self.posts, key=lambda each: -each.number)
            if each.at >= oldest
            and (not since or int(each.id) > int(since))
            and (not start or each.at >= datetime.fromisoformat(start))
        ]
        token = seen.asked(token_name)
        if token and not token.isdigit():
            return _json({"errors": [{"message": "invalid token"}]}, 400)
        first = int(token or 0)
        shown = found[first : first + min(size, self.page)]
        self.read += len(shown)
        if not shown:
            return _json({"meta": {"result_count": 0}})
        meta: dict[str, Any] = {"newest_id": shown[0].id, "result_count": len(shown)}
        if first + len(shown) < len(found):
            meta["next_token"] = str(first + len(shown))
        data = [
            {"id": each.id, "text": each.text, "created_at": each.at.isoformat(), "author_id": "7"}
            for each in shown
        ]
        return _json({"data": data, "meta": meta})


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), "application/json; charset=utf-8")
