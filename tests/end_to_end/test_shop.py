"""A shop from the first source to the last copy, seen from outside only."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.end_to_end.program import Program
from tests.sites import START, TOKEN, FeedSite, MastodonSite

FIELDS = (  # noqa: SIM905
    "id, source, kind, external_id, url, author_name, author_handle, author_followers, title, "
    "text, language, created_at, edited_at, seen_at, likes, replies, reposts, views, rating, "
    "tone, score, tone_by, deciding, topics, matched, status, assignee, tags, notes"
).split(", ")
BRAND = (
    "Были в пекарне Ромашке, хлеб чёрствый",
    "Обожаю «Пекарню Ромашку»!",
    "ПЕКАРНЯ РОМАШКА закрылась",
    "Вчера #пекарняромашка опять удивила",
    "Bread at Pekarnya Romashka is good",
    "Зашли в Пeкapню Poмaшку",  # half of the letters are Latin
)
OTHER = ("Ромашка растёт у пекарни", "Аптека Ромашка на углу", "Пекарня напротив")


def test_a_brand_is_found_in_every_form_and_its_namesakes_are_not(program: Program) -> None:
    program.done("topic", "add", "Brand", "--find", "Пекарня Ромашка", "--exclude", "аптека")
    with FeedSite() as site:
        for text in (*BRAND, *OTHER):
            site.post(text)
        program.add_feed("News", site.url("/feed.xml"), "--set", "keep=matching")
        program.done("check")
    assert {each["text"] for each in program.mentions()} == set(BRAND)
    assert all(each["topics"] == ["Brand"] and each["matched"] for each in program.mentions())


def test_a_topic_that_comes_later_finds_what_was_passed_over(program: Program) -> None:
    with FeedSite() as feed, MastodonSite() as network:
        feed.post("Bread from Romashka")
        network.post("Cake from Romashka", tags=("bakery",))
        program.add_feed("News", feed.url("/feed.xml"), "--set", "keep=matching")
        settings = ("--set", f"endpoint={network.url()}", "--set", "hashtags=bakery")
        program.done("source", "add", "mastodon", *settings, "--set", "keep=matching")
        program.done("check")
        assert program.mentions() == []
        program.done("topic", "add", "Brand", "--query", "romashka")
        program.done("check")
        assert len(program.mentions()) == 2
        program.done("check")
    assert len(program.mentions()) == 2


def test_words_are_found_in_every_form(program: Program) -> None:
    texts = {
        "доставкой": "Недоволен доставкой",
        "доставку": "Ждали доставку два часа",
        "ёлка": "ЁЛКА из теста",
        "deliveries": "Two Deliveries came late",
        "delivery": "The delivery boy was rude",
        "phrase": "fresh rye bread",
        "no phrase": "rye is fresh, bread is not",
    }
    with FeedSite() as site:
        for text in texts.values():
            site.post(text)
        program.add_feed("News", site.url("/atom.xml"))
        program.done("check")
    both = {texts["доставкой"], texts["доставку"]}
    for search, expected in {
        "доставка": both,
        "ДОСТАВКЕ": both,
        "доставка -час": {texts["доставкой"]},
        "елка": {texts["ёлка"]},
        "ёлку": {texts["ёлка"]},
        "delivery": {texts["deliveries"], texts["delivery"]},
        '"rye bread"': {texts["phrase"]},
        "rye bread": {texts["phrase"], texts["no phrase"]},
        "deliv": {texts["deliveries"], texts["delivery"]},
        "круассан": set(),
    }.items():
        assert program.found(search) == expected, search


def test_a_network_without_and_with_a_token(program: Program) -> None:
    program.done("topic", "add", "Brand", "--query", "romashka")
    with MastodonSite() as site:
        tagged = site.post("The bread was terrible", tags=("romashka",), likes=1)
        site.post("Romashka bakes well, I love it")
        settings = ("--set", f"endpoint={site.url()}", "--set", "hashtags=romashka")
        program.done("source", "add", "mastodon", "--name", "Open", *settings)
        checked = program.done("check", "--json").records[0]
        assert (checked["new"], checked["health"]) == (1, "fine")
        secret = f"{TOKEN}\n".encode()
        asked = ("source", "add", "mastodon", "--name", "Key", "--secret", "token")
        told = program(*asked, "--set", f"endpoint={site.url()}", given=secret)
        assert told.code == 0
        program.done("check", "--source", "Key")
        assert len({each["text"] for each in program.mentions()}) == 2
        first = program.mentions("--source", "Open")[0]
        assert (first["likes"], first["views"], first["author_followers"]) == (1, None, 120)
        site.edit(tagged, likes=7, text="The bread was fine", edited_at=START + timedelta(hours=2))
        again = program.done("check", "--source", "Open", "--json").records[0]
        assert (again["new"], again["changed"]) == (0, 1)
        second = program.mentions("--source", "Open")[0]
    assert (second["id"], second["likes"]) == (first["id"], 7)
    assert "fine" in second["text"]
    assert second["edited_at"] == "2026-03-04T11:00:00Z"
    assert (first["tone"], second["tone"]) == ("negative", "positive")
    for path in program.data.rglob("*"):
        if path.is_file() and "secret" not in path.name:
            assert TOKEN.encode() not in path.read_bytes()


def test_a_persons_word_outlives_edits(program: Program, home: Path) -> None:
    with FeedSite() as site:
        post = site.post("The bread was terrible")
        program.add_feed("News", site.url("/atom.xml"))
        program.done("check")
        (mention,) = program.mentions()
        judged = {**mention, "tone": "positive", "tone_by": "person", "status": "answered"}
        judged["tags"] = ["regular"]
        table = home / "judged.json"
        table.write_text(json.dumps(judged), encoding="utf-8")
        other = Program(home / "other")
        other.add_feed("News 2", site.url("/atom.xml"))
        other.done("import", str(table))
        (kept,) = other.mentions()
        assert (kept["tone"], kept["tone_by"], kept["status"], kept["tags"]) == (
            "positive", "person", "answered", ["regular"],
        )  # fmt: skip
        site.edit(post, text="The bread was horrible", edited_at=START + timedelta(hours=3))
        table.write_text(json.dumps({**mention, "text": "The bread was horrible"}), "utf-8")
        other.done("import", str(table))
        (after,) = other.mentions()
    assert (after["tone"], after["tone_by"], after["status"]) == ("positive", "person", "answered")
    assert after["text"] == "The bread was horrible"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_a_file_carries_mentions_to_another_store(
    program: Program, home: Path, ending: str
) -> None:
    with FeedSite() as site:
        for text in (
            "=HYPERLINK(\"http://x\")", "+7 900 000-00-00", "Два\nабзаца; и «кавычки» \"",
            "🙂 хорошо", "long " * 500, "-5 °C", "a\u2028b",
        ):  # fmt: skip
            site.post(text, title="Заголовок")
        program.add_feed("News", site.url("/feed.json"))
        program.done("check")
    program.done("export", str(home / f"out.{ending}"))
    other = Program(home / "other", "ru")
    for expected in ("7 ", "0 "):
        assert other.done("import", str(home / f"out.{ending}")).out.startswith(expected)
    ours, theirs = program.mentions(), other.mentions()
    assert [list(each) for each in theirs] == [FIELDS] * 7
    assert len({each["id"] for each in theirs}) == 7
    same = [name for name in FIELDS if name not in ("id", "source", "seen_at")]
    for one, two in zip(ours, theirs, strict=True):
        assert {name: one[name] for name in same} == {name: two[name] for name in same}
    other.done("export", str(home / f"again.{ending}"))
    if ending == "csv":
        assert b"\n=" not in (home / "again.csv").read_bytes()


def test_a_copy_and_a_forgotten_author(program: Program, home: Path) -> None:
    with FeedSite() as site:
        site.post("Unforgettable word", author="Maria")
        site.post("Another", author="Ivan")
        program.add_feed("News", site.url("/feed.xml"))
        program.done("check")
        before = program.mentions()
        program.done("backup", str(home / "copy.db"))
        assert program.done("erase-author", "maria").out.startswith("1 ")
        assert [each["author_name"] for each in program.mentions()] == ["Ivan"]
        for path in program.data.glob("*.db*"):
            assert b"nforgettable" not in path.read_bytes()
        program.done("check")
        site.edit(site.posts[0], text="Unforgettable again")
        program.done("check")
        assert len(program.mentions()) == 1
    program.done("restore", str(home / "copy.db"))
    assert program.mentions() == before
    damaged = home / "damaged.db"
    damaged.write_bytes((home / "copy.db").read_bytes()[:20_000])
    ran = program("restore", str(damaged))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert program.mentions() == before
    with sqlite3.connect(next(program.data.glob("*.db"))) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
