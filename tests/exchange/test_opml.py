"""Lists of feeds in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.exchange.opml import OpmlFeed, read_opml, write_opml
from desktop.exchange.problems import FileProblem, FileTrouble

NESTED = """<?xml version="1.0" encoding="windows-1251"?>
<opml version="1.0"><body><outline text="Город & область">
<outline text="Блог" title="Городской &lt;блог&gt;" xmlUrl="https://blog.example/feed?a=1&b=2"/>
<outline text="Ещё раз" xmlUrl="https://BLOG.example:443/feed?a=1&amp;b=2#x"/>
<outline text="Без адреса"/><outline text="файл" xmlUrl="file:///etc/passwd"/>
</outline></body></opml>"""


def test_nested_lists_are_flattened_and_repeats_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.opml"
    path.write_bytes(NESTED.encode("windows-1251"))
    assert read_opml(path) == (OpmlFeed("Городской <блог>", "https://blog.example/feed?a=1&b=2"),)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    feeds = (OpmlFeed('«A» & "B" <c>', "https://a.example/?x=1&y=2"),)
    path = tmp_path / "a.opml"
    write_opml(path, feeds)
    assert read_opml(path) == feeds


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaa">]><opml>&a;</opml>', FileTrouble.DAMAGED),
        ("<opml><body>", FileTrouble.DAMAGED),
        ("", FileTrouble.DAMAGED),
        ("<opml><body/></opml>", FileTrouble.NO_FEEDS),
    ],
)
def test_files_without_feeds_are_named(tmp_path: Path, text: str, trouble: FileTrouble) -> None:
    path = tmp_path / "a.opml"
    path.write_text(text)
    with pytest.raises(FileProblem) as caught:
        read_opml(path)
    assert caught.value.trouble is trouble
