"""What a source tells about itself, and what its failures hold."""

from __future__ import annotations

from desktop.core.sources import Field, FieldKind, RateLimited, Reason, SourceInfo, SourceSetup
from tests.conftest import NOW


def test_secret_fields_are_known_by_name() -> None:
    fields = (Field("url", "Address"), Field("token", "Token", kind=FieldKind.SECRET))
    assert SourceInfo("x", "X", "", fields).secrets == ("token",)


def test_a_setup_never_shows_its_secrets() -> None:
    assert "s3cret" not in repr(SourceSetup({"url": "u"}, {"token": "s3cret"}))


def test_a_failure_says_its_reason_and_detail() -> None:
    error = RateLimited(Reason.SLOW_DOWN, "at a.example", NOW)
    assert (str(error), error.retry_at) == ("slow_down: at a.example", NOW)
    assert str(RateLimited(Reason.SLOW_DOWN)) == "slow_down"
