"""Posts of the owner's account, their comments, and posts that name it: what Meta's networks share.

What is still to be read is a list of steps in the memory of a part, so that no request's worth is
lost when a fetch ends early.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.core.models import Item
from desktop.core.sources import HistoryPage, Reason, SourceError
from desktop.sources.dates import parsed_date
from desktop.sources.json_answer import text_of
from desktop.sources.meta_graph import Graph
from desktop.sources.round import Round, mark_number, mark_text, memory_of

_POSTS = "50"
_COMMENTS = "50"
_MOST_PAGES = 4
_FIRST_PAGES = 2
_MOST_POSTS = 200
_MOST_STEPS = 300
_STEP_REQUESTS = 4


@dataclass(frozen=True, slots=True)
class Form:
    """How one of the networks names its edges and fields, and what becomes of their records.

    `post` gives no item for what the account published itself. `comments` gets a comment and the
    address of its post. `count` is how many comments a post has, `None` when it does not say.
    """

    posts: str
    post_fields: str
    tagged: str
    tagged_fields: str
    comment_params: Mapping[str, str]
    time: str
    post: Callable[[Mapping[str, Any], datetime], Item | None]
    tagged_post: Callable[[Mapping[str, Any], datetime], Item | None]
    comments: Callable[[Mapping[str, Any], str, datetime], list[Item]]
    count: Callable[[Mapping[str, Any]], int | None]
    address: Callable[[Mapping[str, Any]], str]


class MetaLook:
    """Work of the parts of one fetch."""

    def __init__(self, graph: Graph, form: Form, account: str, look: Round) -> None:
        self._graph = graph
        self._form = form
        self._account = account
        self._look = look

    def posts(self, part: str) -> bool:
        """Read what is new among the account's posts and the comments below them."""
        mark = self._look.mark(part)
        steps = _records(mark, "steps")
        mark["steps"] = steps
        if not steps:
            if not self._look.may_ask():
                return False
            self._newest_posts(mark, steps)
        return self._read(mark, steps)

    def tagged(self, part: str) -> bool:
        """Read what is new among the posts of others that name the account."""
        mark = self._look.mark(part)
        known, newest, after = mark_number(mark, "newest"), 0, ""
        for _ in range(_MOST_PAGES if known else _FIRST_PAGES):
            if not self._look.may_ask():
                break
            fields = self._form.tagged_fields
            path = f"{self._account}/{self._form.tagged}"
            edge = self._graph.edge(path, after, fields=fields, limit=_POSTS)
            items = (self._form.tagged_post(each, self._graph.now) for each in edge.records)
            self._look.take([each for each in items if each is not None])
            times = self._times(edge.records)
            newest = max([newest, *times])
            after = edge.after
            if not after or min(times, default=0) <= known:
                break
        else:
            self._look.warn("not_all_shown", 1 if known else 0)
        mark["newest"] = max(known, newest)
        return True

    def _newest_posts(self, mark: dict[str, Any], steps: list[dict[str, Any]]) -> None:
        """The newest posts, and a step for each whose number of comments changed."""
        counts = mark.get("counts")
        known: dict[str, Any] = dict(counts) if isinstance(counts, dict) else {}
        is_first = "counts" not in mark
        after = ""
        for _ in range(_FIRST_PAGES if is_first else _MOST_PAGES):
            edge = self._graph.edge(
                f"{self._account}/{self._form.posts}",
                after,
                fields=self._form.post_fields,
                limit=_POSTS,
            )
            items = (self._form.post(each, self._graph.now) for each in edge.records)
            self._look.take([each for each in items if each is not None])
            is_gap = all(text_of(each, "id") not in known for each in edge.records)
            for each in edge.records:
                if (step := self._changed(each, known)) is not None:
                    steps.append(step)
            after = edge.after
            if not after or not self._look.may_ask() or not (is_gap or is_first):
                break
        else:
            self._look.warn("not_all_shown", 0 if is_first else 1)
        mark["counts"] = dict(list(known.items())[-_MOST_POSTS:])
        del steps[_MOST_STEPS:]

    def _changed(self, post: Mapping[str, Any], known: dict[str, Any]) -> dict[str, Any] | None:
        identity, count = text_of(post, "id"), self._form.count(post)
        if not identity:
            return None
        had = known.pop(identity, None)
        known[identity] = count
        if count == 0 or (count is not None and count == had):
            return None
        return {"of": identity, "url": self._form.address(post)}

    def _read(self, mark: dict[str, Any], steps: list[dict[str, Any]]) -> bool:
        """Do the steps as far as requests allow; whether nothing is left."""
        value = mark.get("since")
        since: dict[str, Any] = value if isinstance(value, dict) else {}
        mark["since"] = since
        while steps and self._look.may_ask():
            step = steps[0]
            post = mark_text(step, "of")
            known = mark_number(since, post)
            try:
                records, after = comments_page(self._graph, self._form, step, self._look.take)
            except SourceError as error:
                if error.reason is not Reason.NOT_FOUND:
                    raise
                self._look.lost([post])
                steps.pop(0)
                continue
            times = self._times(records)
            newest = max([mark_number(step, "newest"), known, *times])
            if after and min(times, default=0) > known:
                steps[0] = {**step, "after": after, "newest": newest}
                continue
            since.pop(post, None)
            since[post] = newest
            steps.pop(0)
        mark["since"] = dict(list(since.items())[-_MOST_POSTS:])
        return not steps

    def _times(self, records: tuple[Mapping[str, Any], ...]) -> list[int]:
        return times_of(records, self._form, self._graph.now)


