"""With TLS a second, plain port stays open: for the certificate page (nothing trusts us before it), for health, and to send everybody else over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

OPEN = ("/ca/", "/static/", "/livez", "/healthz")


class Redirect308(HttpResponseRedirect):
    """Keeps method and body, which a 302 does not."""

    status_code = 308


class PlainDoor:
    """Middleware, before anything that reads a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.TLS_CERT or request.is_secure() or request.path.startswith(OPEN):
            return self.get_response(request)
        return Redirect308(f"https://{_host(request.get_host())}:{settings.PORT}{request.get_full_path()}")


def _host(given: str) -> str:
    return given if given.endswith("]") else given.rpartition(":")[0] or given


Application = Callable[[dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


def no_plain_sockets(application: Application) -> Application:
    """ASGI: a socket carries tickets and voices, so with TLS the plain port opens none."""

    async def inner(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        # Daphne tells a socket's port and not its scheme
        if scope["type"] == "websocket" and settings.TLS_CERT and scope["server"][1] == settings.HTTP_PORT:
            await send({"type": "websocket.close"})
            return
        await application(scope, receive, send)

    return inner
