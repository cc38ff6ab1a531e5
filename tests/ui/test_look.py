"""Colours that can be read, icons that are one set, sizes that grow."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from desktop.ui import icons
from desktop.ui.colors import DARK, LIGHT, TEXT_PAIRS, Colors, contrast
from desktop.ui.stylesheet import stylesheet
from desktop.ui.theme import TextRole, Theme
from desktop.ui.widgets.look import ElidedLabel
from tests.ui.conftest import RESOURCES

ICONS = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_text_is_readable(colors: Colors, pair: tuple[str, str]) -> None:
    text, ground = (getattr(colors, name) for name in pair)
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_focus_ring_stands_out(colors: Colors) -> None:
    for ground in (colors.window, colors.surface, colors.sunken):
        assert contrast(colors.focus, ground) >= 3


@pytest.mark.parametrize("is_dark", [False, True])
def test_style_sheet_uses_known_colours_and_files(is_dark: bool) -> None:
    colors = DARK if is_dark else LIGHT
    made = stylesheet(colors, 16, 10, RESOURCES / "icons" / "marks", is_dark=is_dark)
    assert set(re.findall(r"#[0-9a-f]{6}", made)) <= set(asdict(colors).values())
    for path in re.findall(r"url\(([^)]*)\)", made):
        assert Path(path).is_file()
    assert "$" not in made
    assert not re.search(r"font-size: [\d.]+px", made)
    assert made.count("{") == made.count("}")


@pytest.mark.parametrize("name", ICONS)
def test_icon_draws_something(qtbot: QtBot, name: str) -> None:
    icons.use(RESOURCES / "icons")
    image = icons.pixmap(name, 24, QColor("#161d29")).toImage()
    inked = [(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 0]
    assert inked


@pytest.mark.parametrize("name", [each for each in ICONS if each != "app"])
def test_icons_are_one_set(name: str) -> None:
    text = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in text
    assert 'stroke-width="1.75"' in text
    assert not re.search(r"#[0-9a-f]{3,6}", text)


def test_unknown_icon_is_a_mistake() -> None:
    icons.use(RESOURCES / "icons")
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_icon_follows_the_theme(qtbot: QtBot, theme: Theme) -> None:
    def shade() -> str:
        image = icons.icon("close").pixmap(24, 24).toImage()
        return max(
            (image.pixelColor(x, y) for x in range(24) for y in range(24)), key=QColor.alpha
        ).name()

    icons.use(RESOURCES / "icons")
    theme.use("dark", 100)
    dark = QColor(shade())
    theme.use("light", 100)
    light = QColor(shade())
    assert dark.lightness() > 200 > 60 > light.lightness()


def test_type_scale_and_metrics_grow_with_the_text(theme: Theme) -> None:
    em, title = theme.metrics.em, theme.font(TextRole.TITLE).pointSizeF()
    assert title > theme.font().pointSizeF() > theme.font(TextRole.SMALL).pointSizeF() >= 9
    theme.use("light", 200)
    assert theme.font(TextRole.TITLE).pointSizeF() == pytest.approx(title * 2)
    assert theme.metrics.em > em * 1.9
    theme.use("light", 100)


def test_elided_label_keeps_the_whole_text(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.set_text("A rather long sentence that does not fit")
    label.resize(60, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.whole_text == label.accessibleName()
