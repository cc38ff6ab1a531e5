"""What the checks against servers by others share."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path


class Checks:
    """Says of each promise whether it was kept."""

    def __init__(self) -> None:
        self._broken: list[str] = []
        self._count = 0

    def that(self, promise: str, is_kept: bool) -> None:
        """Note and print one."""
        self._count += 1
        print(f"{'kept  ' if is_kept else 'BROKEN'}  {promise}", flush=True)
        if not is_kept:
            self._broken.append(promise)

    def summary(self) -> int:
        """Print the sum; 0 when all were kept."""
        print(f"{self._count - len(self._broken)} of {self._count} kept")
        return 1 if self._broken else 0


def folder_asked_for(about: str | None, name: str) -> Path:
    """The folder of `--folder`, or the usual one among the system's temporary files."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usual = Path(tempfile.gettempdir()) / "first-hour-real-servers" / name
    parser.add_argument("--folder", type=Path, default=usual)
    folder: Path = parser.parse_args().folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def free_port() -> int:
    """A port of the machine itself that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Return when somebody listens on a port; raises `RuntimeError` when nobody will."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.1)):
        if process.poll() is not None:
            break
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        pause.wait(0.1)
    raise RuntimeError(f"{process.args!r} does not answer; its log says why")


def unprivileged(user: str, folder: Path) -> list[str]:
    """What to put before a command that refuses to run as root; `folder` is given to `user`."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]
