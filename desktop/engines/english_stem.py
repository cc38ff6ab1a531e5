"""The inflections of English words cut off: plurals, -ed, -ing, silent e, y/i.

The first and the last step of M. F. Porter's English ("Porter2") stemmer, written anew. The
steps between, which cut derivations, are left out on purpose: they make one word of `university`
and `universe`, and a search for the one must not find the other.
"""

from __future__ import annotations

import re

from desktop.engines.irregular import WHOLE

_VOWEL = re.compile(r"[aeiouy]")
_REGION = re.compile(r"[aeiouy][^aeiouy]")
_SHORT_SYLLABLE = re.compile(r"(?:[^aeiouy][aeiouy][^aeiouywx]|^[aeiouy][^aeiouy])\Z")
_DOUBLED = re.compile(r"(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)\Z")
_KEPT_DOUBLED = re.compile(r"[aeo](?:dd|gg|ff)\Z")
_TWO_SYLLABLES = re.compile(r"[aeiouy][^aeiouy]+[aeiouy]+ll\Z")


def stem(form: str) -> str:
    """What the regular forms of a folded English word have in common."""
    if len(form) <= 2 or form in WHOLE:
        return form
    form = _without_ed_or_ing(_without_s(form))
    if len(form) > 2 and form[-1] == "y" and form[-2] not in "aeiou":
        form = form[:-1] + "i"
    return _without_e(form)


def _without_s(form: str) -> str:
    if form.endswith("sses"):
        return form[:-2]
    if form.endswith("ies"):
        return form[:-2] if len(form) > 4 else form[:-1]
    if form.endswith(("us", "ss")) or not form.endswith("s"):
        return form
    return form[:-1] if _VOWEL.search(form[:-2]) else form


def _without_ed_or_ing(form: str) -> str:
    if form.endswith("ied"):
        return form[:-2] if len(form) > 4 else form[:-1]
    if form.endswith("eed"):
        return form[:-1] if _after(form, 1) <= len(form) - 3 else form
    for ending in ("ed", "ing"):
        if form.endswith(ending) and form not in WHOLE:
            bare = form.removesuffix(ending)
            return _mended(bare) if _VOWEL.search(bare) else form
    return form


def _mended(bare: str) -> str:
    """The base after its ending is gone: shipp → ship, bak → bake, rat → rate."""
    if bare.endswith(("at", "bl", "iz")):
        return bare + "e"
    if _DOUBLED.search(bare):
        return bare if _KEPT_DOUBLED.fullmatch(bare) else bare[:-1]
    if _SHORT_SYLLABLE.search(bare) and _after(bare, 1) >= len(bare):
        return bare + "e"
    return bare


def _without_e(form: str) -> str:
    if form.endswith("e"):
        last = len(form) - 1
        in_first, in_second = _after(form, 1) <= last, _after(form, 2) <= last
        if in_second or (in_first and not _SHORT_SYLLABLE.search(form[:-1])):
            return form[:-1]
    # Cancelled and canceled, travelling and traveling: one l for both.
    return form[:-1] if _TWO_SYLLABLES.search(form) else form


def _after(form: str, times: int) -> int:
    """Where Porter's region R1 (`times` 1) or R2 (2) begins; the length when it is empty."""
    at = 0
    for _ in range(times):
        found = _REGION.search(form, at)
        if found is None:
            return len(form)
        at = found.end()
    return at
