"""The values that travel between sources, store and screens.

All times are aware UTC `datetime`s. A counter that a network did not give is `None`, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """Judgement of a text; *not known* is `None`, never a made-up neutral."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Status(StrEnum):
    """Where a mention stands in the shop's work."""

    NEW = "new"
    IN_WORK = "in_work"
    ANSWERED = "answered"
    NOT_US = "not_us"


class MentionKind(StrEnum):
    """What sort of publication it is."""

    POST = "post"
    COMMENT = "comment"
    REVIEW = "review"
    ARTICLE = "article"
    MESSAGE = "message"
    VIDEO = "video"


class TopicKind(StrEnum):
    """Whose words a topic looks for."""

    BRAND = "brand"
    COMPETITOR = "competitor"
    INDUSTRY = "industry"


class Keep(StrEnum):
    """Which fetched items of a source are stored."""

    MATCHING = "matching"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Item:
    """One publication as a source delivered it, before matching and scoring.

    `text` and `title` are plain text. `created_at` is `None` when the source gave no usable date;
    the intake then uses the time of fetching and marks the mention as undated.
    """

    external_id: str
    text: str
    title: str = ""
    kind: MentionKind = MentionKind.POST
    url: str | None = None
    author_name: str | None = None
    author_handle: str | None = None
    author_url: str | None = None
    author_followers: int | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None
    language: str | None = None
    likes: int | None = None
    replies: int | None = None
    reposts: int | None = None
    views: int | None = None
    rating: float | None = None
    parent_url: str | None = None

    @property
    def body(self) -> str:
        """Title and text as one string: what is matched, scored and marked; spans refer to it."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters of a body, and the topic whose words matched there."""

    start: int
    end: int
    topic_id: int = 0


@dataclass(frozen=True, slots=True)
class Deciding:
    """A piece of the body that moved the tone, with its signed weight (the engine's own unit)."""

    start: int
    end: int
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """Outcome of a tone engine: `tone` and `value` (-1..1) are both `None` when not known."""

    tone: Tone | None
    value: float | None
    by: str | None
    deciding: tuple[Deciding, ...] = ()


NOT_KNOWN = Score(None, None, None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item that went through the intake and is ready to be stored.

    `words` are the folded surface forms of the body in order; `language` is a two-letter code,
    `"mixed"` or `None` (too short to tell); `fold_key` is equal for repeats of the same text.
    """

    item: Item
    language: str | None
    score: Score
    spans: tuple[Span, ...]
    topic_ids: tuple[int, ...]
    words: tuple[str, ...]
    fold_key: int | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stored mention, everything a screen or an export shows of it.

    `id` orders by publication time (newest = largest). `tone_by` is the engine's name and
    version, `"person"` after a correction, `None` when not known. `repeats` counts further
    copies of the same text that are folded under this one. `gone_at` is when its place was found
    to have deleted it.
    """

    id: int
    source_id: int
    source: str
    source_kind: str
    external_id: str
    kind: MentionKind
    title: str
    text: str
    created_at: datetime
    seen_at: datetime
    status: Status
    is_dated: bool = True
    url: str | None = None
    author_name: str | None = None
    author_handle: str | None = None
    author_url: str | None = None
    author_followers: int | None = None
    edited_at: datetime | None = None
    language: str | None = None
    likes: int | None = None
    replies: int | None = None
    reposts: int | None = None
    views: int | None = None
    rating: float | None = None
    parent_url: str | None = None
    tone: Tone | None = None
    score: float | None = None
    tone_by: str | None = None
    deciding: tuple[Deciding, ...] = ()
    spans: tuple[Span, ...] = ()
    topics: tuple[str, ...] = ()
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    attachments: int = 0
    repeats: int = 0
    gone_at: datetime | None = None

    @property
    def body(self) -> str:
        """Title and text as one string; spans and deciding words refer to it."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def author(self) -> str | None:
        """The name to show for the author."""
        return self.author_name or self.author_handle

    @property
    def matched(self) -> tuple[str, ...]:
        """The words of the body that matched a topic, each once, in order of appearance."""
        body = self.body
        return tuple(dict.fromkeys(body[span.start : span.end] for span in self.spans))


@dataclass(frozen=True, slots=True)
class Topic:
    """What the shop looks for.

    `query` is always the expert form; in simple mode it is made from `find`, `exclude` and the
    `variants` that were left ticked, and is kept beside them so that the form can be shown again.
    """

    id: int
    name: str
    kind: TopicKind
    query: str
    is_expert: bool = True
    find: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A named filter of the Mentions tab; `filter` is the JSON form of a `MentionFilter`."""

    id: int
    name: str
    filter: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team a mention can be assigned to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of the team on a mention."""

    id: int
    mention_id: int
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file kept with a mention, for instance a screenshot; `content` is empty in listings."""

    id: int
    mention_id: int
    name: str
    media_type: str
    sha256: str
    added_at: datetime
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class OutlineBlock:
    """A block that repeats on a web page, for a person to pick the one to watch.

    `selector` is CSS and finds `count` blocks; `samples` are the plain texts of the first of
    them, as they would become mentions. `depth` says how far inside the page they stand.
    """

    selector: str
    count: int
    samples: tuple[str, ...]
    depth: int = 0
