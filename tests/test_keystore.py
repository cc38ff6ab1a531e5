"""Secrets: in the system's store where there is one, else in a private file; never in a log."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from desktop import logs
from desktop.keystore import SystemKeyStore


class FakeBackend:
    """A key store of the system; `is_broken` makes it refuse."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.is_broken = False

    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        assert service == "first-hour"
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        del self.kept[username]

    def _answer(self) -> None:
        if self.is_broken:
            raise RuntimeError("no answer")


def test_without_a_key_store_a_private_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    told: list[str] = []
    keys = SystemKeyStore(file, told.append, lambda: None)
    assert keys.is_fallback
    assert keys.get("M", "token") is None
    keys.set("M", "token", "s3cret")
    assert SystemKeyStore(file, told.append, lambda: None).get("M", "token") == "s3cret"
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600
    keys.delete("M", "token")
    keys.delete("M", "token")
    assert keys.get("M", "token") is None
    assert set(told) == {"s3cret"}


def test_with_a_key_store_nothing_lies_in_a_file(tmp_path: Path) -> None:
    backend = FakeBackend()
    keys = SystemKeyStore(tmp_path / "secrets.json", lambda _: None, lambda: backend)
    keys.set("M", "token", "s3cret")
    assert (keys.is_fallback, backend.kept) == (False, {"M/token": "s3cret"})
    assert not (tmp_path / "secrets.json").exists()
    keys.delete("M", "token")
    assert keys.get("M", "token") is None


def test_a_key_store_that_fails_loses_nothing(tmp_path: Path) -> None:
    backend = FakeBackend()
    backend.is_broken = True
    keys = SystemKeyStore(tmp_path / "secrets.json", lambda _: None, lambda: backend)
    keys.set("M", "token", "s3cret")
    assert keys.get("M", "token") == "s3cret"
    assert keys.is_fallback  # nobody is told otherwise
    backend.is_broken = False
    keys.set("M", "token", "s3cret")
    assert (keys.is_fallback, backend.kept) == (False, {"M/token": "s3cret"})


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text('{"M/token": "s3c', encoding="utf-8")
    SystemKeyStore(file, lambda _: None, lambda: None).set("N", "token", "other")
    assert (tmp_path / "secrets.json.damaged").read_text(encoding="utf-8") == '{"M/token": "s3c'


@pytest.mark.logs("asked")
def test_the_log_holds_no_secret(tmp_path: Path) -> None:
    redactor = logs.start(tmp_path)
    try:
        for secret in ("s3cret", "a/b:c=d e", "abc", " padded "):
            redactor.add(secret)
        try:
            raise RuntimeError("refused s3cret")
        except RuntimeError:
            logging.getLogger("test").exception("asked %s", "https://a.example?key=s3cret")
        for said in (
            "a/b:c=d e",
            "a/b%3Ac%3Dd%20e",
            "a%2Fb%3Ac%3Dd%20e",
            "a%2Fb%3Ac%3Dd+e",
            "padded",
        ):
            logging.getLogger("test").info("it was %s, abc", said)
    finally:
        logs.stop()
    text = (tmp_path / "first-hour.log").read_text(encoding="utf-8")
    assert "asked https://a.example?key=***" in text
    assert "refused ***" in text
    assert "s3cret" not in text
    assert text.count("it was ***, abc") == 5
