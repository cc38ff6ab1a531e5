"""Why a spelling is proposed, in words."""

from __future__ import annotations

from desktop.core.variants import Why
from desktop.i18n import N_, tr

_WORDS: dict[Why, str] = {
    Why.TRANSLITERATION: N_("in other letters"),
    Why.HASHTAG: N_("as a hashtag"),
    Why.HANDLE: N_("as an account name"),
    Why.KEYBOARD: N_("typed in the wrong keyboard layout"),
    Why.MISSPELLING: N_("a likely misspelling"),
}


def why_words(why: Why) -> str:
    """The reason in the person's language."""
    return tr(_WORDS[why])
