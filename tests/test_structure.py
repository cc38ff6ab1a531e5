"""The shape of the project: nothing is without its test, and the rules a linter cannot see."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import pytest

from desktop.core.settings import CHOICES, LIMITS, Settings
from desktop.sources import SOURCES
from desktop.store import schema
from desktop.ui import menu_entries
from desktop.ui.menu_bar import WindowMenus
from desktop.ui.tabs.base import Tab
from tests.source_tree import ROOT, modules, nodes, short, tracked_texts

_TESTS = ROOT / "tests"
_LONGEST_MODULE = 450
_FIELDS_OF_KINDS: dict[str, set[str]] = {
    "feed": {"url"},
    "news": {"edition", "alerts_url"},
    "page": {"url", "block"},
    "mastodon": {"hashtags", "token"},
    "lemmy": set(),
    "hackernews": set(),
    "telegram": {"channels"},
    "telegram-bot": {"token"},
    "vk": {"communities", "key"},
    "bluesky": {"handle", "app_password"},
    "reddit": {"user", "feed_token"},
    "youtube": {"channels", "key"},
    "imap": {"host", "port", "tls", "user", "folder", "rules", "password"},
    "google-reviews": {"place_id", "key"},
    "app-store": {"app_id", "country"},
    "facebook": {"account", "token"},
    "instagram": {"account", "token"},
    "x": {"account", "token"},
    "wildberries": {"key"},
    "ozon": {"client_id", "key"},
    "yandex-market": {"business_id", "key"},
}
"""Source kinds of this version with the fields that scripts rely on."""

_COMMANDS = (
    *("check", "source", "topic", "import", "list", "export", "tone", "backup", "restore"),
    *("erase-author", "self-test"),
)


def _tests_of(folder: str) -> str:
    paths = sorted((_TESTS / folder).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.info.kind)
def test_every_source_has_a_test(source: type) -> None:
    module = source.__module__.rpartition(".")[2]
    assert (_TESTS / "sources" / f"test_{module}.py").is_file()


@pytest.mark.parametrize(("kind", "fields"), _FIELDS_OF_KINDS.items())
def test_promised_source_kinds_have_their_fields(kind: str, fields: set[str]) -> None:
    info = next(each.info for each in SOURCES if each.info.kind == kind)
    assert fields <= {field.name for field in info.fields}


@pytest.mark.parametrize("step", schema.STEPS)
def test_every_migration_has_a_test(step: str) -> None:
    assert step in _tests_of("store")


@pytest.mark.parametrize("folder", ["engines", "ui/tabs", "cli", "exchange", "monitor", "core"])
def test_every_module_has_a_test(folder: str) -> None:
    written = _tests_of(folder.partition("/")[0])
    names = [path.stem for path in modules(f"desktop/{folder}") if path.stem != "__init__"]
    package = "desktop." + folder.replace("/", ".")
    untested = [
        name
        for name in names
        if f"{package}.{name}" not in written
        and not re.search(rf"from {re.escape(package)} import [^\n]*\b{name}\b", written)
        and not _is_used_inside(f"desktop/{folder}", name)
    ]
    assert untested == []


def _is_used_inside(folder: str, name: str) -> bool:
    """Parts of a subject are tested through the module that is made of them."""
    package = folder.replace("/", ".")
    beside = (path for path in modules(folder) if path.stem != name)
    return any(
        f"{package}.{name} " in text or re.search(rf"from {package} import [^\n]*\b{name}\b", text)
        for text in (path.read_text(encoding="utf-8") for path in beside)
    )


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_a_test(command: str) -> None:
    assert f'"{command}"' in _tests_of("cli") + _tests_of("end_to_end")


@pytest.mark.parametrize("path", modules(), ids=short)
def test_no_module_holds_two_subjects(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _LONGEST_MODULE


@pytest.mark.parametrize("path", modules(), ids=short)
def test_no_module_is_named_for_what_does_not_fit_elsewhere(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "manager", "misc"}


@pytest.mark.parametrize("path", modules("desktop/ui"), ids=short)
def test_window_code_keeps_to_the_rules_of_threads(path: Path) -> None:
    for node in nodes(path):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        where = f"{short(path)}:{node.lineno}"
        assert node.func.attr != "processEvents", where
        assert node.func.attr != "terminate", where
        if node.func.attr in ("exec", "exec_"):
            assert path.stem in ("run", "application"), f"{where}: open() shows a dialog"


@pytest.mark.parametrize("path", modules("desktop/ui"), ids=short)
def test_receivers_of_signals_are_bound_methods(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = _imported(tree)
    loose = {
        target.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _is_function(node.value)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }
    for function, call in _calls(tree):
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "connect" and call.args):
            continue
        receiver = call.args[0]
        where = f"{short(path)}:{call.lineno} {ast.unparse(receiver)}"
        if isinstance(receiver, ast.Name):
            assert _is_signal(receiver.id, function), where
        elif isinstance(receiver, ast.Call):
            assert _is_by_name(receiver), where
        else:
            assert isinstance(receiver, ast.Attribute), where
            assert receiver.attr not in loose, where
            assert _root(receiver) not in imported, where


def _calls(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    """Every call together with each function it stands in."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    yield function, node


