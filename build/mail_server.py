"""The mail server by others (Dovecot) that a few tests ask; without it they are skipped.

It is installed on machines that are there for checks, where the administrator runs them: on a
person's own PC the package would start a mail server that nobody asked for.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from environment import apt_install, say

_PACKAGE = "dovecot-imapd"


def ensure(
    *,
    is_there: Callable[[], bool] | None = None,
    is_admin: bool | None = None,
    install: Callable[[tuple[str, ...]], bool] = apt_install,
) -> None:
    """Install it where that is right, else say what is skipped; never fails.

    The arguments stand in for the machine in tests.
    """
    if (is_there or _is_there)():
        return
    if not (_is_admin() if is_admin is None else is_admin) or not install((_PACKAGE,)):
        say(f"Tests against a real mail server are skipped: {_PACKAGE} is not installed.")


def _is_there() -> bool:
    places = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
    return shutil.which("dovecot", path=places) is not None


def _is_admin() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
