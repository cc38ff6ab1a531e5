"""A real mail server by others, run on this machine in a folder of its own.

Any user may log in with the password `secret`. Works for the administrator and for others.
"""

from __future__ import annotations

import getpass
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

PASSWORD = "secret"
USER = "shop@romashka.example"
_NOBODY = 65_534
_CONFIG = """
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


def is_installed() -> bool:
    """Whether the server is on this machine."""
    return _program() is not None


class Dovecot:
    """A running server; a context manager. Mail is put in with `put`."""

    def __init__(self) -> None:
        self.port = 0
        self._folder = tempfile.TemporaryDirectory(prefix="dovecot-")
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        folder = Path(self._folder.name)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]
        is_admin = os.geteuid() == 0
        uid, gid = (_NOBODY, _NOBODY) if is_admin else (os.getuid(), os.getgid())
        values = {"folder": folder, "password": PASSWORD, "uid": uid, "gid": gid, "port": self.port}
        text = _CONFIG.format(**values)
        if not is_admin:
            import grp  # not on every system

            user = getpass.getuser()
            text += f"default_internal_user = {user}\ndefault_login_user = {user}\n"
            text += f"default_internal_group = {grp.getgrgid(gid).gr_name}\n"
        (folder / "mail").mkdir()
        if is_admin:
            os.chown(folder / "mail", uid, gid)
        folder.chmod(0o755)
        config = folder / "dovecot.conf"
        config.write_text(text, encoding="utf-8")
        command = [str(_program()), "-F", "-c", str(config)]
        with (folder / "out").open("wb") as out:
            self._server = subprocess.Popen(command, stdout=out, stderr=out)
        self._wait(folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
        self._folder.cleanup()

    def open(self, user: str = USER) -> imaplib.IMAP4:
        """A connection of the test's own, logged in."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        imap.login(user, PASSWORD)
        return imap

    def put(self, letters: Iterable[bytes], folder: str = "INBOX", arrived: str = "") -> None:
        """Put letters into a folder (the server's spelling); `arrived` as INTERNALDATE."""
        imap = self.open()
        for letter in letters:
            when = f'"{arrived}"' if arrived else None
            kind, answer = imap.append(folder, "", when, letter)
            assert kind == "OK", answer
        imap.logout()

    def _wait(self, folder: Path) -> None:
        pause = threading.Event()
        for _ in range(200):
            assert self._server is not None
            assert self._server.poll() is None, (folder / "out").read_text()
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            pause.wait(0.05)
        raise AssertionError("the mail server does not answer")


def _program() -> str | None:
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
