"""Where things lie: data, log and cache folders of each platform, and the program's resources.

A leaf: used by the composition root, which passes the values on. `--data-dir` or the variable
`FIRST_HOUR_DATA` put everything below one folder, so that a copy leaves no trace elsewhere.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

APP = "first-hour"
VARIABLE = "FIRST_HOUR_DATA"


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders of one data folder; none is created before `create`."""

    data: Path
    logs: Path
    cache: Path

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.data / "first-hour.db"

    @property
    def log_file(self) -> Path:
        """The current log file."""
        return self.logs / "first-hour.log"

    @property
    def secrets(self) -> Path:
        """The private file for secrets where the system has no key store."""
        return self.data / "secrets.json"

    @property
    def use_lock(self) -> Path:
        """Locked (shared) by every process that has the store open; see `desktop.lock`."""
        return self.data / "first-hour.use"

    @property
    def window_lock(self) -> Path:
        """Locked by the one window of this data folder."""
        return self.data / "first-hour.lock"

    def sample(self) -> Paths:
        """The sample shop's own folders, which never touch the real ones."""
        return below(self.data / "sample")

    def create(self) -> None:
        """Make the folders, closed to other users. Raises `OSError` when that is not possible."""
        for folder in (self.data, self.logs, self.cache):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def below(folder: Path) -> Paths:
    """Everything below one folder."""
    folder = folder.expanduser().absolute()
    return Paths(folder, folder / "logs", folder / "cache")


def find(data_dir: str | None = None) -> Paths:
    """The folders to use: the argument, else the variable, else the platform's own places."""
    chosen = data_dir or os.environ.get(VARIABLE)
    if chosen:
        return below(Path(chosen))
    import platformdirs  # only on this way: not needed where a folder was named

    place = platformdirs.PlatformDirs(APP, appauthor=False)
    return Paths(place.user_data_path, place.user_log_path, place.user_cache_path)


def resources() -> Path:
    """The folder of resources in a frozen bundle, an installed wheel or a checkout."""
    return resources_beside(Path(__file__).resolve().parent, getattr(sys, "_MEIPASS", None))


def resources_beside(package: Path, bundle: str | None = None) -> Path:
    """The resources of the copy of this package in `package`, unpacked to `bundle` when frozen."""
    candidates = [package / "resources", package.parent / "resources"]
    if bundle:
        candidates[:0] = [Path(bundle) / "desktop" / "resources", Path(bundle) / "resources"]
    return next((each for each in candidates if each.is_dir()), candidates[-1])


def resource(name: str) -> Path:
    """Path of one resource, for instance `"icons/app.svg"`; it may not exist."""
    return resources() / name
