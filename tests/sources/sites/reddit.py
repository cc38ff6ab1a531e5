"""Reddit's feeds as their page describes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from tests.servers import Reply, Seen, Site

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TOKEN = "0123456789abcdef"
USER = "ann_k"
_SPANS = {"week": 7, "month": 31, "year": 366, "all": 10_000}
_SIGNATURE = (
    '&#32; submitted by &#32; <a href="https://www.reddit.com/user/bob"> /u/bob </a> <br/> '
    '<span><a href="https://x.example">[link]</a></span> &#32; '
    '<span><a href="https://x.example">[comments]</a></span>'
)


class RedditSite(Site):
    """Search and communities, for the owner of the token; `page` entries at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[dict[str, Any]] = []
        self.page = 100

    def post(self, text: str, at: datetime | None = None, **values: Any) -> str:
        """Publish a post, a minute after the one before; its name."""
        return self._publish("t3", text, at, values)

    def comment(self, text: str, at: datetime | None = None, **values: Any) -> str:
        """Publish a comment."""
        return self._publish("t1", text, at, values)

    def _publish(self, sort: str, text: str, at: datetime | None, values: dict[str, Any]) -> str:
        number = len(self.entries) + 1
        made = {
            "name": f"{sort}_{number:x}",
            "text": text,
            "at": at or START + timedelta(minutes=number),
            "place": "coffee",
            **values,
        }
        self.entries.append(made)
        return str(made["name"])

    def missing(self, seen: Seen) -> Reply:
        """The feeds."""
        if seen.asked("feed") != TOKEN or seen.asked("user") != USER:
            return Reply(403, b'{"message": "Forbidden", "error": 403}', "application/json")
        if not seen.headers["user-agent"].startswith("desktop:FirstHour:"):
            return Reply(429)
        found = self._found(seen)
        if found is None:
            return Reply(404, b'{"reason": "banned", "error": 404}', "application/json")
        found.sort(key=lambda each: each["at"], reverse=True)
        names = [each["name"] for each in found]
        start = names.index(seen.asked("after")) + 1 if seen.asked("after") in names else 0
        return self._feed(found[start : start + self.page])

    def _found(self, seen: Seen) -> list[dict[str, Any]] | None:
        if seen.path == "/search.rss":
            oldest = NOW - timedelta(days=_SPANS[seen.asked("t")])
            words = [each.strip('"').lower() for each in seen.asked("q").split(" OR ")]
            return [
                each
                for each in self.entries
                if each["name"].startswith("t3")
                and each["at"] >= oldest
                and any(word in each["text"].lower() for word in words)
            ]
        _, _, place, sort, _ = seen.path.split("/")
        kind = {"new": "t3", "comments": "t1"}[sort]
        here = [each for each in self.entries if each["place"] == place]
        return [each for each in here if each["name"].startswith(kind)] if here else None

    def _feed(self, found: list[dict[str, Any]]) -> Reply:
        entries = "".join(
            '<entry><author><name>/u/bob</name></author><content type="html">'
            + escape(f'<div class="md"><p>{escape(each["text"])}</p></div> {_SIGNATURE}')
            + f'</content><id>{each["name"]}</id><link href="https://www.reddit.com/r/coffee/'
            f'comments/1/x/{each["name"]}/"/><published>{each["at"].isoformat()}</published>'
            f"<updated>{each['at'].isoformat()}</updated><title>A post</title></entry>"
            for each in found
        )
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>reddit</title>{entries}</feed>'
        return Reply(body=body.encode(), content_type="application/atom+xml; charset=UTF-8")
