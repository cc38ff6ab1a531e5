"""Facebook's own records; what it shares with Instagram is in `test_meta_graph.py`."""

from __future__ import annotations

from desktop.sources.facebook import FacebookSource, comment_count, comment_items, post_item
from tests.conftest import NOW


def test_a_post_without_anything_keeps_what_is_absent_absent() -> None:
    item = post_item({"id": "100_1"}, NOW)
    assert item is not None
    assert (item.text, item.url, item.author_name, item.created_at) == ("", None, None, None)
    assert (item.likes, item.replies, item.views) == (None, None, None)
    assert comment_count({"comments": {"summary": {"total_count": 0}}}) == 0
    assert comment_count({"comments": {"data": []}}) is None


def test_a_comment_without_an_address_leads_to_its_post() -> None:
    (item,) = comment_items({"id": "1_2", "message": "Hi"}, "https://www.facebook.com/1", NOW)
    assert item.url == item.parent_url == "https://www.facebook.com/1"
    assert comment_items({"message": "no id"}, "", NOW) == []


def test_the_edges_are_the_documented_ones() -> None:
    form = FacebookSource.form
    assert (form.posts, form.tagged, form.time) == ("feed", "tagged", "created_time")
    assert form.comment_params["filter"] == "stream"
    assert form.comment_params["order"] == "reverse_chronological"
