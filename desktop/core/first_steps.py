"""What a new shop is advised to look for, made from its name, city and trade. Pure.

The first topic must find the shop without drowning it in strangers: a name that is an ordinary
word («Ромашка» is also a flower, "Daisy" also a name) is joined with the trade or the city, and
offered alone only as an unticked suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.core.variants import suggest
from desktop.core.words import fold, forms

TRADE_WORDS: dict[str, tuple[str, ...]] = {
    "cafe": ("кафе", "кофейня", "cafe", "coffee"),
    "bakery": ("пекарня", "кондитерская", "bakery"),
    "shop": ("магазин", "shop", "store"),
    "salon": ("салон", "студия", "salon", "studio"),
    "repair": ("мастерская", "ремонт", "repair", "service"),
    "delivery": ("доставка", "delivery"),
}
"""How people call a shop of each trade, Russian words first; the first of a script is preferred."""


class Advice(StrEnum):
    """Why a suggestion is made; the screen has a sentence for each."""

    AS_TYPED = "as_typed"
    WITH_TRADE = "with_trade"
    WITH_CITY = "with_city"
    ALONE = "alone"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word or phrase worth looking for; `is_ticked` says whether it is safe to start with."""

    text: str
    advice: Advice
    is_ticked: bool = True


def suggested_words(shop_name: str, city: str = "", trade: str = "") -> tuple[Suggestion, ...]:
    """Words for the first topic of a shop, best first, each written once; empty without a name."""
    name = _tidy(shop_name)
    if not name:
        return ()
    bare = _bare(name, trade)
    found = [Suggestion(name, Advice.AS_TYPED, _is_telling(name))]
    found += [
        Suggestion(_joined(word, bare), Advice.WITH_TRADE)
        for word in TRADE_WORDS.get(trade, ())
        if _is_cyrillic(word) == _is_cyrillic(bare)
    ]
    if _tidy(city):
        found.append(Suggestion(f"{bare} {_tidy(city)}", Advice.WITH_CITY))
    if fold(bare) != fold(name):
        found.append(Suggestion(bare, Advice.ALONE, is_ticked=False))
    return _once(found)


def suggested_spellings(words: Iterable[str]) -> tuple[Suggestion, ...]:
    """Other spellings of `words`: transliteration, imitations, usual misspellings, tags.

    A spelling of a single short word is left unticked: it may be somebody else's name.
    """
    written = tuple(words)
    known = {fold(word) for word in written}
    found = [
        Suggestion(variant.text, Advice.SPELLING, len(variant.text) > 5)
        for word in written
        for variant in suggest(word)
        if fold(variant.text) not in known
    ]
    return _once(found)


def suggested_hashtags(shop_name: str, city: str = "", trade: str = "") -> tuple[str, ...]:
    """Hashtags, without the sign, under which people would write about the shop; at most four."""
    phrases = [each.text for each in suggested_words(shop_name, city, trade) if each.is_ticked]
    tags = [_tag(phrase) for phrase in phrases]
    return tuple(dict.fromkeys(tag for tag in tags if len(tag) > 2))[:4]


def _tidy(text: str) -> str:
    return re.sub(r"[\s«»\"“”„]+", " ", text).strip()


def _bare(name: str, trade: str) -> str:
    """The name without the word of its trade: «Пекарня Ромашка» is called «Ромашка»."""
    kinds = {fold(word) for word in TRADE_WORDS.get(trade, ())}
    kept = [word for word in name.split() if fold(word) not in kinds]
    return " ".join(kept) or name


def _is_telling(name: str) -> bool:
    """Two words or a long one: unlikely to mean something else."""
    return len(forms(name)) > 1 or len(name) > 9


def _is_cyrillic(text: str) -> bool:
    return re.search("[а-яё]", text.casefold()) is not None


def _joined(kind: str, bare: str) -> str:
    return f"{kind} {bare}" if _is_cyrillic(kind) else f"{bare} {kind}"


def _tag(phrase: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", phrase))


def _once(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    seen: dict[str, Suggestion] = {}
    for each in found:
        seen.setdefault(fold(each.text), each)
    return tuple(seen.values())
