"""Instagram's own records; what it shares with Facebook is in `test_meta_graph.py`."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from desktop.core.models import MentionKind
from desktop.sources.instagram import InstagramSource, comment_items, tagged_item
from tests.conftest import NOW
from tests.sources.contract_case import DATA


def test_tagged_posts_are_read() -> None:
    whole = json.loads((DATA / "instagram" / "tags.json").read_text(encoding="utf-8"))
    first, second = (tagged_item(each, NOW) for each in whole["data"])
    assert first is not None
    assert (first.text, first.kind) == ("Лучший хлеб у @romashka & кофе", MentionKind.POST)
    assert (first.likes, first.replies, first.author_handle) == (12, 3, "@anna_k")
    assert first.created_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert second is not None
    assert (second.text, second.likes, second.replies) == ("", None, 0)


def test_answers_come_with_their_comment() -> None:
    answers = {"data": [{"id": "2", "text": "b"}, {"text": "no id"}, 7]}
    items = comment_items({"id": "1", "text": "a", "replies": answers}, "", NOW)
    assert [(item.text, item.url) for item in items] == [("a", None), ("b", None)]


def test_the_edges_are_the_documented_ones() -> None:
    form = InstagramSource.form
    assert (form.posts, form.tagged, form.time) == ("media", "tags", "timestamp")
    assert "replies{" in form.comment_params["fields"]
