"""Recorded answers with random values swapped in: what strangers may send instead."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

_STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 2**70, "", " ", "<b>&amp;</b>", "x" * 500, [], {},
    [[]], [None], [{}], {"a": []}, "2026-13-45", "\ud800", "\x00", "http://[", "at://", "2026",
)  # fmt: skip


def mangled(path: Path) -> st.SearchStrategy[bytes]:
    """A JSON file with one to five of its values replaced by strange ones."""
    original = path.read_text(encoding="utf-8")
    return st.builds(_mangled, st.just(original), st.randoms(use_true_random=False))


def _mangled(original: str, chance: random.Random) -> bytes:
    value = json.loads(original)
    for _ in range(chance.randint(1, 5)):
        places = list(_places(value))
        if not places:
            break
        holder, key = chance.choice(places)
        holder[key] = chance.choice(_STRANGE)
    return json.dumps(value).encode()


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key, at any depth."""
    found: list[tuple[Any, Any]] = []
    if not isinstance(value, dict | list):
        return found
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        found.append((value, key))
        found += _places(each)
    return found
