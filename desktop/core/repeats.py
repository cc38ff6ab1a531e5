"""Telling that two publications carry the same text."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

MIN_WORDS = 4
"""Texts of fewer words («Спасибо, всё вкусно») are equal by chance and are never folded."""

_LINK_STARTS = frozenset({"http", "https", "www"})


def fold_key(words: Sequence[str]) -> int | None:
    """A number (signed, 64 bits) equal for repeats of one text; `None` for too short texts.

    `words` are the folded forms in order (`desktop.core.words.forms`), so case, ё, punctuation,
    emoji and line breaks play no part already. What follows the first `http`, `https` or `www`
    is not looked at when at least `MIN_WORDS` words stand before it: shares differ in the link
    and the tail of tags behind it. Order matters, numbers too. Stable between runs.
    """
    kept = _before_link(words)
    if len(kept) < MIN_WORDS:
        return None
    digest = blake2b(" ".join(kept).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _before_link(words: Sequence[str]) -> Sequence[str]:
    if _LINK_STARTS.isdisjoint(words):
        return words
    at = next(number for number, word in enumerate(words) if word in _LINK_STARTS)
    return words[:at] if at >= MIN_WORDS else words
