"""One visit to a mail server: log in, look at folders without changing anything, log out.

Only reading commands are used: EXAMINE in place of SELECT, and BODY.PEEK, so that no letter
becomes "seen". Every failure leaves as a `SourceError`. Imported on the first fetch only.
"""

from __future__ import annotations

import imaplib
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.core.sources import BadData, Reason, SourceError, Temporary
from desktop.sources.http import Limits, tls_context
from desktop.sources.imap_folders import INBOX, Folder, encoded, folder_of, meant
from desktop.sources.imap_place import Place
from desktop.sources.imap_refusals import Refused, goodbye, refusal, refused_login, words
from desktop.sources.imap_values import answers, number, pairs
from desktop.sources.imap_wire import Wire

_LAST_WORD_S = 1.0
_MOST_FOLDERS_NAMED = 40


@dataclass(frozen=True, slots=True)
class Opened:
    """What a folder says of itself when it is opened; 0 where it says nothing.

    `validity` changes when the folder's numbers begin anew; `next_uid` is the number the next
    letter will get.
    """

    validity: int
    next_uid: int
    count: int


class _Imap(imaplib.IMAP4):
    """imaplib over a wire of ours."""

    def __init__(self, wire: Wire, host: str) -> None:
        self._wire = wire
        super().__init__(host)

    def open(self, host: str = "", port: int = 143, _timeout: float | None = None) -> None:
        """The wire is open already."""
        self.host, self.port = host, port

    def read(self, size: int) -> bytes:
        """A literal."""
        return self._wire.read(size)

    def readline(self) -> bytes:
        """A line."""
        return self._wire.readline()

    def send(self, data: Any) -> None:
        """A command or a piece of one."""
        self._wire.send(bytes(data))

    def shutdown(self) -> None:
        """Close the wire."""
        self._wire.close()


