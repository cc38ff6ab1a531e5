"""Servers on the machine itself, for tests: well-behaved ones and ones that misbehave on purpose.

Independent of pytest. A `Site` answers what its routes say, each request on a thread of its own:

    with Site() as site:
        site.route("/feed", Reply(body=b"...", content_type="application/rss+xml"))
        ... site.url("/feed") ... site.requests ...

Several replies on a route are given one after the other, the last one for ever; a callable gets
the request. Addresses without a route answer 404. Leaving the block wakes every reply that
waits, so a stalled one never holds up a test.
"""

from __future__ import annotations

import gzip
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

_PIECE = 65_536


@dataclass(frozen=True)
class Seen:
    """A request as it came in; names of headers are in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes = b""

    def asked(self, name: str) -> str:
        """A value of the query or of a form that was sent, "" where it is missing."""
        found = self.query.get(name) or self.form.get(name) or [""]
        return found[0]

    @property
    def form(self) -> dict[str, list[str]]:
        """The values of a form that was sent; nothing for other bodies."""
        if "form-urlencoded" not in self.headers.get("content-type", ""):
            return {}
        return parse_qs(self.body.decode(), keep_blank_values=True)

    @property
    def json(self) -> Any:
        """The JSON value that was sent."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What a route answers.

    `delay_s` is waited before the status line; `pieces`, when given, is the body, sent as it
    comes; `length` is the length the headers promise, `None` for the true one, -1 for none.
    `is_dated` sends the usual `Date`.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    delay_s: float = 0.0
    length: int | None = None
    is_dated: bool = True
    pieces: Callable[[threading.Event], Iterator[bytes]] | None = field(default=None, repr=False)

    def also(self, *headers: tuple[str, str]) -> Reply:
        """The same reply with more headers."""
        return replace(self, headers=(*self.headers, *headers))


Route = Reply | Callable[[Seen], Reply]


def stalled(start: bytes = b"<?xml version='1.0'?><rss>") -> Reply:
    """Sends a beginning and then nothing, until the site closes."""

    def pieces(closing: threading.Event) -> Iterator[bytes]:
        yield start
        closing.wait()

    return Reply(content_type="application/rss+xml", length=100_000, pieces=pieces)


def dripping(every_s: float = 0.05, piece: bytes = b" ") -> Reply:
    """Sends a little at a time, for ever: no single read takes long."""

    def pieces(closing: threading.Event) -> Iterator[bytes]:
        while not closing.wait(every_s):
            yield piece

    return Reply(content_type="application/rss+xml", length=10_000_000, pieces=pieces)


def cut_short(body: bytes, content_type: str = "application/rss+xml") -> Reply:
    """Promises twice as much as it sends."""
    return Reply(body=body, content_type=content_type, length=2 * len(body) + 100)


def endless(content_type: str = "application/rss+xml", total: int = 1_000_000_000) -> Reply:
    """A body of a gigabyte."""

    def pieces(closing: threading.Event) -> Iterator[bytes]:
        piece = b"x" * _PIECE
        for _ in range(total // _PIECE):
            if closing.is_set():
                return
            yield piece

    return Reply(content_type=content_type, length=-1, pieces=pieces)


def gzip_bomb(content_type: str = "application/rss+xml", total: int = 200_000_000) -> Reply:
    """A small body that unpacks to `total` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    piece = b"\0" * 1_000_000
    body = b"".join(packer.compress(piece) for _ in range(total // len(piece))) + packer.flush()
    return Reply(body=body, content_type=content_type).also(("Content-Encoding", "gzip"))


def gzipped(reply: Reply) -> Reply:
    """The same reply, compressed."""
    return replace(reply, body=gzip.compress(reply.body)).also(("Content-Encoding", "gzip"))


def redirect(to: str, status: int = 302) -> Reply:
    """Sends the asker elsewhere."""
    return Reply(status=status, headers=(("Location", to),))


def slow_down(retry_after: str = "", status: int = 429) -> Reply:
    """Asks for a pause, in the form given, or without saying how long."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Reply(status=status, headers=headers)


def page(title: str = "Log in") -> Reply:
    """An HTML page where something else was expected."""
    body = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>Hello</body></html>"
    return Reply(body=body.encode(), content_type="text/html; charset=utf-8")


class Site:
    """A server on a free port of 127.0.0.1; a context manager, usable from any thread."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self._routes: dict[str, list[Route]] = {}
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "") -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def route(self, path: str, *replies: Route) -> None:
        """Answer `path` with these from now on."""
        with self._lock:
            self._routes[path] = list(replies)

    def asked(self, path: str) -> list[Seen]:
        """The requests for a path so far."""
        return [each for each in self.requests if each.path == path]

    def reply_to(self, seen: Seen) -> Reply:
        """The reply to a request; sites with rules of their own add to this."""
        with self._lock:
            self.requests.append(seen)
            routes = self._routes.get(seen.path)
            if not routes:
                return self.missing(seen)
            route = routes.pop(0) if len(routes) > 1 else routes[0]
        return route if isinstance(route, Reply) else route(seen)

    def missing(self, seen: Seen) -> Reply:
        """The reply for an address without a route."""
        return Reply(404, b"Not found")

    @property
    def closing(self) -> threading.Event:
        """Set when the site closes; whatever waits in a reply waits for it."""
        return self._closing


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site) -> None:
        self.site = site
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        seen = Seen(
            self.command,
            place.path,
            parse_qs(place.query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self._send(self.server.site.reply_to(seen))

    do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.delay_s and self.server.site.closing.wait(reply.delay_s):
            return
        with suppress(OSError):
            self.send_response_only(reply.status)
            if reply.is_dated:
                self.send_header("Date", self.date_time_string())
            for name, value in self._headers(reply):
                self.send_header(name, value)
            self.end_headers()
            for piece in self._pieces(reply):
                self.wfile.write(piece)

    def _headers(self, reply: Reply) -> Iterable[tuple[str, str]]:
        yield "Connection", "close"
        if reply.status != 304:
            yield "Content-Type", reply.content_type
            length = len(reply.body) if reply.length is None else reply.length
            if length >= 0:
                yield "Content-Length", str(length)
        yield from reply.headers

    def _pieces(self, reply: Reply) -> Iterable[bytes]:
        return reply.pieces(self.server.site.closing) if reply.pieces else (reply.body,)

    def log_message(self, format: str, *args: object) -> None:
        """The requests are kept in `Site.requests`; nothing is printed."""
