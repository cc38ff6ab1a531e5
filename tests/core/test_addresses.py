"""Web addresses as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.addresses import host_of, is_web_address, normal_url, redacted, with_scheme


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://A.Example/x", "a.example"),
        ("http://user:pass@a.example:8080", "a.example"),
        ("http://[::1]:80/x", "[::1]"),
        ("http://пекарня.рф", "пекарня.рф".encode("idna").decode()),
        ("http://a.example:99999/", None),
        ("http://", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("http://a b/", None),
        ("", None),
    ],
)
def test_hosts(address: str, host: str | None) -> None:
    assert host_of(address) == host
    assert is_web_address(address) is (host is not None)


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("HTTPS://A.example:443/p?utm_source=x&id=7&yclid=1#top", "https://a.example/p?id=7"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example:8080/P?B=1&a=2", "http://a.example:8080/P?B=1&a=2"),
        (" no address ", "no address"),
    ],
)
def test_one_spelling(address: str, normal: str) -> None:
    assert normal_url(address) == normal


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normal_url(f"http://a.example/{text}")
    assert normal_url(once) == once


def test_typed_addresses_get_a_scheme() -> None:
    assert with_scheme("shop.example/feed") == "https://shop.example/feed"
    assert with_scheme("http://shop.example") == "http://shop.example"
    assert with_scheme("just words") == "just words"


def test_secrets_are_taken_out_of_addresses() -> None:
    assert redacted("http://u:p@a.example/?k=v&l=w") == "http://a.example/?k=…&l=…"
