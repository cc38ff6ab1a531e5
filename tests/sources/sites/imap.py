r"""A mail server that does what a test says, and misbehaves when asked to.

    with MailSite() as site:
        site.put(b"From: ...")
        site.instead("LOGIN", b"{tag} NO [AUTHENTICATIONFAILED] no\r\n")
        ... site.port ... site.commands ...

Every connection has a thread of its own; leaving the block wakes those that wait.
"""

from __future__ import annotations

import base64
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

CERTIFICATE = Path(__file__).parent.parent.parent / "data" / "imap" / "self_signed.pem"
_SHORT = re.compile(r"(\d+|\*)(?::(\d+|\*))?")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"


@dataclass
class Stored:
    """A letter on the server. `size` is what the server says, `None` for the truth."""

    uid: int
    raw: bytes
    arrived: str
    size: int | None = None
    structure: str = ""
    parts: dict[str, bytes] = field(default_factory=dict)


@dataclass
class Box:
    """A folder."""

    letters: list[Stored] = field(default_factory=list)
    validity: int = 7
    next_uid: int = 1
    flags: str = "\\HasNoChildren"


Action = bytes | Callable[["Visit", str], None]
"""An answer with `{tag}` in it, or what to do with the connection."""


class MailSite:
    """The server; a context manager."""

    def __init__(self, *, is_tls: bool = False, capabilities: str = "IMAP4rev1") -> None:
        self.boxes: dict[str, Box] = {"INBOX": Box()}
        self.commands: list[str] = []
        self.goodbyes = 0
        self.most_open = 0
        self.greeting = b"* OK ready\r\n"
        self.capabilities = capabilities
        self.closing = threading.Event()
        self.is_tls = is_tls
        self._open = 0
        self._instead: dict[str, Action] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(5)

    def put(
        self,
        raw: bytes,
        box: str = "INBOX",
        *,
        arrived: str = "04-Mar-2026 10:00:00 +0000",
        size: int | None = None,
    ) -> Stored:
        """A new letter."""
        folder = self.boxes.setdefault(box, Box())
        letter = Stored(folder.next_uid, raw, arrived, size)
        folder.letters.append(letter)
        folder.next_uid += 1
        return letter

    def instead(self, command: str, action: Action | None) -> None:
        """What to do on a command (its name, `UID FETCH` and the like) from now on."""
        if action is None:
            self._instead.pop(command, None)
        else:
            self._instead[command] = action

    def action(self, command: str) -> Action | None:
        """What was asked for a command."""
        return self._instead.get(command)

    def asked(self, command: str) -> list[str]:
        """The commands of a name so far, without tags."""
        return [each for each in self.commands if each.startswith(command)]

    def keep(self, made: socket.socket) -> None:
        """Close it at the end."""
        self._sockets.append(made)

    def wait_closed(self) -> None:
        """Until every connection has ended."""
        for thread in self._threads[1:]:
            thread.join(5)

    def tls(self) -> ssl.SSLContext:
        """The server's side of TLS, with a certificate nobody vouches for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        return context

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                made, _ = self._listener.accept()
                made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.keep(made)
                self._start(self._serve, made)

    def _serve(self, made: socket.socket) -> None:
        with self._lock:
            self._open += 1
            self.most_open = max(self.most_open, self._open)
        try:
            if self.is_tls:
                made = self.tls().wrap_socket(made, server_side=True)
                self.keep(made)
            Visit(self, made).run()
        except (OSError, ValueError):
            pass  # the other side left, as it may
        finally:
            with suppress(OSError):
                made.close()
            with self._lock:
                self._open -= 1


class Visit:
    """One connection."""

    def __init__(self, site: MailSite, made: socket.socket) -> None:
        self.site, self.made = site, made
        self._file = made.makefile("rb")
        self._box = Box()
        self.is_over = False

    def run(self) -> None:
        """Talk until one side has enough."""
        if self.site.greeting:
            self.made.sendall(self.site.greeting)
        if action := self.site.action("CONNECT"):
            self._do(action, "*")
        while not self.is_over and (line := self._file.readline()):
            tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            self.site.commands.append(rest)
            name = " ".join(rest.split()[: 2 if rest.upper().startswith("UID ") else 1]).upper()
            action = self.site.action(name)
            if action is not None:
                self._do(action, tag)
            else:
                self._answer(name, tag, rest)

    def send(self, *lines: str) -> None:
        """Whole lines."""
        self.made.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _do(self, action: Action, tag: str) -> None:
        if isinstance(action, bytes):
            self.made.sendall(action.replace(b"{tag}", tag.encode()))
        else:
            action(self, tag)

    def _answer(self, name: str, tag: str, rest: str) -> None:
        site = self.site
        if name == "CAPABILITY":
            self.send(f"* CAPABILITY {site.capabilities}")
        elif name == "STARTTLS":
            self.send(f"{tag} OK go on")
            self.made = site.tls().wrap_socket(self.made, server_side=True)
            site.keep(self.made)
            self._file = self.made.makefile("rb")
            return
        elif name == "AUTHENTICATE":
            self.made.sendall(b"+ \r\n")
            site.commands.append(base64.b64decode(self._file.readline()).decode())
        elif name in ("EXAMINE", "SELECT"):
            box = rest.partition(" ")[2].strip('"')
            if box not in site.boxes:
                self.send(f"{tag} NO [NONEXISTENT] no such folder")
                return
            self._box = site.boxes[box]
            self._tell_box()
        else:
            self._read(name, rest)
        self.send(f"{tag} OK done")

    def _read(self, name: str, rest: str) -> None:
        site = self.site
        if name == "LIST":
            for box, folder in site.boxes.items():
                self.send(f'* LIST ({folder.flags}) "/" "{box}"')
        elif name in ("UID FETCH", "FETCH"):
            self._fetch(rest)
        elif name == "UID SEARCH":
            self._search(rest)
        elif name == "LOGOUT":
            site.goodbyes += 1
            self.send("* BYE see you")
            self.is_over = True

    def _tell_box(self) -> None:
        box = self._box
        self.send(f"* {len(box.letters)} EXISTS", "* 0 RECENT", "* FLAGS (\\Seen)")
        if box.validity:
            self.send(f"* OK [UIDVALIDITY {box.validity}] valid")
        self.send(f"* OK [UIDNEXT {box.next_uid}] next")

    def _fetch(self, rest: str) -> None:
        words = rest.split(" ", 3 if rest.upper().startswith("UID") else 2)
        wanted, items = words[-2], words[-1]
        by_uid = rest.upper().startswith("UID")
        numbers = [each.uid for each in self._box.letters]
        if not by_uid:
            numbers = list(range(1, len(numbers) + 1))
        chosen = _chosen(wanted, numbers)
        for place, letter in enumerate(self._box.letters, 1):
            if (letter.uid if by_uid else place) in chosen:
                self.made.sendall(_told(place, letter, items))

    def _search(self, rest: str) -> None:
        words = rest.upper().split()
        since = words[words.index("SINCE") + 1] if "SINCE" in words else ""
        before = words[words.index("BEFORE") + 1] if "BEFORE" in words else ""
        found = [
            str(letter.uid)
            for letter in self._box.letters
            if (not since or _day(letter.arrived) >= _day(since))
            and (not before or _day(letter.arrived) < _day(before))
        ]
        self.send(" ".join(("* SEARCH", *found)))


def hang(visit: Visit, _tag: str) -> None:
    """Say nothing more."""
    visit.site.closing.wait()


def drip(visit: Visit, _tag: str) -> None:
    """A sign now and then, never a whole line."""
    while not visit.site.closing.wait(0.05):
        visit.made.sendall(b"*")


def cut(visit: Visit, _tag: str) -> None:
    """Close in the middle of a line."""
    visit.made.sendall(b"* OK th")
    visit.is_over = True


def without_end(visit: Visit, _tag: str) -> None:
    """A line of a gigabyte."""
    for _ in range(16_000):
        if visit.site.closing.is_set():
            return
        visit.made.sendall(b"x" * 65_536)


def _chosen(wanted: str, numbers: list[int]) -> set[int]:
    """As servers do: `n:*` has the highest number in it even where n is higher."""
    top = max(numbers, default=0)
    found: set[int] = set()
    for match in _SHORT.finditer(wanted):
        ends = [top if end == "*" else int(end) for end in (match[1], match[2] or match[1])]
        found |= {each for each in numbers if min(ends) <= each <= max(ends)}
    return found


def _told(place: int, letter: Stored, items: str) -> bytes:
    asked = items.upper()
    told = [b"UID %d" % letter.uid]
    if "INTERNALDATE" in asked:
        told.append(f'INTERNALDATE "{letter.arrived}"'.encode())
    if "RFC822.SIZE" in asked:
        size = len(letter.raw) if letter.size is None else letter.size
        told.append(b"RFC822.SIZE %d" % size)
    if "BODYSTRUCTURE" in asked:
        told.append(f"BODYSTRUCTURE {letter.structure}".encode())
    head = letter.raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].replace(b"\n", b"\r\n")
    if found := re.search(r"BODY\.PEEK\[(HEADER[^\]]*)\]", asked):
        told.append(_literal(f"BODY[{found[1]}]", head + b"\r\n\r\n"))
    if "BODY.PEEK[]" in asked:
        told.append(_literal("BODY[]", letter.raw))
    if found := re.search(r"BODY\.PEEK\[([\d.]+)\]<0\.(\d+)>", asked):
        piece = letter.parts.get(found[1], b"")[: int(found[2])]
        told.append(_literal(f"BODY[{found[1]}]<0>", piece))
    return b"* %d FETCH (" % place + b" ".join(told) + b")\r\n"


def _literal(name: str, value: bytes) -> bytes:
    return name.encode() + b" {%d}\r\n" % len(value) + value


def _day(text: str) -> date:
    day, month, year = text.split()[0].strip('"').split("-")
    return date(int(year), _MONTHS.index(month.title()) // 3 + 1, int(day))