class Session:
    """A logged-in connection. Use as a context manager: it logs out in any case."""

    def __init__(
        self,
        place: Place,
        limits: Limits,
        stop: threading.Event,
        clock: Callable[[], datetime],
        tls: Callable[[], ssl.SSLContext] = tls_context,
    ) -> None:
        self._place, self._clock, self._tls = place, clock, tls
        self._wire = Wire(limits, stop)
        self._imap: _Imap | None = None
        self._broken: SourceError | None = None

    def __enter__(self) -> Session:
        try:
            self._connect()
        except BaseException:
            self._wire.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Log out and close; a connection that broke is only closed."""
        if self._imap is not None and self._broken is None:
            self._wire.part(_LAST_WORD_S)
            with suppress(Exception):  # nobody is interested any more
                self._imap.logout()
        self._imap = None
        self._wire.close()

    def log_in(self, user: str, password: str) -> None:
        """Raises `AuthNeeded` when user and password are not taken."""
        imap = self._open_imap()
        is_plain_ascii = user.isascii() and password.isascii()
        with self._named(is_login=True):
            if is_plain_ascii and "LOGINDISABLED" not in imap.capabilities:
                imap.login(user, password)
            else:
                secret = f"\0{user}\0{password}".encode()
                imap.authenticate("PLAIN", lambda _: secret)

    def folders(self) -> tuple[Folder, ...]:
        """All folders of the mailbox."""
        with self._named():
            data = self._done(self._open_imap().list('""', "*"))
            found = (folder_of(values) for values in answers(data))
            return tuple(each for each in found if each is not None)

    def examine(self, name: str) -> Opened:
        """Open a folder for reading by the name a person typed.

        Raises `BadData` with the names there are when there is none of that name.
        """
        try:
            return self._examine(INBOX if name.casefold() == "inbox" else encoded(name))
        except Refused as refused:
            folders = self.folders()
            found = meant(name, folders)
            if found is None:
                names = ", ".join(each.name for each in folders[:_MOST_FOLDERS_NAMED])
                raise BadData(Reason.NOT_FOUND, f"no folder “{name}”; there are: {names}") from None
            try:
                return self._examine(found.encoded)
            except Refused:
                raise BadData(Reason.NOT_FOUND, f"{name}: {refused}") from None

    def search(self, *criteria: str) -> tuple[int, ...] | None:
        """Numbers (UID) of letters in rising order; `None` when the server will not search.

        Some large services fail in searching while everything else works.
        """
        with self._named():
            try:
                data = self._done(self._open_imap().uid("SEARCH", *criteria))
            except Refused:
                return None
            found = b" ".join(each for each in data if isinstance(each, bytes)).split()
            return tuple(sorted({number(each) for each in found} - {0}))

    def fetch(self, uids: str, items: str) -> list[dict[bytes, Any]]:
        """What the server tells of letters (a set of UIDs), each with its `UID`."""
        imap = self._open_imap()
        with self._named():
            return _letters(self._done(imap.uid("FETCH", uids, items)))

    def newest(self, count: int, most: int) -> list[dict[bytes, Any]]:
        """UID and time of arrival of the last letters, by their place in the folder."""
        imap = self._open_imap()
        with self._named():
            return _letters(
                self._done(imap.fetch(f"{max(1, count - most + 1)}:*", "(UID INTERNALDATE)"))
            )

    def check(self) -> None:
        """Raise when the program closes; call between pieces of work."""
        self._wire.begin()
        self._wire.check()

    def _connect(self) -> None:
        place = self._place
        if place.proxy:
            self._wire.through(place.proxy, place.host, place.port)
        else:
            self._wire.connect(place.host, place.port)
        if place.tls == "tls":
            self._wire.secure(self._tls(), place.host)
        with self._named():
            self._imap = _Imap(self._wire, place.host)
        if place.tls == "starttls":
            self._start_tls(self._imap)

    def _start_tls(self, imap: _Imap) -> None:
        if "STARTTLS" not in imap.capabilities:
            raise BadData(Reason.NO_TLS, f"{self._place.host} offers no STARTTLS")
        with self._named():
            self._done(imap.xatom("STARTTLS"))
        self._wire.secure(self._tls(), self._place.host)
        with self._named():
            data = self._done(imap.capability())
            imap.capabilities = tuple(data[-1].decode("ascii", "replace").upper().split())

    def _examine(self, name: str) -> Opened:
        imap = self._open_imap()
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        with self._named():
            data = self._done(imap.select(f'"{quoted}"', readonly=True))
            told = {key: imap.response(key)[1] for key in ("UIDVALIDITY", "UIDNEXT")}
        validity, next_uid = (number((told[key] or [b""])[-1]) for key in told)
        return Opened(validity, next_uid, number(data[-1]))

    def _open_imap(self) -> _Imap:
        if self._broken is not None:
            raise self._broken
        if self._imap is None:
            raise Temporary(Reason.CUT_SHORT, "not connected")
        self._wire.begin()
        return self._imap

    def _done(self, answer: tuple[str, Any]) -> list[Any]:
        """The data of a command the server did. Raises what its refusal means."""
        kind, data = answer
        if kind == "OK":
            return list(data)
        raise refusal(words(data[-1] if data else b""), self._clock())

    @contextmanager
    def _named(self, *, is_login: bool = False) -> Iterator[None]:
        """Errors of imaplib leave as what they mean."""
        try:
            yield
        except Refused:
            raise
        except SourceError as error:
            if isinstance(error, Temporary | BadData):
                self._broken = error
            raise
        except imaplib.IMAP4.abort as error:
            text = words(error.args[0] if error.args else "")
            is_nonsense = "unexpected response" in text or "illegal" in text
            bad = BadData(Reason.UNREADABLE, text) if is_nonsense else None
            self._broken = bad or goodbye(text, self._clock())
            raise self._broken from None
        except imaplib.IMAP4.error as error:
            text, now = words(error.args[0] if error.args else ""), self._clock()
            hint = self._place.hint
            raise (refused_login(text, hint, now) if is_login else refusal(text, now)) from None
        except Exception as error:  # imaplib trips over nonsense in many ways
            self._broken = BadData(Reason.UNREADABLE, type(error).__name__)
            raise self._broken from None


def uid_set(uids: Sequence[int]) -> str:
    """UIDs in rising order as the set a command wants: `3:5,9`."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(f"{first}:{last}" if last > first else str(first) for first, last in runs)


def _letters(data: list[Any]) -> list[dict[bytes, Any]]:
    found = [pairs(values) for values in answers(data)]
    return [each for each in found if number(each.get(b"UID"))]
