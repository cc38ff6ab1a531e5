"""The connection below IMAP: bounded in time and size, awake to `stop`, its certificate checked.

imaplib would wait in the socket as long as a server likes and read what a server sends. Here no
wait is longer than a moment without a look at `stop` and at three limits: of a silence, of a
command, and of the whole session. Every failure leaves as a `SourceError`.
"""

from __future__ import annotations

import base64
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from desktop.core.addresses import host_of
from desktop.core.sources import BadData, Reason, SourceError, Temporary
from desktop.sources.http import Limits, stopped

_SLICE_S = 0.25
_PIECE = 65_536
_LONGEST_LINE = 2_000_000
_LONGEST_HEAD = 16_384
_SESSION_WHOLES = 4
"""A session may take so many times as long as one command."""

_T = TypeVar("_T")


class Wire:
    """A stream of bytes to a server. Lives in the thread of one fetch; `close` ends it."""

    def __init__(self, limits: Limits, stop: threading.Event) -> None:
        self._limits = limits
        self._stop = stop
        self._ends_at = time.monotonic() + limits.whole_s * _SESSION_WHOLES
        self._until = self._ends_at
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._taken = 0
        self._heeds_stop = True

    def connect(self, host: str, port: int) -> None:
        """Open the connection. Raises `SourceError`."""
        self.begin()
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as trouble:
            raise _no_connection(trouble, host) from None
        error: SourceError | None = None
        for family, kind, protocol, _, address in found:
            try:
                self._open(socket.socket(family, kind, protocol), address)
                return
            except OSError as trouble:
                self.close()
                error = _no_connection(trouble, host)
        raise error or Temporary(Reason.NO_CONNECTION, f"no address for {host}")

    def _open(self, made: socket.socket, address: object) -> None:
        self._socket = made
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(BlockingIOError):
            made.connect(address)  # type: ignore[arg-type]  # as getaddrinfo gave it
        self._wait(selectors.EVENT_WRITE, self._limits.connect_s)
        if code := made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(code, "connect")

    def through(self, proxy: str, host: str, port: int) -> None:
        """Open the connection through an HTTP proxy that lets it pass (CONNECT)."""
        scheme, _, place = proxy.strip().partition("://")
        login, at, place = place.rpartition("@") if "@" in place else ("", "", place)
        name, _, number = place.strip("/").partition(":")
        if scheme.lower() != "http" or host_of(f"http://{place}") is None:
            raise BadData(Reason.PROXY, "a mailbox needs an http:// proxy")
        try:
            self.connect(name, int(number or 80))
        except Temporary as trouble:
            reason = trouble.reason
            is_gone = reason is Reason.NO_CONNECTION
            raise Temporary(Reason.PROXY if is_gone else reason, trouble.detail) from None
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}"]
        if at:
            lines.append(f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}")
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace"))
        status = self.readline()
        while self.readline().strip():
            if self._taken > _LONGEST_HEAD:
                raise BadData(Reason.PROXY, "the proxy talks without end")
        if status.split()[1:2] != [b"200"]:
            raise Temporary(Reason.PROXY, f"the proxy said {status[:80]!r}")

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on with TLS; the certificate must be good for `host`. Raises `SourceError`.

        Bytes that came before are not the server's under TLS: whoever sent them is refused.
        """
        if self._buffer or self._socket is None:
            raise BadData(Reason.NO_TLS, f"unasked words before TLS from {host}")
        self.begin()
        try:
            self._socket = context.wrap_socket(
                self._socket, server_hostname=host, do_handshake_on_connect=False
            )
            self._until_done(self._socket.do_handshake, self._limits.read_s)
        except SourceError:
            raise
        except ssl.SSLCertVerificationError as trouble:
            raise Temporary(Reason.BAD_CERTIFICATE, f"{trouble.verify_message} at {host}") from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError):
            raise Temporary(Reason.CUT_SHORT, f"closed while TLS began at {host}") from None
        except (OSError, ValueError) as trouble:
            raise BadData(Reason.NO_TLS, f"{type(trouble).__name__} at {host}") from None

    def begin(self) -> None:
        """A new command begins: its time and its bytes count from here."""
        self._taken = 0
        self._until = min(self._ends_at, time.monotonic() + self._limits.whole_s)

    def part(self, within_s: float) -> None:
        """A last word is allowed even when the program closes, but not for long."""
        self._heeds_stop = False
        self._until = time.monotonic() + within_s

    def check(self) -> None:
        """Raise when there is no point in going on."""
        if self._heeds_stop and self._stop.is_set():
            raise stopped()
        if time.monotonic() >= self._until:
            raise Temporary(Reason.TIMEOUT, "the whole took too long")

    def readline(self) -> bytes:
        """A line with its end."""
        while (at := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _LONGEST_LINE:
                raise BadData(Reason.TOO_LARGE, "a line without end")
            self._fill()
        return self._take(at + 1)

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; a number the limit forbids is not waited for."""
        if size > self._limits.body_bytes - self._taken + len(self._buffer):
            raise BadData(Reason.TOO_LARGE, f"a piece of {size} bytes")
        while len(self._buffer) < size:
            self._fill()
        return self._take(size)

    def send(self, data: bytes) -> None:
        """Send all of it."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._some(rest) :]

    def close(self) -> None:
        """Close without a word; may be called again."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None

    def _some(self, data: memoryview) -> int:
        made = self._open_socket()

        def _send() -> int:
            return made.send(data)

        return self._until_done(_send, self._limits.read_s)

    def _fill(self) -> None:
        made = self._open_socket()

        def _receive() -> bytes:
            return made.recv(_PIECE)

        piece = self._until_done(_receive, self._limits.read_s)
        if not piece:
            raise Temporary(Reason.CUT_SHORT, "the server closed the connection")
        self._taken += len(piece)
        if self._taken > self._limits.body_bytes:
            raise BadData(Reason.TOO_LARGE, "an answer beyond the limit")
        self._buffer += piece

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _open_socket(self) -> socket.socket:
        if self._socket is None:
            raise Temporary(Reason.CUT_SHORT, "not connected")
        return self._socket

    def _until_done(self, step: Callable[[], _T], patience_s: float) -> _T:
        """Repeat a step of the socket until it need not wait any more."""
        while True:
            self.check()
            try:
                return step()
            except (BlockingIOError, ssl.SSLWantReadError):
                self._wait(selectors.EVENT_READ, patience_s)
            except ssl.SSLWantWriteError:
                self._wait(selectors.EVENT_WRITE, patience_s)
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError) as trouble:
                if isinstance(trouble, ssl.SSLCertVerificationError):
                    raise
                raise Temporary(Reason.CUT_SHORT, type(trouble).__name__) from None

    def _wait(self, events: int, patience_s: float) -> None:
        """Wait until the socket is ready; no longer than `patience_s` for a sign of life."""
        until = time.monotonic() + patience_s
        with selectors.DefaultSelector() as selector:
            selector.register(self._open_socket(), events)
            while True:
                self.check()
                now = time.monotonic()
                if now >= until:
                    raise Temporary(Reason.TIMEOUT, "no sign of life")
                if selector.select(max(0.0, min(_SLICE_S, until - now, self._until - now))):
                    return


def _no_connection(trouble: BaseException, host: str) -> SourceError:
    return Temporary(Reason.NO_CONNECTION, f"{type(trouble).__name__} at {host}")
