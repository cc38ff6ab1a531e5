"""An account's server of Bluesky, as the network's documents and its own software behave."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers import Reply, Seen, Site

HANDLE = "shop.example"
PASSWORD = "abcd-efgh-ijkl-mnop"
START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class BlueskySite(Site):
    """Log-in, search, notifications and single posts.

    `tokens` are the access tokens that are accepted now; `expire` makes them stale, and
    `expire_refresh` what renews them. `ends_early` leaves out cursors. `home` is the address of
    the account's own server when that is another.
    """

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.refreshes: set[str] = set()
        self.ends_early = False
        self.home = ""
        self._issued = 0

    def post(self, text: str, at: datetime | None = None, **view: Any) -> str:
        """Publish something, a minute after the one before; its identity."""
        number = len(self.posts) + 1
        at = at or START + timedelta(minutes=number)
        uri = f"at://did:plc:ann/app.bsky.feed.post/{number:05}"
        author = {"did": "did:plc:ann", "handle": "ann.example", "displayName": "Ann"}
        record = {"text": text, "createdAt": at.isoformat(), **view.pop("record", {})}
        self.posts.append(
            {
                "uri": uri,
                "cid": f"bafy{number}",
                "author": {**author, **view.pop("author", {})},
                "record": record,
                "likeCount": 0,
                "indexedAt": (at + timedelta(seconds=1)).isoformat(),
                **view,
            }
        )
        return uri

    def remove(self, uri: str) -> None:
        """Delete something published."""
        self.posts = [each for each in self.posts if each["uri"] != uri]

    def expire(self) -> None:
        """Two hours have passed."""
        self.tokens.clear()

    def expire_refresh(self) -> None:
        """Ninety days have passed."""
        self.refreshes.clear()

    def missing(self, seen: Seen) -> Reply:
        """The interface."""
        method = seen.path.removeprefix("/xrpc/")
        token = seen.headers.get("authorization", "").removeprefix("Bearer ")
        if method == "com.atproto.server.createSession":
            return self._log_in(seen)
        if method == "com.atproto.server.refreshSession":
            return self._renew(seen, token)
        if not token:
            return error(401, "AuthMissing", "Authentication Required")
        if token not in self.tokens:
            return error(400, "ExpiredToken", "Token has expired")
        return self._read(method, seen)

    def _read(self, method: str, seen: Seen) -> Reply:
        if method == "app.bsky.feed.searchPosts":
            word = seen.asked("q").strip('"').lower()
            found = [each for each in self.posts if word in each["record"]["text"].lower()]
            return self._listed(seen, "posts", found)
        if method == "app.bsky.notification.listNotifications":
            named = [each for each in self.posts if "@shop" in each["record"]["text"]]
            return self._listed(seen, "notifications", [_notification(each) for each in named])
        if method == "app.bsky.feed.getPosts":
            uris = seen.query.get("uris", [])
            if len(uris) > 25:
                return error(400, "InvalidRequest", "uris must not have more than 25 elements")
            return answer({"posts": [each for each in self.posts if each["uri"] in uris]})
        return error(501, "MethodNotImplemented", "Method Not Implemented")

    def _listed(self, seen: Seen, name: str, found: list[dict[str, Any]]) -> Reply:
        limit = int(seen.asked("limit") or 25)
        if not 1 <= limit <= 100:
            return error(400, "InvalidRequest", "limit can not be greater than 100")
        found = sorted(found, key=_sort_time, reverse=True)
        if since := seen.asked("since"):
            found = [each for each in found if _sort_time(each) >= datetime.fromisoformat(since)]
        if until := seen.asked("until"):
            found = [each for each in found if _sort_time(each) < datetime.fromisoformat(until)]
        if cursor := seen.asked("cursor"):
            before = datetime.fromisoformat(cursor)
            found = [each for each in found if _sort_time(each) < before]
        page = found[:limit]
        has_more = len(found) > limit and not self.ends_early
        further = {"cursor": _sort_time(page[-1]).isoformat()} if has_more else {}
        return answer({name: page, **further})

    def _log_in(self, seen: Seen) -> Reply:
        if seen.json != {"identifier": HANDLE, "password": PASSWORD}:
            return error(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session()

    def _renew(self, seen: Seen, token: str) -> Reply:
        if seen.body:
            return error(400, "InvalidRequest", "A request body was provided when none expected")
        if token not in self.refreshes:
            return error(400, "ExpiredToken", "Token has been revoked")
        self.refreshes.discard(token)
        return self._session()

    def _session(self) -> Reply:
        self._issued += 1
        access, refresh = f"access-token-{self._issued}", f"refresh-token-{self._issued}"
        self.tokens.add(access)
        self.refreshes.add(refresh)
        document = {"service": [{"id": "#atproto_pds", "serviceEndpoint": self.home}]}
        return answer(
            {
                "accessJwt": access,
                "refreshJwt": refresh,
                "did": "did:plc:shop",
                "handle": HANDLE,
                **({"didDoc": document} if self.home else {}),
            }
        )


def answer(value: object) -> Reply:
    """A good answer."""
    return Reply(body=json.dumps(value).encode(), content_type="application/json; charset=utf-8")


def error(status: int, name: str, message: str) -> Reply:
    """A refusal in the network's form."""
    body = json.dumps({"error": name, "message": message}).encode()
    return Reply(status, body, "application/json; charset=utf-8")


def _sort_time(post: dict[str, Any]) -> datetime:
    return min(
        datetime.fromisoformat(post["record"]["createdAt"]),
        datetime.fromisoformat(post["indexedAt"]),
    )


def _notification(post: dict[str, Any]) -> dict[str, Any]:
    kept = {name: post[name] for name in ("uri", "cid", "author", "record", "indexedAt")}
    return {**kept, "reason": "mention", "isRead": False}
