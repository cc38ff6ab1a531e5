"""The topics' words as few searches: several words or phrases in each, joined by "or".

Pure functions; safe in any thread.
"""

from __future__ import annotations

from collections.abc import Iterable


def joined(terms: Iterable[str], by: str, *, most: int, longest: int) -> tuple[str, ...]:
    """Words and phrases in quotes, at most `most` of them and `longest` characters in a search.

    A phrase that alone is longer stands alone.
    """
    found: list[list[str]] = []
    for term in terms:
        words = " ".join(term.replace('"', " ").split())
        if not words:
            continue
        quoted = f'"{words}"'
        last = found[-1] if found else []
        if last and len(last) < most and len(by.join([*last, quoted])) <= longest:
            last.append(quoted)
        else:
            found.append([quoted])
    return tuple(by.join(each) for each in found)
