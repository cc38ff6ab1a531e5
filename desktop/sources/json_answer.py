"""JSON of strangers: parsed with care, read without trust in its shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.core.sources import BadData, Reason
from desktop.sources.answers import Answer


def json_of(answer: Answer) -> Any:
    """The value of a JSON answer. Raises `BadData` for anything else, as a log-in page."""
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if "html" in answer.media_type or body[:1] not in (b"{", b"["):
        raise BadData(Reason.NOT_JSON, f"{answer.media_type or 'no type'}: {answer.excerpt()}")
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise BadData(Reason.NOT_JSON, f"damaged JSON: {answer.excerpt()}") from None


def text_of(record: Mapping[str, Any], name: str) -> str:
    """A field as text, "" where it is missing; numbers become text."""
    value = record.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def count_of(record: Mapping[str, Any], name: str) -> int | None:
    """A counter, `None` where it is missing or no sensible number."""
    value = record.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
    return value if is_count else None


def record_of(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that is an object, an empty one where it is not."""
    value = record.get(name)
    return value if isinstance(value, Mapping) else {}


def records_of(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; whatever else is in it is left out."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
