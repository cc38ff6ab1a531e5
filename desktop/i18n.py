"""Words in the person's language: English in code, translations in `resources/i18n/<lang>/`.

A leaf module: standard library only, shared by the command line and the window, so that a
message reads the same in both. One language is active at a time, for the whole process.
Arguments of `tr`, `trn` and `N_` are plain literals; a test extracts them and compares
them with the catalogues.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LANGUAGES: tuple[str, ...] = ("en", "ru")

_Catalogue = dict[str, tuple[str, ...]]
_catalogue: _Catalogue = {}
_language = "en"
_read: tuple[str, Path] | None = None
"""Whose catalogue is in memory: the command line asks first, then the window."""


def N_(text: str) -> str:
    """Mark a literal for translation where it is written and translated later by `tr`."""
    return text


def tr(text: str) -> str:
    """`text` in the active language; the English text itself where there is no translation."""
    return _catalogue.get(text, (text,))[0]


def trn(one: str, many: str, n: int) -> str:
    """The form of a counted phrase that fits `n`, with `{n}` left for the caller to format."""
    forms = _catalogue.get(one)
    if forms is None or len(forms) == 1:
        return one if n == 1 else many
    return forms[_plural_index(_language, n)]


def language() -> str:
    """Code of the active language."""
    return _language


def use(language: str, folder: Path) -> None:
    """Make `language` active, reading its catalogues from `folder/<language>/`.

    Raises `ValueError` for a language the program does not have.
    """
    global _catalogue, _language, _read
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    if _read == (language, folder):
        return
    _catalogue = {}
    for path in sorted((folder / language).glob("*.po")):
        _catalogue.update(read_po(path.read_text(encoding="utf-8")))
    _language, _read = language, (language, folder)


def read_po(text: str) -> _Catalogue:
    """Translations of one .po file by English text; plural entries carry all their forms.

    Only what this project writes is understood: `msgid`, `msgid_plural`, `msgstr`, `msgstr[n]`,
    continued strings and comments.
    """
    return {
        entry["msgid"]: tuple(entry[key] for key in sorted(entry) if key.startswith("msgstr"))
        for entry in _entries(text)
        if entry.get("msgid") and entry.get("msgstr", entry.get("msgstr[0]"))
    }


def _entries(text: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    key = ""
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if not line.startswith('"'):
            key, _, line = line.partition(" ")
            if key == "msgid" and entry:
                yield entry
                entry = {}
        entry[key] = entry.get(key, "") + _unquoted(line)
    if entry:
        yield entry


def _unquoted(literal: str) -> str:
    if "\\" in literal or not (len(literal) > 1 and literal.endswith('"')):
        return str(ast.literal_eval(literal))
    return literal[1:-1]


def _plural_index(language: str, n: int) -> int:
    """Which plural form a count takes (rules as in the Unicode plural tables)."""
    if language != "ru":
        return 0 if n == 1 else 1
    if n % 10 == 1 and n % 100 != 11:
        return 0
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return 1
    return 2
