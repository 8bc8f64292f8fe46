"""Where the security log is sent: `SYSLOG_URL`. Read by the settings too, so no Django here."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

PORTS = {"udp": 514, "tcp": 601, "tls": 6514}


class Address(NamedTuple):
    kind: str  # udp, tcp, tls
    host: str
    port: int


def parse(url: str) -> Address:
    """`udp://host:514`, `tcp://host:601`, `tls://host:6514`. Raises ValueError in words."""
    wrong = ValueError(f"SYSLOG_URL is {url!r}; it must be like udp://host:514, tcp://host:601 or tls://host:6514")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in PORTS or not host:
        raise wrong
    return Address(parts.scheme, host, port or PORTS[parts.scheme])
