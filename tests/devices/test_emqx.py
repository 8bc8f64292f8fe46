"""EMQX asks before it lets anybody in or on a topic: the bodies of deploy/emqx.conf, its documented answers, a real HTTP request each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from devices.doors.credentials import digest_of
from devices.doors.http import HttpDoor
from devices.wire.rights import Row, centre, rights_from

CONF = (Path(__file__).parents[2] / "deploy" / "emqx.conf").read_text()
ROWS = [
    Row("radio", "R1", "440117", digest_of("radio", "s3cret")),
    Row("dji", "DOCK1", "440117", "", certificate="ab" * 32),
    Row("radio", "R9", "440117", ""),
]


class Hall:
    token, emqx = "", "of-emqx"
    rights = rights_from(ROWS, reserved={"ecc": centre("ecc", "own")}).rights


class Emqx:
    """What EMQX does with its configuration: each placeholder replaced, `undefined` where it has no value."""

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self.url, self.client = url, client

    async def ask(self, path: str, secret: str = "of-emqx", **values: str) -> str:
        (block,) = re.findall(rf'url = "[^"]*{path}"(.*?)\n  }}', CONF, re.S)
        names = dict(re.findall(r'^\s+(\w+) = "(\$\{\w+\})"', block, re.M))
        body = {name: values.get(place[2:-1], "undefined") for name, place in names.items()}
        assert body
        headers = {"Authorization": f"Bearer {secret}"}
        async with self.client.post(self.url + path, json=body, headers=headers) as answer:
            return str((await answer.json())["result"]) if answer.status == 200 else str(answer.status)

    async def comes(self, user: str, **more: str) -> str:
        return await self.ask("/emqx/authn", username=user, clientid="c", **more)

    async def wants(self, user: str, action: str, topic: str) -> str:
        return await self.ask("/emqx/authz", username=user, clientid="c", action=action, topic=topic)


@pytest.fixture
async def emqx() -> AsyncIterator[Emqx]:
    door = HttpDoor(Hall())  # type: ignore[arg-type]
    url = f"http://127.0.0.1:{await door.open('http', '127.0.0.1', 0)}"
    async with aiohttp.ClientSession() as client:
        yield Emqx(url, client)
    await door.close()


async def test_who_may_connect(emqx: Emqx) -> None:
    assert await emqx.comes("R1", password="s3cret") == "allow"
    assert await emqx.comes("ecc", password="own") == "allow"
    for user, password in (("R1", "wrong"), ("R1", ""), ("R9", ""), ("R9", "undefined"), ("nobody", "s3cret"), ("DOCK1", ""), ("", "")):
        assert await emqx.comes(user, password=password) == "deny", user


async def test_a_certificate_speaks_for_its_own_name_only(emqx: Emqx) -> None:
    assert await emqx.comes("DOCK1", cert_common_name="DOCK1") == "allow"
    assert await emqx.comes("DOCK1", cert_common_name="DOCK2") == "deny"
    assert await emqx.comes("R1", cert_common_name="DOCK1", password="s3cret") == "deny", "the certificate is another's"
    assert await emqx.comes("R1", cert_common_name="R1") == "deny", "none was made for it"


async def test_who_may_say_and_hear_what(emqx: Emqx) -> None:
    own = "ecc/v1/440117/radio/R1"
    assert await emqx.wants("R1", "publish", f"{own}/sos") == "allow" and await emqx.wants("R1", "subscribe", f"{own}/cmd") == "allow"
    assert await emqx.wants("ecc", "subscribe", "ecc/v1/+/+/+/pos") == "allow"
    for action, topic in (
        ("publish", f"{own}/cmd"),
        ("publish", "ecc/v1/440117/radio/R2/pos"),
        ("subscribe", "#"),
        ("subscribe", "$share/g/ecc/#"),
        ("all", f"{own}/pos"),
        ("", ""),
    ):
        assert await emqx.wants("R1", action, topic) == "deny", topic
    assert await emqx.wants("nobody", "publish", f"{own}/pos") == "deny"


async def test_a_revoked_device_is_refused_with_its_next_message(emqx: Emqx, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await emqx.wants("R1", "publish", "ecc/v1/440117/radio/R1/pos") == "allow"
    monkeypatch.setattr(Hall, "rights", rights_from(ROWS[1:]).rights)
    assert await emqx.wants("R1", "publish", "ecc/v1/440117/radio/R1/pos") == "deny" and await emqx.comes("R1", password="s3cret") == "deny"


async def test_only_emqx_asks_and_nonsense_is_denied(emqx: Emqx) -> None:
    assert await emqx.ask("/emqx/authn", secret="guess", username="R1", password="s3cret") == "401"
    for nonsense in (b"", b"[]", b'{"username": 7}', b"[" * 5000):
        headers = {"Authorization": "Bearer of-emqx"}
        async with emqx.client.post(f"{emqx.url}/emqx/authz", data=nonsense, headers=headers) as answer:
            assert (await answer.json())["result"] == "deny"


def test_without_a_secret_there_are_no_hooks() -> None:
    class Bare(Hall):
        emqx = ""

    async def paths() -> list[Any]:
        return [resource.canonical for resource in HttpDoor(Bare()).app.router.resources()]  # type: ignore[arg-type]

    assert not [path for path in asyncio.run(paths()) if "emqx" in path]
