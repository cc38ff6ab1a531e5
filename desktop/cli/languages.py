"""The language of the system, for commands run before anybody chose one."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from desktop.i18n import LANGUAGES

_RUSSIAN = 0x19  # primary language identifier (Windows language identifier constants)


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """Code of the system's language, English where the program does not have it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            code = value[:2].lower()
            return code if code in LANGUAGES else "en"
    if sys.platform == "win32":
        import ctypes

        if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _RUSSIAN:
            return "ru"
    return "en"
