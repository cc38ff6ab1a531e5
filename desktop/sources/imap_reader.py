"""Letters of an opened folder, read in groups and made into items by the owner's rules."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from desktop.core.mail_matching import matching, may_match
from desktop.core.mail_reading import Review, apply
from desktop.core.mail_rule import MailRule, Part
from desktop.core.models import Item, MentionKind
from desktop.sources.dates import parsed_date
from desktop.sources.imap_session import Session, uid_set
from desktop.sources.imap_values import TextPart, number, text_parts
from desktop.sources.mail_letter import Received, assembled, received

log = logging.getLogger(__name__)

GROUP = 50
_LARGEST = 5_000_000
"""Bytes of a letter that is taken whole, and of all letters taken with one command."""
_LARGEST_PART = 1_000_000
_LARGEST_HEAD = 65_536
_MOST_PARTS = 6
_HEADERS = (
    "FROM SENDER SUBJECT DATE MESSAGE-ID LIST-ID RETURN-PATH CONTENT-TYPE"
    " CONTENT-TRANSFER-ENCODING MIME-VERSION"
)
_HEAD_ITEMS = f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS ({_HEADERS})])"


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a letter before it is read: number, arrival, size, and its head."""

    uid: int
    arrived_at: datetime | None
    size: int
    received: Received


@dataclass(slots=True)
class Read:
    """What a group of letters gave, and small troubles by their kinds."""

    items: list[Item] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads letters of the folder that the session has open. `identity` begins the name of a
    letter that brings none of its own.
    """

    session: Session
    rules: tuple[MailRule, ...]
    clock: Callable[[], datetime]
    identity: str

    def read(self, uids: Sequence[int]) -> Read:
        """The reviews in a group of letters.

        First only heads are read; a letter that no rule can be about is not looked into.
        """
        result = Read()
        wanted = [head for head in self._heads(uids, result) if self._may_matter(head)]
        for batch in _batches(wanted):
            found = 0
            for head, raw in self._letters(batch):
                self.session.check()
                self._take(head, raw, result)
                found += 1
            result.warnings += ["not_read"] * (len(batch) - found)
        return result

    def _heads(self, uids: Sequence[int], result: Read) -> list[Head]:
        now, found = self.clock(), []
        for answer in self.session.fetch(uid_set(uids), _HEAD_ITEMS):
            raw = answer.get(b"HEADER")
            if not isinstance(raw, bytes):
                result.warnings.append("not_read")
                continue
            arrived = arrival(answer.get(b"INTERNALDATE"), now)
            try:
                known = received(raw, now)
            except Exception as trouble:  # a letter's form is anybody's
                result.warnings.append(_unreadable(trouble))
                continue
            size = number(answer.get(b"RFC822.SIZE"))
            found.append(Head(number(answer[b"UID"]), arrived, size, known))
        return sorted(found, key=lambda head: head.uid)

    def _may_matter(self, head: Head) -> bool:
        return any(may_match(rule, head.received.letter) for rule in self.rules)

    def _letters(self, batch: Sequence[Head]) -> Iterator[tuple[Head, bytes]]:
        """The letters' bytes; of a large one only its text."""
        if len(batch) == 1 and batch[0].size > _LARGEST:
            if text := self._text_of_large(batch[0]):
                yield batch[0], text
            return
        by_uid = {head.uid: head for head in batch}
        for answer in self.session.fetch(uid_set(sorted(by_uid)), "(UID BODY.PEEK[])"):
            head: Head | None = by_uid.pop(number(answer[b"UID"]), None)
            raw = answer.get(b"BODY[]")
            if head is not None and isinstance(raw, bytes):
                yield head, raw

    def _text_of_large(self, head: Head) -> bytes:
        uid = str(head.uid)
        known = self._only(uid, f"(UID BODYSTRUCTURE BODY.PEEK[HEADER]<0.{_LARGEST_HEAD}>)")
        top = known.get(b"HEADER")
        parts = text_parts(known.get(b"BODYSTRUCTURE"))[:_MOST_PARTS]
        bodies: list[tuple[TextPart, bytes]] = []
        for part in parts:
            asked = f"(UID BODY.PEEK[{part.section}]<0.{_LARGEST_PART}>)"
            name = f"BODY[{part.section}]".encode()
            answer = self._only(uid, asked)
            body = next((value for key, value in answer.items() if key.startswith(name)), None)
            if isinstance(body, bytes):
                bodies.append((part, body))
        return assembled(top, bodies) if isinstance(top, bytes) and bodies else b""

    def _only(self, uid: str, items: str) -> dict[bytes, Any]:
        found = self.session.fetch(uid, items)
        return next((each for each in found if number(each.get(b"UID")) == int(uid)), {})

    def _take(self, head: Head, raw: bytes, result: Read) -> None:
        try:
            whole = received(raw, self.clock())
            rule = matching(self.rules, whole.letter)
            reviews = apply(rule, whole.letter) if rule else ()
        except Exception as trouble:  # one letter must not hold up the others
            result.warnings.append(_unreadable(trouble))
            return
        if any(Part.TEXT in review.missing for review in reviews):
            result.warnings.append("new_form")
        result.items += self._items(head, whole, reviews)

    def _items(self, head: Head, whole: Received, reviews: Sequence[Review]) -> list[Item]:
        name = whole.message_id or head.received.message_id or f"{self.identity}-{head.uid}"
        when = whole.sent_at or head.arrived_at
        return [
            Item(
                external_id=name if len(reviews) == 1 else f"{name}#{at}",
                text=review.text,
                title=_title(review),
                kind=MentionKind.REVIEW if review.stars is not None else review.kind,
                url=review.link,
                author_name=review.author,
                created_at=when,
                rating=review.stars,
            )
            for at, review in enumerate(reviews, 1)
        ]


def _title(review: Review) -> str:
    """The subject, with the name of the site where the subject does not say it."""
    if not review.title:
        return review.rule
    first = review.rule.split()[0].casefold()
    return review.title if first in review.title.casefold() else f"{review.rule}: {review.title}"


def _batches(heads: Sequence[Head]) -> Iterator[list[Head]]:
    """Letters that fit into one answer; a large one, or one of unknown size, alone."""
    batch: list[Head] = []
    total = 0
    for head in heads:
        size = head.size or _LARGEST
        if batch and total + size > _LARGEST:
            yield batch
            batch, total = [], 0
        batch.append(head)
        total += size
    if batch:
        yield batch


def arrival(value: object, now: datetime) -> datetime | None:
    """INTERNALDATE, for instance `21-Nov-2026 10:00:00 +0300`."""
    text = value.decode("ascii", "replace").strip() if isinstance(value, bytes) else ""
    day, _, rest = text.partition(" ")
    return parsed_date(f"{day.replace('-', ' ')} {rest}", now)


def _unreadable(trouble: Exception) -> str:
    log.info("a letter could not be read: %s", type(trouble).__name__)
    return "not_read"
