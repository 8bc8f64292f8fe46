"""Under which names this machine is reached: what the operator lists, and the addresses it has."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
from collections.abc import Sequence

ALWAYS = ["localhost", "127.0.0.1", "::1"]
# Nothing is sent to them: connecting a UDP socket only asks the kernel by which address it would go out.
OUTWARD = [(socket.AF_INET, ("192.0.2.1", 9)), (socket.AF_INET6, ("2001:db8::1", 9))]


def given() -> list[str]:
    """CERT_HOSTS, comma-separated."""
    return [name.strip() for name in os.environ.get("CERT_HOSTS", "").split(",") if name.strip()]


def found() -> list[str]:
    """This machine's own names and addresses; which of them are signed is the authority's to say."""
    names = list(ALWAYS)
    host = socket.gethostname().lower()
    if host.isascii() and host.replace("-", "").replace(".", "").isalnum():
        names += [host] if "." in host else [f"{host}.local", f"{host}.lan"]
    with contextlib.suppress(OSError):
        names += [str(info[4][0]) for info in socket.getaddrinfo(host, None)]
    for family, address in OUTWARD:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as door:
            door.connect(address)
            names.append(str(door.getsockname()[0]))
    return [name for name in dict.fromkeys(names) if "%" not in name]


def reachable(signed: Sequence[str]) -> str:
    """Of the names in the certificate the one to tell a phone: what the operator gave, else an address in the same network."""
    return next((name for name in given() if name in signed), "") or next((name for name in signed if not _only_here(name)), "127.0.0.1")


def _only_here(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return True  # .local and .lan names are known to some phones only
    return address.is_loopback or address.is_link_local or address.version == 6
