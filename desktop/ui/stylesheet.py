"""The one style sheet of the program, made from colours and the size of the text.

Widgets ask for a look with the dynamic property `role`:
labels `title heading strong muted small field error warning positive negative`, buttons `primary
quiet danger fold link`, frames `card notice sample sunken`, any field `invalid`.
A focused control has a ring of two pixels; its padding shrinks by one so that nothing moves.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from string import Template

from desktop.ui.colors import Colors

_GROUND = Template("""
* { outline: none; }
QMainWindow, QDialog, QMessageBox, QWizard { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong_border;
  padding: ${hair}px ${close}px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title_pt}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${heading_pt}pt; font-weight: 600; }
QLabel[role="strong"], QLabel[role="field"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small_pt}pt; }
QLabel[role="error"], QLabel[role="negative"] { color: $negative; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="positive"] { color: $positive; }
QFrame[role="card"] { background: $surface; border: 1px solid $border;
  border-radius: ${card_radius}px; }
QFrame[role="sunken"] { background: $sunken; border: none; border-radius: ${radius}px; }
QFrame[role="notice"] { background: $warning_soft; border: 1px solid $warning;
  border-radius: ${card_radius}px; }
QFrame[role="notice"][tone="neutral"] { background: $neutral_soft; border-color: $strong_border; }
QFrame[role="notice"][tone="negative"] { background: $negative_soft; border-color: $negative; }
QFrame[role="sample"] { background: $selection; border: none;
  border-bottom: 1px solid $border; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QSplitter { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; border-radius: 2px; }
""")

_BUTTONS = Template("""
QPushButton, QToolButton[role="button"] { background: $surface; color: $text;
  border: 1px solid $strong_border; border-radius: ${radius}px;
  padding: ${pad_v}px ${pad_h}px; font-weight: 500; }
QPushButton:hover, QToolButton[role="button"]:hover { background: $sunken; }
QPushButton:pressed, QToolButton[role="button"]:pressed,
QToolButton[role="button"]:checked, QPushButton:checked { background: $selection; }
QPushButton:checked, QToolButton[role="button"]:checked { border-color: $accent; }
QPushButton:focus, QToolButton[role="button"]:focus { border: 2px solid $focus;
  padding: ${pad_v_in}px ${pad_h_in}px; }
QPushButton:disabled, QToolButton[role="button"]:disabled { color: $muted;
  background: $sunken; border-color: $border; }
QPushButton[role="primary"], QPushButton:default { background: $accent; color: $on_accent;
  border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QPushButton:default:hover { background: $accent_hover; }
QPushButton[role="primary"]:pressed, QPushButton:default:pressed { background: $accent_pressed; }
QPushButton[role="primary"]:focus, QPushButton:default:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled, QPushButton:default:disabled { background: $sunken;
  color: $muted; border-color: $border; }
QPushButton[role="danger"] { color: $negative; border-color: $negative; }
QPushButton[role="danger"]:hover { background: $negative_soft; }
QPushButton[role="quiet"], QToolButton, QToolButton[role="fold"] { background: transparent;
  color: $text; border: 1px solid transparent; border-radius: ${radius}px;
  padding: ${hair}px ${close}px; }
QPushButton[role="quiet"]:hover, QToolButton:hover { background: $sunken; }
QPushButton[role="quiet"]:pressed, QToolButton:pressed, QToolButton:checked
  { background: $selection; }
QPushButton[role="quiet"]:focus, QToolButton:focus { border: 2px solid $focus;
  padding: ${hair_in}px ${close_in}px; }
QPushButton[role="link"] { background: transparent; color: $accent; border: 1px solid transparent;
  padding: ${hair}px ${hair}px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[role="link"]:focus { border: 2px solid $focus;
  padding: ${hair_in}px ${hair_in}px; }
QToolButton[role="chip"], QToolButton[role="choice"] { background: $neutral_soft;
  border: 1px solid transparent; border-radius: ${radius}px; padding: ${hair}px ${close}px; }
QToolButton[role="choice"] { background: $surface; border-color: $strong_border; }
QToolButton[role="chip"]:hover, QToolButton[role="choice"]:hover { background: $sunken;
  border-color: $strong_border; }
QToolButton[role="choice"]:checked { background: $selection; border-color: $accent;
  font-weight: 600; }
QToolButton[role="chip"]:focus, QToolButton[role="choice"]:focus { border: 2px solid $focus;
  padding: ${hair_in}px ${close_in}px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: url($icons/arrow-down.svg);
  subcontrol-origin: padding; subcontrol-position: center right; width: ${small_icon}px;
  height: ${small_icon}px; right: ${close}px; }
QPushButton[has_menu="true"], QToolButton[role="button"][has_menu="true"]
  { padding-right: ${menu_pad}px; }
""")

_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit,
QDateTimeEdit, QTimeEdit, QKeySequenceEdit { background: $surface; color: $text;
  border: 1px solid $strong_border; border-radius: ${radius}px; padding: ${pad_v}px ${close}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus, QDateEdit:focus, QDateTimeEdit:focus, QTimeEdit:focus { border: 2px solid $focus;
  padding: ${pad_v_in}px ${close_in}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QSpinBox:disabled,
QComboBox:disabled, QDateEdit:disabled, QDateTimeEdit:disabled { background: $sunken; color: $muted;
  border-color: $border; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"]
  { background: $sunken; border-color: $border; }
*[role="invalid"] { border: 1px solid $negative; }
*[role="invalid"]:focus { border: 2px solid $negative; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractSpinBox QLineEdit:focus,
QComboBox QLineEdit:focus { background: transparent; border: none; padding: 0; border-radius: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { padding-left: ${close}px; }
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down
  { border: none; width: ${wide}px; }
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow
  { image: url($icons/arrow-down.svg); width: ${small_icon}px; height: ${small_icon}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $strong_border;
  selection-background-color: $selection; selection-color: $text; padding: ${hair}px; }
QComboBox QAbstractItemView::item { padding: ${hair}px ${hair}px; border-radius: ${radius}px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: ${wide}px; }
QSpinBox::up-arrow { image: url($icons/arrow-up.svg); width: ${tiny_icon}px;
  height: ${tiny_icon}px; }
QSpinBox::down-arrow { image: url($icons/arrow-down.svg); width: ${tiny_icon}px;
  height: ${tiny_icon}px; }
QCheckBox, QRadioButton { spacing: ${close}px; padding: ${hair}px;
  border: 2px solid transparent; border-radius: ${radius}px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox::indicator, QRadioButton::indicator, QListView::indicator, QTreeView::indicator,
QTableView::indicator, QGroupBox::indicator, QMenu::indicator:non-exclusive
  { width: ${box}px; height: ${box}px; border: 1px solid $muted; border-radius: ${box_radius}px;
  background: $surface; }
QRadioButton::indicator { border-radius: ${box_half}px; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QTableView::indicator:checked, QGroupBox::indicator:checked,
QMenu::indicator:non-exclusive:checked { background: $accent;
  border-color: $accent; image: url($icons/check-$scheme.svg); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent;
  image: url($icons/dash-$scheme.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent;
  image: url($icons/dot-$scheme.svg); }
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $strong_border; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: ${box}px; margin: -${box_third}px 0;
  border-radius: ${box_half}px; background: $surface; border: 2px solid $accent; }
QSlider::handle:horizontal:focus { background: $accent; }
QProgressBar { background: $sunken; border: none; border-radius: ${hair}px; color: $text;
  text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${hair}px; }
QGroupBox { border: none; margin-top: ${line}px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
""")

_LISTS = Template("""
QListView, QTreeView, QTableView { background: $surface; alternate-background-color: $sunken;
  border: 1px solid $border; border-radius: ${radius}px; color: $text;
  selection-background-color: $selection; selection-color: $text; gridline-color: $border; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 1px solid $focus; }
QListView[role="bare"], QTreeView[role="bare"] { background: transparent; border: none; }
QListView::item, QTreeView::item { padding: ${hair}px; }
QListView::item:hover, QTreeView::item:hover { background: $sunken; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected
  { background: $selection; color: $text; }
QHeaderView { background: transparent; }
QHeaderView::section { background: $surface; color: $muted; border: none;
  border-bottom: 1px solid $border; padding: ${hair}px ${close}px; font-weight: 600; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; border: none; }
QScrollBar::handle { background: $strong_border; border-radius: ${bar_radius}px;
  border: 3px solid transparent; }
QScrollBar::handle:vertical { min-height: ${wide}px; margin: 2px 3px; border: none; }
QScrollBar::handle:horizontal { min-width: ${wide}px; margin: 3px 2px; border: none; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
""")

_WINDOW = Template("""
QTabWidget::pane { border: none; border-top: 1px solid $border; background: $window; }
QTabWidget::tab-bar { left: ${close}px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; border: 2px solid transparent;
  border-radius: ${radius}px; padding: ${hair}px ${pad_h}px ${pad_v}px ${pad_h}px;
  border-bottom: 3px solid transparent; margin-right: ${hair}px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 3px solid $accent;
  border-bottom-left-radius: 0; border-bottom-right-radius: 0; font-weight: 600; }
QTabBar::tab:selected:focus { background: $selection; }
QMenuBar { background: $window; color: $text; border: none; padding: 2px ${hair}px; }
QMenuBar::item { background: transparent; padding: ${hair}px ${close}px;
  border-radius: ${radius}px; }
QMenuBar::item:selected { background: $sunken; }
QMenuBar::item:pressed { background: $selection; }
QMenu { background: $raised; border: 1px solid $strong_border; padding: ${hair}px;
  border-radius: ${radius}px; icon-size: ${box}px; menu-scrollable: 1; }
QMenu::item { padding: ${hair}px ${wide}px ${hair}px ${close}px; border-radius: ${box_radius}px;
  background: transparent; }
QMenu::scroller { height: ${box}px; background: $raised; }
QMenu::icon { padding-left: ${hair}px; }
QMenu::item:selected { background: $selection; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: ${hair}px ${close}px; }
QStatusBar { background: $window; color: $muted; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; }
QStatusBar QPushButton { color: $muted; font-weight: 400; }
QStatusBar QLabel[role="warning"] { color: $warning; }
QStatusBar QLabel[role="negative"] { color: $negative; }
""")


def stylesheet(colors: Colors, em: float, body_pt: float, icons: Path, *, is_dark: bool) -> str:
    """Text for `QApplication.setStyleSheet`; `em` in pixels, `body_pt` in points.

    `icons` is the folder with the small marks a style sheet draws (arrows, ticks).
    """

    def lines(share: float) -> int:
        return max(1, round(em * share))

    values: dict[str, object] = {
        **asdict(colors),
        "scheme": "dark" if is_dark else "light",
        "icons": icons.as_posix(),
        "title_pt": round(body_pt * 1.35, 1),
        "heading_pt": round(body_pt * 1.08, 1),
        "small_pt": round(body_pt * 0.9, 1),
        "hair": lines(0.25),
        "hair_in": lines(0.25) - 1,
        "close": lines(0.5),
        "close_in": lines(0.5) - 1,
        "line": lines(1),
        "wide": lines(1.5),
        "menu_pad": lines(1.75),
        "pad_v": lines(0.34),
        "pad_v_in": lines(0.34) - 1,
        "pad_h": lines(0.8),
        "pad_h_in": lines(0.8) - 1,
        "radius": lines(0.4),
        "card_radius": lines(0.6),
        "box": lines(0.95),
        "box_half": (lines(0.95) + 2) // 2,
        "box_third": lines(0.95) // 3,
        "box_radius": lines(0.25),
        "small_icon": lines(0.85),
        "tiny_icon": lines(0.6),
        "bar": lines(0.7),
        "bar_radius": max(2, lines(0.7) // 2 - 3),
    }
    parts = (_GROUND, _BUTTONS, _FIELDS, _LISTS, _WINDOW)
    return "".join(part.substitute(values) for part in parts)
