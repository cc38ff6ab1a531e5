"""The only builder of HTTP clients: bounded in time, size and redirects, polite, and honest.

Every failure leaves here as one of the five named outcomes of `desktop.core.sources`; details
never hold a secret. There are no repeats inside a fetch: growing pauses are the poller's.
httpx is imported on first use.
"""

from __future__ import annotations

import logging
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import metadata
from json import dumps
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urljoin

from desktop import __version__
from desktop.core.addresses import host_of, normal_url, redacted, turn_of
from desktop.core.sources import BadData, Reason, SourceError, Temporary
from desktop.sources.answers import Answer, refusal
from desktop.sources.pacing import Pacing

if TYPE_CHECKING:
    import httpcore
    import httpx

    from desktop.sources.wire import Watch

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_PRIVATE = ("authorization", "cookie", "x-goog-api-key", "client-id", "api-key")
_CHUNK = 65_536
_SHORTEST_SECRET = 4

Explain = Callable[[Answer], SourceError | None]
"""What a refused answer (status 4xx or 5xx) means to this service; `None`: what it usually means.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: seconds, bytes after decompression, and a number of redirects."""

    connect_s: float = 5.0
    read_s: float = 10.0
    whole_s: float = 30.0
    body_bytes: int = 10_000_000
    redirects: int = 5


@cache
def user_agent() -> str:
    """Who we say we are: the product, its version and a link to reach its makers."""
    try:
        links = metadata.metadata("first-hour").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        links = []
    contact = links[0].partition(",")[2].strip() if links else ""
    return f"FirstHour/{__version__} (+{contact})" if contact else f"FirstHour/{__version__}"


class Http:
    """Asks servers. One object may be shared by all pool threads; it keeps nothing open.

    All waiting ends soon after `stop` is set. `clock` gives aware UTC times. `limits` and
    `turn` are for sources that do not speak HTTP and must be as patient and as polite.
    """

    def __init__(
        self,
        *,
        stop: threading.Event,
        clock: Callable[[], datetime],
        pacing: Pacing,
        limits: Limits = Limits(),
        agent: str | None = None,
        secrets: Iterable[str] = (),
        floor_s: float = 0.0,
    ) -> None:
        self.clock = clock
        self.stop = stop
        self.limits = limits
        self._pacing = pacing
        self._agent = agent or user_agent()
        known = {each for each in secrets if len(each) >= _SHORTEST_SECRET}
        self._secrets = (*known, *{quote(each, safe="") for each in known})
        self._floor_s = floor_s

    def hiding(self, *secrets: str) -> Http:
        """The same asker, whose failures never show these texts, in addresses or in excerpts."""
        return self._changed(secrets=(*self._secrets, *secrets))

    def calling_itself(self, agent: str) -> Http:
        """The same asker under a `User-Agent` in the form a network wants."""
        return self._changed(agent=agent)

    def paced(self, floor_s: float) -> Http:
        """The same asker, leaving at least `floor_s` seconds between two requests to a host."""
        return self._changed(floor_s=floor_s)

    def _changed(
        self,
        *,
        agent: str | None = None,
        secrets: tuple[str, ...] | None = None,
        floor_s: float | None = None,
    ) -> Http:
        return Http(
            stop=self.stop,
            clock=self.clock,
            pacing=self._pacing,
            limits=self.limits,
            agent=self._agent if agent is None else agent,
            secrets=self._secrets if secrets is None else secrets,
            floor_s=self._floor_s if floor_s is None else floor_s,
        )

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        params: Sequence[tuple[str, str]] = (),
        proxy: str = "",
        explain: Explain | None = None,
    ) -> Answer:
        """Ask for an address and return a 2xx or 304 answer. Raises only `SourceError`.

        Redirects are followed; a private header stays behind when scheme, host or port change.
        """
        if params:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        sent = {"Accept": accept, **(headers or {})}
        with self._scrubbed():
            return self._followed(url, sent, proxy, explain)

    def post(
        self,
        url: str,
        *,
        form: Sequence[tuple[str, str]] | None = None,
        json: object = None,
        accept: str = "application/json",
        headers: Mapping[str, str] | None = None,
        proxy: str = "",
        explain: Explain | None = None,
    ) -> Answer:
        """Send a form or a JSON value and return a 2xx answer. Raises only `SourceError`.

        A redirect is not followed: what is sent here is meant for this address alone.
        """
        sent = {"Accept": accept, **(headers or {})}
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form).encode("ascii")
        else:
            sent["Content-Type"] = "application/json"
            body = dumps(json, ensure_ascii=False).encode("utf-8")
        with self._scrubbed():
            answer = self._one("POST", url, sent, proxy, body)
            return self._accepted(answer, None, explain)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Hold a host's turn. Raises `Temporary` when the program closes meanwhile."""
        with self._pacing.turn(host, self.stop, self._floor_s) as is_ours:
            if not is_ours:
                raise stopped()
            yield

    def _followed(
        self, url: str, sent: dict[str, str], proxy: str, explain: Explain | None
    ) -> Answer:
        moved_to, is_moving = None, True
        for _ in range(self.limits.redirects + 1):
            answer = self._one("GET", url, sent, proxy)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return self._accepted(answer, moved_to, explain)
            target = urljoin(url, target)
            is_moving = is_moving and answer.status in _PERMANENT
            if is_moving:
                moved_to = target
            if _origin(target) != _origin(url):
                sent = {key: sent[key] for key in sent if key.lower() not in _PRIVATE}
            url = target
        raise BadData(Reason.TOO_MANY_REDIRECTS, redacted(url))

    def _accepted(self, answer: Answer, moved_to: str | None, explain: Explain | None) -> Answer:
        error = refusal(answer, self.clock())
        if error is None:
            return replace(answer, moved_to=moved_to)
        raise (explain(answer) if explain else None) or error

    @contextmanager
    def _scrubbed(self) -> Iterator[None]:
        """Failures leave without the secrets, wherever a server or an address repeated them."""
        try:
            yield
        except SourceError as error:
            error.hide(self._secrets)
            raise

    def _one(
        self, method: str, url: str, headers: Mapping[str, str], proxy: str, body: bytes = b""
    ) -> Answer:
        host = turn_of(url)
        if host is None:
            raise BadData(Reason.BAD_ADDRESS, redacted(url))
        with self.turn(host):
            return self._exchange(method, url, headers, proxy, body)

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], proxy: str, body: bytes
    ) -> Answer:
        import httpx

        from desktop.sources.troubles import named
        from desktop.sources.wire import Watch, WatchedTransport

        limits = self.limits
        watch = Watch(self.stop, limits.whole_s)
        proxy_place = _proxy(proxy)
        try:
            with (
                httpx.Client(
                    transport=WatchedTransport(watch, tls_context(), proxy_place),
                    timeout=httpx.Timeout(limits.read_s, connect=limits.connect_s),
                    headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate"},
                    trust_env=False,
                ) as client,
                client.stream(method, url, headers=headers, content=body or None) as response,
            ):
                return self._read(response, watch, url)
        except SourceError:
            raise
        except Exception as trouble:  # every kind a library may raise becomes a named outcome
            raise named(trouble, redacted(url), has_proxy=proxy_place is not None) from None

    def _read(self, response: httpx.Response, watch: Watch, url: str) -> Answer:
        headers: dict[str, str] = {}
        for name, value in response.headers.multi_items():
            headers.setdefault(name.lower(), value)
        body = bytearray()
        if response.status_code not in _REDIRECTS:
            for piece in _unpacked(response.iter_raw(_CHUNK), headers.get("content-encoding", "")):
                watch.check()
                body += piece
                if len(body) > self.limits.body_bytes:
                    raise BadData(Reason.TOO_LARGE, redacted(url))
        return Answer(response.status_code, url, headers, bytes(body), secrets=self._secrets)


