"""`source history` and what the other commands tell of pasts, parts, silence and links."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest

from desktop import cli, logs, paths
from desktop.app import build_services
from desktop.core.models import Item, Keep
from desktop.core.sources import (
    AuthNeeded,
    FetchResult,
    Field,
    FieldKind,
    HistoryPage,
    RateLimited,
    Reason,
    Source,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.services import Services
from desktop.store import looks
from desktop.store.database import close_database, open_database, writing
from tests.cli.running import Shell
from tests.conftest import NOW, FixedClock

DAY = timedelta(days=1)
DIARY = SourceInfo(
    kind="diary",
    title="Diary",
    summary="A note a day",
    fields=(
        Field("mood", "Mood", kind=FieldKind.CHOICE, choices=("good", "bad"),
              choice_titles=("Good", "Bad")),
        Field("pages", "Pages", kind=FieldKind.NUMBER),
        Field("people", "People", kind=FieldKind.LIST),
        Field("key", "Key", kind=FieldKind.SECRET),
        Field("pin", "Pin", kind=FieldKind.SECRET),
    ),
    endpoint="https://diary.example",
    keep=Keep.EVERYTHING,
    key_url="https://diary.example/keys",
    advice={Reason.KEY_EXPIRED: "Cut a new key."},
    notice="Run by a fairy.",
    history_days=200,
)  # fmt: skip


@dataclass
class Diary:
    """A place with an item a day; `error` is raised by the next asks, `troubles` told by polls."""

    info: ClassVar[SourceInfo] = DIARY
    days: int = 30
    error: SourceError | None = None
    troubles: dict[str, Reason] = field(default_factory=dict)
    interrupt_at: str | None = None
    asked: list[tuple[str | None, datetime]] = field(default_factory=list)
    setups: list[SourceSetup] = field(default_factory=list)

    def fetch(self, cursor: str | None) -> FetchResult:
        if self.error:
            raise self.error
        items = tuple(self._item(n) for n in range(2))
        return FetchResult(items, "c", troubles=self.troubles, warnings={"bad_date": 2})

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        self.asked.append((cursor, since))
        if self.error:
            raise self.error
        if cursor is not None and cursor == self.interrupt_at:
            os.kill(os.getpid(), signal.SIGINT)
        first = int(cursor or 0)
        ages = [n for n in range(first, min(first + 10, self.days)) if NOW - n * DAY >= since]
        reached = NOW - ages[-1] * DAY if ages else None
        items = tuple(self._item(n) for n in ages)
        return HistoryPage(items, str(first + 10), reached, is_done=len(ages) < 10)

    def _item(self, n: int) -> Item:
        return Item(f"d{n}", f"day {n}", created_at=NOW - n * DAY)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def shell(home: object, diary: Diary, clock: FixedClock) -> Shell:
    """A program that knows diaries."""

    def make(kind: str, setup: SourceSetup, stop: threading.Event) -> Source:
        diary.setups.append(setup)
        return diary

    def build(places: paths.Paths, redactor: logs.Redactor) -> Services:
        real = build_services(places, redactor, clock=clock)
        return replace(real, source_kinds=(DIARY,), make_source=make)

    def no_window(*_: object, **__: object) -> int:
        raise AssertionError

    def no_test(_services: Services) -> Iterator[tuple[str, str]]:
        return iter(())

    def main(arguments: Sequence[str]) -> int:
        return cli.main(arguments, build=build, open_window=no_window, self_test=no_test)

    return Shell(pytest.MonkeyPatch(), main)


def listed(shell: Shell) -> dict[str, object]:
    """The one source as `source list --json` has it."""
    found = json.loads(shell("source", "list", "--json").out)
    assert isinstance(found, dict)
    return found


def test_a_past_is_read_to_its_end_once(shell: Shell, diary: Diary) -> None:
    added = shell("source", "add", "diary", "--name", "D")
    assert added.out.splitlines()[1].endswith('first-hour source history "D"')
    assert listed(shell)["history"] == {
        "state": "running", "since": "2025-12-04T12:00:00Z", "reached": None, "share": 0.0,
        "items": 0, "new": 0, "reason": None, "next_at": None,
    }  # fmt: skip
    ran = shell("source", "history", "d", "--json")
    steps = [json.loads(line) for line in ran.out.splitlines()]
    assert (ran.code, ran.err) == (0, "")
    assert [(each["state"], each["items"]) for each in steps] == [
        ("running", 10), ("running", 20), ("running", 30), ("done", 30),
    ]  # fmt: skip
    assert shell("list").out.count("\n") == 30
    assert diary.asked[0] == (None, NOW - 90 * DAY)
    again = shell("source", "history", "D")
    assert again.out == "D\tThe past was read: 30 items, back to 2026-02-03\n"
    assert len(diary.asked) == 4
    # As far as it was read, and further when asked for.
    assert shell("source", "history", "D", "--days", "80").code == 0
    assert len(diary.asked) == 4
    assert shell("source", "history", "D", "--days", "999").code == 0
    assert diary.asked[4] == (None, NOW - 200 * DAY)
    # A cycle of `check` reads nothing of it.
    shell("source", "add", "diary", "--name", "E")
    assert len(shell("check").out.splitlines()) == 2
    assert len(diary.asked) == 8


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX systems")
@pytest.mark.parametrize("language", ["en", "ru"])
def test_cut_off_it_goes_on_where_it_was(shell: Shell, diary: Diary, language: str) -> None:
    shell("source", "add", "diary", "--name", "D")
    diary.interrupt_at = "10"
    cut = shell("source", "history", "D", "--lang", language)
    assert (cut.code, 'first-hour source history "D"' in cut.err) == (1, True)
    assert ("Остановлено" in cut.err) == (language == "ru")
    diary.interrupt_at = None
    asked = len(diary.asked)
    assert shell("source", "history", "D").code == 0
    assert diary.asked[asked][0] in ("10", "20")  # the page under way may have been stored
    assert shell("list").out.count("\n") == 30


def test_it_is_stopped_and_resumed(shell: Shell, diary: Diary) -> None:
    shell("source", "add", "diary", "--name", "D")
    assert shell("source", "history", "D", "--stop").out.startswith("D\tReading the past is stop")
    assert "Reading the past is stopped: 0 items" in shell("source", "list").out
    assert diary.asked == []
    assert shell("source", "history", "D").code == 0
    assert "past" not in shell("source", "list").out


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AuthNeeded(Reason.KEY_EXPIRED), "The key has expired. Cut a new key. https://diary.ex"),
        (AuthNeeded(Reason.CLOSED), "The place is private. Only public places"),
        (RateLimited(Reason.QUOTA, retry_at=NOW + 5 * DAY), "The allowance for today is used"),
    ],
)
def test_what_stands_in_the_way_is_told_and_not_waited_for(
    shell: Shell, diary: Diary, error: SourceError, said: str
) -> None:
    shell("source", "add", "diary", "--name", "D")
    diary.error = error
    for command in (("source", "history", "D"), ("source", "test", "D"), ("check",)):
        ran = shell(*command)
        assert (ran.code, said in ran.err + ran.out) == (1, True), command
    diary.error = None
    if error.reason is not Reason.QUOTA:
        assert shell("source", "history", "D").code == 0
        return
    assert shell("source", "history", "D").code == 1  # its poll was told to wait, so it waits
    assert len(diary.asked) == 1


def test_wrong_wishes_are_told(shell: Shell) -> None:
    shell("source", "add", "diary", "--name", "D")
    assert shell("source", "history", "D", "--days", "0").code == 2
    assert shell("source", "history", "D", "--days", "many").code == 2
    assert shell("source", "history", "X").code == 1
    shell("source", "remove", "D")
    shell("source", "add", "diary", "--name", "D")
    assert shell("source", "history", "D", "--stop").code == 0


def test_parts_warnings_and_links_are_told(shell: Shell, diary: Diary) -> None:
    shell("source", "add", "diary", "--name", "D")
    diary.troubles = {"Anna": Reason.CLOSED}
    checked = shell("check", "--lang", "ru").out
    assert "Anna: Площадка закрытая" in checked
    assert "2 даты не удалось прочитать" in checked
    assert json.loads(shell("check", "--json").out)["troubles"] == {"Anna": "closed"}
    assert "Anna: The place is private" in shell("source", "list").out
    assert listed(shell)["troubles"] == {"Anna": "closed"}
    assert "Anna: The place is private" in shell("source", "test", "D").out
    diary.error = AuthNeeded(Reason.KEY_EXPIRED)
    found = json.loads(shell("check", "--json").out)
    assert (found["health"], found["key_url"]) == ("needs_key", "https://diary.example/keys")
    assert listed(shell)["next_step"] == "Cut a new key."
    assert "Cut a new key. https://diary.example/keys" in shell("source", "list").out


def test_unusual_silence_is_told(shell: Shell, clock: FixedClock) -> None:
    shell("source", "add", "diary", "--name", "D")
    shell("source", "history", "D")
    clock.now = NOW + 10 * DAY
    assert listed(shell)["silence"] is None  # nobody looked
    db = open_database(paths.find().database)
    with writing(db):
        looks.cover(db, 1, NOW, clock.now)
    close_database(db)
    assert listed(shell)["silence"] == {"since": "2026-03-04T12:00:00Z", "usual_gap_s": 86400}
    said = shell("source", "list", "--lang", "ru").out
    assert "Ничего нового уже 10 дн., и это необычно: обычно что-то появляется раз в 1 дн." in said


def test_kinds_tell_all_of_themselves(shell: Shell) -> None:
    kind = json.loads(shell("source", "kinds", "--json").out)
    assert (kind["group"], kind["key_url"]) == ("network", "https://diary.example/keys")
    assert (kind["notice"], kind["history_days"]) == ("Run by a fairy.", 200)
    mood = next(each for each in kind["fields"] if each["name"] == "mood")
    assert (mood["choices"], mood["choice_titles"]) == (["good", "bad"], ["Good", "Bad"])


def test_fields_and_secrets_of_every_sort_are_taken(shell: Shell, diary: Diary) -> None:
    fields = ("mood=bad", "pages=12", "people=Anna, Борис", "interval=7", "keep=matching")
    settings = [part for each in fields for part in ("--set", each)]
    secrets = ("--secret", "pin", "--secret", "key")
    given = "пин-код\nkey of the diary\nnot read\n".encode()
    assert shell("source", "add", "diary", *settings, *secrets, given=given).code == 0
    shell("check")
    (setup,) = diary.setups
    assert setup.fields == {"mood": "bad", "pages": "12", "people": "Anna, Борис"}
    assert setup.secrets == {"pin": "пин-код", "key": "key of the diary"}
    found = listed(shell)
    assert (found["interval"], found["keep"]) == (7, "matching")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "colour=red"), "mood, pages, people, proxy"),
        (("--set", "mood=mixed"), "good, bad"),
        (("--set", "pages=twelve"), "pages"),
        (("--set", "key=abc"), "--secret key"),
        (("--secret", "password"), "key, pin"),
        (("--secret", "mood"), "key, pin"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_wrong_fields_name_the_right_ones(
    shell: Shell, options: tuple[str, ...], said: str, language: str
) -> None:
    ran = shell("--lang", language, "source", "add", "diary", *options, given=b"x\n")
    assert (ran.code, said in ran.err, "abc" in ran.err) == (2, True, False)
    assert any("а" <= sign <= "я" for sign in ran.err) == (language == "ru")


def test_the_password_of_a_proxy_is_not_shown(shell: Shell) -> None:
    shell("source", "add", "diary", "--set", "proxy=http://me:hush@proxy.example:1")
    assert "hush" not in shell("source", "list", "--json").out
    assert "proxy.example" in shell("source", "list", "--json").out
