"""Web addresses as text: what may be asked, what is the same place, what a log may show."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"^(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]*):(?://(?P<place>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?$",
    re.DOTALL,
)
_PLACE = re.compile(r"^(?:.*@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^:@\[\]]*)(?::(?P<port>[0-9]{0,5}))?$")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_TRACKING = re.compile(r"^(utm_\w*|yclid|gclid|fbclid|ysclid|dclid|msclkid|_openstat|mc_[ce]id)$")
_LOOPBACK = re.compile(r"^((.*\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$")
_BARE_HOST = re.compile(r"^[^\s/:@]+\.[^\s/:@.]{2,}(:\d+)?([/?#].*)?$")
_QUERY_VALUE = re.compile(r"([?&][^?=&#\s]*=)[^&#\s]*")
_LOGIN = re.compile(r"(://)[^/@\s?#]*@")


def is_web_address(address: str) -> bool:
    """Whether it is an http or https address of some host, the only kind ever opened or asked."""
    return host_of(address) is not None


def host_of(address: str) -> str | None:
    """The host in lower case and in its ASCII form, `None` where there is no usable one."""
    parts = _PARTS.match(address.strip())
    if parts is None or parts["scheme"].lower() not in _DEFAULT_PORTS or not parts["place"]:
        return None
    place = _PLACE.match(parts["place"])
    host = place["host"] if place else ""
    return _ascii_host(host) if place and int(place["port"] or 0) < 65536 else None


def turn_of(address: str) -> str | None:
    """Whom a request burdens: the host; on this machine each port is a server of its own.

    `None` for no usable address. Requests with one such name take turns.
    """
    host = host_of(address)
    if host is None or not is_loopback(host):
        return host
    parts = _PARTS.match(address.strip())
    place = _PLACE.match(parts["place"]) if parts else None
    if parts is None or place is None:
        return host
    return f"{host}:{place['port'] or _DEFAULT_PORTS[parts['scheme'].lower()]}"


def is_loopback(turn: str) -> bool:
    """Whether a host, or a name that `turn_of` gave, is this machine itself."""
    host = turn if turn.endswith("]") else re.sub(r":\d+$", "", turn)
    return _LOOPBACK.match(host) is not None


def with_scheme(address: str) -> str:
    """A typed address made whole: `shop.example/feed` becomes `https://shop.example/feed`."""
    address = address.strip()
    return f"https://{address}" if _BARE_HOST.match(address) else address


def normal_url(address: str) -> str:
    """One spelling for addresses of the same page: no campaign marks, no fragment, no default port.

    Text that is no web address comes back stripped and otherwise as it was.
    """
    address = address.strip()
    parts, host = _PARTS.match(address), host_of(address)
    if parts is None or host is None:
        return address
    scheme = parts["scheme"].lower()
    place = _PLACE.match(parts["place"])
    port = place["port"] if place else None
    port = f":{port}" if port and port != _DEFAULT_PORTS[scheme] else ""
    kept = [pair for pair in (parts["query"] or "").split("&") if pair and not _is_tracking(pair)]
    query = f"?{'&'.join(kept)}" if kept else ""
    return f"{scheme}://{host}{port}{parts['path'] or '/'}{query}"


def redacted(text: str) -> str:
    """`text` without what may be secret in the addresses it holds: log-ins and query values."""
    return _QUERY_VALUE.sub(r"\1…", _LOGIN.sub(r"\1", text))


def _is_tracking(pair: str) -> bool:
    return _TRACKING.match(pair.partition("=")[0].lower()) is not None


def _ascii_host(host: str) -> str | None:
    if not host or any(ch.isspace() for ch in host):
        return None
    if host.isascii():
        return host.lower()
    try:
        return host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None
