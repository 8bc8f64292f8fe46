"""Where a server process listens: plain, or under the certificate that TLS_CERT and TLS_KEY name. Shared by web and voice.

Several web processes share one listening socket, made by whoever keeps them (`command/supervisor`, systemd): one that ends takes nobody's
connection with it, those that wait in the kernel's queue are another's.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from django.conf import settings

END = "-----END CERTIFICATE-----"


def endpoint(host: str, port: int) -> str:
    """A Twisted server description."""
    if not settings.TLS_CERT:
        return f"tcp:{port}:interface={_quoted(host)}"
    chain = _chain(Path(settings.TLS_CERT))
    words = [
        "ssl",
        str(port),
        f"interface={_quoted(host)}",
        f"certKey={_quoted(settings.TLS_CERT)}",
        f"privateKey={_quoted(settings.TLS_KEY)}",
    ]
    return ":".join([*words, *([f"extraCertChain={_quoted(str(chain))}"] if chain else [])])


def handed_over() -> list[int]:
    """Listening sockets we were started with: by the supervisor (LISTEN_FD=7,8) or by systemd (LISTEN_FDS, from 3 on)."""
    if given := os.environ.pop("LISTEN_FD", ""):
        return [int(number) for number in given.split(",")]
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return list(range(3, 3 + int(os.environ.get("LISTEN_FDS") or 0)))
    return []


class Adopting:
    """A reactor for Twisted's endpoints that opens no port: each asks for one, and gets the next of the sockets that listen already."""

    def __init__(self, reactor: Any, fds: list[int]) -> None:
        self.reactor, self.fds = reactor, fds

    def listenTCP(self, port: int, factory: Any, **_: Any) -> Any:  # noqa: N802 – Twisted's name
        fd = self.fds.pop(0)
        with socket.socket(fileno=os.dup(fd)) as given:
            family = given.family
        return self.reactor.adoptStreamPort(fd, family, factory)

    def listenSSL(self, port: int, factory: Any, contextFactory: Any, **_: Any) -> Any:  # noqa: N802, N803
        from twisted.protocols.tls import TLSMemoryBIOFactory

        return self.listenTCP(port, TLSMemoryBIOFactory(contextFactory, False, factory))


def scheme() -> str:
    return "https" if settings.TLS_CERT else "http"


def own_address() -> str:
    """How this machine itself reaches what listens on HOST."""
    return "127.0.0.1" if settings.HOST in ("", "0.0.0.0", "::") else str(settings.HOST)


def _chain(certificate: Path) -> Path | None:
    """A bought certificate comes with its issuers in the same file; Twisted wants them in one of their own."""
    _, _, rest = certificate.read_text().partition(END)
    if END not in rest:
        return None
    kept: Path = settings.DATA_DIR / "tls" / "chain.pem"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(rest.lstrip())
    return kept


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")
