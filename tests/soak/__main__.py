"""The long run: prints a row now and then, and at the end whether anything grew."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.cycles import soak_through, soaking
from tests.soak.figures import HEAD, Bounds, Figures
from tests.soak.places import MOST_KINDS


def main() -> int:
    """0 when nothing grew beyond its bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=10_000)
    parser.add_argument("--warm-up", type=int, default=500)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--kinds", type=int, default=MOST_KINDS, help="so many kinds of sources")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    began = time.monotonic()
    print(HEAD, flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        soaking(Path(folder), asked.seed, asked.kinds) as soak,
    ):
        before, after = soak_through(
            soak, warm_up=asked.warm_up, cycles=asked.cycles, every=asked.every, tell=_tell
        )
        delivered = soak.delivered()
    broken = Bounds().broken(before, after)
    if missing := sorted(name for name, items in delivered.items() if not items):
        broken.append(f"never delivered anything: {', '.join(missing)}")
    print(f"{asked.cycles} cycles in {time.monotonic() - began:.0f} s")
    print("\n".join(broken) if broken else "nothing grew beyond its bounds")
    return 1 if broken else 0


def _tell(figures: Figures) -> None:
    print(figures.line(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
