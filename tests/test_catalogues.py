"""Words: every literal is translated once, nothing stale is left, and the Russian is typeset."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import polib
import pytest

from desktop.i18n import LANGUAGES
from tests.source_tree import ROOT, modules, nodes, short

_FOLDER = ROOT / "resources" / "i18n"
_SPOKEN = {"tr": 1, "N_": 1, "trn": 2}
"""Functions whose leading arguments are words for a person, and how many of them are."""

_UNIT = re.compile(r"\{n\} [a-z]{1,3}")
"""A number with a cut unit: Russian writes a stop behind some («3 дн.»), English behind none."""

_LOST_YO = re.compile(
    r"\b(еще|ее|нее|идет|ждет|найдет|придет|счет|отчет|объем|черный|зеленый|желтый|удален|включен"
    r"|сохранен|обновлен|подключен|учтен|прочтен|введен|произошел|нашел|пошел|сбоев еще)\b",
    re.IGNORECASE,
)


def _calls(path: Path) -> list[tuple[str, ast.Call]]:
    return [
        (node.func.id, node)
        for node in nodes(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _SPOKEN
    ]


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _literals() -> tuple[dict[str, str], dict[str, str]]:
    """English text → where it stands (plain), and singular → plural (counted)."""
    plain, counted = {}, {}
    for path in modules():
        for name, call in _calls(path):
            texts = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant)]
            if name == "trn" and len(texts) == 2:
                counted[str(texts[0])] = str(texts[1])
            elif name != "trn" and texts:
                plain[str(texts[0])] = f"{short(path)}:{call.lineno}"
    return plain, counted


def _entries(language: str) -> list[tuple[str, polib.POEntry]]:
    return [
        (path.name, entry)
        for path in sorted((_FOLDER / language).glob("*.po"))
        for entry in polib.pofile(str(path))
    ]


def _forms(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", modules(), ids=short)
def test_words_for_a_person_are_plain_literals(path: Path) -> None:
    for name, call in _calls(path):
        for arg in call.args[: _SPOKEN[name]]:
            marked_elsewhere = name == "tr" and isinstance(
                arg, ast.Name | ast.Attribute | ast.Subscript
            )
            assert _is_literal(arg) or marked_elsewhere, f"{short(path)}:{call.lineno}"


def test_the_code_says_something() -> None:
    plain, counted = _literals()
    assert len(plain) > 50
    assert counted


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_every_literal_is_translated(language: str) -> None:
    plain, counted = _literals()
    translated = {entry.msgid: entry for _, entry in _entries(language) if all(_forms(entry))}
    missing = {text: where for text, where in plain.items() if text not in translated}
    assert not missing
    assert not {one for one in counted if one not in translated}


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_translation_is_left_over_or_written_twice(language: str) -> None:
    plain, counted = _literals()
    entries = _entries(language)
    times = Counter(entry.msgid for _, entry in entries)
    assert [text for text, n in times.items() if n > 1] == []
    stale = [(name, e.msgid) for name, e in entries if e.msgid not in plain | counted]
    assert stale == []
    assert [(name, e.msgid) for name, e in entries if e.obsolete or e.fuzzy] == []


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_counted_phrases_have_all_their_forms(language: str) -> None:
    _, counted = _literals()
    for name, entry in _entries(language):
        assert bool(entry.msgid_plural) == (entry.msgid in counted), (name, entry.msgid)
        if entry.msgid_plural:
            assert counted[entry.msgid] == entry.msgid_plural, (name, entry.msgid)
            assert len(_forms(entry)) == 3, (name, entry.msgid)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_placeholders_agree(language: str) -> None:
    for name, entry in _entries(language):
        wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
        for form in _forms(entry):
            assert _placeholders(form) <= wanted, (name, entry.msgid)
            if not entry.msgid_plural:
                assert _placeholders(form) == wanted, (name, entry.msgid)


def test_the_russian_is_typeset() -> None:
    for name, entry in _entries("ru"):
        for form in _forms(entry):
            where = (name, form)
            assert '"' not in form or '"' in entry.msgid, where
            assert " - " not in form, where
            assert "..." not in form, where
            assert "  " not in form, where
            assert form == form.strip() or entry.msgid != entry.msgid.strip(), where
            assert not _LOST_YO.search(form), where
            assert not re.search(r"\b(Вы|Вас|Вам|Ваш\w*)\b", form.split(". ")[0][1:]), where


@pytest.mark.parametrize("ending", [":", "…", "?", "."])
def test_a_translation_ends_as_its_original(ending: str) -> None:
    for name, entry in _entries("ru"):
        for form in _forms(entry):
            agrees = form.endswith(ending) == entry.msgid.endswith(ending)
            is_cut_unit = ending == "." and form.endswith(".") and _UNIT.fullmatch(entry.msgid)
            assert agrees or is_cut_unit, (name, entry.msgid)
