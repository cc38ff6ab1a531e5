"""The guide of the first start: from the language to the first mentions, one question a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import N_, tr
from desktop.ui.changes import Change
from desktop.ui.context import TabContext
from desktop.ui.dialogs.frame import label, role, scrolled
from desktop.ui.dialogs.guide_check import CheckPage
from desktop.ui.dialogs.guide_page import GuidePage
from desktop.ui.dialogs.guide_pages import LanguagePage, ShopPage, WordsPage
from desktop.ui.dialogs.guide_sources import SourcesPage
from desktop.ui.dialogs.spoken import Spoken

if TYPE_CHECKING:
    from desktop.ui.actions import Actions

_STEP = "guide/step"
_WIDEST_EM = 44
"""Widest the guide is set, in heights of a line: longer lines are hard to read."""


class FirstRun(QDialog):
    """Every step can be skipped, going back works, and closing half-way loses nothing.

    Each page stores what it was told when it is left; the guide opens again where it was closed.
    """

    def __init__(
        self, context: TabContext, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.context, self.opener = context, actions
        self.said = Spoken()
        self.pages: tuple[GuidePage, ...] = (
            LanguagePage(context),
            ShopPage(context),
            WordsPage(context, actions.rematching),
            SourcesPage(context),
            CheckPage(context),
        )
        self.step_label, self.title_label, self.lead_label = (
            label("muted"),
            label("title"),
            label("muted"),
        )
        self.stack = QStackedWidget()
        self.sample_button, self.back_button = QPushButton(), QPushButton()
        self.skip_button, self.next_button = QPushButton(), QPushButton()
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setSizeGripEnabled(True)
        self._lay_out()
        self.resize(self.sizeHint())
        self._connect()
        first = int(str(context.window_state.value(_STEP, 0) or 0))
        self.show_step(first if 0 <= first < len(self.pages) else 0)

    def _lay_out(self) -> None:
        em = self.fontMetrics().height()
        for page in self.pages:
            self.stack.addWidget(page)
        say = self.said.say
        say(self.setWindowTitle, N_("First steps"))
        say(self.sample_button.setText, N_("Open the sample shop"))
        say(self.back_button.setText, N_("Back"))
        say(self.skip_button.setText, N_("Skip this step"))
        for button, look in (
            (self.sample_button, "link"),
            (self.back_button, ""),
            (self.skip_button, "quiet"),
            (self.next_button, "primary"),
        ):
            role(button, look)
            button.setAutoDefault(False)
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST_EM * em)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em)
        self.area = scrolled(self._page_with_head())
        column.addWidget(self.area, 1)
        column.addLayout(self._foot())
        centred = QHBoxLayout(self)
        centred.setContentsMargins(em * 3 // 2, em * 3 // 2, em * 3 // 2, em)
        centred.addStretch(1)
        centred.addWidget(middle, 100)
        centred.addStretch(1)

    def _page_with_head(self) -> QWidget:
        """Title and page scroll together: with large text a fixed title would take the room."""
        em = self.fontMetrics().height()
        whole = QWidget()
        inner = QVBoxLayout(whole)
        inner.setContentsMargins(0, 0, em // 2, 0)
        inner.setSpacing(em // 2)
        inner.addWidget(self.step_label)
        inner.addWidget(self.title_label)
        inner.addWidget(self.lead_label)
        inner.addSpacing(em)
        inner.addWidget(self.stack, 1)
        return whole

    def _foot(self) -> QHBoxLayout:
        em = self.fontMetrics().height()
        foot = QHBoxLayout()
        foot.setSpacing(em // 2)
        foot.addWidget(self.sample_button)
        foot.addStretch(1)
        for button in (self.skip_button, self.back_button, self.next_button):
            foot.addWidget(button)
        return foot

    def _connect(self) -> None:
        self.sample_button.clicked.connect(self.on_sample)
        self.back_button.clicked.connect(self.on_back)
        self.skip_button.clicked.connect(self.on_skip)
        self.next_button.clicked.connect(self.on_next)

    @property
    def step(self) -> int:
        """Which page is shown, from 0."""
        return self.stack.currentIndex()

    def show_step(self, step: int) -> None:
        """Show a page and put the cursor into it."""
        self.stack.setCurrentIndex(step)
        for page in self.pages:
            # A hidden page must not make the shown one as high as the highest.
            is_shown = page is self.pages[step]
            policy = QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored
            page.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.area.verticalScrollBar().setValue(0)
        self.context.window_state.setValue(_STEP, step)
        self.pages[step].enter()
        self._say_step()
        is_last = step + 1 == len(self.pages)
        first = self.next_button if is_last else self.pages[step].first_control()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        """Spacious, and never larger than the screen."""
        em = self.fontMetrics().height()
        screen = self.screen().availableSize() - QSize(em * 2, em * 2)
        return QSize(46 * em, 37 * em).boundedTo(screen)

    def on_next(self) -> None:
        """Keep what was entered and go on; the last step ends the guide."""
        page = self.pages[self.step]
        if page.is_fine():
            page.keep()
            self._go_on()

    def on_skip(self) -> None:
        """Go on without storing this page."""
        self._go_on()

    def on_back(self) -> None:
        """Keep what was entered and go back."""
        if self.step > 0:
            self.pages[self.step].keep()
            self.show_step(self.step - 1)

    def on_sample(self) -> None:
        """Leave the guide for the sample shop; it opens again at the next start."""
        self.reject()
        self.opener.open_sample()

    def reject(self) -> None:
        """Esc and the window's cross: keep what was entered, and go on here another time."""
        self.pages[self.step].keep()
        super().reject()

    def refresh(self, change: Change) -> None:
        """New mentions and states of sources are shown on the last page."""
        page = self.pages[self.step]
        if isinstance(page, CheckPage) and change & (Change.MENTIONS | Change.SOURCES):
            page.on_look()

    def retranslate(self) -> None:
        """Say every text again."""
        self.said.say_again()
        for page in self.pages:
            page.retranslate()
        self._say_step()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the program's language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _go_on(self) -> None:
        if self.step + 1 < len(self.pages):
            self.show_step(self.step + 1)
            return
        self.context.change_settings(is_set_up=True)
        self.context.window_state.setValue(_STEP, 0)
        self.accept()

    def _say_step(self) -> None:
        page = self.pages[self.step]
        is_last = self.step + 1 == len(self.pages)
        text = tr("Step {step} of {steps}")
        self.step_label.setText(text.format(step=self.step + 1, steps=len(self.pages)))
        self.title_label.setText(tr(page.title))
        self.lead_label.setText(tr(page.lead))
        self.next_button.setText(tr("Start working") if is_last else tr("Next"))
        self.next_button.setDefault(True)
        self.back_button.setVisible(self.step > 0)
        self.skip_button.setVisible(not is_last)
        self.sample_button.setVisible(is_last or self.step == 0)
        self.setAccessibleName(f"{self.step_label.text()}. {self.title_label.text()}")
