"""A news search that shows a hundred articles by relevance, and an alert's feed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

from tests.conftest import NOW
from tests.servers import Reply, Seen, Site

ALERT = "/alerts/feeds/0123456789012345/9876543210"


@dataclass(frozen=True)
class Story:
    number: int
    title: str
    at: datetime


class NewsSite(Site):
    """`/rss/search` understands quoted words, OR, when:, after: and before:.

    `after_counts` and `before_counts` say whether the days named there are searched themselves.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.stories: list[Story] = []
        self.after_counts = True
        self.before_counts = False

    def publish(self, title: str, at: datetime) -> Story:
        story = Story(len(self.stories) + 1, title, at)
        self.stories.append(story)
        return story

    def missing(self, seen: Seen) -> Reply:
        if seen.path != "/rss/search":
            return super().missing(seen)
        query = seen.asked("q")
        words = re.findall(r'"([^"]+)"', query)
        found = [
            story
            for story in self.stories
            if any(word.lower() in story.title.lower() for word in words)
            and self._is_within(story.at, query)
        ]
        by_relevance = sorted(found, key=lambda story: story.number * 7919 % 1009)[:100]
        items = "".join(
            f"<item><title>{html.escape(story.title)} - City news</title>"
            f"<link>https://news.google.com/rss/articles/{story.number}</link>"
            f'<guid isPermaLink="false">story-{story.number}</guid>'
            f"<pubDate>{format_datetime(story.at, usegmt=True)}</pubDate>"
            f'<source url="https://city.example">City news</source></item>'
            for story in by_relevance
        )
        body = f'<rss version="2.0"><channel><title>Search</title>{items}</channel></rss>'
        return Reply(body=body.encode(), content_type="application/xml; charset=utf-8")

    def _is_within(self, at: datetime, query: str) -> bool:
        later = timedelta(days=0 if self.after_counts else 1)
        earlier = timedelta(days=0 if self.before_counts else 1)
        if days := re.search(r"when:(\d+)d", query):
            return at >= self.now - timedelta(days=int(days[1]))
        after, before = re.search(r"after:(\S+)", query), re.search(r"before:(\S+)", query)
        day = at.astimezone(UTC).date()
        return bool(
            (not after or day >= date.fromisoformat(after[1]) + later)
            and (not before or day <= date.fromisoformat(before[1]) - earlier)
        )
