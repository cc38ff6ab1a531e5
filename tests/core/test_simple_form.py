"""Expert queries read back into the simple form."""

from __future__ import annotations

import pytest

from desktop.core.query import QueryError, parse_query, simple_query
from desktop.core.simple_form import SimpleForm, as_simple


def test_what_the_simple_form_made_comes_back() -> None:
    query = simple_query(("ромашка", "хлебный дом", "ромаш*"), (), ("аптечная", "луг и поле"))
    assert as_simple(query) == SimpleForm(
        ("ромашка", "хлебный дом", "ромаш*"), ("аптечная", "луг и поле")
    )


@pytest.mark.parametrize(
    "query", ["торт ромашка", "торт NEAR/2 ромашка", "(торт OR хлеб) (дом OR двор)", "a OR (b c)"]
)
def test_richer_queries_do_not(query: str) -> None:
    assert as_simple(query) is None


def test_reading_back_means_the_same() -> None:
    query = "(торт OR хлеб) -дом -двор"
    form = as_simple(query)
    assert form is not None
    again = simple_query(form.find, (), form.exclude)
    assert parse_query(again) == parse_query(query)


def test_a_broken_query_is_told() -> None:
    with pytest.raises(QueryError):
        as_simple("(торт")