def comments_page(
    graph: Graph, form: Form, step: Mapping[str, Any], take: Callable[[list[Item]], None]
) -> tuple[tuple[Mapping[str, Any], ...], str]:
    """Take a page of the comments below a post, newest first; its records and what follows."""
    edge = graph.edge(
        f"{mark_text(step, 'of')}/comments",
        mark_text(step, "after"),
        limit=_COMMENTS,
        **form.comment_params,
    )
    url = mark_text(step, "url")
    take([item for each in edge.records for item in form.comments(each, url, graph.now)])
    return edge.records, edge.after


def times_of(records: tuple[Mapping[str, Any], ...], form: Form, now: datetime) -> list[int]:
    """When records were published, in Unix seconds."""
    moments = (parsed_date(text_of(each, form.time), now) for each in records)
    return [int(each.timestamp()) for each in moments if each is not None]


class MetaPast:
    """The past of an account: its posts, older and older, each with all its comments."""

    def __init__(
        self, cursor: str | None, graph: Graph, form: Form, account: str, since: datetime
    ) -> None:
        self._graph = graph
        self._form = form
        self._account = account
        self._since = since
        memory = memory_of(cursor)
        if memory.get("account") != account:
            memory = {}
        self._after = mark_text(memory, "after")
        self._is_end = memory.get("is_end") is True
        self._steps = _records(memory, "steps")
        self._items: dict[str, Item] = {}

    def step(self) -> HistoryPage:
        """Go a few requests further back. Raises only `SourceError`."""
        for asked in range(_STEP_REQUESTS):
            if self._is_end and not self._steps:
                break
            try:
                self._comments(self._steps[0]) if self._steps else self._posts()
            except SourceError:
                if not asked:
                    raise
                break
        is_done = self._is_end and not self._steps
        memory = {
            "account": self._account,
            "after": self._after,
            "is_end": self._is_end,
            "steps": self._steps,
        }
        return HistoryPage(
            items=tuple(self._items.values()),
            cursor=json.dumps(memory),
            reached=self._since if is_done else None,
            is_done=is_done,
        )

    def _posts(self) -> None:
        path = f"{self._account}/{self._form.posts}"
        fields = self._form.post_fields
        edge = self._graph.edge(path, self._after, fields=fields, limit=_POSTS)
        items = (self._form.post(each, self._graph.now) for each in edge.records)
        self._take([each for each in items if each is not None])
        self._steps = [
            {"of": text_of(each, "id"), "url": self._form.address(each)}
            for each in edge.records
            if text_of(each, "id") and self._form.count(each) != 0
        ]
        oldest = min(times_of(edge.records, self._form, self._graph.now), default=0)
        self._after = edge.after
        self._is_end = not edge.after or oldest < self._since.timestamp()

    def _comments(self, step: dict[str, Any]) -> None:
        after = ""
        try:
            _, after = comments_page(self._graph, self._form, step, self._take)
        except SourceError as error:
            if error.reason is not Reason.NOT_FOUND:
                raise
        self._steps[:1] = [{**step, "after": after}] if after else []

    def _take(self, items: list[Item]) -> None:
        self._items.update({each.external_id: each for each in items})


def _records(memory: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = memory.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
