"""Tone of what needs no language: emoji, faces, and the stars of a review. Our own lists.

For texts in a language without an engine of its own, and for those without words.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from desktop.core.models import NOT_KNOWN, Score
from desktop.engines.linear import Share, Weighed, scored
from desktop.engines.stars import with_stars
from desktop.engines.tone_text import beginning, read, walk

_GOOD = """
    😀 😃 😄 😁 😆 😊 😇 🙂 😉 😍 🥰 😘 😗 😚 😙 😋 🤗 🤩 🥳 😎 😻 😸 😺 💋
    💖 💗 💓 💞 💕 💘 💝 ❤ ♥ 🧡 💛 💚 💙 💜 🤎 🖤 🤍 💯 👍 👌 👏 🙌 💪 🙏
    🤝 ✨ 🌟 ⭐ 🎉 🎊 🎈 🔥 😌 😂 🤣 ☺ 🏆 🥇 🌹 🌸 💐 <3 )) ))) ^^
"""

_BAD = """
    😡 😠 🤬 😤 😢 😭 😞 😔 😟 😕 🙁 ☹ 😣 😖 😫 😩 😒 🙄 😑 🤢 🤮 🤧 👎 💩
    😱 😨 😰 😥 😓 😿 😾 💔 🤦 🤡 🖕 😧 😦 😬 🥺 🤒 🤕 💀 ☠ ⚠ 🚫 🪳 🐀 ((
    (((
"""

GOOD, BAD = frozenset(_GOOD.split()), frozenset(_BAD.split())
"""Emoji and faces, as `desktop.engines.tone_text` folds them."""

_WORTH = 1.2
_UNDECIDED = -0.6


class SignsEngine:
    """Judges by signs alone; without any the tone is not known. Deterministic; any thread."""

    language = "other"
    version = "signs 1"

    def score(self, text: str, rating: float | None = None) -> Score:
        """Tone of the signs in the beginning of `text`, and of the stars that came with it."""
        shares: list[Share] = []
        for at, piece, _ in walk(beginning(text), {}, read):
            if piece.form in GOOD or piece.form in BAD:
                worth = _WORTH if piece.form in GOOD else -_WORTH
                shares.append((worth, at + piece.start, at + piece.end))
        if not shares and rating is None:
            return NOT_KNOWN
        scale = 1 / math.sqrt(len(shares) or 1)
        shares = [(worth * scale, start, end) for worth, start, end in shares]
        good = sum([worth for worth, _, _ in shares if worth > 0])
        bad = sum([-worth for worth, _, _ in shares if worth < 0])
        weighed = Weighed(_UNDECIDED + bad, _UNDECIDED + good, shares)
        return scored(text, with_stars(weighed, rating), self.version)

    def score_many(self, texts: Sequence[str]) -> list[Score]:
        """`score` of each text, in order."""
        return [self.score(text) for text in texts]
