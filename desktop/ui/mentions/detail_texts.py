"""The sentences of the detail pane; without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from desktop import wording
from desktop.core.models import Mention, Topic
from desktop.i18n import tr, trn
from desktop.ui.mentions import figures, row_parts
from desktop.ui.mentions.marks import balanced, whole_span
from desktop.ui.mentions.row_parts import one_line

_MOST_WORDS = 12
_HARD_SPACE = "\u00a0"


def safe_url(url: str | None) -> str | None:
    """The address when it is one a browser may open: http or https with a host."""
    if not url or any(char.isspace() or ord(char) < 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None


def host_of(url: str) -> str:
    """Where an address leads, for the button that opens it; without tricks before an @."""
    host = urlsplit(url).hostname or ""
    return one_line(host.removeprefix("www."), 60)


def author_line(mention: Mention) -> str:
    """Handle and followers, as far as known."""
    parts = []
    if mention.author_handle and mention.author_handle != mention.author:
        parts.append(one_line(mention.author_handle, 80))
    if mention.author_followers is not None:
        n = mention.author_followers
        text = trn("{n} follower", "{n} followers", n)
        parts.append(text.format(n=figures.count(n)))
    return " · ".join(parts)


def why(mention: Mention) -> str:
    """Where the tone comes from, in one or two sentences."""
    if mention.tone_by == "person":
        return tr("A person set this tone. The program leaves it alone.")
    if mention.tone is None:
        if mention.language in (None, "en", "ru", "mixed"):
            return tr("Tone not known: there is too little text to judge.")
        return tr(
            "Tone not known: the text is neither in Russian nor in English. Set it with 1, 2 or 3."
        )
    if not mention.deciding:
        return tr("No word speaks for or against.")
    return deciding_words(mention)


def deciding_words(mention: Mention) -> str:
    """The words that decided with their weights, heaviest first."""
    heavy = sorted(mention.deciding, key=lambda each: -abs(each.weight))
    seen: dict[str, float] = {}
    for each in heavy:
        seen.setdefault(one_line(each.word, 40), each.weight)
    words = list(seen.items())[:_MOST_WORDS]
    return " · ".join(f"{word} {figures.signed(weight, 1)}" for word, weight in words)


def judged_by(mention: Mention) -> str:
    """Score and engine, "" when no engine judged."""
    if mention.tone is None or mention.tone_by in (None, "person") or mention.score is None:
        return ""
    return tr("{score} on a scale from −1 to 1, by {engine}").format(
        score=figures.signed(mention.score), engine=one_line(mention.tone_by or "", 60)
    )


def matched_topics(mention: Mention, topics: Sequence[Topic]) -> tuple[str, ...]:
    """A line per topic: its name and the words that matched it."""
    names = {topic.id: topic.name for topic in topics}
    body = mention.body
    found: dict[int, dict[str, None]] = {}
    for span in mention.spans:
        start, end = whole_span(body, span.start, span.end)
        word = balanced(one_line(body[start:end], 60))
        if span.topic_id in names and word:
            found.setdefault(span.topic_id, {})[word] = None
    return tuple(
        f"{one_line(names[topic_id], 60)}: {', '.join(words)}" for topic_id, words in found.items()
    )


def times(mention: Mention, moment: str, now: datetime) -> str:
    """When it was published; `moment` is the exact local time as the locale writes it."""
    if not mention.is_dated:
        return tr("No date given; found {moment}").format(moment=moment)
    ago = wording.ago((now - mention.created_at).total_seconds())
    return f"{moment} · {ago.replace(' ', _HARD_SPACE)}"


def engagement(mention: Mention) -> str:
    """Stars and counters in words, as far as the network gave them."""
    parts = []
    if mention.rating is not None:
        parts.append(tr("{n} of 5 stars").format(n=figures.stars(mention.rating)))
    for n, phrase in row_parts.counted(mention):
        parts.append(phrase.format(n=figures.count(n)))
    return " · ".join(parts)
