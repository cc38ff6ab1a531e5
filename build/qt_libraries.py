"""System libraries that Qt needs on Linux and that a bare machine may lack.

PySide6 brings Qt itself; the window system, fonts and keyboard come from the system. What is
missing is asked of the loader (`ldd`), not guessed, and named as packages of Debian and Ubuntu.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from environment import SetupError, apt_command, apt_install

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
_FONT_PACKAGE = "fonts-dejavu-core"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts")
_PARTS = ("lib/libQt6Gui.so.6", "lib/libQt6Widgets.so.6", "lib/libQt6DBus.so.6")
_SCREENLESS = ("plugins/platforms/libqoffscreen.so",)
_ON_SCREEN = ("plugins/platforms/libqxcb.so",)


def missing_in(listing: str) -> set[str]:
    """Names of the libraries that a listing of `ldd` calls not found, Qt's own left out."""
    names = (line.split()[0] for line in listing.splitlines() if line.endswith("not found"))
    return {name for name in names if not name.startswith("libQt6")}


def packages_for(libraries: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Debian packages that bring the libraries, and the libraries of which none is known."""
    packages = {PACKAGES[name] for name in libraries if name in PACKAGES}
    return tuple(sorted(packages)), tuple(sorted(libraries - PACKAGES.keys()))


def ensure(
    python: Path,
    *,
    on_screen: bool,
    missing: Callable[[Path, bool], set[str]] | None = None,
    install: Callable[[tuple[str, ...]], bool] = apt_install,
    has_apt: bool | None = None,
) -> None:
    """Install what Qt lacks, or say exactly what to install.

    `on_screen` asks for the libraries of a real window too. Does nothing but on Linux. The other
    arguments stand in for the machine in tests. Raises `SetupError`.
    """
    if not sys.platform.startswith("linux"):
        return
    look = missing or _missing
    libraries = look(python, on_screen)
    packages, unknown = packages_for(libraries)
    if not _has_font():
        packages = (*packages, _FONT_PACKAGE)
    if not packages and not unknown:
        return
    if not (shutil.which("apt-get") if has_apt is None else has_apt):
        lacking = ", ".join(sorted(libraries)) or "any font"
        raise SetupError(f"Qt needs from the system: {lacking}. Install them and try again.")
    if packages and install(packages):
        unknown = tuple(sorted(look(python, on_screen)))
        packages = ()
    if packages or unknown:
        raise SetupError(_advice(packages, unknown))


def _advice(packages: tuple[str, ...], unknown: tuple[str, ...]) -> str:
    lines = []
    if packages:
        lines += ["Qt needs a few system libraries. Run this, then try again:"]
        lines += ["    " + apt_command(packages)]
    if unknown:
        lines += [f"Qt also lacks {', '.join(unknown)}: install the packages that bring them."]
    return "\n".join(lines)


def _missing(python: Path, on_screen: bool) -> set[str]:
    code = "import importlib.util as u; print(u.find_spec('PySide6').submodule_search_locations[0])"
    found = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    qt = Path(found.stdout.strip()) / "Qt"
    parts = (*_PARTS, *_SCREENLESS, *(_ON_SCREEN if on_screen else ()))
    missing: set[str] = set()
    for part in parts:
        listing = subprocess.run(
            ["ldd", str(qt / part)], capture_output=True, text=True, check=False
        )
        missing |= missing_in(listing.stdout)
    return missing


def _has_font() -> bool:
    folders = (Path(each) for each in _FONT_FOLDERS)
    return any(next(each.rglob("*.[to]t[fc]"), None) for each in folders if each.is_dir())
