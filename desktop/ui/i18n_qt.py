"""The language of the window: our catalogues, Qt's own, dates and numbers; switched while open."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from desktop import i18n

_log = logging.getLogger(__name__)
_TERRITORIES = {"en": QLocale.Country.UnitedStates, "ru": QLocale.Country.Russia}
_LANGUAGES = {"en": QLocale.Language.English, "ru": QLocale.Language.Russian}


def system_language() -> str:
    """The first language of the desktop that the program has, else English."""
    for tag in QLocale.system().uiLanguages():
        code = tag.replace("_", "-").partition("-")[0].lower()
        if code in i18n.LANGUAGES:
            return code
    return "en"


class WindowLanguage(QObject):
    """Keeps the active language; lives in the GUI thread.

    Qt sends a `LanguageChange` event to every widget when its catalogue changes; `changed` is
    emitted after that, for what is no widget.
    """

    changed = Signal()

    def __init__(self, app: QApplication, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._folder = folder
        self._translator: QTranslator | None = None
        self._shown = ""

    def use(self, choice: str) -> None:
        """Show `choice`: a language, or "system" for the desktop's."""
        wanted = choice if choice in i18n.LANGUAGES else system_language()
        if wanted == self._shown:
            return
        self._shown = wanted
        i18n.use(wanted, self._folder)
        QLocale.setDefault(self._locale(wanted))
        self._app.setApplicationDisplayName(i18n.tr("First Hour"))
        self._install(wanted)
        self.changed.emit()

    def _locale(self, language: str) -> QLocale:
        """The person's own territory where it speaks the language: dates as at home."""
        system = QLocale.system()
        if system.language() == _LANGUAGES[language]:
            return QLocale(system.language(), system.territory())
        return QLocale(_LANGUAGES[language], _TERRITORIES[language])

    def _install(self, language: str) -> None:
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        # English too gets a translator: installing one is what makes Qt tell every widget.
        self._translator = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if not self._translator.load(f"qtbase_{language}", folder):
            _log.info("no Qt catalogue for %s in %s", language, folder)
        self._app.installTranslator(self._translator)
