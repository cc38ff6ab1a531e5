"""Errors of the libraries below as the named outcomes of `desktop.core.sources`.

Imported on the first trouble: it needs httpx and what lies under it.
"""

from __future__ import annotations

import ssl
import zlib

import httpcore
import httpx

from desktop.core.sources import BadData, Reason, SourceError, Temporary
from desktop.sources.wire import DeadlinePassed, Stopped

_TEMPORARY: tuple[tuple[type[Exception], Reason], ...] = (
    (DeadlinePassed, Reason.TIMEOUT),
    (Stopped, Reason.TIMEOUT),
    (httpcore.TimeoutException, Reason.TIMEOUT),
    (httpcore.ProxyError, Reason.PROXY),
    (httpcore.ConnectError, Reason.NO_CONNECTION),
    (httpcore.RemoteProtocolError, Reason.CUT_SHORT),
    (httpcore.NetworkError, Reason.CUT_SHORT),
    (httpx.TransportError, Reason.NO_CONNECTION),
    (EOFError, Reason.CUT_SHORT),
    (OSError, Reason.NO_CONNECTION),
)
_FINAL: tuple[tuple[type[Exception], Reason], ...] = (
    (httpx.InvalidURL, Reason.BAD_ADDRESS),
    (httpcore.UnsupportedProtocol, Reason.BAD_ADDRESS),
    (httpcore.LocalProtocolError, Reason.BAD_SETTING),
    (UnicodeError, Reason.BAD_ADDRESS),
    (zlib.error, Reason.UNREADABLE),
)


def named(trouble: Exception, place: str, *, has_proxy: bool) -> SourceError:
    """The outcome for `trouble` at `place` (a redacted address).

    Its text holds the kind of the error only: messages of libraries quote what was sent.
    Raises `trouble` itself when it is none that a network can cause.
    """
    detail = f"{type(trouble).__name__} at {place}"
    if _is_certificate(trouble):
        return Temporary(Reason.BAD_CERTIFICATE, detail)
    for kind, reason in _FINAL:
        if isinstance(trouble, kind):
            return BadData(reason, detail)
    for kind, reason in _TEMPORARY:
        if isinstance(trouble, kind):
            is_proxy = has_proxy and reason is Reason.NO_CONNECTION
            return Temporary(Reason.PROXY if is_proxy else reason, detail)
    raise trouble


def _is_certificate(trouble: BaseException | None) -> bool:
    while trouble is not None:
        if isinstance(trouble, ssl.SSLCertVerificationError):
            return True
        trouble = trouble.__cause__ or trouble.__context__
    return False
