"""Where a page's scripts may connect: our own address, the voice process on this host, what the operator listed, and nowhere else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from command.csp import _origins, connecting

PAGE = RequestFactory(HTTP_HOST="localhost:8000")


def test_scripts_connect_to_this_host_by_name_and_to_no_scheme_at_large():
    places = connecting(PAGE.get("/desk/")).split()
    assert {"'self'", "ws://localhost:8000", "wss://localhost:8000", f"ws://localhost:{settings.VOICE_PORT}"} <= set(places)
    assert not {"ws:", "wss:", "http:", "https:", "*"} & set(places)


@pytest.mark.django_db
def test_every_answer_says_so():
    policy = Client().get("/")["Content-Security-Policy"]
    assert "connect-src 'self' ws://testserver" in policy and " ws: " not in policy and " wss: " not in policy


def test_a_foreign_host_name_gets_nothing_but_self():
    assert connecting(RequestFactory(HTTP_HOST="evil.example").get("/")) == "connect-src 'self'"


def test_a_listed_server_is_reached_over_its_sockets_too_and_a_path_is_no_origin():
    found = _origins(["https://media.example:8889/x", "/ws/talk/", ""], {"http": "ws", "https": "wss"})
    assert found == "https://media.example:8889 wss://media.example:8889"
