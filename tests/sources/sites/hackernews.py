"""The search of Hacker News as its page describes it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.servers import Reply, Seen, Site

START = int(datetime(2026, 3, 4, 9, 0, tzinfo=UTC).timestamp())


class HackerNewsSite(Site):
    """Stories and comments; the newest first, a thousand of a search at most."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[dict[str, Any]] = []
        self.hidden: set[str] = set()

    def story(self, title: str, at: int | None = None, **values: Any) -> str:
        """Publish something, a minute after the one before; its identity."""
        number = len(self.hits) + 1
        made = {
            "objectID": str(40_000_000 + number),
            "author": "ann",
            "title": title,
            "story_text": None,
            "points": 1,
            "num_comments": 0,
            "created_at_i": START + 60 * number if at is None else at,
        }
        self.hits.append({**made, **values})
        return str(made["objectID"])

    def remove(self, identity: str) -> None:
        """Delete something published."""
        self.hits = [each for each in self.hits if each["objectID"] != identity]

    def missing(self, seen: Seen) -> Reply:
        """The interface."""
        if seen.path.startswith("/items/"):
            identity = seen.path.removeprefix("/items/")
            is_there = any(each["objectID"] == identity for each in self.hits)
            return _json({"id": int(identity)}) if is_there else _json({"error": "Not Found"}, 404)
        if seen.path != "/search_by_date":
            return super().missing(seen)
        found = [each for each in self.hits if each["objectID"] not in self.hidden]
        found = [each for each in found if self._is_meant(each, seen)]
        found.sort(key=lambda each: -int(each["created_at_i"]))
        return _json({"hits": found[: int(seen.asked("hitsPerPage"))], "nbPages": 1})

    def _is_meant(self, hit: dict[str, Any], seen: Seen) -> bool:
        if filters := seen.asked("filters"):
            return f"objectID:{hit['objectID']}" in filters.split(" OR ")
        for bound in filter(None, seen.asked("numericFilters").split(",")):
            sign, value = re.fullmatch(r"created_at_i(>=|<)(\d+)", bound).groups()  # type: ignore[union-attr]
            at = hit["created_at_i"]
            if not (at >= int(value) if sign == ">=" else at < int(value)):
                return False
        return seen.asked("query").strip('"').lower() in hit["title"].lower()


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), "application/json")
