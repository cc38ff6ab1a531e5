"""Settings: language, look, the shop, the tray, notices."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from desktop.core.settings import Settings
from desktop.i18n import N_, tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import Tick, row
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.settings_page import Choice, SettingsPage
from desktop.ui.dialogs.shown_time import shown_time
from desktop.ui.dialogs.trades import TRADES

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_MORNING = time(8, 0)
_LANGUAGES: tuple[tuple[object, str], ...] = (
    ("system", N_("As in the system")),
    ("en", "English"),
    ("ru", "Русский"),
)
_THEMES: tuple[tuple[object, str], ...] = (
    ("system", N_("As in the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
)
_SIZES: tuple[tuple[object, str], ...] = (
    (100, "100 %"),
    (125, "125 %"),
    (150, "150 %"),
    (175, "175 %"),
    (200, "200 %"),
)
_MUTES: tuple[tuple[object, str], ...] = (
    ("no", N_("Show notices")),
    ("hour", N_("No notices for an hour")),
    ("morning", N_("No notices until the morning")),
)


class GeneralPage(SettingsPage):
    """Everything here takes effect at once."""

    key = "general"
    icon = "appearance"
    title = N_("General")

    def __init__(self, context: TabContext, actions: Actions) -> None:
        super().__init__(context, actions)
        self.language, self.theme = Choice(_LANGUAGES), Choice(_THEMES)
        self.text_size, self.mute = Choice(_SIZES), Choice(_MUTES)
        self.shop, self.city, self.trade = QLineEdit(), QLineEdit(), Choice(TRADES)
        self.to_tray = Tick()
        self._lay_out()
        self.refresh(Change.SETTINGS)
        self.language.activated.connect(self.on_look_chosen)
        self.theme.activated.connect(self.on_look_chosen)
        self.text_size.activated.connect(self.on_look_chosen)
        self.mute.activated.connect(self.on_mute_chosen)
        self.trade.activated.connect(self.on_shop_edited)
        self.shop.editingFinished.connect(self.on_shop_edited)
        self.city.editingFinished.connect(self.on_shop_edited)
        self.to_tray.toggled.connect(self.on_tray_toggled)

    def _lay_out(self) -> None:
        self.add_heading(N_("Look"))
        self.add_field(self.language, N_("Language"))
        self.add_field(self.theme, N_("Colours"))
        self.add_field(self.text_size, N_("Size of text"))
        self.add_heading(N_("Shop"))
        self.add_field(self.shop, N_("Name of the shop"))
        self.add_field(self.city, N_("City"))
        self.add_field(self.trade, N_("Trade"), N_("Used to suggest words to look for."))
        self.add_heading(N_("Notices"))
        self.add_field(self.mute, N_("Notices of the desktop"))
        self.muted = label("muted")
        self.column.addWidget(self.muted)
        self.said.say(self.to_tray.setText, N_("Keep checking after the window is closed"))
        self.column.addWidget(row(self.to_tray))
        self.add_text(
            N_("The program stays in the tray then. Where there is no tray, closing quits.")
        )
        self.column.addStretch(1)

    def refresh(self, change: Change) -> None:
        """Show the settings as they are."""
        if not change & Change.SETTINGS:
            return
        settings = self.context.settings()
        self.language.choose(settings.language)
        self.theme.choose(settings.theme)
        self.text_size.choose(settings.text_percent)
        self.trade.choose(settings.trade)
        for line, text in ((self.shop, settings.shop_name), (self.city, settings.city)):
            if not line.hasFocus():
                line.setText(text)
        self.to_tray.blockSignals(True)
        self.to_tray.setChecked(settings.closes_to_tray)
        self.to_tray.blockSignals(False)
        self._show_mute(settings)

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        for choice in (self.language, self.theme, self.text_size, self.mute, self.trade):
            choice.retranslate()
        self._show_mute(self.context.settings())

    def on_look_chosen(self) -> None:
        """Language, colours and size change under the person's eyes."""
        self.context.change_settings(
            language=self.language.value(),
            theme=self.theme.value(),
            text_percent=self.text_size.value(),
        )

    def on_shop_edited(self) -> None:
        """Keep name, city and trade."""
        self.context.change_settings(
            shop_name=self.shop.text().strip(),
            city=self.city.text().strip(),
            trade=self.trade.value(),
        )

    def on_tray_toggled(self, is_on: bool) -> None:
        """Stay in the tray or not."""
        self.context.change_settings(closes_to_tray=is_on)

    def on_mute_chosen(self) -> None:
        """Mute for a while, or show notices again."""
        now = self.context.services.clock()
        until = {"no": 0, "hour": _epoch(now + timedelta(hours=1)), "morning": _morning(now)}
        self.context.change_settings(muted_until=until[str(self.mute.value())])
        self._show_mute(self.context.settings())

    def _show_mute(self, settings: Settings) -> None:
        now = self.context.services.clock()
        is_muted = settings.muted_until > _epoch(now)
        if not is_muted:
            self.mute.choose("no")
        elif settings.muted_until == _morning(now):
            self.mute.choose("morning")
        else:
            self.mute.choose("hour")
        self.muted.setVisible(is_muted)
        if is_muted:
            when = datetime.fromtimestamp(settings.muted_until).astimezone()
            self.muted.setText(tr("Muted until {time}").format(time=shown_time(when)))


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def _morning(now: datetime) -> int:
    """The next eight o'clock of the shop's own day."""
    local = now.astimezone()
    today = datetime.combine(local.date(), _MORNING).astimezone()
    return _epoch(today if today > local else today + timedelta(days=1))
