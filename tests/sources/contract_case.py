"""How one kind of source is put before the contract of all: `tests/sources/cases/<kind>.py`.

Each of those files holds one `CASE`. What the kind does beyond the contract (its own paging, its
own error words, its own parts) is tested in `test_<kind>.py`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.core.sources import Reason, SourceError, SourceSetup
from tests.servers import Reply, Site

DATA = Path(__file__).parent.parent / "data"
SECRET = "secret-that-nobody-may-see"


def nothing(_site: Site) -> None:
    """Nothing has to be prepared."""


@dataclass(frozen=True)
class Case:
    """A kind and its data, in `tests/data/<kind>/`.

    `place` is the path that brings items first; `prepare` makes routes that are asked before it
    or beside it (a log-in, the name of a channel). `setup` must hand over `SECRET` as every
    secret and ask for one part only. `expected` is a list of records: all items of `normal` in
    the order of the result, with those fields that are to be compared. `edited` is `normal` with
    one item changed. `empty` is a good answer without items. `beyond` says where the meaning of a
    status differs from the usual one. `wrong` is well-formed and not what this place sends.
    `has_secret` is off for kinds without secrets; `is_posted` is on where `place` is asked by
    POST, which follows no redirects. `least_pause_s` is the pause after a 429 that the kind keeps
    even if the server asks for a shorter one.
    """

    setup: Callable[[Site], SourceSetup]
    place: str
    content_type: str = "application/json; charset=utf-8"
    normal: str = "normal.json"
    empty: str = "empty.json"
    edited: str = "edited.json"
    expected: str = "expected.json"
    prepare: Callable[[Site], None] = nothing
    beyond: Mapping[int, tuple[type[SourceError], Reason]] = field(default_factory=dict)
    wrong: bytes = b'{"unheard": "of"}'
    wrong_reasons: frozenset[Reason] = frozenset(
        {Reason.NOT_A_FEED, Reason.NOT_JSON, Reason.UNREADABLE, Reason.LAYOUT}
    )
    has_secret: bool = True
    is_posted: bool = False
    least_pause_s: float | None = None

    def answer(self, kind: str, name: str) -> Reply:
        """A recorded answer."""
        return Reply(body=(DATA / kind / name).read_bytes(), content_type=self.content_type)


def case_of(kind: str) -> Case:
    """The case of a kind."""
    name = kind.replace("-", "_")
    case = importlib.import_module(f"tests.sources.cases.{name}").CASE
    assert isinstance(case, Case)
    return case
