"""Strict Content-Security-Policy on every answer, from the first page on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse


def _origins(addresses: Iterable[str], schemes: dict[str, str]) -> str:
    """`scheme://host:port` of each, and under the further name its scheme has."""
    found = set()
    for part in map(urlsplit, filter(None, addresses)):
        found |= {f"{scheme}://{part.netloc}" for scheme in (part.scheme, schemes.get(part.scheme, "")) if scheme and part.netloc}
    return " ".join(sorted(found))


MEDIA = _origins(settings.MEDIA_ORIGINS, {})
# Where scripts may connect beside our own address: media servers (their FLV may come over a socket), the voice process, the conference server
OUTSIDE = _origins([*settings.MEDIA_ORIGINS, settings.VOICE_URL, settings.JANUS_WS_URL], {"http": "ws", "https": "wss", "ws": "wss"})
# Element Plus and MapLibre set style attributes; style elements and every script come from our own files.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src-elem 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        f"media-src 'self' blob: {MEDIA}".strip(),
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)


def connecting(request: HttpRequest) -> str:
    """Our own sockets by name: older browsers do not count them as 'self', and the voice process has a port of its own on this host."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return "connect-src 'self'"
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    ours = [f"{scheme}://{address}" for address in (host, f"{name}:{settings.VOICE_PORT}") for scheme in ("ws", "wss")]
    return " ".join(["connect-src 'self'", *ours, OUTSIDE]).strip()


class ContentSecurityPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = f"{POLICY}; {connecting(request)}"
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), microphone=(self), camera=(self)")
        return response