def _imported(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _is_function(value: ast.expr) -> bool:
    made = ast.unparse(value.func) if isinstance(value, ast.Call) else ""
    return isinstance(value, ast.Lambda) or made in ("partial", "functools.partial")


def _is_signal(name: str, function: ast.FunctionDef) -> bool:
    """A signal handed in to be emitted in turn: a parameter that says so."""
    types = {arg.arg: ast.unparse(arg.annotation) for arg in function.args.args if arg.annotation}
    return types.get(name) == "SignalInstance"


def _is_by_name(call: ast.Call) -> bool:
    """`getattr(self, entry.slot)`: the table of the menu entries names methods."""
    return ast.unparse(call) == "getattr(self, entry.slot)"


def _root(attribute: ast.expr) -> str:
    while isinstance(attribute, ast.Attribute):
        attribute = attribute.value
    return attribute.id if isinstance(attribute, ast.Name) else ""


def test_menu_entries_name_methods_of_the_menus() -> None:
    entries = [
        each
        for name in ("FILE", "FILE_END", "VIEW", "SOURCES", "HELP")
        for each in getattr(menu_entries, name)
        if each is not None
    ]
    assert len({entry.key for entry in entries}) == len(entries)
    assert [e.slot for e in entries if not inspect.isfunction(vars(WindowMenus).get(e.slot))] == []


@pytest.mark.parametrize("path", modules("desktop/ui"), ids=short)
def test_methods_of_the_window_say_what_they_do(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    silent = [
        f"{made.__name__}.{method}"
        for made in vars(module).values()
        if inspect.isclass(made) and made.__module__ == name and not made.__name__.startswith("_")
        for method, function in _public_methods(made)
        if not function.__doc__ and not _is_override(made, method)
    ]
    assert silent == []


def _public_methods(made: type) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(made).items():
        inner = value.fget if isinstance(value, property) else inspect.unwrap(value)
        inner = getattr(inner, "__func__", inner)
        if isinstance(inner, FunctionType) and not name.startswith("_"):
            yield name, inner


def _is_override(made: type, name: str) -> bool:
    """Whether Qt, or the base of all tabs, has said already what the method does."""
    above = (base for base in made.__mro__[1:] if base is Tab or base.__module__[:8] == "PySide6.")
    return any(name in vars(base) for base in above)


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    undocumented = [name for name in Settings.__slots__ if f"`{name}`" not in text]
    assert undocumented == []
    for name, choices in CHOICES.items():
        row = next(line for line in text.splitlines() if f"`{name}`" in line)
        assert [each for each in choices if each and f"`{each}`" not in row] == [], name
    for name, limits in LIMITS.items():
        row = next(line for line in text.splitlines() if f"`{name}`" in line)
        assert all(str(limit) in row for limit in limits), name


@pytest.mark.parametrize("source", SOURCES, ids=lambda each: each.info.kind)
def test_every_source_kind_is_documented(source: type) -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    info = source.info  # type: ignore[attr-defined]
    row = next(line for line in text.splitlines() if line.startswith(f"| `{info.kind}`"))
    assert [field.name for field in info.fields if f"`{field.name}`" not in row] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    machine = re.compile(r"(^|[^\w.-])/(work|farm|home/\w+|root|tmp/bash_jobs)/", re.MULTILINE)
    registry = re.compile(r"--(extra-)?index-url|--find-links|\"resolved\":|pythonhosted|pypi\.")
    texts = [(name, text) for name, text in tracked_texts() if name != short(Path(__file__))]
    assert [name for name, text in texts if machine.search(text) or registry.search(text)] == []
