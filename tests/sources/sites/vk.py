"""VK on the machine itself: its methods, its pages, its errors inside HTTP 200."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site

KEY = "vk1-service-key-of-nobody"
SHOP = -555
_PEOPLE = {
    11: {"id": 11, "first_name": "Анна", "last_name": "Петрова", "screen_name": "anna_p"},
    12: {"id": 12, "first_name": "Иван", "last_name": "&quot;Ваня&quot;", "followers_count": 70},
}
_GROUPS = {555: {"id": 555, "name": "Ромашка", "screen_name": "romashka", "members_count": 900}}


@dataclass
class Comment:
    number: int
    text: str
    at: datetime
    author: int = 11
    is_deleted: bool = False
    replies: list[Comment] = field(default_factory=list)


@dataclass
class Post:
    number: int
    text: str
    at: datetime
    owner: int = SHOP
    author: int = 11
    is_pinned: bool = False
    is_deleted: bool = False
    comments: list[Comment] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Topic:
    number: int
    title: str
    comments: list[Comment] = field(default_factory=list)


class VkSite(Site):
    """Answers as the documents say.

    `errors` are codes by method, or by method and the number of what is asked for, as in
    `"wall.getComments 7"`. `left` is how often each method may still be called in this day.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.posts: list[Post] = []
        self.topics: list[Topic] = []
        self.errors: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self._last = 0

    def number(self) -> int:
        self._last += 1
        return self._last

    def post(self, text: str, ago: timedelta = timedelta(hours=1), **values: Any) -> Post:
        made = Post(self.number(), text, self.now - ago, **values)
        self.posts.append(made)
        return made

    def comment(
        self, under: Post | Topic, text: str, ago: timedelta = timedelta(minutes=5), **values: Any
    ) -> Comment:
        made = Comment(self.number(), text, self.now - ago, **values)
        under.comments.append(made)
        return made

    def reply(self, to: Comment, text: str) -> Comment:
        made = Comment(self.number(), text, self.now - timedelta(minutes=1), 12)
        to.replies.append(made)
        return made

    def topic(self, title: str) -> Topic:
        made = Topic(self.number(), title)
        self.topics.append(made)
        return made

    def called(self, method: str) -> list[Seen]:
        return self.asked(f"/method/{method}")

    def missing(self, seen: Seen) -> Reply:
        method = seen.path.removeprefix("/method/")
        if seen.headers.get("authorization") != f"Bearer {KEY}" or seen.asked("v") != "5.199":
            return self._error(5, seen)
        about = seen.asked("post_id") or seen.asked("topic_id") or seen.asked("owner_id")
        if code := self.errors.get(f"{method} {about}") or self.errors.get(method):
            return self._error(code, seen)
        if method in self.left:
            self.left[method] -= 1
            if self.left[method] < 0:
                return self._error(29, seen)
        answers = {
            "newsfeed.search": self._search,
            "wall.get": self._wall,
            "wall.getById": self._by_id,
            "wall.getComments": self._comments,
            "board.getTopics": self._topics,
            "board.getComments": self._topic,
            "utils.resolveScreenName": self._resolve,
        }
        if method not in answers:
            return self._error(3, seen)
        return _json({"response": answers[method](seen)})

    def _search(self, seen: Seen) -> Any:
        words = seen.asked("q").strip('"').lower()
        start = int(seen.asked("start_time") or (self.now - timedelta(days=1)).timestamp())
        end = int(seen.asked("end_time") or self.now.timestamp())
        found = [
            post
            for post in sorted(self.posts, key=lambda each: (each.at, each.number), reverse=True)
            if words in post.text.lower() and start <= int(post.at.timestamp()) <= end
        ]
        size = min(int(seen.asked("count") or 30), 200)
        offset = int((seen.asked("start_from") or "0/").split("/")[0])
        page = found[:1000][offset : offset + size]
        value = self._listed([self._post(each) for each in page], min(len(found), 1000))
        value["total_count"] = len(found)
        if offset + size < min(len(found), 1000):
            value["next_from"] = f"{offset + size}/{page[-1].owner}_{page[-1].number}"
        return value

    def _wall(self, seen: Seen) -> Any:
        shown = [
            post
            for post in self.posts
            if post.owner == int(seen.asked("owner_id")) and not post.is_deleted
        ]
        shown.sort(key=lambda each: (each.is_pinned, each.at, each.number), reverse=True)
        return self._listed((self._post(each) for each in _page(seen, shown)), len(shown))

    def _by_id(self, seen: Seen) -> Any:
        names = seen.asked("posts").split(",")
        found = (each for each in self.posts if f"{each.owner}_{each.number}" in names)
        return self._listed((self._post(each) for each in found), None)

    def _comments(self, seen: Seen) -> Any:
        post = next(each for each in self.posts if str(each.number) == seen.asked("post_id"))
        level = [each for each in post.comments]
        if thread := seen.asked("comment_id"):
            level = next(each for each in level if str(each.number) == thread).replies
        if seen.asked("sort") == "desc":
            level = level[::-1]
        most = int(seen.asked("thread_items_count") or 0)
        records = [
            {
                **self._comment(each),
                "post_id": post.number,
                "owner_id": post.owner,
                "thread": {
                    "count": len(each.replies),
                    "items": [self._comment(reply) for reply in each.replies[:most]],
                },
            }
            for each in _page(seen, level)
        ]
        value = self._listed(records, _count(post))
        value["current_level_count"] = len(level)
        return value

    def _topics(self, seen: Seen) -> Any:
        records = [
            {
                "id": topic.number,
                "title": topic.title,
                "comments": len(topic.comments),
                "updated": int(max(each.at for each in topic.comments).timestamp()),
            }
            for topic in self.topics
        ]
        return self._listed(_page(seen, records), len(records))

    def _topic(self, seen: Seen) -> Any:
        topic = next(each for each in self.topics if str(each.number) == seen.asked("topic_id"))
        level = topic.comments[::-1] if seen.asked("sort") == "desc" else topic.comments
        records = (self._comment(each) for each in _page(seen, level))
        return self._listed(records, len(level))

    def _resolve(self, seen: Seen) -> Any:
        known = {"romashka": ("group", 555), "anna_p": ("user", 11), "game": ("vk_app", 9)}
        kind, number = known.get(seen.asked("screen_name"), ("", 0))
        return {"type": kind, "object_id": number} if kind else []

    def _post(self, post: Post) -> dict[str, Any]:
        record: dict[str, Any] = {"id": post.number, "owner_id": post.owner}
        if post.is_deleted:
            return {**record, "is_deleted": True}
        record |= {
            "from_id": post.author,
            "date": int(post.at.timestamp()),
            "post_type": "post",
            "text": post.text,
            "comments": {"count": _count(post)},
            "likes": {"count": 0},
        }
        return {**record, **({"is_pinned": 1} if post.is_pinned else {}), **post.more}

    def _comment(self, comment: Comment) -> dict[str, Any]:
        if comment.is_deleted:
            return {"id": comment.number, "deleted": True, "date": 0, "from_id": 0, "text": ""}
        return {
            "id": comment.number,
            "from_id": comment.author,
            "date": int(comment.at.timestamp()),
            "text": comment.text,
            "likes": {"count": 2},
        }

    def _listed(self, records: Iterable[dict[str, Any]], count: int | None) -> dict[str, Any]:
        value: dict[str, Any] = {"items": list(records)}
        if count is not None:
            value["count"] = count
        return {**value, "profiles": list(_PEOPLE.values()), "groups": list(_GROUPS.values())}

    def _error(self, code: int, seen: Seen) -> Reply:
        given = seen.headers.get("authorization", "")
        parameters = [{"key": "access_token", "value": given}]
        error = {"error_code": code, "error_msg": "Refused", "request_params": parameters}
        return _json({"error": error})


def _page(seen: Seen, records: list[Any]) -> list[Any]:
    offset, size = int(seen.asked("offset") or 0), min(int(seen.asked("count") or 20), 100)
    return records[offset : offset + size]


def _count(post: Post) -> int:
    return sum(1 + len(each.replies) for each in post.comments)


def _json(value: object) -> Reply:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Reply(body=body, content_type="application/json; charset=utf-8")
