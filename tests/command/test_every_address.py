"""Every address outside the API: who gets something there without signing in, and with what headers. A new one must be entered here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from command.urls import urlpatterns

pytestmark = pytest.mark.django_db

# What a stranger gets, and why: every address that is not here sends to the sign-in (302) or refuses (401, 403, 404).
OPEN = {
    "": "says which screens there are; each asks for the sign-in itself",
    "wall/": "the empty screen; its API asks for the token",
    "desk/": "the empty screen; its API asks for the sign-in",
    "field/": "the empty screen; its API asks for the sign-in",
    "replay/": "the empty screen; its API asks for the sign-in",
    "leader/": "the empty screen; its API asks for the sign-in",
    "expert/": "the empty screen; its API asks for the sign-in",
    "town/": "the empty screen; its API asks for the sign-in",
    "town-sw.js": "a program without data",
    "field-sw.js": "a program without data",
    "people/sign-in/": "where one signs in",
    "public/": "what was released to the public",
    "public/releases.json": "what was released to the public",
    "public/releases.atom": "what was released to the public",
    "volunteers/": "teams register without an account; so many an hour from one address",
    "volunteers/state/": "by a code only its owner has",
    "account/passkey-ask/": "the question a passkey answers while signing in; it says nothing about anybody",
    "ca/square.svg": "the address of the page above, as a picture for phones",
    "ca/": "the authority's certificate is public; without one there is nothing",
    "livez": "what a proxy asks: this process lives",
    "healthz": "what a proxy asks: names of parts that are degraded, nothing else",
    "metrics": "with METRICS_TOKEN, or from this machine (tests/command/test_links.py asks from another)",
    "people/sign-out/": "ends a session, where there is one, and shows the sign-in",
}
SIGNED = {"edge/exchange", "media/auth", "media/segment"}  # by a secret of their own: tests of edge, media door, footage
FILLED = {"int": "1", "str": "x", "slug": "x"}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)


def _walk(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path
        elif path not in ("api/", "admin/"):  # the one has the access matrix, the other its own test below
            yield from _walk(one.url_patterns, path)


def addresses() -> list[str]:
    return list(_walk(urlpatterns))


def filled(path: str) -> str:
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: FILLED[found[1]], path)


def test_what_is_open_to_strangers_is_there_and_says_why():
    assert set(OPEN) | SIGNED <= set(addresses())
    assert all(OPEN.values())


@pytest.mark.parametrize("path", sorted(addresses()))
def test_a_stranger_gets_nothing_that_is_not_named_open(path: str, city: None):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(filled(path))
        assert answer.status_code < 500 or path == "healthz", (method, path)  # whose word for "degraded" is 503
        if path not in OPEN:
            gone = answer.status_code in (302, 401, 403, 404, 405, 503) or (path in SIGNED and answer.status_code == 400)
            assert gone, f"{method} {path} gives a stranger {answer.status_code}"
            if answer.status_code == 302:
                assert not answer["Location"].startswith(("http:", "https:", "//"))


@pytest.mark.parametrize("path", sorted(addresses()))
def test_every_answer_carries_the_headers_and_no_script_of_its_own(path: str, people: SimpleNamespace):
    client = Client()
    client.force_login(people.admin)
    for one in (Client(), client):
        answer = one.get(filled(path))
        policy = answer["Content-Security-Policy"]
        scripts = re.search(r"script-src ([^;]*)|default-src ([^;]*)", policy)
        assert scripts and "unsafe" not in scripts[0] and "*" not in scripts[0], policy
        assert "frame-ancestors" in policy or "sandbox" in policy or "default-src 'none'" in policy, policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] in ("SAMEORIGIN", "DENY")
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
        if answer["Content-Type"].startswith("text/html") and not answer.streaming:
            assert INLINE.findall(answer.content.decode()) == [], path


@pytest.mark.parametrize("path", sorted(addresses()))
def test_a_form_without_the_csrf_token_changes_nothing(path: str, people: SimpleNamespace):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.admin)
    refused = (401, 403) if path in SIGNED else (403,)  # no session counts there: who posts shows a secret of its own
    assert client.post(filled(path), {"x": "1"}).status_code in refused, path


def test_the_back_office_is_for_administrators(people: SimpleNamespace):
    doors = [path for path in _back_office() if "<" not in path]
    assert len(doors) > 20
    let_in = []
    for user in (None, people.wang, people.liang):
        client = Client()
        if user is not None:
            client.force_login(user)
        let_in += [(str(user), path) for path in doors if client.get(path).status_code == 200 and not path.endswith("/login/")]
    assert let_in == []


def _back_office() -> Iterator[str]:
    admin = next(one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    for group in admin.url_patterns:
        for one in getattr(group, "url_patterns", [group]):
            prefix = str(group.pattern) if hasattr(group, "url_patterns") else ""
            path = str(one.pattern)
            if not path.startswith("^") and "(?P" not in path:
                yield f"/admin/{prefix}{path}"


def test_a_page_that_does_not_exist_and_one_that_broke_carry_the_headers_too(people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("<script>")

    monkeypatch.setattr("command.links.pages.render", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(people.admin)
    for path, status in (("/nowhere", 404), ("/api/nowhere", 404), ("/people/%3Cscript%3E", 404), ("/links/", 500)):
        answer = client.get(path)
        assert answer.status_code == status and "script-src 'self'" in answer["Content-Security-Policy"]
        assert b"<script>" not in answer.content
