"""The window's own actions as a table: text, keys, icon."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.i18n import N_


@dataclass(frozen=True, slots=True)
class Entry:
    """An action of the window: `slot` is a method of `WindowMenus`."""

    key: str
    text: str
    keys: str = ""
    icon: str = ""

    @property
    def slot(self) -> str:
        """Name of the method that does it."""
        return f"on_{self.key}"


FILE: tuple[Entry | None, ...] = (
    Entry("add_mention", N_("Add a mention…"), "Ctrl+N", "add-mention"),
    Entry("import_file", N_("Import mentions…"), "Ctrl+Shift+I", "import"),
)
FILE_END: tuple[Entry | None, ...] = (
    None,
    Entry("backup", N_("Make a backup…")),
    Entry("restore", N_("Restore a backup…")),
    None,
    Entry("settings", N_("Settings…"), "Ctrl+,", "settings"),
    None,
    Entry("quit", N_("Quit"), "Ctrl+Q", "quit"),
)
VIEW: tuple[Entry | None, ...] = (
    None,
    Entry("larger", N_("Larger text"), "Ctrl++", "text-size"),
    Entry("smaller", N_("Smaller text"), "Ctrl+-"),
    Entry("normal_size", N_("Normal text size"), "Ctrl+0"),
    None,
    Entry("next_pane", N_("Next pane"), "F6"),
    Entry("previous_pane", N_("Previous pane"), "Shift+F6"),
    Entry("full_screen", N_("Full screen"), "F11"),
)
SOURCES: tuple[Entry | None, ...] = (
    Entry("check_now", N_("Check now"), "F5", "check-now"),
    None,
    Entry("add_source", N_("Add a source…"), "", "add"),
    Entry("show_sources", N_("All sources…"), "", "source"),
    Entry("show_topics", N_("Topics…"), "", "topic"),
    None,
    Entry("import_opml", N_("Import feeds (OPML)…")),
    Entry("export_opml", N_("Export feeds (OPML)…")),
)
HELP: tuple[Entry | None, ...] = (
    Entry("shortcuts", N_("Keyboard shortcuts"), "F1", "keyboard"),
    Entry("first_run", N_("First steps…")),
    Entry("sample", N_("Open the sample shop"), "", "sample"),
    None,
    Entry("log_folder", N_("Open the log folder"), "", "folder"),
    Entry("about", N_("About First Hour"), "", "info"),
)
TITLES = {
    "file": N_("&File"),
    "edit": N_("&Edit"),
    "view": N_("&View"),
    "sources": N_("&Sources"),
    "help": N_("&Help"),
    "theme": N_("Appearance"),
    "language": N_("Language"),
}
THEMES = (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
LANGUAGES = (("system", N_("As the system")), ("en", "English"), ("ru", "Русский"))
