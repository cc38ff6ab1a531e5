"""What a row of the list says besides its text, as plain values and as one spoken sentence."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from desktop import wording
from desktop.core.models import Mention, Status
from desktop.i18n import tr, trn
from desktop.ui.mentions import figures
from desktop.ui.mentions.marks import harmless


class Counter(NamedTuple):
    """A small mark with a text: `glyph` names a drawing of `desktop.ui.mentions.glyphs`."""

    glyph: str
    text: str
    is_strong: bool = False


def one_line(text: str, limit: int = 120) -> str:
    """A name of a stranger, harmless and bounded, on one line."""
    flat = " ".join(harmless(text[: limit * 2]).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def author(mention: Mention) -> str:
    """Who wrote it, or that nobody was named."""
    return one_line(mention.author or "") or tr("No author")


def age(mention: Mention, now: datetime) -> str:
    """How long ago it was published; for an undated one, when it was found."""
    seconds = (now - mention.created_at).total_seconds()
    if not mention.is_dated:
        return tr("found {ago}").format(ago=wording.ago(seconds))
    return wording.age(seconds)


def place(mention: Mention, now: datetime) -> str:
    """Source and age."""
    return f"{one_line(mention.source, 60)} · {age(mention, now)}"


def tone(mention: Mention) -> str:
    """Tone with its score, as the chip shows it; a person's judgement has no score."""
    text = wording.tone(mention.tone)
    if mention.tone is None or mention.tone_by == "person" or mention.score is None:
        return text
    return f"{text} {figures.signed(mention.score)}"


def counters(mention: Mention) -> tuple[Counter, ...]:
    """Engagement that the network gave; what it did not give is left out."""
    known = (
        ("heart", mention.likes),
        ("reply", mention.replies),
        ("repost", mention.reposts),
        ("eye", mention.views),
    )
    return tuple(Counter(glyph, figures.count(n)) for glyph, n in known if n is not None)


def extras(mention: Mention) -> tuple[Counter, ...]:
    """Repeats, team marks and tags, in the order of the row's last line."""
    found: list[Counter] = []
    if mention.repeats:
        found.append(Counter("layers", f"×{mention.repeats + 1}", is_strong=True))
    if mention.status is not Status.NEW:
        found.append(Counter(mention.status.value, wording.status(mention.status), is_strong=True))
    if mention.assignee:
        found.append(Counter("person", one_line(mention.assignee, 30)))
    if not mention.is_dated:
        found.append(Counter("undated", tr("no date")))
    if mention.gone_at is not None:
        found.append(Counter("gone", tr("deleted there"), is_strong=True))
    if mention.notes:
        found.append(Counter("note", figures.count(len(mention.notes))))
    if mention.attachments:
        found.append(Counter("clip", figures.count(mention.attachments)))
    found += [Counter("tag", one_line(tag, 30)) for tag in mention.tags]
    return tuple(found)


def counted(mention: Mention) -> tuple[tuple[int, str], ...]:
    """Known engagement as numbers with their phrases, `{n}` left to be filled."""
    found = (
        (mention.likes, trn("{n} like", "{n} likes", mention.likes or 0)),
        (mention.replies, trn("{n} reply", "{n} replies", mention.replies or 0)),
        (mention.reposts, trn("{n} repost", "{n} reposts", mention.reposts or 0)),
        (mention.views, trn("{n} view", "{n} views", mention.views or 0)),
    )
    return tuple((n, phrase) for n, phrase in found if n is not None)


def sentence(mention: Mention, now: datetime, limit: int = 400) -> str:
    """Everything a row shows, as one text for a screen reader."""
    said = [author(mention), place(mention, now), tone(mention), wording.status(mention.status)]
    if mention.rating is not None:
        said.append(tr("{n} of 5 stars").format(n=figures.stars(mention.rating)))
    said.append(one_line(mention.body, limit))
    spoken = (
        *counted(mention),
        (mention.repeats or None, trn("{n} repeat", "{n} repeats", mention.repeats)),
        (len(mention.notes) or None, trn("{n} note", "{n} notes", len(mention.notes))),
        (mention.attachments or None, trn("{n} file", "{n} files", mention.attachments)),
    )
    said += [phrase.format(n=figures.count(n)) for n, phrase in spoken if n is not None]
    if mention.gone_at is not None:
        said.append(tr("deleted there"))
    if mention.assignee:
        said.append(tr("assigned to {name}").format(name=one_line(mention.assignee, 60)))
    if mention.tags:
        said.append(tr("tags: {tags}").format(tags=", ".join(map(one_line, mention.tags))))
    return ". ".join(part for part in said if part)
