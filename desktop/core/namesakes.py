"""Words that tell a namesake from the shop, learnt from what a person marked "not about us"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

MIN_TEXTS = 2
"""A word must stand in at least so many texts that were not about us."""

_MIN_LETTERS = 3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STOP = _words(
    """а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже
    для до его ее если есть еще же за здесь и из или им их к как кто ко когда ли мы мне меня мой
    моя на над надо нас наш не нет ни но ну о об он она они оно от очень по под при про с свой
    себя со так такой там то тоже только тот ты у уже чем что чтобы это этот эта я a about after
    all also an and any are as at be because been but by can could did do does for from had has
    have he her here him his how i if in into is it its just like me more my no not of on one or
    our out over she so some than that the their them then there they this to too up us very was
    we were what when where which who will with would you your http https www com ru"""
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A proposed word or pair of words to exclude, as it was last written.

    `not_us` and `about_us` count the texts of each kind that have it; `score` (log odds) orders.
    """

    text: str
    not_us: int
    about_us: int
    score: float


def propose(
    about_us: Iterable[Sequence[str]],
    not_us: Iterable[Sequence[str]],
    *,
    own: Collection[str] = (),
    keys: Callable[[str], tuple[str, ...]] = lambda form: (form,),
    limit: int = 10,
) -> tuple[Exclusion, ...]:
    """Words and pairs frequent in texts not about us and absent from those about us, best first.

    Each text is its folded forms in order. `own` are forms of the topic's own words, never
    proposed alone nor as the whole of a pair. `keys` (`WordForms.keys`) joins the forms of one
    word. A pair is proposed only where neither of its words alone serves.
    """
    banned = {key for form in own for key in keys(form)}
    ours, theirs = Counter[str](), Counter[str]()
    spelled: dict[str, str] = {}
    about = sum(1 for words in about_us if ours.update(_marks(words, keys, spelled)) is None)
    other = sum(1 for words in not_us if theirs.update(_marks(words, keys, spelled)) is None)
    found = []
    for mark, count in theirs.items():
        if count < MIN_TEXTS or ours[mark] or banned.issuperset(mark.split()):
            continue
        if " " not in mark and any(ours[key] for key in keys(spelled[mark])):
            # Excluding this spelling would exclude another reading of it, which is ours.
            continue
        odds = log((count + 0.5) / (other - count + 0.5)) - log(0.5 / (about + 0.5))
        found.append(Exclusion(spelled[mark], count, 0, odds))
    return _best(found, limit)


def _marks(
    words: Sequence[str], keys: Callable[[str], tuple[str, ...]], spelled: dict[str, str]
) -> set[str]:
    """The keys of a text's telling words and of their pairs; how they were spelled is noted."""
    marks = set()
    for word in filter(_is_telling, words):
        for key in keys(word):
            marks.add(key)
            spelled.setdefault(key, word)
    for word, after in pairwise(words):
        if _is_telling(word) and _is_telling(after):
            pair = f"{keys(word)[0]} {keys(after)[0]}"
            marks.add(pair)
            spelled.setdefault(pair, f"{word} {after}")
    return marks


def _is_telling(word: str) -> bool:
    return len(word) >= _MIN_LETTERS and not word.isdigit() and word not in _STOP


def _best(found: list[Exclusion], limit: int) -> tuple[Exclusion, ...]:
    found.sort(key=lambda one: (-one.score, " " in one.text, one.text))
    kept: list[Exclusion] = []
    covered: set[str] = set()
    for each in found:
        words = each.text.split()
        if not covered.isdisjoint(words):
            continue
        kept.append(each)
        covered.update(words)
        if len(kept) == limit:
            break
    return tuple(kept)
