"""Mentions added by hand: pieces of pasted text, the draft on disk, storing. No Qt here."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.core.models import Item, Tone
from desktop.exchange.pasted import Pasted, network_of, pasted_item, split_pasted
from desktop.i18n import tr
from desktop.monitor.filing import MANUAL, Filed, file_items
from desktop.services import Services
from desktop.store import attachments, topics, triage
from desktop.store.database import Connection

DRAFT = "draft-mention.json"
LARGEST_DRAFT = 30_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to be kept with the mention."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One mention to be: what was pasted with what the person said about it."""

    pasted: Pasted
    tone: Tone | None = None
    pictures: tuple[Picture, ...] = ()


def pieces_of(text: str, now: datetime, former: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a pasted text; what a person said about an unchanged piece stays said.

    While there is one piece it may be edited freely: facts given by hand are kept for it.
    """
    found = split_pasted(text, now)
    if len(found) == 1 and len(former) == 1:
        return (_with_facts(found[0], former[0]),)
    said = {piece.pasted.text: piece for piece in former}
    return tuple(
        _with_facts(each, said[each.text]) if each.text in said else Piece(each) for each in found
    )


def _with_facts(fresh: Pasted, said: Piece) -> Piece:
    old = said.pasted
    url = fresh.url or old.url
    facts = replace(
        fresh,
        url=url,
        network=network_of(url) if url else None,
        author=old.author or fresh.author,
        created_at=old.created_at or fresh.created_at,
        rating=old.rating if old.rating is not None else fresh.rating,
    )
    return replace(said, pasted=facts)


def taken_over(piece: Piece, items: Sequence[Item], now: datetime) -> tuple[Piece, ...]:
    """The piece with what a page says of itself, or the reviews a page publishes.

    What the person said goes before; a text of the person's own stands before the reviews.
    """
    if len(items) == 1:
        return (_completed(piece, items[0], now),)
    reviews = tuple(_completed(Piece(Pasted("")), each, now) for each in items)
    if piece.pasted.text:
        return (piece, *reviews)
    return (replace(reviews[0], tone=piece.tone, pictures=piece.pictures), *reviews[1:])


def _completed(piece: Piece, item: Item, now: datetime) -> Piece:
    known = piece.pasted
    url = item.url or known.url
    facts = replace(
        known,
        text=known.text or _flat(item.body, now),
        url=url,
        network=network_of(url) if url else None,
        author=known.author or item.author_name,
        created_at=known.created_at or item.created_at,
        rating=known.rating if known.rating is not None else item.rating,
    )
    return replace(piece, pasted=facts)


def with_facts_of(found: Sequence[Piece], wanted: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces of a text that was made of `wanted`; a line of it may have been read as a fact."""
    if len(found) != len(wanted):
        return tuple(found)
    return tuple(
        replace(wish, pasted=replace(wish.pasted, text=each.pasted.text))
        for each, wish in zip(found, wanted, strict=True)
    )


def _flat(text: str, now: datetime) -> str:
    """`text` in a form that pasted text is not taken apart at, nor read as stars or a date."""
    lines = [line.strip() for line in text.splitlines() if any(map(str.isalnum, line))]
    whole = "\n".join(lines)
    is_whole = [each.text for each in split_pasted(whole, now)] == [whole]
    return whole if is_whole else " ".join(lines)


def whole_text(pieces: Sequence[Piece]) -> str:
    """A text that is taken apart into these pieces."""
    return "\n---\n".join(piece.pasted.text or piece.pasted.url or "" for piece in pieces)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the pieces: ids of new mentions, and how many were there already."""

    ids: tuple[int, ...]
    known: int


def adding(services: Services, pieces: Sequence[Piece]) -> Callable[[Connection], Added]:
    """The work for the writer. A tone given by hand is a correction and stays."""
    unnamed = tr("Added by hand")
    beside = tr("{network} (by hand)")

    def _work(db: Connection) -> Added:
        now = services.clock()
        intake, word_forms = services.intake(topics.all(db)), services.word_forms()

        times = Counter(piece.pasted.url for piece in pieces)

        def _filed_as(name: str, piece: Piece) -> Filed:
            return file_items(
                db,
                [_item(piece.pasted, is_alone=times[piece.pasted.url] == 1)],
                kind=MANUAL,
                name=name,
                intake=intake,
                word_forms=word_forms,
                now=now,
            )

        ids: list[int] = []
        for piece in pieces:
            name = piece.pasted.network or unnamed
            try:
                filed = _filed_as(name, piece)
            except ValueError:  # a polled source has the name of the network
                filed = _filed_as(beside.format(network=name), piece)
            ids.extend(filed.new_ids)
            for mention_id in filed.new_ids:
                _complete(db, mention_id, piece, now)
        return Added(tuple(ids), len(pieces) - len(ids))

    return _work


def _item(pasted: Pasted, *, is_alone: bool) -> Item:
    """The item of a piece; of several from one page each is known by its words, not by the page."""
    item = pasted_item(pasted)
    if is_alone or pasted.url is None:
        return item
    return replace(item, external_id=pasted_item(replace(pasted, url=None)).external_id)


def _complete(db: Connection, mention_id: int, piece: Piece, now: datetime) -> None:
    for picture in piece.pictures:
        attachments.add(db, mention_id, picture.name, picture.media_type, picture.content, now)
    if piece.tone is not None:
        triage.set_tone(db, [mention_id], piece.tone, now)


def save_draft(folder: Path, text: str, pieces: Sequence[Piece]) -> None:
    """Keep what was typed; an empty draft leaves no file. A full disk loses nothing on screen."""
    path = folder / DRAFT
    with suppress(OSError):
        if not text.strip() and not any(piece.pictures for piece in pieces):
            path.unlink(missing_ok=True)
            return
        whole = {"text": text, "pieces": [_piece_json(piece) for piece in pieces]}
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)


def read_draft(folder: Path) -> tuple[str, tuple[Piece, ...]]:
    """The draft of the last time; a damaged one counts as none."""
    try:
        path = folder / DRAFT
        if path.stat().st_size > LARGEST_DRAFT:
            return "", ()
        whole = json.loads(path.read_text(encoding="utf-8"))
        return str(whole["text"]), tuple(_piece_of(each) for each in whole["pieces"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ()


def _piece_json(piece: Piece) -> dict[str, Any]:
    when = piece.pasted.created_at
    return {
        "text": piece.pasted.text,
        "url": piece.pasted.url,
        "author": piece.pasted.author,
        "created_at": when.isoformat() if when else None,
        "rating": piece.pasted.rating,
        "tone": piece.tone.value if piece.tone else None,
        "pictures": [
            [each.name, each.media_type, base64.b64encode(each.content).decode("ascii")]
            for each in piece.pictures
        ],
    }


def _piece_of(bare: dict[str, Any]) -> Piece:
    url, when = bare["url"], bare["created_at"]
    return Piece(
        Pasted(
            text=bare["text"],
            url=url,
            network=network_of(url) if url else None,
            author=bare["author"],
            created_at=datetime.fromisoformat(when) if when else None,
            rating=bare["rating"],
        ),
        Tone(bare["tone"]) if bare["tone"] else None,
        tuple(
            Picture(name, media_type, base64.b64decode(content))
            for name, media_type, content in bare["pictures"]
        ),
    )
