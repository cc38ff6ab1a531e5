"""Every value of the core has its words, in both languages."""

from __future__ import annotations

import pytest

from desktop import i18n, wording
from desktop.core.models import Keep, MentionKind, Status, Tone, TopicKind
from desktop.core.problems import StoreProblem, StoreTrouble
from desktop.core.query import QueryError, QueryProblem
from desktop.core.sources import Health, Reason
from desktop.paths import resource


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
