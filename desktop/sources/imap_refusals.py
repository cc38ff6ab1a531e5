"""What a mail server means by a refusal or a goodbye, from its code (RFC 5530) and its words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from desktop.core.sources import AuthNeeded, BadData, RateLimited, Reason, SourceError, Temporary

_PAUSE = timedelta(hours=1)
_CODE = re.compile(r"\[([A-Z][A-Z-]*)[^\]]*\]")
_EXCERPT = 200
_SLOW_DOWN = ("UNAVAILABLE", "LIMIT", "OVERQUOTA", "INUSE")
_APP_PASSWORD = re.compile(r"application[- ]?(specific )?password|app password", re.IGNORECASE)
_BROWSER = re.compile(r"web browser|captcha|unblock|is blocked", re.IGNORECASE)
_SWITCHED_OFF = re.compile(
    r"not enabled for imap|imap\S* (access )?(is )?(disabled|switched off|not enabled)",
    re.IGNORECASE,
)


class Refused(Temporary):
    """A NO or BAD that the caller may know a way around; else trouble of the server."""

    def __init__(self, text: str) -> None:
        super().__init__(Reason.SERVER_ERROR, text or "refused")


def goodbye(text: str, now: datetime) -> SourceError:
    """The server ended the connection by itself (BYE)."""
    if _code(text) in _SLOW_DOWN or "too many" in text.lower():
        return RateLimited(Reason.SLOW_DOWN, text, now + _PAUSE)
    return Temporary(Reason.SERVER_ERROR, f"the server said goodbye: {text}")


def refusal(text: str, now: datetime) -> SourceError:
    """A command was refused."""
    code = _code(text)
    if code in _SLOW_DOWN:
        return RateLimited(Reason.SLOW_DOWN, text, now + _PAUSE)
    if "BYE" in text[:8]:
        return goodbye(text, now)
    if code == "PRIVACYREQUIRED":
        return BadData(Reason.NO_TLS, text)
    if "not IMAP4 compliant" in text:
        return BadData(Reason.UNREADABLE, text)
    return Refused(text)


def refused_login(text: str, hint: str, now: datetime) -> SourceError:
    """User and password were refused; `hint` says where the right password is made."""
    other = refusal(text, now)
    if not isinstance(other, Refused):
        return other
    code = _code(text)
    if code == "EXPIRED":
        return AuthNeeded(Reason.KEY_EXPIRED, text)
    if code in ("SERVERBUG", "CONTACTADMIN"):
        return other
    if code != "AUTHENTICATIONFAILED" and not _APP_PASSWORD.search(text):
        if _SWITCHED_OFF.search(text):
            return AuthNeeded(Reason.RIGHT_MISSING, text)
        if _BROWSER.search(text):
            return AuthNeeded(Reason.HUMAN_CHECK, text)
    return AuthNeeded(Reason.KEY_REFUSED, f"{text} {hint}".strip())


def words(value: object) -> str:
    """What the server said, short enough for a log."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return " ".join(text.split())[:_EXCERPT]


def _code(text: str) -> str:
    """The response code in brackets, "" where there is none."""
    found = _CODE.search(text)
    return found[1] if found else ""
