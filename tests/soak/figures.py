"""What the system knows of this process: memory, threads, sockets, files. Linux only."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

_SELF = Path("/proc/self")
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One measurement; `rss_kib` is resident memory, `files` are open files that are no sockets.

    `blocks` are pieces of memory that Python uses: a leak shows in them long before it shows in
    resident memory, which goes up and down with the allocator.
    """

    cycle: int
    rss_kib: int
    threads: int
    sockets: int
    files: int
    blocks: int
    mentions: int

    def line(self) -> str:
        """The measurement as a row of the table."""
        return (
            f"{self.cycle:>8}{self.rss_kib / 1024:>10.1f}{self.threads:>9}{self.sockets:>9}"
            f"{self.files:>7}{self.blocks:>9}{self.mentions:>10}"
        )


HEAD = (
    f"{'cycle':>8}{'RSS MiB':>10}{'threads':>9}{'sockets':>9}{'files':>7}{'blocks':>9}"
    f"{'mentions':>10}"
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What may be more at the end than after the warm-up."""

    rss_kib: int = 24 * 1024
    threads: int = 0
    sockets: int = 0
    files: int = 2
    blocks: int = 20_000

    def broken(self, before: Figures, after: Figures) -> list[str]:
        """What grew beyond them, in words."""
        found = []
        for name in ("rss_kib", "threads", "sockets", "files", "blocks"):
            grown, allowed = getattr(after, name) - getattr(before, name), getattr(self, name)
            if grown > allowed:
                found.append(f"{name} grew by {grown}, more than {allowed}")
        return found


def measure(cycle: int, mentions: int) -> Figures:
    """Now, once the threads that ask places have ended and what nobody uses is given back."""
    for thread in threading.enumerate():
        if thread.name.startswith(("fetch ", "errand ")):
            thread.join(_PATIENCE_S)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what the allocator merely keeps for later is no growth
    status = (_SELF / "status").read_text(encoding="ascii", errors="replace").splitlines()
    values = dict(line.split(":", 1) for line in status)
    sockets, files = _open_files()
    rss, threads = int(values["VmRSS"].split()[0]), int(values["Threads"])
    return Figures(cycle, rss, threads, sockets, files, sys.getallocatedblocks(), mentions)


def _open_files() -> tuple[int, int]:
    sockets = files = 0
    for each in (_SELF / "fd").iterdir():
        try:
            target = str(each.readlink())
        except OSError:  # the folder itself, closed by now
            continue
        sockets += target.startswith("socket:")
        files += not target.startswith("socket:")
    return sockets, files
