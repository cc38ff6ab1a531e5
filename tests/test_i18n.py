"""Catalogues: reading, plurals, and falling back to English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from desktop import i18n

_PO = """
# a comment
msgid ""
msgstr "Language: ru\\n"

msgid "Check now"
msgstr "Проверить сейчас"

msgid "one \\"two\\" "
"three"
msgstr ""
"раз «два» "
"три"

msgid "{n} mention"
msgid_plural "{n} mentions"
msgstr[0] "{n} упоминание"
msgstr[1] "{n} упоминания"
msgstr[2] "{n} упоминаний"

msgid "not yet"
msgstr ""
"""


@pytest.fixture
def russian(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "test.po").write_text(_PO, encoding="utf-8")
    i18n.use("ru", tmp_path)
    yield
    i18n.use("en", tmp_path)


@pytest.mark.usefixtures("russian")
def test_a_text_is_translated() -> None:
    assert i18n.tr("Check now") == "Проверить сейчас"
    assert i18n.tr('one "two" three') == "раз «два» три"


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize("text", ["never written", "not yet"])
def test_a_text_without_translation_stays_english(text: str) -> None:
    assert i18n.tr(text) == text


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "упоминаний"),
        (1, "упоминание"),
        (2, "упоминания"),
        (5, "упоминаний"),
        (11, "упоминаний"),
        (12, "упоминаний"),
        (21, "упоминание"),
        (104, "упоминания"),
        (112, "упоминаний"),
    ],
)
def test_russian_counts_take_the_right_form(n: int, expected: str) -> None:
    phrase = i18n.trn("{n} mention", "{n} mentions", n).format(n=n)
    assert phrase == f"{n} {expected}"


@pytest.mark.parametrize(("n", "expected"), [(0, "mentions"), (1, "mention"), (21, "mentions")])
def test_english_counts_need_no_catalogue(n: int, expected: str) -> None:
    assert i18n.trn("mention", "mentions", n) == expected


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="xx"):
        i18n.use("xx", tmp_path)


def test_our_reader_agrees_with_a_full_one_on_every_catalogue() -> None:
    folder = Path(__file__).parents[1] / "resources" / "i18n"
    for path in sorted(folder.glob("*/*.po")):
        full = polib.pofile(str(path))
        expected = {
            entry.msgid: tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))
            if entry.msgid_plural
            else (entry.msgstr,)
            for entry in full
        }
        assert i18n.read_po(path.read_text(encoding="utf-8")) == expected, path.name
