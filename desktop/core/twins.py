"""Telling that an item somebody brings by hand or in a file is a publication already known.

An address alone does not tell: fifty reviews may carry the address of the one page they stand
on. So the texts have to be close too, and without an address author, second and text be equal.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

from desktop.core.addresses import normal_url
from desktop.core.models import Item
from desktop.core.repeats import MIN_WORDS
from desktop.core.words import forms

CLOSE = 0.6
"""Share of the shorter text's words that the longer one has, from which on they are one: files
cut texts short, and services put titles before them."""
_NEAR = timedelta(hours=36)
"""Dates without a time and without a zone may be that far off."""

_PLAIN = re.compile(r"https?://([a-z0-9.-]+(?:/[^?#\s]*)?)")
"""Addresses in which there is nothing to make uniform: nearly all, and each is asked for."""


def page_of(url: str | None) -> str | None:
    """One name for a page however its address is spelled, `None` for no address."""
    if not url:
        return None
    if plain := _PLAIN.fullmatch(url):
        return plain[1].rstrip("/")
    scheme, _, rest = normal_url(url).partition("://")
    return rest.rstrip("/") if rest and scheme in ("http", "https") else None


def is_same(one: Item, other: Item) -> bool:
    """Whether both items are one publication. Symmetric."""
    pages = page_of(one.url), page_of(other.url)
    if None not in pages:
        return pages[0] == pages[1] and _is_same_place(one, other) and _is_close(one, other)
    if one.created_at is None or other.created_at is None:
        return False
    seconds = {each.replace(microsecond=0) for each in (one.created_at, other.created_at)}
    is_known = bool(_names(one) & _names(other))
    return is_known and len(seconds) == 1 and _told(one) == _told(other)


def with_own_id(item: Item) -> Item:
    """The item under an identity of its own, for one that shares its address with others."""
    seed = "\n".join((*sorted(_names(item)), " ".join(_told(item))))
    digest = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:20]
    return replace(item, external_id=f"{item.external_id[:250]}#{digest}")


def _is_same_place(one: Item, other: Item) -> bool:
    """Answers on one page differ by what follows the #, where addresses have it at all."""
    marks = {(each.url or "").partition("#")[2] for each in (one, other)} - {""}
    return len(marks) < 2


def _is_close(one: Item, other: Item) -> bool:
    shorter, longer = sorted((set(_told(one)), set(_told(other))), key=len)
    if len(shorter & longer) < CLOSE * len(shorter):
        return False
    if len(shorter) >= MIN_WORDS:
        names = _names(one), _names(other)
        return not all(names) or bool(names[0] & names[1]) or shorter == longer
    # «Всё отлично» is said by many.
    return shorter == longer and _names(one) == _names(other) and _is_near(one, other)


def _is_near(one: Item, other: Item) -> bool:
    if one.created_at is None or other.created_at is None:
        return True
    return abs(one.created_at - other.created_at) <= _NEAR


def _names(item: Item) -> set[str]:
    names = (item.author_name or "", (item.author_handle or "").lstrip("@"))
    return {name.strip().casefold() for name in names} - {""}


def _told(item: Item) -> tuple[str, ...]:
    """The words; signs where there are none («👍»)."""
    return forms(item.body) or (item.body.strip(),)
