"""The connection below httpx: it keeps a deadline for the whole request and wakes on `stop`.

httpx bounds each read; a server that sends a byte every few seconds would hold a thread for
ever, also while it sends its headers. Here every read is cut into short ones, and between them
the deadline and the stop event are looked at. Imported only by `desktop.sources.http`.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator

import httpcore
import httpx
from httpcore import SyncBackend

_SLICE_S = 0.25


class Stopped(Exception):
    """The program is closing; the answer is of no use any more."""


class DeadlinePassed(Exception):
    """The whole request took longer than allowed."""


class Watch:
    """What one request must respect; `check` raises `Stopped` or `DeadlinePassed`."""

    def __init__(self, stop: threading.Event, whole_s: float) -> None:
        self._stop = stop
        self._until = time.monotonic() + whole_s

    def check(self) -> None:
        """Raise when there is no point in going on."""
        if self._stop.is_set():
            raise Stopped
        if time.monotonic() >= self._until:
            raise DeadlinePassed

    def left(self, timeout: float | None) -> float:
        """Seconds a step may take: `timeout`, or less when the deadline is nearer."""
        left = max(0.01, self._until - time.monotonic())
        return left if timeout is None else min(left, timeout)


class _WatchedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        patience = time.monotonic() + self._watch.left(timeout)
        while True:
            self._watch.check()
            try:
                return self._stream.read(max_bytes, _SLICE_S)
            except httpcore.ReadTimeout:
                if time.monotonic() >= patience:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._watch.check()
        self._stream.write(buffer, self._watch.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._watch.left(timeout)
        secured = self._stream.start_tls(ssl_context, server_hostname, left)
        return _WatchedStream(secured, self._watch)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _WatchedBackend(SyncBackend):
    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self._watch.check()
        left = self._watch.left(timeout)
        stream = super().connect_tcp(host, port, left, local_address, socket_options)
        return _WatchedStream(stream, self._watch)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class WatchedTransport(httpx.BaseTransport):
    """One request's connections. Raises the errors of httpcore, `Stopped` and `DeadlinePassed`."""

    def __init__(self, watch: Watch, tls: ssl.SSLContext, proxy: httpcore.Proxy | None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls, proxy=proxy, max_connections=1, network_backend=_WatchedBackend(watch)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the body is read later, as the caller asks for it."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        stream = answer.stream
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(stream if isinstance(stream, Iterable) else ()),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()
