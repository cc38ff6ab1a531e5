"""Meta's Graph interface for one account: posts, comments below them, posts that tag it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.servers import Reply, Seen, Site

TOKEN = "token-that-nobody-may-see"


@dataclass
class Post:
    id: str
    text: str
    at: datetime
    author: str = "100"
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Comment:
    id: str
    text: str
    at: datetime


class GraphSite(Site):
    """Speaks both forms. `page` is the size of a page; `headers` go with every answer."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[Post] = []
        self.tagged: list[Post] = []
        self.page = 3
        self.headers: tuple[tuple[str, str], ...] = ()
        self.failure: tuple[int, int, str] | None = None
        self._comments = 0

    def post(self, text: str, at: datetime, author: str = "100") -> Post:
        made = Post(f"100_{len(self.posts) + 1}", text, at, author)
        self.posts.append(made)
        return made

    def comment(self, post: Post, text: str, at: datetime) -> Comment:
        self._comments += 1
        made = Comment(f"c{self._comments}", text, at)
        post.comments.append(made)
        return made

    def tag(self, text: str, at: datetime) -> Post:
        made = Post(f"200_{len(self.tagged) + 1}", text, at, "77")
        self.tagged.append(made)
        return made

    def missing(self, seen: Seen) -> Reply:
        if seen.headers.get("authorization") != f"Bearer {TOKEN}":
            return refusal(190, 467, "Invalid OAuth access token.")
        if self.failure:
            return refusal(*self.failure).also(*self.headers)
        owner, _, edge = seen.path.strip("/").partition("/")
        if edge in ("feed", "media"):
            return self._paged(seen, [_post(each) for each in _newest(self.posts)])
        if edge in ("tagged", "tags"):
            return self._paged(seen, [_post(each) for each in _newest(self.tagged)])
        post = next((each for each in self.posts if each.id == owner), None)
        if post is None or edge != "comments":
            return refusal(100, 33, "Object does not exist")
        return self._paged(seen, [_comment(each) for each in _newest(post.comments)])

    def _paged(self, seen: Seen, records: list[dict[str, Any]]) -> Reply:
        start = int(seen.asked("after") or 0)
        end = start + min(self.page, int(seen.asked("limit") or 25))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(records):
            paging["next"] = f"{self.url(seen.path)}?access_token={TOKEN}&after={end}"
        value = {"data": records[start:end], "paging": paging}
        return Reply(
            body=json.dumps(value).encode(), content_type="application/json", headers=self.headers
        )


def refusal(code: int, subcode: int, message: str) -> Reply:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    error |= {"error_subcode": subcode} if subcode else {}
    return Reply(400, json.dumps({"error": error}).encode(), "application/json")


def _newest(records: list[Any]) -> list[Any]:
    return sorted(records, key=lambda each: each.at, reverse=True)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "message": post.text,
        "caption": post.text,
        "permalink_url": f"https://www.facebook.com/{post.id}",
        "permalink": f"https://www.instagram.com/p/{post.id}/",
        "created_time": _stamp(post.at),
        "timestamp": _stamp(post.at),
        "from": {"id": post.author, "name": "Somebody"},
        "username": "somebody",
        "comments": {"data": [], "summary": {"total_count": len(post.comments)}},
        "comments_count": len(post.comments),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.id,
        "message": comment.text,
        "text": comment.text,
        "created_time": _stamp(comment.at),
        "timestamp": _stamp(comment.at),
    }
