"""Russian in Latin letters and back, the ways people and addresses write it."""

from __future__ import annotations

from itertools import combinations, islice

_PLAIN = dict(
    zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True),
    ё="e", ж="zh", х="kh", ц="ts", ч="ch", ш="sh", щ="shch", ъ="", ь="", ю="yu", я="ya",
)  # fmt: skip
_HABITS: tuple[tuple[str, str], ...] = (
    ("х", "h"), ("й", "i"), ("ый", "y"), ("ий", "y"), ("я", "ia"), ("ю", "iu"), ("ц", "c"),
    ("щ", "sch"), ("ё", "yo"), ("кс", "x"), ("ж", "j"), ("х", "x"), ("я", "ja"), ("ю", "ju"),
    ("й", "j"), ("в", "w"), ("к", "c"), ("ы", "i"),
)  # fmt: skip
"""Other ways than the plain scheme, the commonest first."""

_PLAIN |= {"кс": "ks", "ий": "iy", "ый": "yy"}
_UNITS = sorted(_PLAIN, key=len, reverse=True)

_BACK = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "ya": "я",
    "yu": "ю", "yo": "ё", "ia": "ия", "iu": "ию", "ee": "и", "oo": "у", "ck": "к", "ph": "ф",
    "th": "т", "qu": "кв", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "и",
    "z": "з",
}  # fmt: skip


def to_latin(text: str, limit: int = 6) -> tuple[str, ...]:
    """Spellings of lower-case Russian in Latin letters, the commonest first, at most `limit`.

    The first is the plain scheme (х kh, щ shch, я ya); the next have one other habit each,
    kept through the whole text, the last ones two. Characters that are not Russian stay.
    """
    units = _split(text, _UNITS)
    present = [habit for habit in _HABITS if habit[0] in units]
    schemes = [(), *((one,) for one in present), *combinations(present, 2)]
    spelled = (
        "".join((_PLAIN | dict(scheme)).get(unit, unit) for unit in units) for scheme in schemes
    )
    return tuple(islice(dict.fromkeys(spelled), limit))


def to_cyrillic(text: str) -> str:
    """The plain reading of lower-case Latin in Russian letters; other characters stay."""
    units = _split(text, sorted(_BACK, key=len, reverse=True))
    read = [_BACK.get(unit, unit) for unit in units]
    for at, unit in enumerate(units):
        if unit == "y" and at and units[at - 1] in "aeiou":
            read[at] = "й"
        if unit == "e" and at == 0:
            read[at] = "э"
    return "".join(read)


def _split(text: str, units: list[str]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text):
        unit = next((each for each in units if text.startswith(each, at)), text[at])
        found.append(unit)
        at += len(unit)
    return found
