"""Answers of every bad kind in one cycle: each a line of its own, and everything else goes on."""

from __future__ import annotations

import gzip
import os
import resource
import sys
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.end_to_end.program import Program
from tests.servers import (
    Reply,
    Site,
    cut_short,
    endless,
    gzip_bomb,
    page,
    redirect,
    slow_down,
)

PEAK_MB = 200
"""What a cycle over all of this may take; twenty-five entities would have made gigabytes."""
BILLION = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


def feed(items: str, start: str = "", encoding: str = "utf-8", sent: str | None = None) -> Reply:
    text = (
        f"<?xml version='1.0' encoding='{encoding}'?>{start}<rss version='2.0'><channel>"
        f"<title>t</title>{items}</channel></rss>"
    )
    return Reply(body=text.encode(sent or encoding), content_type="application/rss+xml")


def item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title>{more}</item>"


def surrogates() -> Reply:
    body = (
        b'{"version":"https://jsonfeed.org/version/1.1","items":['
        b'{"id":"\\ud800","title":"bread \\udfff","authors":[{"name":"\\ud83d"}]},'
        b'{"id":{"a":1},"title":["x"],"content_html":5,"authors":"me","url":7},null,3,'
        b'{"id":2,"title":"\\ud83d\\ude00","date_published":99999999999999999999}]}'
    )
    return Reply(body=body, content_type="application/feed+json")


REFUSED: dict[str, Reply] = {
    "not_a_feed": page(),
    "too_large": endless(),
    "too_large 2": gzip_bomb(total=50_000_000),
    "too_large 3": feed("<item/>" * 450_000),
    "unreadable": feed(item("&l9;"), f"<!DOCTYPE x [<!ENTITY l0 'lol'>{BILLION}]>"),
    "unreadable 2": feed(item("&a;" * 9999), f"<!DOCTYPE x [<!ENTITY a '{'x' * 99999}'>]>"),
    "unreadable 3": feed(item("&e;"), "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"),
    "unreadable 4": Reply(body=b""),
    "unreadable 5": Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(range(256)), content_type="image/png"),
    "unreadable 6": Reply(body=b'{"a":' * 100_000, content_type="application/json"),
    "unreadable 7": feed("<item " + " ".join(f"a{n}='1'" for n in range(50_000)) + "/>"),
    "cut_short": cut_short(b"<rss version='2.0'>"),
    "cut_short 2": Reply(body=gzip.compress(os.urandom(9000))[:-99]).also(
        ("Content-Encoding", "gzip")
    ),
    "bad_address": redirect("file:///etc/passwd"),
    "no_connection": redirect("http://127.0.0.1:1/" + "?" * 60_000),
    "too_many_redirects": redirect("/too_many_redirects"),
    "key_refused": Reply(401),
    "forbidden": Reply(403),
    "not_found": Reply(404),
    "gone": Reply(410),
    "server_error": Reply(500),
    "slow_down": slow_down(),
    "slow_down 2": slow_down("120"),
    "slow_down 3": slow_down("Wed, 21 Oct 2099 07:28:00 GMT"),
    "slow_down 4": slow_down("0001-01-01T00:00:00+14:00"),
    "slow_down 5": slow_down("soon"),
    "slow_down 6": slow_down("9" * 400),
}
BEARABLE: dict[str, tuple[Reply, int]] = {
    "wrong encoding": (feed(item("хлеб"), sent="windows-1251"), 1),
    "another wrong encoding": (feed(item("хлеб"), encoding="windows-1251", sent="utf-8"), 1),
    "utf-16": (feed(item("хлеб"), encoding="utf-16"), 1),
    "punycode": (feed(item("bread " + "ab9z" * 50_000), encoding="punycode", sent="ascii"), 1),
    "dates": (
        feed(
            item("a", "<pubDate>Wed, 04 Mar 2099 10:00:00 GMT</pubDate>")
            + item("b", "<pubDate>Wed, 04 Mar 0001 10:00:00 +1400</pubDate>")
            + item("c", f"<pubDate>{'9' * 6000}</pubDate>")
        ),
        3,
    ),
    "no ids": (feed(item("a") + item("b") + "<item/>"), 2),
    "same ids": (feed(item("a", "<guid>1</guid>") + item("b", "<guid>1</guid>")), 1),
    "addresses": (
        feed(
            item("a", f"<link>http://a:{'1' * 5000}/</link>") + item("b", "<link>http://[</link>")
        ),
        2,
    ),
    "many": (feed("".join(item(f"b{n}") for n in range(9_000))), 2_000),
    "title of a megabyte": (feed(item("bread " * 170_000)), 1),
    "author without end": (feed(item("a", f"<author>{'a.' * 200_000}</author>")), 1),
    "controls": (feed(item("br\0ea\x1b[31md \u202egnp.exe")), 1),
    "surrogates": (surrogates(), 3),
    "deep": (feed(item("a", f"<description><![CDATA[{'<div>' * 20_000}]]></description>")), 1),
    "comments": (Reply(body=b"<!---->" * 700 + b"<rss version='2.0'><channel/></rss>"), 0),
    "good": (feed(item("bread")), 1),
}


