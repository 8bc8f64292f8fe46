"""What nobody foresaw: a program is answered in the API's shape, a person on a page, and both can say which line of the log it was."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people: SimpleNamespace) -> Client:
    client = Client(raise_request_exception=False, headers={"X-Request-Id": "proxy-12345678"})
    client.force_login(people.wang)
    return client


def breaks(*args: object, **kwargs: object) -> None:
    raise ZeroDivisionError("a mistake of ours")


def test_a_program_is_told_in_the_shape_of_every_refusal_with_the_number(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("command.plans.tasks.api.TaskSet", breaks)
    answer = client.get("/api/tasks/sets/1")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal" and "proxy-12345678" in answer.json()["detail"]
    assert "mistake" not in answer.content.decode()


def test_a_person_reads_a_page(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("command.links.pages.render", breaks)
    answer = client.get("/links/")
    assert answer.status_code == 500 and "系统出错" in answer.content.decode()


@pytest.mark.parametrize("path", ["/api/nothing", "/api/tasks/sets/-1"])
def test_an_address_the_api_does_not_have_is_refused_in_its_shape(client: Client, path: str):
    answer = client.get(path)
    assert answer.status_code == 404 and answer.json() == {"code": "not_found", "detail": "接口没有这个地址。"}


@pytest.mark.parametrize(("path", "said"), [("/api/tasks/sets/1", '"code": "unavailable"'), ("/desk/", "数据库暂时不可用")])
def test_a_database_that_is_away_before_any_view_is_asked_is_no_error_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str, said: str
):
    """The middleware asks it first, for the session: 503 there too, never 500."""

    def away(*args: object) -> None:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("command.signin.sessions.KeepSessions.__call__", away)
    answer = client.get(path)
    assert answer.status_code == 503 and said in answer.content.decode()
