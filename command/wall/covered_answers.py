"""request of a wall → **covered answers** → what the API says to it while strangers look on. Sockets: `realtime/covering.py`."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from realtime.accounts.models import Token
from realtime.accounts.tokens import token_of
from realtime.api import TOKEN_COOKIE
from realtime.covering import cover_for


class CoverAnswers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _token(request)
        cover = cover_for(token.actor) if token else None
        if cover is None:
            return self.get_response(request)
        # What the browser kept from before is not covered: it must not be told that nothing changed.
        request.META.pop("HTTP_IF_NONE_MATCH", None)
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
        request.__dict__.pop("headers", None)  # read once and kept
        answer = self.get_response(request)
        if isinstance(answer, HttpResponse) and answer.get("Content-Type", "").startswith(("application/json", "application/geo+json")):
            answer.content = json.dumps(cover(json.loads(answer.content)), ensure_ascii=False).encode() if answer.content else b""
            answer["Content-Length"] = str(len(answer.content))
        if "ETag" in answer:
            del answer["ETag"]
        answer["Cache-Control"] = "no-store"
        return answer


def _token(request: HttpRequest) -> Token | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if scheme == "Token" else request.COOKIES.get(TOKEN_COOKIE, "")
    return token_of(secret) if secret else None