def stopped() -> Temporary:
    """The outcome of a fetch that was given up because the program closes."""
    return Temporary(Reason.TIMEOUT, "stopped")


def _origin(url: str) -> list[str]:
    """Scheme, host and port."""
    return normal_url(url).split("/", 3)[:3]


def _unpacked(raw: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Decompressed pieces, none longer than a chunk however far the data would swell.

    Raises `zlib.error` for damaged data and `EOFError` for data that ends early.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from raw
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BadData(Reason.UNREADABLE, f"unknown content encoding {encoding[:40]}")
    first = next(raw, b"")
    if not first:
        return
    unpacker = zlib.decompressobj(_window_bits(encoding, first))
    for packed in _with_first(first, raw):
        rest = packed
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail
    if not unpacker.eof:
        yield unpacker.flush()
        if not unpacker.eof:
            raise EOFError


def _with_first(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _window_bits(encoding: str, first: bytes) -> int:
    """The zlib format: `deflate` is sent both with and without its wrapping."""
    if encoding != "deflate":
        return 16 + zlib.MAX_WBITS
    is_wrapped = first[0] & 0x0F == 8 and len(first) > 1 and (first[0] * 256 + first[1]) % 31 == 0
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS


def _proxy(address: str) -> httpcore.Proxy | None:
    """The proxy to go through. Raises `BadData` for an address that is none."""
    if not address.strip():
        return None
    if host_of(address) is None:
        raise BadData(Reason.PROXY, f"not an http proxy: {redacted(address)}")
    import httpcore
    import httpx

    url = httpx.URL(address.strip())
    auth = (url.username.encode(), url.password.encode()) if url.username else None
    return httpcore.Proxy(str(url.copy_with(userinfo=b"")), auth=auth)


# httpx writes every address it asks to its log, with whatever key stands in it.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_tls_lock = threading.Lock()
_tls_context: ssl.SSLContext | None = None


def tls_context() -> ssl.SSLContext:
    """The one certificate store, always checked against; reading it takes tens of milliseconds."""
    global _tls_context
    with _tls_lock:
        if _tls_context is None:
            import httpx

            _tls_context = httpx.create_ssl_context()
        return _tls_context
