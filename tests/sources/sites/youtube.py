"""YouTube as its documents say: search, videos, comments with answers, quotas, a channel's feed."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site

KEY = "key-that-nobody-may-see"
OWN = "UC" + "romashka" * 2 + "abcdef"
OTHER = "UC" + "buttercu" * 2 + "abcdef"


@dataclass
class Comment:
    number: int
    text: str
    at: datetime
    edited_at: datetime | None = None
    answers: list[Comment] = field(default_factory=list)


@dataclass
class Video:
    number: int
    title: str
    at: datetime
    channel: str = OTHER
    comments: list[Comment] = field(default_factory=list)
    is_closed: bool = False

    @property
    def id(self) -> str:
        return f"video{self.number:06}"


class YoutubeSite(Site):
    """`page` is the size of a page; `searches_left` and `units_left` end in quota errors."""

    def __init__(self) -> None:
        super().__init__()
        self.videos: list[Video] = []
        self.page = 5
        self.searches_left = 1000
        self.units_left = 100_000
        self._comments = 0

    def publish(self, title: str, at: datetime = NOW - timedelta(hours=1), **more: Any) -> Video:
        video = Video(len(self.videos) + 1, title, at, **more)
        self.videos.append(video)
        return video

    def comment(self, video: Video, text: str, at: datetime) -> Comment:
        self._comments += 1
        comment = Comment(self._comments, text, at)
        video.comments.append(comment)
        return comment

    def answer(self, comment: Comment, text: str, at: datetime) -> Comment:
        self._comments += 1
        made = Comment(self._comments, text, at)
        comment.answers.append(made)
        return made

    def missing(self, seen: Seen) -> Reply:
        if seen.path == "/feeds/videos.xml":
            return self._feed(seen)
        if seen.headers.get("x-goog-api-key") != KEY:
            return refusal(400, "badRequest", "API key not valid. Please pass a valid API key.")
        calls = {
            "/search": self._search,
            "/videos": self._videos,
            "/channels": self._channels,
            "/commentThreads": self._threads,
            "/comments": self._answers,
        }
        if seen.path not in calls:
            return super().missing(seen)
        self.units_left -= 1
        if self.units_left < 0:
            return refusal(403, "quotaExceeded", "You have exceeded your quota.")
        return calls[seen.path](seen)

    def _search(self, seen: Seen) -> Reply:
        self.searches_left -= 1
        if self.searches_left < 0:
            return refusal(429, "rateLimitExceeded", "Quota exceeded: Search Queries per day")
        words = [each.strip('"').lower() for each in seen.asked("q").split("|")]
        after, before = seen.asked("publishedAfter"), seen.asked("publishedBefore")
        found = [
            video
            for video in sorted(self.videos, key=lambda each: each.at, reverse=True)
            if any(word in video.title.lower() for word in words)
            and (not after or video.at >= datetime.fromisoformat(after))
            and (not before or video.at < datetime.fromisoformat(before))
        ]
        # As the real one: the last of a page can be the first of the next.
        items = [
            {
                "id": {"kind": "youtube#video", "videoId": each.id},
                "snippet": _snippet(each, is_escaped=True),
            }
            for each in found
        ]
        return self._paged(seen, items, overlap=1)

    def _videos(self, seen: Seen) -> Reply:
        wanted = seen.asked("id").split(",")
        assert len(wanted) <= 50
        return _json({"items": [_video(each) for each in self.videos if each.id in wanted]})

    def _channels(self, seen: Seen) -> Reply:
        if handle := seen.asked("forHandle"):
            found = [{"id": OWN}] if handle == "@romashka" else []
            return _json(
                {"pageInfo": {"totalResults": len(found)}, **({"items": found} if found else {})}
            )
        items = [
            {"id": each, "statistics": {"subscriberCount": "1200", "hiddenSubscriberCount": False}}
            for each in seen.asked("id").split(",")
        ]
        return _json({"items": items})

    def _threads(self, seen: Seen) -> Reply:
        if video_id := seen.asked("videoId"):
            videos = [each for each in self.videos if each.id == video_id]
            if not videos:
                return refusal(404, "videoNotFound", "gone")
            if videos[0].is_closed:
                return refusal(403, "commentsDisabled", "disabled comments")
        elif ids := seen.asked("id"):
            wanted = ids.split(",")
            items = [
                _thread(video, each)
                for video in self.videos
                for each in video.comments
                if _id(each) in wanted
            ]
            return _json({"items": items})
        else:
            channel = seen.asked("allThreadsRelatedToChannelId")
            videos = [each for each in self.videos if each.channel == channel]
        threads = [(video, each) for video in videos for each in video.comments]
        threads.sort(key=lambda pair: pair[1].at, reverse=True)
        return self._paged(seen, [_thread(*each) for each in threads])

    def _answers(self, seen: Seen) -> Reply:
        pairs = [
            (comment, answer)
            for video in self.videos
            for comment in video.comments
            for answer in comment.answers
        ]
        if wanted := seen.asked("id"):
            ids = wanted.split(",")
            found = [_answer(*each) for each in pairs if f"{_id(each[0])}.{each[1].number}" in ids]
            return _json({"items": found})
        parent = seen.asked("parentId")
        return self._paged(seen, [_answer(*each) for each in pairs if _id(each[0]) == parent])

    def _paged(self, seen: Seen, items: list[dict[str, Any]], overlap: int = 0) -> Reply:
        token = seen.asked("pageToken")
        if token and not token.startswith("from"):
            return refusal(400, "invalidPageToken", "stale")
        start = int(token[4:]) if token else 0
        end = start + self.page
        more = {"nextPageToken": f"from{end - overlap}"} if end < len(items) else {}
        return _json({"items": items[start:end], "pageInfo": {"totalResults": 10**6}, **more})

    def _feed(self, seen: Seen) -> Reply:
        channel = seen.asked("channel_id")
        videos = [each for each in self.videos if each.channel == channel]
        entries = "".join(
            f"<entry><id>yt:video:{each.id}</id><yt:videoId>{each.id}</yt:videoId>"
            f"<yt:channelId>{channel}</yt:channelId><title>{html.escape(each.title)}</title>"
            f'<link rel="alternate" href="https://www.youtube.com/watch?v={each.id}"/>'
            f"<author><name>Romashka</name><uri>https://www.youtube.com/channel/{channel}</uri>"
            f"</author><published>{each.at.isoformat()}</published>"
            f"<updated>{NOW.isoformat()}</updated><media:group><media:description>About "
            f"{html.escape(each.title)}</media:description><media:community>"
            f'<media:starRating count="7" average="5.00" min="1" max="5"/>'
            f'<media:statistics views="70"/></media:community></media:group></entry>'
            for each in sorted(videos, key=lambda each: each.at, reverse=True)[:15]
        )
        body = (
            '\n<?xml version="1.0" encoding="UTF-8"?><feed '
            'xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
            'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
            f"<title>Romashka</title>{entries}</feed>"
        )
        return Reply(body=body.encode(), content_type="text/xml; charset=UTF-8")


def refusal(code: int, reason: str, message: str) -> Reply:
    error = {"message": message, "domain": "youtube", "reason": reason}
    return _json({"error": {"code": code, "message": message, "errors": [error]}}, code)


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), "application/json; charset=UTF-8")


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _snippet(video: Video, *, is_escaped: bool) -> dict[str, Any]:
    words = {"title": video.title, "description": f"About {video.title}", "channelTitle": "Walks"}
    if is_escaped:
        words = {name: html.escape(text).replace("&#x27;", "&#39;") for name, text in words.items()}
    return {**words, "publishedAt": _stamp(video.at), "channelId": video.channel}


def _video(video: Video) -> dict[str, Any]:
    count = sum(1 + len(each.answers) for each in video.comments)
    counts = {} if video.is_closed else {"commentCount": str(count)}
    return {
        "id": video.id,
        "snippet": _snippet(video, is_escaped=False),
        "statistics": {"viewCount": "90", "likeCount": "3", **counts},
    }


def _id(comment: Comment) -> str:
    return f"Ug{comment.number:010}"


def _words(comment: Comment) -> dict[str, Any]:
    return {
        "textOriginal": comment.text,
        "textDisplay": comment.text,
        "authorDisplayName": "@ann",
        "authorChannelUrl": "http://www.youtube.com/@ann",
        "authorChannelId": {"value": "UCann"},
        "likeCount": 2,
        "publishedAt": _stamp(comment.at),
        "updatedAt": _stamp(comment.edited_at or comment.at),
    }


def _answer(parent: Comment, comment: Comment) -> dict[str, Any]:
    return {
        "id": f"{_id(parent)}.{comment.number}",
        "snippet": {**_words(comment), "parentId": _id(parent)},
    }


def _thread(video: Video, comment: Comment) -> dict[str, Any]:
    top = {"id": _id(comment), "snippet": {**_words(comment), "videoId": video.id}}
    answers = [_answer(comment, each) for each in comment.answers[:2]]
    return {
        "id": _id(comment),
        "snippet": {
            "videoId": video.id,
            "topLevelComment": top,
            "totalReplyCount": len(comment.answers),
        },
        **({"replies": {"comments": answers}} if answers else {}),
    }
