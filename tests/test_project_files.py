"""Documents and pinned sets agree with the code they speak of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from desktop import __version__
from tests.source_tree import ROOT

_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / "build" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


def _wanted(*extras: str) -> dict[str, str]:
    lines = [*_PROJECT["dependencies"]]
    for extra in extras:
        lines += _PROJECT["optional-dependencies"][extra]
    found = [re.fullmatch(r"([\w.-]+)>=([\d.]+)(?:,!=[\d.]+)*(?:;.*)?", line) for line in lines]
    return {re.sub(r"[-_.]+", "-", each[1]).lower(): each[2] for each in found if each}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@pytest.mark.parametrize(
    ("name", "extras"),
    [("requirements.txt", ("build",)), ("requirements-test.txt", ("build", "test"))],
)
def test_the_pinned_set_covers_what_the_project_needs(name: str, extras: tuple[str, ...]) -> None:
    pins, wanted = _pins(name), _wanted(*extras)
    assert len(wanted) == sum(
        len(_PROJECT["optional-dependencies"][extra]) for extra in extras
    ) + len(_PROJECT["dependencies"])
    too_old = [each for each in wanted if _number(pins[each]) < _number(wanted[each])]
    assert too_old == []


def test_the_set_for_running_is_part_of_the_set_for_testing() -> None:
    run, test = _pins("requirements.txt"), _pins("requirements-test.txt")
    assert {name: test.get(name) for name in run} == run


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_pinned_file_is_known_by_its_hash(name: str) -> None:
    text = (ROOT / "build" / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(_pins(name))
    assert [block.split("==")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_changelog_starts_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\d+\.\d+\.\d+)\b", text, re.MULTILINE)
    assert versions[0] == __version__


@pytest.mark.parametrize("path", _DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:desktop|resources|tests|build|docs)/[\w./-]+)`", text)
    linked = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text)
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [name for name in linked if not (path.parent / name).exists()]
    assert missing == []


def test_decisions_are_numbered_without_a_gap_and_say_the_four_things() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for heading in ("Context", "Decision", "Consequences", "Considered"):
            assert f"**{heading}.**" in text, f"{path.name}: {heading}"


def test_every_dependency_has_its_line_in_the_decision_on_dependencies() -> None:
    text = (ROOT / "docs" / "decisions" / "0007-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in _wanted("test") if f"| `{name}` |" not in text] == []
