"""Every request has a number that its log lines, its answer and a proxy's log share. Commands, refusals and what was slow leave a line."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from realtime import console

log = logging.getLogger("request")
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")  # a proxy's; anything else could forge lines
READING = ("GET", "HEAD", "OPTIONS")
SLOW_S = 1.0


class NameRequests:
    """Outermost but for static files. Of the address only the path is written: what stands behind the question mark may be secret. It is written
    as it came, quoted: a line's end in it would forge the next line of the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-Id", "")
        name = given if GIVEN.fullmatch(given) else uuid4().hex
        console.begin(request=name)
        began = time.monotonic()
        response = self.get_response(request)
        response["X-Request-Id"] = name
        seconds = time.monotonic() - began
        if request.method not in READING or response.status_code >= 500 or seconds > SLOW_S:
            user = getattr(request, "user", None)
            said = {"status": response.status_code, "ms": round(seconds * 1000), "user": user.pk if user is not None else None}
            broken = f" {name}" if response.status_code >= 500 else ""  # the number somebody will read out on the phone
            log.info("%s %s %s %.0f ms%s", request.method, quote(request.path), response.status_code, seconds * 1000, broken, extra=said)
        return response
