"""What a source is, what it asks of the owner, and how it can fail.

The tree of failures; a source raises nothing else:

    SourceError
    ├── AuthNeeded     a key is missing, wrong or expired: the owner must act
    ├── Gone           the address no longer exists: the source is switched off
    ├── RateLimited    asked to slow down; `retry_at` says until when
    ├── Temporary      network or server trouble: tried again with growing pauses
    └── BadData        an answer came but is not what the source speaks
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from desktop.core.models import Item, Keep


class FieldKind(StrEnum):
    """How a settings form asks for a field."""

    TEXT = "text"
    URL = "url"
    LIST = "list"
    SECRET = "secret"
    CHOICE = "choice"
    NUMBER = "number"
    BLOCK = "block"
    """A CSS selector, found by clicking through an outline of the page named in `url`."""
    RULES = "rules"
    """Mail rules in the notation of `desktop.core.mail_rules`, edited in a form of their own."""


class Group(StrEnum):
    """Where a kind stands when a person chooses one."""

    NETWORK = "network"
    REVIEWS = "reviews"
    NEWS = "news"
    MAIL = "mail"
    MARKET = "market"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a source asks the owner; `title` and `help` are English and translated on show.

    `choice_titles` name the choices in the same order; without them the choices name themselves.
    `is_rare` says that nearly everybody leaves it as it is: a form folds it away. `betrays` are
    texts by which a key pasted into the wrong field is recognised: such a value is not stored.
    """

    name: str
    title: str
    help: str = ""
    kind: FieldKind = FieldKind.TEXT
    is_required: bool = False
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    choice_titles: tuple[str, ...] = ()
    is_rare: bool = False
    betrays: tuple[str, ...] = ()

    def holds_key(self, value: str) -> bool:
        """Whether a key was pasted here, where everybody could read it."""
        return any(text in value for text in self.betrays)


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Description of a source kind: enough to list it, draw its form and schedule it.

    `endpoint` is the public base address ("" where the owner's own address says it all);
    `interval_min` the default pause between polls and `floor_min` the shortest allowed, in minutes.
    `steps` tell the owner how to set it up, one short English sentence each, translated on show.
    `key_url` is the page where a key is made or renewed. `advice` replaces the general next step
    after a failure where this kind knows a better one. `notice` must stand beside the name of a
    place, for instance because a law asks for it. `history_days` says how far back the place can
    be read (0: not at all); a source with more than 0 is a `HistorySource`. `recheck_most` says
    how many stored items it can look up again in one go; above 0 it is a `RecheckingSource`.
    `places` are fields that name what is read whole: communities, channels.
    """

    kind: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    endpoint: str = ""
    interval_min: int = 15
    floor_min: int = 5
    keep: Keep = Keep.MATCHING
    needs_key: bool = False
    help_url: str = ""
    steps: tuple[str, ...] = ()
    group: Group = Group.NETWORK
    key_url: str = ""
    advice: Mapping[Reason, str] = field(default_factory=dict)
    notice: str = ""
    history_days: int = 0
    recheck_most: int = 0
    places: tuple[str, ...] = ()

    def searched(
        self, fields: Mapping[str, str], keep: Keep, terms: tuple[str, ...]
    ) -> tuple[str, ...]:
        """What is to be searched for: nothing where all of the named places is kept.

        A shop keeps all that is written below its own posts, with or without its name; what a
        search finds loosely must not be kept with it.
        """
        is_own_place = keep is Keep.EVERYTHING and any(fields.get(each) for each in self.places)
        return () if is_own_place else terms

    @property
    def secrets(self) -> tuple[str, ...]:
        """Names of the fields that belong in the key store."""
        return tuple(each.name for each in self.fields if each.kind is FieldKind.SECRET)


@dataclass(frozen=True, slots=True)
class SourceSetup:
    """What one configured source was told: its fields, its secrets, and words to search for.

    `fields` holds the kind's fields plus `endpoint` and `proxy`; a field left empty is absent.
    `terms` are the plain words and phrases of all topics, for networks that search.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchResult:
    """One answer of a source.

    `cursor` is opaque text to be handed back next time and is stored together with the items.
    `not_modified` means the place was looked at and is unchanged. `more` asks to be fetched
    again in this cycle. `moved_fields` are settings to save because the place moved for good.
    `poll_after_min` is the pause the place itself asks for. `warnings` are kinds of small
    trouble worth showing (for instance `"bad_date"`), each with a count. `troubles` names the
    parts (a channel, a word) that could not be read while others could, with the reason. `gone`
    are identities of items the place says were deleted. `title` is what the place calls itself,
    "" when it does not say.
    """

    items: tuple[Item, ...] = ()
    cursor: str | None = None
    not_modified: bool = False
    more: bool = False
    moved_fields: Mapping[str, str] = field(default_factory=dict)
    poll_after_min: int | None = None
    warnings: Mapping[str, int] = field(default_factory=dict)
    troubles: Mapping[str, Reason] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One step back into the past of a place.

    `cursor` is opaque text for the next step and is stored with the items. Everything the place
    still shows that was published after `reached` (aware UTC) has been delivered by now; `None`
    while that cannot be said. `is_done` ends it: the wanted day, or the end of what the place
    gives, is reached.
    """

    items: tuple[Item, ...] = ()
    cursor: str | None = None
    reached: datetime | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Recheck:
    """What became of stored items: `items` as they are now (only those the place showed), and
    the identities of those it says are deleted. An item in neither could not be judged.
    """

    items: tuple[Item, ...] = ()
    gone: tuple[str, ...] = ()


class Source(Protocol):
    """A place that can be asked for items. Built per cycle; `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo]

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask once. Raises only `SourceError`."""
        ...


class HistorySource(Source, Protocol):
    """A source whose past can be read; the first `fetch` needs to bring only the newest."""

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Go one step back, at most until `since` (aware UTC), in few requests.

        The first call gets `None` and begins at the newest item; what `fetch` brought too is
        recognised by its identity. Raises only `SourceError`; the step is then repeated later.
        """
        ...


class RecheckingSource(Source, Protocol):
    """A source that can look up single items again, for edits, counters and deletions."""

    def recheck(self, external_ids: tuple[str, ...]) -> Recheck:
        """Look up at most `info.recheck_most` items it delivered. Raises only `SourceError`."""
        ...


class Reason(StrEnum):
    """Why a source could not be looked at; the wording and the next step hang on it."""

    KEY_MISSING = "key_missing"
    KEY_REFUSED = "key_refused"
    KEY_EXPIRED = "key_expired"
    RIGHT_MISSING = "right_missing"
    """The key is good, but may not do this: a right has to be given or a service switched on."""
    NO_CREDIT = "no_credit"
    QUOTA = "quota"
    """The allowance of the day or month is used up."""
    CLOSED = "closed"
    """A private or closed place: a group one has to join, a channel without preview."""
    ROBOTS = "robots"
    LAYOUT = "layout"
    """The page has another structure than known: nothing can be said about its contents."""
    IN_USE = "in_use"
    """Another program collects the same messages with the same key."""
    HUMAN_CHECK = "human_check"
    """The place asks for a captcha or another proof that a person is asking."""
    NO_TLS = "no_tls"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    SLOW_DOWN = "slow_down"
    TIMEOUT = "timeout"
    NO_CONNECTION = "no_connection"
    BAD_CERTIFICATE = "bad_certificate"
    SERVER_ERROR = "server_error"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    NOT_A_FEED = "not_a_feed"
    NOT_JSON = "not_json"
    UNREADABLE = "unreadable"
    BAD_ADDRESS = "bad_address"
    BAD_SETTING = "bad_setting"
    PROXY = "proxy"


OF_KEY = frozenset(
    {
        Reason.KEY_MISSING,
        Reason.KEY_REFUSED,
        Reason.KEY_EXPIRED,
        Reason.RIGHT_MISSING,
        Reason.NO_CREDIT,
    }
)
"""What a new or better key mends."""

OF_PACE = frozenset({Reason.SLOW_DOWN, Reason.QUOTA})
"""What waiting mends: the place said when it wants to be asked again."""


class SourceError(Exception):
    """A source could not be looked at. `detail` is for the log and never holds a secret."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail

    def hide(self, secrets: Iterable[str]) -> None:
        """Take texts out of the detail before anybody reads it."""
        for secret in secrets:
            self.detail = self.detail.replace(secret, "…")
        self.args = (f"{self.reason.value}: {self.detail}" if self.detail else self.reason.value,)


class AuthNeeded(SourceError):
    """The owner must give a key or renew it."""


class Gone(SourceError):
    """The place does not exist any more."""


class RateLimited(SourceError):
    """The place asks for a pause until `retry_at` (UTC), `None` when it did not say."""

    def __init__(self, reason: Reason, detail: str = "", retry_at: datetime | None = None) -> None:
        super().__init__(reason, detail)
        self.retry_at = retry_at


class Temporary(SourceError):
    """Worth another try later without anybody doing anything."""


class BadData(SourceError):
    """The answer cannot be understood."""


class Health(StrEnum):
    """State of a source on screen."""

    FINE = "fine"
    WAITING = "waiting"
    NEEDS_KEY = "needs_key"
    FAILING = "failing"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class StoredSource:
    """A configured source with its state; secrets are not here but in the key store.

    `reason` and `detail` describe the last failure and are empty when the last look succeeded.
    `last_ok_at` is the last time the place was really looked at: before it, silence means nothing.
    `troubles` are the parts that could not be read in that look. `newest` are the times of the
    latest items the place delivered, kept or not, oldest first: the source's own rhythm.
    """

    id: int
    name: str
    kind: str
    fields: Mapping[str, str]
    interval_min: int
    keep: Keep
    is_on: bool = True
    cursor: str | None = None
    health: Health = Health.WAITING
    reason: Reason | None = None
    detail: str = ""
    failures: int = 0
    last_try_at: datetime | None = None
    last_ok_at: datetime | None = None
    next_at: datetime | None = None
    warnings: Mapping[str, int] = field(default_factory=dict)
    troubles: Mapping[str, Reason] = field(default_factory=dict)
    newest: tuple[datetime, ...] = ()
