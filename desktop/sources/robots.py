"""What a site asks of programs: robots.txt, obeyed before a page is read.

Rules: RFC 9309. A site without the file allows everything; one whose file cannot be had just now
allows nothing just now.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from desktop.core.sources import BadData, RateLimited, Reason, SourceError, Temporary
from desktop.sources.http import Http
from desktop.sources.round import mark_number
from desktop.sources.xml_text import decoded

AGENT = "FirstHour"
"""The name under which a site may address us."""

_MOST = 500_000
_LONGEST_DELAY_S = 10
_GOOD_FOR = timedelta(days=1)
_MEANT = ("user-agent", "allow", "disallow", "crawl-delay")
_LINE = re.compile(r"^\s*(?P<name>[A-Za-z-]+)\s*:\s*(?P<value>[^#\r\n]*)")


@dataclass(frozen=True, slots=True)
class Manners:
    """Whether an address may be read, and the pause the site wants between requests, seconds."""

    is_allowed: bool
    delay_s: int

    def obeyed(self, http: Http) -> Http:
        """An asker that keeps the pause. Raises `BadData` where the page may not be read."""
        if not self.is_allowed:
            raise BadData(Reason.ROBOTS, "robots.txt")
        return http.paced(self.delay_s) if self.delay_s else http


def manners(
    http: Http, url: str, proxy: str, kept: Mapping[str, Any]
) -> tuple[Manners, Mapping[str, Any]]:
    """What the site asks for `url`, and what to keep of it for a day (`kept` next time).

    Raises `SourceError` when that cannot be known now.
    """
    until = mark_number(kept, "until")
    now = http.clock()
    if now.timestamp() < until <= (now + _GOOD_FOR).timestamp():
        return Manners(kept.get("is_allowed") is True, mark_number(kept, "delay_s")), dict(kept)
    found = read_manners(_text(http, url, proxy), url)
    until = int((now + _GOOD_FOR).timestamp())
    fresh = {"until": until, "is_allowed": found.is_allowed, "delay_s": found.delay_s}
    return found, fresh


def read_manners(text: str, url: str) -> Manners:
    """What a robots.txt says of one address."""
    from urllib.robotparser import RobotFileParser  # it brings a whole HTTP library along

    parser = RobotFileParser()
    parser.parse([f"{name}: {value}" for name, value in _for_address(text[:_MOST], url)])
    parser.modified()  # it allows nothing until it knows that it was read
    delay = parser.crawl_delay(AGENT) or 0
    return Manners(parser.can_fetch(AGENT, url), min(int(float(delay)), _LONGEST_DELAY_S))


def _text(http: Http, url: str, proxy: str) -> str:
    try:
        answer = http.get(urljoin(url, "/robots.txt"), accept="text/plain, */*;q=0.5", proxy=proxy)
    except (RateLimited, Temporary):
        raise
    except SourceError as error:
        is_missing = error.detail.startswith("HTTP 4") or error.reason is Reason.TOO_MANY_REDIRECTS
        if is_missing:
            return ""
        raise
    return "" if "html" in answer.media_type else decoded(answer.body[:_MOST], answer.charset)


def _for_address(text: str, url: str) -> Iterator[tuple[str, str]]:
    """The lines of the file as they concern one address.

    The parser of the standard library knows no wildcards and takes the first rule that fits, not
    the longest: so each group's rules are put in order of length, and a rule with wildcards is
    replaced by the address itself, or left out where it does not fit.
    """
    parts = urlsplit(url)
    address = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    for is_agents, lines in groupby(_lines(text), _is_agent):
        for name, value in sorted(lines, key=_as_it_is if is_agents else _weight):
            if name == "crawl-delay":
                yield name, _whole_seconds(value)
            elif is_agents or not ("*" in value or "$" in value):
                yield name, value
            elif _fits(value, address):
                yield name, address


def _whole_seconds(value: str) -> str:
    """The parser reads whole numbers only."""
    try:
        return str(math.ceil(float(value)))
    except (ValueError, OverflowError):
        return ""


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        found = _LINE.match(line)
        if found and found["name"].lower() in _MEANT:
            yield found["name"].lower(), found["value"].strip()


def _is_agent(line: tuple[str, str]) -> bool:
    return line[0] == "user-agent"


def _as_it_is(_line: tuple[str, str]) -> tuple[int, str]:
    return 0, ""


def _weight(line: tuple[str, str]) -> tuple[int, str]:
    """Longer rules first, "allow" before "disallow" among equals."""
    return -len(line[1]), line[0]


def _fits(rule: str, address: str) -> bool:
    """Whether a rule with wildcards fits; in one go, however many stars a hostile rule has."""
    pieces = unquote(rule.removesuffix("$")).split("*")
    address = unquote(address)
    if rule.endswith("$"):
        if len(pieces) == 1:
            return address == pieces[0]
        last = pieces.pop()
        if not address.endswith(last):
            return False
        address = address.removesuffix(last)
    if not address.startswith(pieces[0]):
        return False
    at = 0
    for piece in pieces:
        found = address.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
