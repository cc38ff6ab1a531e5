"""Places that are asked for mentions: one file, one source; only these files speak HTTP.

A new source is one file and one line in `SOURCES`. Importing this package loads no HTTP or feed
library: they are imported on the first fetch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop.core.sources import Field, FieldKind, Source, SourceInfo, SourceSetup
from desktop.i18n import N_
from desktop.sources.app_store import AppStoreSource
from desktop.sources.bluesky import BlueskySource
from desktop.sources.facebook import FacebookSource
from desktop.sources.feed import FeedSource
from desktop.sources.google_reviews import GoogleReviewsSource
from desktop.sources.hackernews import HackerNewsSource
from desktop.sources.imap import ImapSource
from desktop.sources.instagram import InstagramSource
from desktop.sources.lemmy import LemmySource
from desktop.sources.mastodon import MastodonSource
from desktop.sources.news import NewsSource
from desktop.sources.ozon import OzonSource
from desktop.sources.page import PageSource
from desktop.sources.reddit import RedditSource
from desktop.sources.telegram import TelegramSource
from desktop.sources.telegram_bot import TelegramBotSource
from desktop.sources.vk import VkSource
from desktop.sources.wildberries import WildberriesSource
from desktop.sources.x import XSource
from desktop.sources.yandex_market import YandexMarketSource
from desktop.sources.youtube import YoutubeSource

if TYPE_CHECKING:
    from desktop.sources.http import Http


class SourceClass(Protocol):
    """What stands in `SOURCES`: a class with a description, built for one cycle or trial."""

    info: SourceInfo

    def __call__(self, setup: SourceSetup, http: Http) -> Source:
        """A source set up as the owner said."""
        ...


SOURCES: tuple[SourceClass, ...] = (
    FeedSource,
    NewsSource,
    TelegramSource,
    VkSource,
    TelegramBotSource,
    MastodonSource,
    LemmySource,
    HackerNewsSource,
    BlueskySource,
    RedditSource,
    YoutubeSource,
    AppStoreSource,
    ImapSource,
    GoogleReviewsSource,
    FacebookSource,
    InstagramSource,
    XSource,
    PageSource,
    WildberriesSource,
    OzonSource,
    YandexMarketSource,
)
"""Every kind that is polled, in the order in which a person is offered them."""

INFOS: tuple[SourceInfo, ...] = tuple(each.info for each in SOURCES)

PSEUDO_KINDS: dict[str, str] = {"manual": N_("Added by hand"), "import": N_("Imported files")}
"""Kinds of filed mentions, which nobody polls, and their titles (English, translated on show)."""

COMMON_FIELDS: tuple[Field, ...] = (
    Field(
        "endpoint",
        N_("Server address"),
        N_("Leave empty for the usual one; fill in for a server of your own."),
        FieldKind.URL,
    ),
    Field(
        "proxy",
        N_("Proxy"),
        N_("Only if your network needs one to reach this place."),
        FieldKind.URL,
        example="http://proxy.example:3128",
    ),
)
"""Fields that every kind has besides its own; a form shows them after those."""
