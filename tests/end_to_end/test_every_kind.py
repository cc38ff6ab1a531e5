"""Every kind of source from the command line: added, looked at, listed; its secrets nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop import cli, logs, paths
from desktop.app import build_services
from desktop.core.sources import SourceSetup
from desktop.paths import find
from desktop.services import Services
from desktop.sources import SOURCES
from tests.cli.running import Ran, Shell
from tests.conftest import FixedClock
from tests.servers import Reply, Site
from tests.sources.contract_case import DATA, SECRET, Case, case_of
from tests.sources.test_contract import WITHOUT_HTTP

_KINDS = {each.info.kind: each.info for each in SOURCES if each.info.kind not in WITHOUT_HTTP}
_COMPARED = (
    "external_id",
    "kind",
    "text",
    "url",
    "author_name",
    "likes",
    "replies",
    "views",
    "rating",
)
"""Of what a case expects, the fields that `list --json` has under the same name."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def case(kind: str, site: Site) -> Case:
    case = case_of(kind)
    case.prepare(site)
    return case


class Spoken:
    """A shell that remembers everything that was said."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.said = ""

    def __call__(self, *arguments: str, given: bytes = b"") -> Ran:
        ran = self._shell(*arguments, given=given)
        self.said += ran.out + ran.err
        return ran

    def records(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines of a command that succeeds."""
        ran = self(*arguments, "--json")
        assert (ran.code, ran.err) == (0, ""), arguments
        return [json.loads(line) for line in ran.out.splitlines()]


@pytest.fixture
def shell(home: object, clock: FixedClock) -> Spoken:
    """The whole program, at the time of the recorded answers."""

    def build(places: paths.Paths, redactor: logs.Redactor) -> Services:
        return build_services(places, redactor, clock=clock)

    def no_window(*_: object, **__: object) -> int:
        raise AssertionError

    def no_test(_services: Services) -> Iterator[tuple[str, str]]:
        return iter(())

    def main(arguments: Sequence[str]) -> int:
        return cli.main(arguments, build=build, open_window=no_window, self_test=no_test)

    return Spoken(Shell(pytest.MonkeyPatch(), main))


def added(shell: Spoken, kind: str, setup: SourceSetup, *more: str) -> Ran:
    """`source add` with all that a setup holds, under the name S."""
    fields = {**setup.fields, "keep": "everything"}
    settings = [part for field, value in fields.items() for part in ("--set", f"{field}={value}")]
    secrets = [part for field in setup.secrets for part in ("--secret", field)]
    given = "".join(f"{value}\n" for value in setup.secrets.values()).encode()
    for number, term in enumerate(setup.terms):
        query = f'"{term}"' if " " in term else term
        assert shell("topic", "add", f"t{number}", "--query", query).code == 0
    return shell("source", "add", kind, "--name", "S", *settings, *secrets, *more, given=given)


def shown(record: Mapping[str, Any], fields: Sequence[str]) -> str:
    """A record with some of its fields; blanks at the ends do not count."""
    kept = {name: record[name] for name in fields}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def everything_written(folder: Path) -> bytes:
    """All bytes of the data folder but those of the file that keeps the secrets."""
    private = find().secrets
    files = (each for each in folder.rglob("*") if each.is_file() and each != private)
    return b"".join(each.read_bytes() for each in files)


def test_it_is_added_looked_at_and_listed(
    shell: Spoken, site: Site, case: Case, kind: str, home: Path
) -> None:
    site.route(case.place, case.answer(kind, case.normal))
    setup = case.setup(site)
    ran = added(shell, kind, setup)
    assert ran.code == 0, ran.err
    (checked,) = shell.records("check")
    expected = json.loads((DATA / kind / case.expected).read_text(encoding="utf-8"))
    assert (checked["health"], checked["reason"]) == ("fine", None)
    assert checked["new"] == len(expected)
    found = shell.records("list", "--limit", "1000")
    fields = [name for name in _COMPARED if name in expected[0]]
    assert sorted(shown(each, fields) for each in found) == sorted(
        shown(each, fields) for each in expected
    )
    assert {each["source"] for each in found} == {"S"}
    # Looked at again, nothing is new; the list shows the source as it is.
    assert shell.records("check")[0]["new"] == 0
    (listed,) = shell.records("source", "list")
    assert (listed["health"], listed["kind"]) == ("fine", kind)
    if setup.secrets:
        _assert_hidden(shell, home)


def _assert_hidden(shell: Spoken, home: Path) -> None:
    """The secret stands in its private file, and neither in any other nor on the screen."""
    assert SECRET in find().secrets.read_text(encoding="utf-8")
    assert SECRET.encode() not in everything_written(home)
    assert SECRET not in shell.said


def test_a_server_that_repeats_the_secret_gives_nothing_away(
    shell: Spoken, site: Site, case: Case, kind: str, home: Path
) -> None:
    setup = case.setup(site)
    if not setup.secrets:
        return
    assert added(shell, kind, setup).code == 0
    texts = (
        f'{{"error": "bad key {SECRET}"}}', f"<html>{SECRET}</html>", f'{{"note": ["{SECRET}"]}}',
    )  # fmt: skip
    for status, text in zip((401, 500, 200), texts, strict=True):
        site.route(case.place, Reply(status, text.encode(), case.content_type))
        ran = shell("check", "--verbose")
        assert ran.code == 1, (status, ran.out)
        shell("source", "test", "S", "--verbose")
        shell("source", "list", "--json")
    exported = find().data / "out.json"
    shell("export", str(exported))
    _assert_hidden(shell, home)


def test_it_asks_for_what_it_needs(shell: Spoken, kind: str) -> None:
    info = _KINDS[kind]
    needed = [each.name for each in info.fields if each.is_required]
    ran = shell("source", "add", kind)
    assert (ran.code, ran.out == "") == ((2, True) if needed else (0, False))
    assert [name for name in needed if name not in ran.err] == []
    wrong = shell("source", "add", kind, "--set", "colour=red")
    own = [each.name for each in info.fields if each.name not in info.secrets]
    assert (wrong.code, [name for name in own if name not in wrong.err]) == (2, [])
