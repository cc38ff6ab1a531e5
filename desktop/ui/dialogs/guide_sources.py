"""The guide's step for sources that need no key: pasted feeds, hashtags made from the name."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.first_steps import suggested_hashtags
from desktop.core.sources import StoredSource
from desktop.core.words import fold
from desktop.i18n import N_, tr
from desktop.store import sources
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import Tick
from desktop.ui.dialogs.chip import Chip, Chips
from desktop.ui.dialogs.file_work import FEED, adding_feeds
from desktop.ui.dialogs.guide_keeping import keeping
from desktop.ui.dialogs.guide_page import GuidePage

MASTODON, NEWS, TELEGRAM = "mastodon", "news", "telegram"
_LINES = 4


class SourcesPage(GuidePage):
    """What is entered here is stored as sources when the step is left."""

    title = N_("Where to look")
    lead = N_("These places need no key. Networks with a key can be added in the settings later.")

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self._stored: dict[str, StoredSource] = {}
        self.news, self.channels = Tick(), QPlainTextEdit()
        self.feeds, self.server, self.tags = QPlainTextEdit(), QLineEdit(), Chips()
        self.said.say(self.news.setText, N_("Search the news for your words"))
        self.news.setChecked(True)
        self.column.addWidget(self.news)
        self._add_channels()
        self.tags.after = self.feeds
        self.feeds.setTabChangesFocus(True)
        self.feeds.setFixedHeight(self.feeds.fontMetrics().lineSpacing() * (_LINES + 1))
        self.feeds.setPlaceholderText("https://news.example")
        self.feeds_block = self.add_field(
            self.feeds,
            N_("Sites that may write about you, one address per line"),
            N_(
                "Local news, a city forum, a site with reviews. The address of the page is "
                "enough: the program finds its feed (RSS) by itself."
            ),
        )
        self.tags_block = self.add_field(
            self.tags,
            N_("Hashtags on Mastodon"),
            N_("Posts with a ticked hashtag are looked at."),
        )
        info = context.services.info(MASTODON)
        self.server.setPlaceholderText(info.endpoint if info else "")
        self.news.setVisible(context.services.info(NEWS) is not None)
        self.server_block = self.add_field(
            self.server, N_("Mastodon server"), N_("Leave it empty if you do not know.")
        )
        for block in (self.tags_block, self.server_block):
            block.setVisible(info is not None)
        self.column.addStretch(1)
        self.feeds.textChanged.connect(self.on_feeds_typed)
        self.server.textEdited.connect(self.on_server_typed)

    def _add_channels(self) -> None:
        self.channels.setTabChangesFocus(True)
        self.channels.setFixedHeight(self.channels.fontMetrics().lineSpacing() * _LINES)
        self.channels.setPlaceholderText("t.me/city_news")
        block = self.add_field(
            self.channels,
            N_("Public Telegram channels of your town, one per line"),
            N_("News, “overheard” and food channels: the name or the address."),
        )
        block.setVisible(self.context.services.info(TELEGRAM) is not None)

    def enter(self) -> None:
        """Show what was set up before."""
        self.context.reader.ask(sources.all, self.on_sources, key="guide-sources")

    def on_sources(self, found: tuple[StoredSource, ...]) -> None:
        """Offer hashtags; those of a stored source are ticked."""
        feeds = [each.fields.get("url", "") for each in found if each.kind == FEED]
        if feeds and not self.feeds.toPlainText().strip():
            self.feeds.setPlainText("\n".join(feeds))
        self._stored = {each.kind: each for each in reversed(found)}
        if found:
            self.news.setChecked(NEWS in self._stored)
        if (telegram := self._stored.get(TELEGRAM)) and not self.channels.toPlainText().strip():
            channels = telegram.fields.get("channels", "").split(",")
            self.channels.setPlainText("\n".join(each.strip() for each in channels))
        settings = self.context.settings()
        offered = suggested_hashtags(settings.shop_name, settings.city, settings.trade)
        mastodon = self._stored.get(MASTODON)
        if mastodon is None:
            self.tags.show_chips([_chip(tag, is_ticked=True) for tag in offered])
            return
        stored = [tag.strip("# ") for tag in mastodon.fields.get("hashtags", "").split(",")]
        ticked = {fold(tag) for tag in stored}
        rest = [tag for tag in offered if fold(tag) not in ticked]
        self.tags.show_chips(
            [
                *(_chip(tag, is_ticked=True) for tag in stored if tag),
                *(_chip(tag, is_ticked=False) for tag in rest),
            ]
        )
        self.server.setText(mastodon.fields.get("endpoint", ""))

    def on_feeds_typed(self) -> None:
        """The complaint was about the text before."""
        self.feeds_block.set_error("")

    def on_server_typed(self) -> None:
        """The complaint was about the text before."""
        self.server_block.set_error("")

    def is_fine(self) -> bool:
        """Say which address cannot be one."""
        wrong = [line for line in _lines(self.feeds) if not is_web_address(with_scheme(line))]
        server = self.server.text().strip()
        is_server_wrong = bool(server) and not is_web_address(with_scheme(server))
        if wrong:
            text = tr("“{text}” is not a web address. Correct it or take it out.")
            self.feeds_block.set_error(text.format(text=wrong[0]))
            self.feeds.setFocus()
        if is_server_wrong:
            self.server_block.set_error(tr("This is not a web address."))
            if not wrong:
                self.server.setFocus()
        return not wrong and not is_server_wrong

    def keep(self) -> None:
        """Store the feeds and the hashtags; what cannot be an address waits in its field."""
        feeds = [with_scheme(line) for line in _lines(self.feeds)]
        sound = [url for url in feeds if is_web_address(url)]
        feed = self.context.services.info(FEED)
        if feed is not None and sound:
            work = adding_feeds(feed, [(_name(url), url) for url in sound])
            self.context.writer.ask(work, self.on_kept)
        channels = ", ".join(_lines(self.channels))
        self._keep(NEWS, {} if self.news.isChecked() else None)
        self._keep(TELEGRAM, {"channels": channels} if channels else None)
        self._keep(MASTODON, self._hashtags())

    def _hashtags(self) -> dict[str, str] | None:
        """The fields of the Mastodon source, `None` where none is wanted."""
        tags = self.tags.words()
        if not tags and MASTODON not in self._stored:
            return None
        server = with_scheme(self.server.text().strip())
        return {
            "hashtags": ", ".join(tag.lstrip("#") for tag in tags),
            "endpoint": server if is_web_address(server) else "",
        }

    def _keep(self, kind: str, fields: dict[str, str] | None) -> None:
        info, stored = self.context.services.info(kind), self._stored.get(kind)
        if info is not None and (stored is not None or fields is not None):
            work = keeping(info, stored, fields, self.context.services.clock())
            self.context.writer.ask(work, self.on_kept)

    def on_kept(self, _kept: object) -> None:
        """Everybody reads the sources again."""
        self.context.announce(Change.SOURCES)

    def first_control(self) -> QWidget:
        """The channels, where there are any; else the sites."""
        return self.feeds if self.channels.isHidden() else self.channels


def _chip(tag: str, *, is_ticked: bool) -> Chip:
    return Chip(f"#{tag.lstrip('#')}", is_ticked=is_ticked)


def _name(url: str) -> str:
    return (host_of(url) or url).removeprefix("www.")


def _lines(edit: QPlainTextEdit) -> list[str]:
    lines = edit.toPlainText().splitlines()
    return [line.strip(" ,;") for line in lines if line.strip(" ,;")]
