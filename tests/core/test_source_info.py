"""What a kind's description decides: what is searched for, what must not be stored."""

from __future__ import annotations

import pytest

from desktop.core.models import Keep
from desktop.core.sources import Field, SourceInfo

TERMS = ("ромашка", "romashka")
PLACES = SourceInfo("net", "Net", "", (Field("groups", "Groups"),), places=("groups",))
SEARCH = SourceInfo("found", "Found", "", ())


@pytest.mark.parametrize(
    ("info", "fields", "keep", "terms"),
    [
        (PLACES, {"groups": "own"}, Keep.EVERYTHING, ()),
        (PLACES, {"groups": "own"}, Keep.MATCHING, TERMS),
        (PLACES, {}, Keep.EVERYTHING, TERMS),
        (SEARCH, {"groups": "own"}, Keep.EVERYTHING, TERMS),
    ],
)
def test_where_all_of_a_named_place_is_kept_nothing_is_searched_for(
    info: SourceInfo, fields: dict[str, str], keep: Keep, terms: tuple[str, ...]
) -> None:
    assert info.searched(fields, keep, TERMS) == terms


def test_a_key_in_an_open_field_is_recognised() -> None:
    field = Field("user", "Name", betrays=("feed=",))
    assert field.holds_key("https://net.example/.rss?feed=abc")
    assert not field.holds_key("ann")
    assert not Field("user", "Name").holds_key("feed=abc")
