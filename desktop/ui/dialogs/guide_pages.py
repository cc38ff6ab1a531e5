"""The first steps of the guide: language, shop, words."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QRadioButton, QWidget

from desktop.core.first_steps import Advice, Suggestion, suggested_spellings, suggested_words
from desktop.core.models import Topic, TopicKind
from desktop.core.query import QueryError, simple_query
from desktop.core.words import fold
from desktop.i18n import N_, language, tr, trn
from desktop.store import topics
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.blocks import AddingEdit, Fold, row
from desktop.ui.dialogs.chip import Chip, Chips
from desktop.ui.dialogs.frame import label
from desktop.ui.dialogs.guide_page import GuidePage
from desktop.ui.dialogs.rematching import Rematching
from desktop.ui.dialogs.settings_page import Choice
from desktop.ui.dialogs.topic_work import saving
from desktop.ui.dialogs.trades import TRADES

_EXAMPLES = 3
_HINTS: dict[Advice, str] = {
    Advice.AS_TYPED: N_("The name as you typed it"),
    Advice.WITH_TRADE: N_("The name with the word for your trade"),
    Advice.WITH_CITY: N_("The name with the city"),
    Advice.ALONE: N_("The name alone: it may bring strangers who are called the same"),
    Advice.SPELLING: N_("Another spelling"),
}


class LanguagePage(GuidePage):
    """The language, shown at once."""

    title = N_("Welcome to First Hour")
    lead = N_(
        "The program notices when people talk about your shop and helps you answer in time. "
        "Everything stays on this computer. Setting it up takes two minutes."
    )

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.heading = self.add_heading(N_("Which language shall we speak?"))
        self.russian, self.english = QRadioButton("Русский"), QRadioButton("English")
        self.group = QButtonGroup(self)
        for button in (self.russian, self.english):
            self.group.addButton(button)
            self.column.addWidget(row(button))
        self.column.addStretch(1)
        self.group.buttonClicked.connect(self.on_chosen)

    def enter(self) -> None:
        """Show the language that is active."""
        (self.russian if language() == "ru" else self.english).setChecked(True)

    def on_chosen(self) -> None:
        """The whole window speaks it at once."""
        self.context.change_settings(language="ru" if self.russian.isChecked() else "en")

    def first_control(self) -> QWidget:
        """The chosen language."""
        return self.russian if self.russian.isChecked() else self.english


class ShopPage(GuidePage):
    """Name, city and trade."""

    title = N_("Your shop")
    lead = N_("From this the program works out which words to look for.")

    def __init__(self, context: TabContext) -> None:
        super().__init__(context)
        self.shop, self.city, self.trade = QLineEdit(), QLineEdit(), Choice(TRADES)
        self.add_field(
            self.shop, N_("Name of the shop"), N_("As people call it, for example Daisy Bakery.")
        )
        self.add_field(self.city, N_("City"))
        self.add_field(self.trade, N_("Trade"))
        self.column.addStretch(1)

    def enter(self) -> None:
        """Show what is known."""
        settings = self.context.settings()
        self.shop.setText(settings.shop_name)
        self.city.setText(settings.city)
        self.trade.choose(settings.trade)

    def keep(self) -> None:
        """Keep it among the settings."""
        self.context.change_settings(
            shop_name=" ".join(self.shop.text().split()),
            city=" ".join(self.city.text().split()),
            trade=self.trade.value(),
        )

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self.trade.retranslate()

    def first_control(self) -> QWidget:
        """The name."""
        return self.shop


class WordsPage(GuidePage):
    """The words of the first topic, as chips to tick."""

    title = N_("Words to look for")
    lead = N_(
        "Ticked words are looked for in all their forms: “bakery” finds “bakeries” too. "
        "You can change everything later."
    )

    def __init__(self, context: TabContext, rematching: Rematching) -> None:
        super().__init__(context)
        self._rematching = rematching
        self._topic: Topic | None = None
        self._is_known = False
        self.words, self.spellings = Chips(), Chips()
        self.own, self.add_button = AddingEdit(), QPushButton()
        self.empty = label("muted")
        self.column.addWidget(self.empty)
        self.words_block = self.add_field(self.words, N_("How people call you"))
        self.block = self.add_field(row(self.own, self.add_button), N_("One more word or phrase"))
        self.block.label.setBuddy(self.own)
        self.fold = Fold(N_("The same, written otherwise"), self.said)
        self.fold.body.addWidget(self.spellings)
        self.spellings_help = label("muted")
        self.column.addWidget(self.fold)
        self.column.addWidget(self.spellings_help)
        self.column.addStretch(1)
        self.said.say(self.add_button.setText, N_("Add"))
        self.said.say(
            self.empty.setText,
            N_("You have not named the shop. Type a word to look for, or go on."),
        )
        self.said.name(self.own, N_("One more word or phrase"))
        self.own.setMinimumWidth(self.fontMetrics().height() * 14)
        self.words.before, self.spellings.after = self.own, self.fold.button
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.on_add)
        self.own.added.connect(self.on_add)
        self.words.changed.connect(self.on_words_changed)
        self.spellings.changed.connect(self.on_spellings_changed)

    def enter(self) -> None:
        """Find out whether the topic was made before."""
        self._is_known = False
        self.context.reader.ask(topics.all, self.on_topics, key="guide-words")

    def on_topics(self, found: tuple[Topic, ...]) -> None:
        """Show the words of the topic there is, or the suggestions."""
        own = [each for each in found if each.kind is TopicKind.BRAND and not each.is_expert]
        self._topic = own[0] if own else None
        self._is_known = True
        settings = self.context.settings()
        suggested = list(suggested_words(settings.shop_name, settings.city, settings.trade))
        if self._topic is not None:
            suggested = _as_stored(suggested, self._topic.find)
        self.words.show_chips([_chip(each) for each in suggested])
        self._show_spellings(self._topic.variants if self._topic else None)

    def _show_spellings(self, stored: tuple[str, ...] | None = None) -> None:
        offered = list(suggested_spellings(self.words.words()))
        former = None
        if stored is not None:
            offered = _as_stored(offered, stored, Advice.SPELLING)
        elif self.spellings.all_words():
            former = {fold(word) for word in self.spellings.all_words()}
            kept = {fold(word) for word in self.spellings.words()}
            offered = [
                Suggestion(each.text, each.advice, fold(each.text) in kept)
                if fold(each.text) in former
                else each
                for each in offered
            ]
        self.spellings.show_chips([_chip(each) for each in offered])
        self._say_spellings()
        self.empty.setVisible(not self.words.all_words())
        self.words_block.setVisible(bool(self.words.all_words()))

    def _say_spellings(self) -> None:
        """In a nutshell how many there are: a wall of them would frighten."""
        words = self.spellings.words()
        self.fold.setVisible(bool(self.spellings.all_words()))
        self.spellings_help.setVisible(bool(words))
        text = trn(
            "{n} more spelling is looked for too: {examples}…",
            "{n} more spellings are looked for too: {examples}…",
            len(words),
        )
        examples = ", ".join(words[:_EXAMPLES])
        self.spellings_help.setText(text.format(n=len(words), examples=examples))

    def retranslate(self) -> None:
        """Say every text again."""
        super().retranslate()
        self._say_spellings()

    def on_spellings_changed(self) -> None:
        """Say how many are left."""
        self._say_spellings()

    def on_words_changed(self) -> None:
        """Other words are spelled otherwise in other ways."""
        self._show_spellings()

    def on_add(self) -> None:
        """Add the typed word, ticked."""
        self._take_typed()
        self.own.setFocus()

    def _take_typed(self) -> None:
        word = " ".join(self.own.text().split())
        if not word:
            return
        self.own.clear()
        self.words.add(_chip(Suggestion(word, Advice.AS_TYPED)))
        self._show_spellings()

    def keep(self) -> None:
        """Store the topic, or change the one there is; a typed word counts without "Add" too."""
        self._take_typed()
        find, variants = self.words.words(), self.spellings.words()
        former = self._topic
        if not self._is_known or (former and (former.find, former.variants) == (find, variants)):
            return
        exclude = former.exclude if former else ()
        try:
            query = simple_query(find, variants, exclude)
        except QueryError:
            return
        name = former.name if former else self.context.settings().shop_name or find[0]
        topic = Topic(
            former.id if former else 0, name, TopicKind.BRAND, query, False, find, variants, exclude
        )
        self.context.writer.ask(saving(topic), self.on_saved)

    def on_saved(self, topic: Topic | None) -> None:
        """Mentions that are there already are matched with it."""
        if topic is not None:
            self._topic = topic
            self.context.announce(Change.TOPICS)
            self._rematching.start(topic)

    def first_control(self) -> QWidget:
        """A word of one's own."""
        return self.own


def _chip(suggestion: Suggestion) -> Chip:
    return Chip(suggestion.text, is_ticked=suggestion.is_ticked, hint=tr(_HINTS[suggestion.advice]))


def _as_stored(
    suggested: list[Suggestion], stored: tuple[str, ...], advice: Advice = Advice.AS_TYPED
) -> list[Suggestion]:
    """The suggestions ticked as stored, and what is stored beyond them."""
    ticked = {fold(word) for word in stored}
    known = {fold(each.text) for each in suggested}
    shown = [Suggestion(each.text, each.advice, fold(each.text) in ticked) for each in suggested]
    return shown + [Suggestion(word, advice) for word in stored if fold(word) not in known]