@pytest.mark.skipif(sys.platform == "win32", reason="measures as POSIX systems do")
def test_bad_answers_are_a_line_each_and_the_others_go_on(program: Program) -> None:
    replies = {**REFUSED, **{name: reply for name, (reply, _) in BEARABLE.items()}}
    with ExitStack() as stack:
        urls = {
            "no_connection 2": "http://nobody.invalid/x",
            "no_connection 3": "http://127.0.0.1:1",
        }
        for name, reply in replies.items():
            site = stack.enter_context(Site())  # its own, as a pause is asked for a whole host
            site.route("/" + name.split(" ")[0], reply)
            urls[name] = site.url("/" + name.split(" ")[0])
        program.add_feeds(urls)
        ran, peak = program.measured("check", "--json")
        heard = Program(program.data, "ru")("check")
    assert (ran.code, ran.err) == (0, "")
    outcomes = {each["source"]: each for each in ran.records}
    for name, outcome in outcomes.items():
        expected = name.split(" ")[0] if name.split(" ")[0] in REFUSED else None
        if name not in BEARABLE:
            assert (outcome["reason"], outcome["health"] == "fine") == (expected, False), outcome
        else:
            assert (outcome["health"], outcome["new"]) == ("fine", BEARABLE[name][1]), outcome
    assert set(outcomes) == {*replies, "no_connection 2", "no_connection 3"}
    assert len(heard.out.splitlines()) == len(outcomes) - 1  # what is gone was switched off
    assert (heard.code, heard.err, "Traceback" in heard.out) == (0, "", False)
    mentions = program.mentions()
    assert len(mentions) == sum(n for _, n in BEARABLE.values())
    assert len({each["id"] for each in mentions}) == len(mentions)
    bodies = "".join(f"{each['title']}{each['text']}" for each in mentions)
    assert not set(bodies) & set("\0\x1b\u202e\ud800\udfff")
    assert "root:" not in bodies
    (log,) = program.data.rglob("*.log")
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert peak < PEAK_MB, peak


Spoil = Callable[[], None]


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX systems")
def test_a_full_disk_is_told_and_loses_nothing(program: Program) -> None:
    with Site() as site:
        site.route("/few", feed("".join(item(f"few {n}") for n in range(9))))
        site.route("/many", feed("".join(item(f"bread number {n} is good") for n in range(2000))))
        program.add_feed("few", site.url("/few"))
        program.done("check")
        before = program.mentions()
        program.add_feed("many", site.url("/many"))
        full = program("check", before=_small_files)
        assert (full.code, full.err.count("\n"), "Traceback" in full.err) == (1, 1, False)
        assert [each for each in program.mentions() if each["source"] == "few"] == before
        program.done("check")
    assert len(program.mentions()) == 2009
