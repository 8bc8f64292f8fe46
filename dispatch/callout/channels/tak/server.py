"""The connection to a TAK server: opened for each message and closed again, as call-outs are rare and a half-dead socket says nothing."""

from __future__ import annotations

import contextlib
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 4.0
GOODBYE_S = 0.5
PORTS = {"tcp": 8087, "tls": 8089}


class Unreachable(Exception):
    pass


def say(event: bytes) -> None:
    """An empty event only opens and closes: is it there, does it know our certificate?"""
    parts = urlsplit(settings.TAK_URL)
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unreachable("TAK_URL 应为 tcp://主机:端口 或 tls://主机:端口")
    try:
        with socket.create_connection((parts.hostname, parts.port or PORTS[parts.scheme]), timeout=TIMEOUT_S) as plain:
            if parts.scheme == "tls":
                with _context().wrap_socket(plain, server_hostname=parts.hostname) as secure:
                    _write(secure, event)
            else:
                _write(plain, event)
    except ssl.SSLError as error:
        raise Unreachable(f"证书不被接受({error.reason})") from None
    except OSError as error:
        raise Unreachable(type(error).__name__) from None


def _write(connection: socket.socket, event: bytes) -> None:
    """Everything is with the server's kernel before we hang up; a server that goes on telling us the situation is not listened to."""
    connection.settimeout(TIMEOUT_S)
    connection.sendall(event)
    with contextlib.suppress(OSError):
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(GOODBYE_S)
            connection.unwrap()
        else:
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(GOODBYE_S)
            connection.recv(4096)


def _context() -> ssl.SSLContext:
    """The server's own authority, and our certificate, as TAK servers want them."""
    context = ssl.create_default_context(cafile=settings.TAK_CA_FILE or None)
    if settings.TAK_CERT_FILE:
        context.load_cert_chain(settings.TAK_CERT_FILE, settings.TAK_KEY_FILE or None)
    return context
