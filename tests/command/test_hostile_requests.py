"""Every operation is asked rightly but for one place: never a server error, always our shape of refusal. In one process, so that thousands fit; by somebody with every right, so that each refusal
is the request's own fault and not that of whoever asks."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from command.api import api
from realtime.accounts.models import Post, Role, User
from tests.command.hostile import bad_bodies, bad_paths
from tests.command.matrix_asking import ask, operations
from tests.command.matrix_rows import NEEDS
from tests.command.matrix_things import OURS, maker

pytestmark = pytest.mark.django_db
ELSEWHERE = {"live_refused", "provider_refused"}  # somebody else's refusal: a drone's, an exchange's
PUSH, NIGHTLY = 4, 40  # injured requests an operation: on a push, in a night
SEED = 20261123


@cache
def _schema() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def _described(name: str) -> tuple[list[str], list[str]]:
    """Fields of its JSON body, parameters of its query."""
    method, path = operations()[name]
    schema = _schema()
    operation = schema["paths"][path][method.lower()]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body:
        body = schema["components"]["schemas"][body["$ref"].rpartition("/")[2]]
    return list(body.get("properties", {})), [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]


def _passing() -> transaction.Atomic:
    """A block whose work is taken back, and that actions which insist on being outermost do not mind."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


class Attacker(Client):
    """A signed-in browser that sends, in place of each request, injured ones; nothing any of them does remains."""

    def __init__(self, most: int) -> None:
        super().__init__(raise_request_exception=False)
        self.most, self.name, self.asked, self.wrong = most, "", 0, []

    def _injured(self, method: str, path: str, data: bytes) -> Iterator[tuple[str, bytes]]:
        fields, parameters = _described(self.name)
        every: Iterator[tuple[str, bytes]] = ((changed, data) for changed in bad_paths(path, parameters))
        if method == "POST" and data[:1] in (b"{", b"["):
            every = chain(every, ((path, body) for body in bad_bodies(json.loads(data), fields)))
        found = list(every)
        return iter(random.Random(f"{SEED}:{self.name}").sample(found, min(self.most, len(found))))

    def generic(self, method: str, path: str, data: Any = "", *given: Any, **fields: Any) -> Any:
        said = data if isinstance(data, bytes) else str(data).encode()
        answer = None
        for changed, body in self._injured(method, path, said):
            with _passing():
                answer = super().generic(method, changed, body, *given, **fields)
                transaction.set_rollback(True)
            self.asked += 1
            self._judge(answer, f"{method} {changed[:200]} {body[:300]!r}")
        return answer or super().generic(method, path, data, *given, **fields)

    def _judge(self, answer: Any, request: str) -> None:
        said = json.loads(answer.content) if not answer.streaming and answer["Content-Type"].startswith("application/json") else {}
        code = said.get("code") if isinstance(said, dict) else None
        if answer.status_code >= 500 and code not in ELSEWHERE:
            raised = getattr(answer, "exc_info", None)
            self.wrong.append(f"{self.name}: {answer.status_code} {raised[1] if raised else code!r} ← {request}")
        elif answer.status_code >= 400 and said and not {"code", "detail"} <= set(said):
            self.wrong.append(f"{self.name}: a refusal in another shape: {str(said)[:200]} ← {request}")


@pytest.fixture
def attack(people: SimpleNamespace, settings: Any, tmp_path: Path) -> Callable[[int], Attacker]:
    def run(most: int) -> Attacker:
        Role.objects.create(code="everything", name="全部", verbs=["*"])
        user = User.objects.create(username="mallory", name="攻击者")
        Post.objects.create(user=user, role_id="everything", area="4401")  # past the rule that three administrators are three people
        attacker, thing = Attacker(most), maker(people, settings, tmp_path)(OURS)
        for name in sorted(NEEDS):
            attacker.name = ""
            attacker.force_login(User.objects.get(pk=user.pk))  # some end the session
            attacker.name = name
            with _passing():
                ask(attacker, name, thing)
                transaction.set_rollback(True)
        return attacker

    return run


def test_a_request_with_one_thing_wrong_is_refused_and_breaks_nothing(attack: Callable[[int], Attacker]):
    attacker = attack(PUSH)
    assert attacker.wrong == []
    assert attacker.asked > 2 * len(NEEDS)


@pytest.mark.nightly
def test_ten_times_as_many_wrong_requests_break_nothing_either(attack: Callable[[int], Attacker]):
    assert attack(NIGHTLY).wrong == []
