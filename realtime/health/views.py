"""`/livez` answers for this process alone (for proxies), `/healthz` for the whole installation (for people and supervisors)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from realtime import draining
from realtime.health.parts import look


def livez(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked, so a dead database never makes a proxy drop a healthy web. 503: it is about to end."""
    if draining.draining:
        response = HttpResponse("draining\n", content_type="text/plain", status=503, headers={"Retry-After": "1"})
    else:
        response = HttpResponse("ok\n", content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Each part by name, up or down; 503 when one is down. Carries no names, addresses or secrets, so it needs no sign-in."""
    parts = look()
    parts["web"] = parts.get("web", {}) | {"up": True}  # it is answering; without a database its beat is only unknown
    parts["web"].pop("detail", None)
    well = all(part["up"] for part in parts.values())
    response = JsonResponse({"status": "up" if well else "degraded", "parts": parts}, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response
