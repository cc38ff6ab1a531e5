"""Which mail server is meant: from what the owner filled in, or from the address alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.core.addresses import host_of, is_loopback
from desktop.core.sources import AuthNeeded, BadData, Reason

TLS_CHOICES = ("tls", "starttls", "off")
_PORTS = {"tls": 993, "starttls": 143, "off": 143}
_ENDPOINT = re.compile(r"^(?:(?P<scheme>imaps?|https?)://)?(?P<place>[^/]+)/?$", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+|\[[0-9A-Fa-f:.]+\]")
_IN_FOURS = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")
"""An app password as Google shows it; the blanks are for the eye."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_HOSTS = {
    "imap.yandex.ru": "yandex.ru ya.ru yandex.com yandex.by yandex.kz narod.ru",
    "imap.mail.ru": "mail.ru bk.ru inbox.ru list.ru internet.ru",
    "imap.gmail.com": "gmail.com googlemail.com",
    "imap.rambler.ru": "rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru",
    "outlook.office365.com": "outlook.com hotmail.com live.com msn.com",
}
_HOST_OF_DOMAIN = {domain: host for host, all_ in _HOSTS.items() for domain in all_.split()}

_PASSWORD_PAGES = {
    "yandex.": "https://id.yandex.ru/security/app-passwords",
    "mail.ru": "https://account.mail.ru/user/2-step-auth/passwords",
    "gmail.com": "https://myaccount.google.com/apppasswords",
}
_OAUTH_ONLY = ("outlook.office365.com", "outlook.com", "hotmail.com", "live.com")


@dataclass(frozen=True, slots=True)
class Place:
    """A mail server and how it is reached. `hint` tells where its app passwords are made."""

    host: str
    port: int
    tls: str
    proxy: str = ""

    @property
    def hint(self) -> str:
        """For the log and the details of a failure, in English."""
        page = next((page for part, page in _PASSWORD_PAGES.items() if part in self.host), "")
        return f"(an app password is needed here, made at {page})" if page else ""


def place_of(fields: Mapping[str, str]) -> Place:
    """The server the fields of a source name. Raises `BadData` or `AuthNeeded`."""
    host, port, tls = _named(fields)
    host = host or _HOST_OF_DOMAIN.get(
        fields.get("user", "").strip().lower().rpartition("@")[2], ""
    )
    if not host:
        raise BadData(Reason.BAD_SETTING, "the mail server's name is needed for this address")
    ascii_host = host_of(f"https://{host}")
    if ascii_host is None or not _HOST.fullmatch(host):
        raise BadData(Reason.BAD_ADDRESS, "the mail server's name")
    if any(ascii_host == each or ascii_host.endswith("." + each) for each in _OAUTH_ONLY):
        raise AuthNeeded(Reason.FORBIDDEN, f"{ascii_host} lets programs in by OAuth only")
    if tls not in TLS_CHOICES:
        raise BadData(Reason.BAD_SETTING, "tls: one of tls, starttls, off")
    if tls == "off" and not is_loopback(ascii_host):
        raise BadData(Reason.NO_TLS, "without TLS the password would be sent in the open")
    return Place(ascii_host, port or _PORTS[tls], tls, fields.get("proxy", "").strip())


def credentials(fields: Mapping[str, str], secrets: Mapping[str, str]) -> tuple[str, str]:
    """User and password. Raises `BadData` or `AuthNeeded` when one is missing."""
    user, password = fields.get("user", "").strip(), secrets.get("password", "").strip()
    if not user:
        raise BadData(Reason.BAD_SETTING, "the mailbox's address is missing")
    if not password:
        raise AuthNeeded(Reason.KEY_MISSING, "no app password")
    if _CONTROL.search(user + password):
        raise BadData(Reason.BAD_SETTING, "a control sign in address or password")
    return user, password.replace(" ", "") if _IN_FOURS.fullmatch(password) else password


def _named(fields: Mapping[str, str]) -> tuple[str, int, str]:
    """Host, port (0 for the usual one) and kind of safety as filled in."""
    tls = fields.get("tls", "").strip().lower() or "tls"
    endpoint = _ENDPOINT.match(fields.get("endpoint", "").strip())
    if endpoint is None:
        return _host(fields.get("host", "")), _port(fields.get("port", "")), tls
    host, _, port = endpoint["place"].rpartition("@")[2].partition(":")
    scheme = (endpoint["scheme"] or "").lower()
    if scheme in ("imaps", "https"):
        tls = "tls"
    elif scheme and is_loopback(host):
        tls = fields.get("tls", "").strip().lower() or "off"
    return _host(host), _port(port), tls


def _host(text: str) -> str:
    return text.strip().strip("/").lower()


def _port(text: str) -> int:
    text = text.strip()
    if not text:
        return 0
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:6]) < 65_536:
        raise BadData(Reason.BAD_ADDRESS, "the mail server's port")
    return int(text)
