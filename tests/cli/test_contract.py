"""Exit codes and messages: 0 done, 1 a problem in one line, 2 wrong usage; in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop.lock import FolderLock
from desktop.paths import find
from tests.cli.running import Shell
from tests.servers import Reply, Site

WRONG: tuple[tuple[str, ...], ...] = (
    ("bogus",),
    ("topic",),
    ("topic", "add"),
    ("topic", "add", "x"),
    ("topic", "add", "x", "--query", "(a"),
    ("topic", "add", "x", "--query", "a", "--kind", "other"),
    ("source", "add", "nothing"),
    ("source", "add", "feed"),
    ("source", "add", "feed", "--set", "url"),
    ("source", "add", "feed", "--set", "url=nonsense"),
    ("source", "add", "feed", "--set", "colour=red"),
    ("source", "add", "feed", "--set", "url=http://a.example", "--set", "interval=often"),
    ("source", "add", "mastodon", "--set", "token=abc"),
    ("source", "add", "mastodon", "--secret", "token"),
    ("source", "add", "imap", "--set", "rules=letter?\nstars", "--set", "host=a.example"),
    ("source", "add", "imap", "--set", "port=many"),
    ("source", "add", "reddit", "--set", "user=https://reddit.example/.rss?feed=abc"),
    ("source", "add", "imap", "--set", "tls=maybe"),
    ("source", "add", "vk", "--secret", "token"),
    ("source", "history"),
    ("source", "history", "x", "--days", "0"),
    ("list", "--since", "yesterday-ish"),
    ("erase-author", " @ "),
    ("--data-dir", "", "topic", "list"),
    ("list", "--limit", "many"),
    ("list", "--limit", "0"),
    ("list", "--tone", "angry"),
    ("export", "mentions.doc"),
    ("check", "--nonsense"),
    ("--status",),
)
PROBLEMS: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("check", "--source", "x"),
    ("source", "test", "x"),
    ("source", "remove", "x"),
    ("source", "history", "x"),
    ("source", "history", "x", "--stop"),
    ("topic", "remove", "x"),
    ("list", "--topic", "x"),
    ("list", "--source", "x"),
    ("import", "missing.csv"),
    ("import", "."),
    ("restore", "missing.db"),
    ("restore", "."),
    ("restore", __file__),
    ("backup", "."),
    ("backup", "missing/copy.db"),
    ("export", "missing/mentions.csv"),
    ("--data-dir", __file__, "topic", "list"),
    ("--data-dir", __file__, "restore", __file__),
)


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_wrong_usage_is_one_line_and_2(
    shell: Shell, language: str, arguments: tuple[str, ...]
) -> None:
    ran = shell("--lang", language, *arguments)
    said, *picture = ran.err.splitlines()
    assert (ran.code, ran.out, said.startswith("first-hour: ")) == (2, "", True)
    # Below the one line, a query that cannot be read is shown with its place marked.
    assert len(picture) == (2 if "(a" in arguments else 0)
    is_russian = any("а" <= sign <= "я" for sign in ran.err)
    assert is_russian == (language == "ru")


@pytest.mark.parametrize("arguments", PROBLEMS, ids=" ".join)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_problem_is_one_line_and_1(
    shell: Shell, language: str, arguments: tuple[str, ...]
) -> None:
    ran = shell(*arguments, "--lang", language)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    said = ran.err.replace(str(Path(__file__).parent), "")  # a path may be in any letters
    assert any("а" <= sign <= "я" for sign in said) == (language == "ru")


def test_a_feed_from_adding_to_export(shell: Shell, home: object) -> None:
    body = (
        b"<rss version='2.0'><channel><title>t</title><item><guid>1</guid>"
        b"<title>Romashka</title><description>The bread was terrible</description></item>"
        b"<item><guid>2</guid><title>Other</title></item></channel></rss>"
    )
    with Site() as site:
        site.route("/feed", Reply(body=body, content_type="application/rss+xml"))
        topic = ("topic", "add", "Shop", "--kind", "brand", "--query", "ромашка OR romashka")
        assert shell(*topic).code == 0
        assert shell(*topic).code == 1  # the name is taken
        added = shell("source", "add", "feed", "--name", "F", "--set", f"url={site.url('/feed')}")
        assert (added.code, added.out) == (0, "Source “F” added\n")
        tried = shell("source", "test", "F", "--json")
        assert json.loads(tried.out.splitlines()[0])["kept"] == 1
        assert shell("list").out == ""
        checked = json.loads(shell("check", "--json").out)
        assert (checked["new"], checked["seen"], checked["health"]) == (1, 2, "fine")
        assert shell("check").out.split("\t")[:2] == ["F", "0 new"]
    (mention,) = [json.loads(line) for line in shell("list", "--json").out.splitlines()]
    assert (mention["tone"], mention["topics"]) == ("negative", ["Shop"])
    assert "terrible" in mention["deciding"]
    assert shell("list", "--tone", "positive").out == ""
    assert shell("list", "--search", "breads").out.count("\n") == 1
    saved = find().data / "out.json"
    assert shell("export", str(saved)).code == 0
    assert "terrible" in saved.read_text(encoding="utf-8")
    assert shell("check").code == 1  # the site is gone, and it was the only one
    assert json.loads(shell("source", "list", "--json").out)["health"] == "failing"
    assert shell("source", "remove", "F").code == 0
    assert shell("topic", "remove", "Shop").code == 0


def test_restore_waits_for_nobody(shell: Shell) -> None:
    assert shell("topic", "add", "x", "--query", "a").code == 0
    copy = find().data / "copy.db"
    assert shell("backup", str(copy)).code == 0
    assert shell("topic", "remove", "x").code == 0
    for path in (find().use_lock, find().window_lock):
        lock = FolderLock(path)
        assert lock.try_shared()
        refused = shell("restore", str(copy))
        assert (refused.code, "Close it" in refused.err) == (1, True)
        lock.release()
    assert shell("restore", str(copy)).code == 0
    assert shell("topic", "list").out.startswith("x\t")


def test_secrets_come_from_standard_input_and_go_nowhere_else(shell: Shell) -> None:
    options = ("--set", "hashtags=bread", "--secret", "token", "--name", "M", "--json")
    assert shell("source", "add", "mastodon", *options, given=b"s3cret-token\n").code == 0
    assert "s3cret" not in shell("source", "list", "--json").out
    private = find().secrets
    assert private.stat().st_mode & 0o77 == 0
    assert "s3cret" in private.read_text(encoding="utf-8")
    assert "s3cret" not in find().log_file.read_text(encoding="utf-8")
    assert b"s3cret" not in find().database.read_bytes()
    shell("source", "remove", "M")
    assert "s3cret" not in private.read_text(encoding="utf-8")


def test_a_copy_verifies_itself(shell: Shell) -> None:
    ran = shell("self-test", "--json")
    assert ran.code == 0, ran.out
    assert all(json.loads(line)["ok"] for line in ran.out.splitlines())


def test_help_is_in_the_language(shell: Shell) -> None:
    assert "Использование: first-hour" in shell("--lang", "ru", "--help").out
    assert "Usage: first-hour source add" in shell("source", "add", "--help").out
