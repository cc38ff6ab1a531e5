"""Every value of the core has its words, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop import i18n, wording
from desktop.core.histories import HistoryProgress, HistoryState
from desktop.core.models import Keep, MentionKind, Status, Tone, TopicKind
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.query import QueryError, QueryProblem
from desktop.core.rhythm import Silence
from desktop.core.sources import OF_KEY, Health, Reason, SourceInfo
from desktop.paths import resource
from tests.conftest import NOW
from tests.source_tree import modules


def all_words() -> list[str]:
    words = [wording.tone(each) for each in (*Tone, None)]
    words += [wording.status(each) for each in Status]
    words += [wording.mention_kind(each) for each in MentionKind]
    words += [wording.topic_kind(each) for each in TopicKind]
    words += [wording.health(each) for each in Health]
    words += [wording.keep(each) for each in Keep]
    words += [text(each) for each in Reason for text in (wording.reason, wording.next_step)]
    for trouble in StoreTrouble:
        problem = StoreProblem(trouble)
        words += [wording.store_trouble(problem), wording.store_advice(problem)]
    words += [wording.query_problem(QueryError(each, 0)) for each in QueryProblem]
    return words


def test_every_value_has_words_in_both_languages() -> None:
    english = all_words()
    i18n.use("ru", resource("i18n"))
    russian = all_words()
    assert all(english)
    assert [pair for pair in zip(english, russian, strict=True) if pair[0] == pair[1]] == []


@pytest.mark.parametrize(
    ("seconds", "said", "in_russian"),
    [
        (-5, "now", "сейчас"),
        (59, "now", "сейчас"),
        (12 * 60, "12 min", "12 мин"),
        (3 * 3600 + 10, "3 h", "3 ч"),
        (2 * 86400, "2 d", "2 дн."),
        (35 * 86400, "5 wk", "5 нед."),
        (800 * 86400, "2 yrs", "2 года"),
    ],
)
def test_ages_are_short(seconds: float, said: str, in_russian: str) -> None:
    assert wording.age(seconds) == said
    i18n.use("ru", resource("i18n"))
    assert wording.age(seconds) == in_russian


def test_counts_are_declined() -> None:
    i18n.use("ru", resource("i18n"))
    said = [wording.ago(60 * n) for n in (1, 2, 5, 21)]
    assert said == ["1 минуту назад", "2 минуты назад", "5 минут назад", "21 минуту назад"]
    assert wording.warnings({"bad_date": 2, "odd": 1}) == (
        "2 даты не удалось прочитать; 1 неполная запись"
    )


def test_every_warning_of_a_source_has_words_of_its_own() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules("desktop/sources"))
    kinds = {*re.findall(r'warn\(\s*"(\w+)"', text), *re.findall(r'warnings\["(\w+)"', text)}
    kinds |= {"posts_read", "no_date", "not_read"}
    assert len(kinds) > 5
    general = wording.warning("nothing known", 3)
    unknown = [kind for kind in kinds if wording.warning(kind, 3) == general]
    assert set(unknown) <= {"incomplete"}, unknown


def test_a_kind_may_know_a_better_step_and_the_place_of_its_keys() -> None:
    info = SourceInfo(
        "x", "X", "", (), key_url="https://keys.example", advice={Reason.CLOSED: "Knock."}
    )
    assert wording.next_step(Reason.CLOSED, info) == "Knock."
    assert wording.next_step(Reason.TIMEOUT, info) == wording.next_step(Reason.TIMEOUT)
    linked = {each for each in Reason if wording.key_link(each, info)}
    assert linked == set(OF_KEY)
    assert wording.key_link(Reason.KEY_EXPIRED, replace(info, key_url="")) is None
    assert wording.key_link(Reason.KEY_EXPIRED, None) is None


def test_parts_silence_and_pasts_are_told_in_both_languages() -> None:
    silence = Silence(NOW, timedelta(hours=5))
    past = HistoryProgress(1, "a", NOW, items=21, reason=Reason.TIMEOUT)

    def said() -> list[str]:
        return [
            wording.part_troubles({"one": Reason.CLOSED, "two": Reason.GONE}),
            wording.silence(silence, NOW + timedelta(days=3)),
            *(wording.history(replace(past, state=each), "March 1") for each in HistoryState),
        ]

    english = said()
    assert english[0] == "one: The place is private; two: The place no longer exists"
    assert "2 wk" not in english[1]
    assert "for 3 d" in english[1]
    assert (
        english[2] == "The past is being read: 21 items, back to March 1 (No answer came in time)"
    )
    i18n.use("ru", resource("i18n"))
    assert "раз в 5 ч" in said()[1]
    assert all(one != other for one, other in zip(english, said(), strict=True))
