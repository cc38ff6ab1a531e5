"""Mail rules in the window: ready ones on and off, own ones typed and tried on a sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.core.mail_rule import Condition, MailRule, Part, Place, Split, Way
from desktop.core.mail_rules import RuleProblem, parse_rules
from desktop.core.ready_mail_rules import ready_rules
from desktop.core.sources import Field, FieldKind, SourceInfo
from desktop.paths import resource
from desktop.store import sources
from desktop.ui.dialogs import mail_rule_words
from desktop.ui.dialogs.mail_rules import MailRulesDialog
from desktop.ui.dialogs.mail_rules_field import RulesControl
from desktop.ui.dialogs.source_form import SourceForm
from tests.ui.dialogs.surroundings import Surroundings

INFO = SourceInfo(
    kind="imap",
    title="Mailbox",
    summary="Letters.",
    fields=(
        Field("user", "Mailbox", is_required=True),
        Field("rules", "Which letters are reviews", "Add others.", FieldKind.RULES),
    ),
)
OWN = """rule: Fair
from: fair.example
subject: review
author: after "Author:"
text: between "Wrote:" and "=Answer"
"""
SAMPLE = (
    "From: Fair <robot@fair.example>\nSubject: New review\n\nAuthor:  Anna 🙂\n\n2 of 5\n"
    "Wrote: Dry   cake.\nCold coffee.\nAnswer\n"
)


@pytest.fixture
def opened(around: Surroundings) -> Iterator[Callable[[str], MailRulesDialog]]:
    made: list[MailRulesDialog] = []

    def open_(text: str) -> MailRulesDialog:
        dialog = MailRulesDialog(around.context, text, around.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.show()
        made.append(dialog)
        return dialog

    yield open_
    for dialog in made:
        dialog.close()


def rows(dialog: MailRulesDialog) -> list[str]:
    return [dialog.list.item(at).text() for at in range(dialog.list.count())]


def choose(dialog: MailRulesDialog, name: str) -> None:
    at = next(at for at, text in enumerate(rows(dialog)) if text.startswith(name))
    dialog.list.setCurrentRow(at)


def test_the_field_says_what_is_used_and_the_form_keeps_it(
    around: Surroundings, qtbot: QtBot
) -> None:
    form = SourceForm(around.context, INFO, None, around.window)
    user, rules = (field.control for field in form.fields)
    assert isinstance(user, QLineEdit)
    assert isinstance(rules, RulesControl)
    assert rules.summary.text() == f"{len(ready_rules())} ready rules"
    assert rules.button.focusPolicy() & Qt.FocusPolicy.TabFocus
    rules.on_chosen(OWN + "without: Yelp")
    assert rules.summary.text() == f"1 own rule, {len(ready_rules()) - 1} ready rules"
    user.setText("shop@yandex.example")
    with qtbot.waitSignal(form.saved, timeout=3000):
        form.on_save()
    (stored,) = sources.all(around.db)
    assert stored.fields["rules"] == OWN + "without: Yelp"
    again = SourceForm(around.context, INFO, stored, around.window)
    assert again.fields[1].value() == (OWN + "without: Yelp").strip()


def test_the_field_opens_the_rules_and_takes_them_over(around: Surroundings, qtbot: QtBot) -> None:
    form = SourceForm(around.context, INFO, None, around.window)
    rules = form.fields[1].control
    assert isinstance(rules, RulesControl)
    rules.on_open()
    dialog = rules._dialog
    assert dialog is not None
    choose(dialog, "Yelp")
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    with qtbot.waitSignal(form.fields[1].changed, timeout=1000):
        dialog.on_use()
    assert form.fields[1].value() == "without: Yelp"


def test_ready_rules_are_listed_and_told(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened("without: Ozon")
    assert rows(dialog) == [rule.name for rule in ready_rules()]
    off = [
        dialog.list.item(at).text()
        for at in range(dialog.list.count())
        if dialog.list.item(at).checkState() is Qt.CheckState.Unchecked
    ]
    assert off == ["Ozon"]
    choose(dialog, "Yandex")
    assert "email@business.yandex.ru" in dialog.about.text()
    assert "is not documented" in dialog.about.text()
    assert dialog.right.currentIndex() == 0
    assert dialog.remove_button.isHidden()


def test_a_star_switches_all_ready_rules_off(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened("without: *")
    assert len(dialog.rules().without) == len(ready_rules())


def test_an_own_rule_is_typed_and_handed_over(
    opened: Callable[[str], MailRulesDialog], qtbot: QtBot
) -> None:
    dialog = opened("")
    dialog.on_add()
    form = dialog.form
    QTest.keyClicks(form.name, "Fair")
    form.conditions[Condition.FROM].setPlainText("fair.example\n\n fair.example \nother.example")
    form.conditions[Condition.SAYS].setPlainText("wrote")
    form.exceptions.setPlainText("statistics")
    form.places[Part.AUTHOR].show_place(Place(Way.BELOW, "From"))
    form.places[Part.STARS].show_place(Place(Way.AFTER, "Stars", is_in_subject=True))
    form.places[Part.TEXT].show_place(Place(Way.LINE, number=4))
    form.places[Part.LINK].show_place(Place(Way.TO, "fair.example"))
    form.split.choose(True)
    form.split_words.setText("Author*")
    form.on_split_changed()
    assert rows(dialog)[0] == "Fair (own rule)"
    with qtbot.waitSignal(dialog.chosen, timeout=1000) as caught:
        dialog.on_use()
    (rule,) = parse_rules(caught.args[0]).own
    assert rule == MailRule(
        "Fair",
        (
            (Condition.FROM, "fair.example"),
            (Condition.FROM, "other.example"),
            (Condition.SAYS, "wrote"),
        ),
        ((Condition.SUBJECT, "statistics"),),
        {
            Part.AUTHOR: Place(Way.BELOW, "From"),
            Part.STARS: Place(Way.AFTER, "Stars", is_in_subject=True),
            Part.TEXT: Place(Way.LINE, number=4),
            Part.LINK: Place(Way.TO, "fair.example"),
        },
        Split("Author*", is_first_line=True),
    )


def test_what_the_form_does_not_show_is_kept(
    opened: Callable[[str], MailRulesDialog], qtbot: QtBot
) -> None:
    text = OWN + "list: reviews\nnot says: spam\nkind: message\n"
    dialog = opened(text)
    dialog.form.conditions[Condition.SUBJECT].setPlainText("feedback")
    with qtbot.waitSignal(dialog.chosen, timeout=1000) as caught:
        dialog.on_use()
    (rule,) = parse_rules(caught.args[0]).own
    assert (Condition.LIST, "reviews") in rule.conditions
    assert rule.exceptions == ((Condition.SAYS, "spam"),)
    assert rule.kind.value == "message"
    assert rule.phrases(Condition.SUBJECT) == ("feedback",)


def test_what_is_missing_is_told_in_place(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened(OWN)
    handed: list[str] = []
    dialog.chosen.connect(handed.append)
    dialog.on_add()
    dialog.on_use()
    assert dialog.form.blocks["name"].error_text == "Please fill this in."
    assert "every letter" in dialog.form.blocks["from"].error_text
    dialog.form.name.setText("fair")
    dialog.form.on_edited()
    dialog.form.conditions[Condition.FROM].setPlainText("x.example")
    dialog.form.places[Part.TEXT].way.setCurrentIndex(4)
    dialog.form.split.setCurrentIndex(1)
    dialog.on_use()
    assert "of this name" in dialog.form.blocks["name"].error_text
    assert dialog.form.places[Part.TEXT].block.error_text == "Enter the words to look for."
    assert dialog.form.blocks["split"].error_text == "Enter the words to look for."
    assert dialog.isVisible()
    assert handed == []


def test_a_ready_rule_becomes_an_own_one_that_takes_its_place(
    opened: Callable[[str], MailRulesDialog], qtbot: QtBot
) -> None:
    dialog = opened("")
    choose(dialog, "2GIS")
    dialog.on_copy()
    assert rows(dialog)[0] == "2GIS (own rule)"
    assert dialog.form.places[Part.AUTHOR].first.text() == "написали*отзыв"
    with qtbot.waitSignal(dialog.chosen, timeout=1000) as caught:
        dialog.on_use()
    rules = parse_rules(caught.args[0])
    assert [rule.name for rule in rules.among(ready_rules())].count("2GIS") == 1
    assert rules.own[0].is_confirmed


def test_an_own_rule_is_removed(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened(OWN)
    dialog.on_remove()
    assert dialog.rules().own == ()
    dialog.on_remove()
    assert len(rows(dialog)) == len(ready_rules())


def test_a_sample_shows_at_once_what_is_read(
    opened: Callable[[str], MailRulesDialog], qtbot: QtBot
) -> None:
    dialog = opened(OWN)
    trial = dialog.trial
    assert trial.verdict.isHidden()
    trial.sample.setPlainText(SAMPLE)
    qtbot.waitUntil(lambda: not trial.verdict.isHidden(), timeout=2000)
    assert trial.verdict.text() == "1 review is read from it:"
    lines = trial.found.text().split("\n")
    assert lines == [
        "Author: Anna 🙂",
        "Stars: 2",
        "Text: Dry cake. Cold coffee.",
        "Link: not found",
    ]
    marked = [each.cursor.selectedText() for each in trial.sample.extraSelections()]
    assert marked == ["Dry   cake.", "Cold coffee.", "Anna 🙂", "2 of 5"]
    dialog.form.places[Part.TEXT].last.setText("Nobody")
    dialog.form.places[Part.TEXT].on_edited()
    trial.on_pause()
    assert "(the whole letter: the words were not found)" in trial.found.text()


def test_another_sender_is_told(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened(OWN)
    dialog.trial.sample.setPlainText(SAMPLE.replace("fair.example", "other.example"))
    dialog.trial.on_pause()
    assert dialog.trial.verdict.text().startswith("The rule would not take this letter")
    dialog.trial.sample.setPlainText("Author: Anna")
    dialog.trial.on_pause()
    assert dialog.trial.verdict.text() == "1 review is read from it:"
    dialog.trial.sample.clear()
    dialog.trial.on_pause()
    assert dialog.trial.sample.extraSelections() == []
    assert dialog.trial.result.isHidden()


def test_marks_follow_the_colours(
    opened: Callable[[str], MailRulesDialog], around: Surroundings
) -> None:
    dialog = opened(OWN)
    dialog.trial.sample.setPlainText(SAMPLE)
    around.context.theme.use("dark", 100)
    dialog.trial.on_pause()
    first = dialog.trial.sample.extraSelections()[0]
    assert first.format.background().color() == QColor(around.context.theme.colors.selection)
    around.context.theme.use("light", 100)


def test_rules_that_cannot_be_read_are_told(opened: Callable[[str], MailRulesDialog]) -> None:
    dialog = opened("rule: A\nnonsense")
    assert "Line 2: This line begins with an unknown word." in dialog.unread.text()
    assert not dialog.unread.isHidden()
    assert "Line 2" in RulesControl("rule: A\nnonsense").summary.text()


def test_everything_is_said_in_russian(opened: Callable[[str], MailRulesDialog]) -> None:
    i18n.use("ru", resource("i18n"))
    dialog = opened(OWN)
    dialog.trial.sample.setPlainText(SAMPLE)
    dialog.trial.on_pause()
    assert dialog.windowTitle() == "Какие письма — отзывы"
    assert dialog.trial.found.text().startswith("Автор: Anna")
    assert dialog.form.places[Part.TEXT].way.itemText(0) == "Всё письмо"
    i18n.use("en", resource("i18n"))
    dialog.retranslate()
    assert dialog.form.places[Part.TEXT].way.itemText(0) == "The whole letter"
    assert dialog.form.places[Part.TEXT].first.text() == "Wrote:"


def test_the_keyboard_reaches_every_control(
    opened: Callable[[str], MailRulesDialog], qtbot: QtBot
) -> None:
    dialog = opened(OWN)
    dialog.activateWindow()
    wanted = {
        dialog.list,
        dialog.add_rule_button,
        dialog.remove_button,
        dialog.trial.sample,
        dialog.form.name,
        dialog.form.conditions[Condition.FROM],
        dialog.form.places[Part.AUTHOR].way,
        dialog.form.places[Part.AUTHOR].first,
        dialog.form.fold.button,
        dialog.use_button,
    }
    reached, here = set(), dialog.list
    for _ in range(200):
        reached.add(here)
        here = here.nextInFocusChain()  # type: ignore[assignment]
    assert wanted <= reached
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in wanted)
    named = [*dialog.form.conditions.values(), dialog.list, dialog.trial.sample]
    assert all(each.accessibleName() for each in named)


def test_every_problem_way_and_part_has_words() -> None:
    assert all(mail_rule_words.problem(each) for each in RuleProblem)
    assert all(mail_rule_words.way(way, part) for way in Way for part in Part)
    between = mail_rule_words.place(Place(Way.BETWEEN, "=A", "B", is_in_subject=True), Part.TEXT)
    assert between == "In the subject: Between the words “A” … “B”"
    assert mail_rule_words.place(Place(Way.LINE, number=3), Part.TEXT).endswith(" 3")
    assert mail_rule_words.counted(0, 0) == "0 ready rules"
