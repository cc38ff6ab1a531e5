"""Web addresses as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.addresses import (
    host_of,
    is_loopback,
    is_web_address,
    normal_url,
    redacted,
    turn_of,
    with_scheme,
)


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


@pytest.mark.parametrize(
    ("address", "turn"),
    [
        ("https://A.example:8443/x", "a.example"),
        ("http://a.example/y", "a.example"),
        ("http://127.0.0.1:8001/feed", "127.0.0.1:8001"),
        ("http://localhost/feed", "localhost:80"),
        ("https://LOCALHOST:/feed", "localhost:443"),
        ("http://[::1]:81/", "[::1]:81"),
        ("http://127.0.0.1.evil.example:9/", "127.0.0.1.evil.example"),
        ("http://localhost.example:9/", "localhost.example"),
        ("nonsense", None),
    ],
)
def test_only_on_this_machine_each_port_is_a_place_of_its_own(
    address: str, turn: str | None
) -> None:
    assert turn_of(address) == turn


def test_what_is_this_machine() -> None:
    assert all(map(is_loopback, ("localhost", "localhost:1", "127.0.0.1:80", "[::1]", "[::1]:5")))
    assert not any(map(is_loopback, ("a.example", "127.evil.example", "[::2]", "10.0.0.1:80")))
