"""A person at a desk or with a phone, as the centre sees one: session, CSRF, JSON, a fresh key per command."""

from __future__ import annotations

import json
import time
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener
from uuid import uuid4

TIMEOUT_S = 20


class Refused(Exception):
    """The centre said no; `code` is its reason, `answer` all of it."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer.get('code')}: {answer.get('detail')}")
        self.status, self.code, self.answer = status, str(answer.get("code")), answer


class Officer:
    def __init__(self, url: str, username: str, password: str) -> None:
        self.url, self.cookies = url.rstrip("/"), CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.opener.open(f"{self.url}/desk/", timeout=TIMEOUT_S).read()
        self.me: dict[str, Any] = self.post("/api/session/sign-in", {"username": username, "password": password})

    def get(self, path: str) -> Any:
        return self._ask(Request(self.url + path))

    def fetch(self, path: str) -> bytes:
        """A document, not JSON."""
        with self.opener.open(Request(self.url + path), timeout=TIMEOUT_S) as answer:
            found: bytes = answer.read()
        return found

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "") or ""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": key or str(uuid4()), "Origin": self.url}
        return self._ask(Request(self.url + path, json.dumps(body or {}).encode(), headers))

    def _ask(self, request: Request) -> Any:
        try:
            with self.opener.open(request, timeout=TIMEOUT_S) as answer:
                text = answer.read()
        except HTTPError as error:
            try:
                raise Refused(error.code, json.loads(error.read())) from None
            except ValueError:
                raise Refused(error.code, {"code": "unreadable", "detail": error.reason}) from None
        return json.loads(text) if text else None


def reached(url: str, within_s: float = 5) -> bool:
    """Does a centre answer there?"""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        try:
            with build_opener().open(f"{url}/livez", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False
