"""The servers, in a process of their own so that only the program is measured.

`python -m tests.soak.places SEED KINDS` prints the ports of the first so many kinds as JSON and
serves until its standard input is closed. Each server answers well most of the time, and otherwise
as badly as servers do, chosen by chance with a fixed seed.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from contextlib import ExitStack

from desktop.sources import SOURCES
from tests.servers import (
    Reply,
    Seen,
    Site,
    cut_short,
    dripping,
    endless,
    gzip_bomb,
    page,
    redirect,
    slow_down,
    stalled,
)
from tests.sources.contract_case import Case, case_of
from tests.sources.test_contract import WITHOUT_HTTP

KINDS = tuple(each.info.kind for each in SOURCES if each.info.kind not in WITHOUT_HTTP)
MOST_KINDS = 15
_GOOD = 0.6
_LARGE = 3_000_000
_WORDS = "хлеб свежий вкусно дорого очередь bread stale lovely queue price again never".split()
_PEOPLE = 40


class BadPlace(Site):
    """One kind's server; `chance` decides every answer."""

    def __init__(self, kind: str, case: Case, seed: str) -> None:
        super().__init__()
        self._kind = kind
        self._case = case
        self._chance = random.Random(seed)
        self._bomb = gzip_bomb(case.content_type, _LARGE)
        self._published = 0
        case.prepare(self)
        self.route(case.place, self.answered)

    def reply_to(self, seen: Seen) -> Reply:
        """What was asked is not remembered: this runs for hours."""
        self.requests.clear()
        return super().reply_to(seen)

    def answered(self, _seen: Seen) -> Reply:
        """A good answer, or one of the bad ones."""
        if self._chance.random() < _GOOD:
            return self._good()
        return self._chance.choice(self._bad)()

    def _good(self) -> Reply:
        if self._kind == "feed":
            return self._feed()
        case = self._case
        name = self._chance.choice((case.normal, case.normal, case.edited, case.empty))
        return case.answer(self._kind, name)

    def _feed(self) -> Reply:
        """News each time, in few words and by few people; without dates, so it is of now."""
        self._published += 3
        entries = "".join(
            f"<entry><id>urn:{n}</id><title>{' '.join(self._chance.choices(_WORDS, k=6))}</title>"
            f"<author><name>Person {n % _PEOPLE}</name></author></entry>"
            for n in range(max(0, self._published - 30), self._published)
        )
        body = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title>{entries}</feed>"
        return Reply(body=body.encode(), content_type="application/atom+xml")

    @property
    def _bad(self) -> tuple[Callable[[], Reply], ...]:
        kind, chance = self._case.content_type, self._chance
        return (
            lambda: Reply(500, b"oops"),
            lambda: Reply(503, headers=(("Retry-After", "30"),)),
            lambda: Reply(401, b'{"error": "no"}', "application/json"),
            lambda: Reply(404, b"{}", "application/json"),
            lambda: slow_down(str(chance.randint(0, 4000))),
            lambda: Reply(429, headers=(("X-RateLimit-Reset", str(chance.randint(1, 90))),)),
            page,
            lambda: Reply(body=b"\x00\xff" * 99, content_type=kind),
            lambda: Reply(body=b'{"a": ' * 2000, content_type=kind),
            lambda: cut_short(b'{"items": [', kind),
            lambda: redirect(self._case.place),
            lambda: redirect("http://127.0.0.1:1/"),
            lambda: Reply(delay_s=0.05),
            lambda: self._bomb,
            lambda: endless(kind, _LARGE),
            lambda: stalled() if chance.random() < 0.2 else page(),
            lambda: dripping() if chance.random() < 0.2 else page(),
        )


def main() -> int:
    """Serve until nobody listens any more."""
    seed, kinds = sys.argv[1], int(sys.argv[2])
    with ExitStack() as stack:
        ports = {}
        for kind in KINDS[:kinds]:
            place = stack.enter_context(BadPlace(kind, case_of(kind), f"{seed} {kind}"))
            ports[kind] = int(place.url().rpartition(":")[2])
        print(json.dumps(ports), flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
