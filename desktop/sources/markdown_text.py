"""Markdown to plain text: the words without their marks, decoded exactly once. Pure functions."""

from __future__ import annotations

import html
import re

from desktop.sources.html_text import tidy

_LONGEST = 50_000
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,500})\]\(\s*<?([^\s()<>]{0,2000})>?[^()\n]{0,300}\)")
_LINE_START = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|(?:>[ \t]?)+)", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_SPOILER = re.compile(r"^:::[ \t]*(?:spoiler[ \t]*)?", re.MULTILINE)
_STRONG = re.compile(r"(?<!\\)(\*\*|__|~~)(?=\S)([^\n]{1,300}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])([^\n*_]{1,300})(?<=\S)\1(?![\w*])")
_CODE = re.compile(r"`+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def unmarked(text: str) -> str:
    """Readable text of Markdown; addresses of links stay, for they say what is meant.

    HTML in Markdown stays as it was written: the networks show it as text, too.
    """
    text = _LINK.sub(_link, text[:_LONGEST])
    for mark in (_FENCE, _LINE_START, _SPOILER, _CODE):
        text = mark.sub("", text)
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return tidy(html.unescape(_ESCAPED.sub(r"\1", text)))


def _link(found: re.Match[str]) -> str:
    is_picture, words, address = found.groups()
    return words if is_picture or words == address else f"{words} ({address})".strip()
