"""Sites of documented shape for tests: one that publishes feeds, one that speaks Mastodon."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.servers import Reply, Seen, Site

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
TOKEN = "token-that-nobody-may-see"


@dataclass(frozen=True)
class Post:
    """Something published; `tags` without #."""

    number: int
    text: str
    at: datetime
    title: str = ""
    author: str = "Anna"
    tags: tuple[str, ...] = ()
    edited_at: datetime | None = None
    visibility: str = "public"
    is_indexable: bool = True
    likes: int = 0
    warning: str = ""


class _Posts(Site):
    """A site whose contents grow, change and go."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[Post] = []

    def post(self, text: str, **values: Any) -> Post:
        """Publish something, a minute after the one before unless `at` says otherwise."""
        number = len(self.posts) + 1
        values.setdefault("at", START + timedelta(minutes=number))
        made = Post(number, text, **values)
        self.posts.append(made)
        return made

    def edit(self, post: Post, **values: Any) -> Post:
        """Change something published."""
        changed = replace(post, **values)
        self.posts = [changed if each.number == post.number else each for each in self.posts]
        return changed

    def remove(self, post: Post) -> None:
        """Delete something published."""
        self.posts = [each for each in self.posts if each.number != post.number]


class FeedSite(_Posts):
    """Publishes its posts as /feed.xml (RSS), /atom.xml and /feed.json, with validators."""

    def missing(self, seen: Seen) -> Reply:
        """The feeds; a page that names them at /."""
        feeds = {
            "/feed.xml": (self._rss, "application/rss+xml; charset=utf-8"),
            "/atom.xml": (self._atom, "application/atom+xml; charset=utf-8"),
            "/feed.json": (self._json, "application/feed+json"),
            "/": (self._page, "text/html; charset=utf-8"),
        }
        if seen.path not in feeds:
            return super().missing(seen)
        make, content_type = feeds[seen.path]
        body = make().encode()
        etag = f'"{hashlib.sha1(body).hexdigest()}"'
        if seen.headers.get("if-none-match") == etag:
            return Reply(304, headers=(("ETag", etag),))
        return Reply(body=body, content_type=content_type, headers=(("ETag", etag),))

    def _newest(self) -> list[Post]:
        return sorted(self.posts, key=lambda post: post.at, reverse=True)[:50]

    def _rss(self) -> str:
        items = "".join(
            f"<item><title>{html.escape(post.title)}</title>"
            f"<link>{self.url(f'/p/{post.number}')}</link>"
            f'<guid isPermaLink="false">post-{post.number}</guid>'
            f"<dc:creator><![CDATA[{post.author}]]></dc:creator>"
            f"<pubDate>{format_datetime(post.at)}</pubDate>"
            f"<content:encoded><![CDATA[<p>{html.escape(post.text)}</p>]]></content:encoded></item>"
            for post in self._newest()
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>City blog</title>'
            f"<link>{self.url('/')}</link><description/>{items}</channel></rss>"
        )

    def _atom(self) -> str:
        entries = "".join(
            f"<entry><id>post-{post.number}</id><title>{html.escape(post.title)}</title>"
            f'<link rel="alternate" href="/p/{post.number}"/>'
            f"<published>{post.at.isoformat()}</published>"
            f"<updated>{(post.edited_at or post.at).isoformat()}</updated>"
            f"<author><name>{post.author}</name></author>"
            f'<content type="html">{html.escape(f"<p>{html.escape(post.text)}</p>")}</content>'
            "</entry>"
            for post in self._newest()
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>City blog</title><id>{self.url('/')}</id>{entries}</feed>"
        )

    def _json(self) -> str:
        items = [
            {
                "id": post.number,
                "url": self.url(f"/p/{post.number}"),
                "title": post.title,
                "content_html": f"<p>{html.escape(post.text)}</p>",
                "date_published": post.at.isoformat(),
                "authors": [{"name": post.author}],
            }
            for post in self._newest()
        ]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": "City blog", "items": items})

    def _page(self) -> str:
        return (
            "<!DOCTYPE html><html><head><title>City blog</title>"
            '<link rel="alternate" type="application/rss+xml" title="News" href="/feed.xml">'
            '<link rel="alternate" type="application/atom+xml" href="atom.xml">'
            "</head><body><p>Welcome</p></body></html>"
        )


class MastodonSite(_Posts):
    """Hashtag timelines and search as a Mastodon server gives them.

    `is_closed` makes the timelines ask for the token; `remaining` is the number of requests
    left before 429 answers begin (`None`: no limit). `scopes` are what the token may do. With
    `knows_operators` off a search takes `after:` for a word, as some relatives do. Posts are
    written on another server, or on this one if `is_home`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_closed = False
        self.is_home = False
        self.knows_operators = True
        self.scopes = {"read:search"}
        self.remaining: int | None = None
        self.resets_at = START + timedelta(minutes=5)

    def missing(self, seen: Seen) -> Reply:
        """The interface."""
        if self.remaining is not None:
            if self.remaining == 0:
                return self._error(429, "Too many requests")
            self.remaining -= 1
        given = seen.headers.get("authorization", "").removeprefix("Bearer ")
        if given and given != TOKEN:
            return self._error(401, "The access token is invalid")
        if seen.path == "/api/v2/search":
            return self._search(seen, is_known=bool(given))
        if seen.path == "/api/v1/notifications":
            return self._notifications(seen, is_known=bool(given))
        if seen.path.startswith("/api/v1/statuses/"):
            return self._one(seen.path.rpartition("/")[2])
        tag = seen.path.removeprefix("/api/v1/timelines/tag/")
        if tag == seen.path:
            return self._error(404, "Record not found")
        if self.is_closed and not given:
            return self._error(422, "This method requires an authenticated user")
        return self._timeline(seen, tag)

    def _timeline(self, seen: Seen, tag: str) -> Reply:
        from urllib.parse import unquote

        tag = unquote(tag).lower()
        posts = sorted(
            (post for post in self.posts if tag in (each.lower() for each in post.tags)),
            key=lambda post: post.number,
        )
        return self._paged(seen, posts, self._status)

    def _notifications(self, seen: Seen, *, is_known: bool) -> Reply:
        if not is_known or "read:notifications" not in self.scopes:
            return self._error(403, "This action is outside the authorized scopes")
        posts = [post for post in self.posts if "@shop" in post.text]
        return self._paged(
            seen, posts, lambda post: {"id": _id(post), "status": self._status(post)}
        )

    def _one(self, identity: str) -> Reply:
        for post in self.posts:
            if _id(post) == identity:
                return self._json(self._status(post))
        return self._error(404, "Record not found")

    def _paged(
        self, seen: Seen, posts: list[Post], form: Callable[[Post], dict[str, Any]]
    ) -> Reply:
        limit = min(int(seen.asked("limit") or 20), 40)
        if low := seen.asked("min_id"):
            posts = [post for post in posts if int(_id(post)) > int(low)][:limit]
        if high := seen.asked("max_id"):
            posts = [post for post in posts if int(_id(post)) < int(high)]
        posts = posts[-limit:][::-1]
        headers: tuple[tuple[str, str], ...] = ()
        if posts:
            base = self.url(seen.path)
            link = (
                f'<{base}?max_id={_id(posts[-1])}>; rel="next", '
                f'<{base}?min_id={_id(posts[0])}>; rel="prev"'
            )
            headers = (("Link", link),)
        return self._json([form(post) for post in posts]).also(*headers)

    def _search(self, seen: Seen, *, is_known: bool) -> Reply:
        if is_known and "read:search" not in self.scopes:
            return self._error(403, "This action is outside the authorized scopes")
        if seen.asked("resolve"):
            known = [self._status(post) for post in self.posts if is_known]
            meant = [each for each in known if each["uri"] == seen.asked("q")]
            return self._json({"accounts": [], "statuses": meant, "hashtags": []})
        words = seen.asked("q").lower().split(" after:" if self.knows_operators else "\n")
        found = [
            post
            for post in sorted(self.posts, key=lambda post: -post.number)
            if is_known
            and words[0].strip('"') in post.text.lower()
            and (len(words) == 1 or post.at.date().isoformat() > words[1])
        ]
        offset, limit = int(seen.asked("offset") or 0), int(seen.asked("limit") or 20)
        statuses = [self._status(post) for post in found[offset : offset + limit]]
        return self._json({"accounts": [], "statuses": statuses, "hashtags": []})

    def _status(self, post: Post) -> dict[str, Any]:
        tags = "".join(
            f' <a href="{self.url(f"/tags/{tag}")}" class="mention hashtag" rel="tag">'
            f"#<span>{tag}</span></a>"
            for tag in post.tags
        )
        home = self.url() if self.is_home else "https://cafe.example"
        return {
            "id": _id(post),
            "uri": f"{home}/users/{post.author.lower()}/statuses/{_id(post)}",
            "url": f"https://cafe.example/@{post.author.lower()}/{_id(post)}",
            "created_at": post.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "edited_at": post.edited_at.isoformat() if post.edited_at else None,
            "visibility": post.visibility,
            "language": "en",
            "spoiler_text": post.warning,
            "content": f"<p>{html.escape(post.text)}{tags}</p>",
            "replies_count": 0,
            "reblogs_count": 0,
            "favourites_count": post.likes,
            "reblog": None,
            "account": {
                "acct": post.author.lower(),
                "username": post.author.lower(),
                "display_name": post.author,
                "followers_count": 120,
                "indexable": post.is_indexable,
                "url": f"https://cafe.example/@{post.author.lower()}",
            },
        }

    def _json(self, value: object, status: int = 200) -> Reply:
        left = "" if self.remaining is None else str(self.remaining)
        return Reply(
            status,
            json.dumps(value).encode(),
            "application/json; charset=utf-8",
            (
                ("X-RateLimit-Limit", "300"),
                ("X-RateLimit-Remaining", left or "299"),
                ("X-RateLimit-Reset", self.resets_at.strftime("%Y-%m-%dT%H:%M:%S.123456Z")),
            ),
        )

    def _error(self, status: int, words: str) -> Reply:
        return self._json({"error": words}, status)


def _id(post: Post) -> str:
    """Digits beyond 2^53, as the real ones are."""
    return str(115_580_000_000_000_000 + post.number)
