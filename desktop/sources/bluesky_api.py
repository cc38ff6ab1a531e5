"""Requests to Bluesky in the name of an account: logging in rarely, and what refusals mean.

Log-ins are counted strictly there (300 a day), so one is kept in memory for as long as the
program runs and renewed when it grows old. It is never stored: the store holds no secrets.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.core.addresses import host_of, is_web_address, with_scheme
from desktop.core.sources import AuthNeeded, BadData, Reason, SourceError, Temporary
from desktop.sources.answers import Answer
from desktop.sources.http import Http
from desktop.sources.json_answer import json_of, record_of, records_of, text_of

_ACCOUNT_CLOSED = ("AccountTakedown", "AccountDeactivated", "AccountSuspended")


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in: the server to ask, a token for two hours and one to renew it with."""

    server: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)


class Sessions:
    """Log-ins of this run of the program; used by all pool threads."""

    def __init__(self) -> None:
        self._kept: dict[str, Session] = {}
        self.lock = threading.Lock()

    def get(self, key: str) -> Session | None:
        """What is kept for an account."""
        return self._kept.get(key)

    def keep(self, key: str, session: Session) -> Session:
        """Keep a log-in in place of an older one."""
        self._kept[key] = session
        return session


SESSIONS = Sessions()


class Stale(AuthNeeded):
    """The token of the session is not accepted any more: a newer one may be."""


class BlueskyApi:
    """One account at its own server. Calls raise only `SourceError`."""

    def __init__(
        self,
        endpoint: str,
        handle: str,
        password: str,
        proxy: str,
        http: Http,
        sessions: Sessions,
    ) -> None:
        self._endpoint = endpoint
        self._handle = handle
        self._password = password
        self._proxy = proxy
        self._http = http.hiding(password)
        self._sessions = sessions
        account = f"{endpoint}\n{handle}\n{password}".encode("utf-8", "replace")
        self._key = hashlib.sha256(account).hexdigest()

    def call(self, method: str, params: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        """The answer of a read method; logs in or renews the log-in when that is needed."""
        with self._sessions.lock:
            session = self._sessions.get(self._key) or self._logged_in()
        try:
            return self._asked(session, method, params)
        except Stale:
            session = self._newer(session)
        try:
            return self._asked(session, method, params)
        except Stale as error:
            raise AuthNeeded(Reason.KEY_REFUSED, error.detail) from None

    def _asked(
        self, session: Session, method: str, params: Sequence[tuple[str, str]]
    ) -> Mapping[str, Any]:
        answer = self._http.hiding(session.access).get(
            f"{session.server}/xrpc/{method}",
            accept="application/json",
            headers={"Authorization": f"Bearer {session.access}"},
            params=params,
            proxy=self._proxy,
            explain=_explained,
        )
        return _object(answer)

    def _newer(self, stale: Session) -> Session:
        """A session that replaces a stale one, unless another thread has got one meanwhile."""
        with self._sessions.lock:
            kept = self._sessions.get(self._key)
            if kept is not None and kept != stale:
                return kept
            try:
                return self._renewed(stale)
            except (AuthNeeded, BadData):
                return self._logged_in()

    def _renewed(self, stale: Session) -> Session:
        answer = self._http.hiding(stale.access, stale.refresh).post(
            f"{stale.server}/xrpc/com.atproto.server.refreshSession",
            form=(),  # nothing may be sent along
            headers={"Authorization": f"Bearer {stale.refresh}"},
            proxy=self._proxy,
            explain=_explained,
        )
        return self._kept(_object(answer), stale.server)

    def _logged_in(self) -> Session:
        answer = self._http.post(
            f"{self._endpoint}/xrpc/com.atproto.server.createSession",
            json={"identifier": self._handle, "password": self._password},
            proxy=self._proxy,
            explain=_explained_login,
        )
        value = _object(answer)
        return self._kept(value, home_of(value, self._endpoint))

    def _kept(self, value: Mapping[str, Any], server: str) -> Session:
        access, refresh = text_of(value, "accessJwt"), text_of(value, "refreshJwt")
        if not access or not refresh:
            raise BadData(Reason.NOT_JSON, "a log-in without tokens")
        return self._sessions.keep(self._key, Session(server, access, refresh))


def home_of(value: Mapping[str, Any], endpoint: str) -> str:
    """The account's own server as a log-in names it, if it is no less safe than the asked one."""
    for service in records_of(record_of(value, "didDoc").get("service")):
        address = text_of(service, "serviceEndpoint").rstrip("/")
        is_safe = address.startswith("https://") or endpoint.startswith("http://")
        if text_of(service, "id").endswith("#atproto_pds") and is_web_address(address):
            return address if is_safe else endpoint
    return endpoint


def account_of(text: str) -> str:
    """The handle in what an owner typed or pasted: `@shop.bsky.social`, the profile's address."""
    text = text.strip()
    if (host_of(with_scheme(text)) or "").endswith("bsky.app") and "/profile/" in text:
        text = text.partition("/profile/")[2].partition("/")[0]
    return "".join(ch for ch in text.removeprefix("@") if ch.isprintable() and not ch.isspace())


def _explained(answer: Answer) -> SourceError | None:
    name, detail = _error(answer)
    if name in ("ExpiredToken", "InvalidToken") or answer.status == 401:
        return Stale(Reason.KEY_EXPIRED, detail)
    return _explained_any(answer, name, detail)


def _explained_login(answer: Answer) -> SourceError | None:
    name, detail = _error(answer)
    if answer.status == 401 and name not in _ACCOUNT_CLOSED:
        return AuthNeeded(Reason.KEY_REFUSED, detail)
    return _explained_any(answer, name, detail)


def _explained_any(answer: Answer, name: str, detail: str) -> SourceError | None:
    if name in _ACCOUNT_CLOSED:
        return AuthNeeded(Reason.FORBIDDEN, detail)
    if answer.status == 403 and "html" in answer.media_type:
        # The edge of the network refuses, not the account: no other key would help.
        return Temporary(Reason.FORBIDDEN, detail)
    return None


def _error(answer: Answer) -> tuple[str, str]:
    """The name of the error, "" where the body holds none, and a line for the log."""
    try:
        name = text_of(_object(answer), "error")
    except BadData:
        name = ""
    return name, f"HTTP {answer.status} {name}: {answer.excerpt()}"


def _object(answer: Answer) -> Mapping[str, Any]:
    value = json_of(answer)
    if not isinstance(value, Mapping):
        raise BadData(Reason.NOT_JSON, "not an object")
    return value
