"""批量登记终端: a list becomes terminals with a secret each; what is wrong is named by its line; the secret is shown once."""

from __future__ import annotations

import base64
import html
import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from command.certs.authority import ensure
from command.teams.terminal_pages import _words
from devices.doors.credentials import holds
from devices.inbox.models import Inbox
from devices.inbox.storing import letter_made
from devices.readings import Source, Text
from devices.terminals.actions import revoke_terminal
from devices.terminals.models import Terminal
from realtime.health.models import Beat

pytestmark = pytest.mark.django_db

LIST = """接入方式,编号,名称,终端类别,队伍编号,型号
本平台电台,R9001,一号手台,对讲机,,PD780
OwnTracks 手机,li/pixel,李队手机,手机,,
本平台电台,R9001,重复,对讲机,,
不存在,X,乙,对讲机,,
本平台电台,R 9,丙,对讲机,,
本平台电台,R9002,丁,对讲机,T-none,
"""


def upload(client: Any, text: str = LIST) -> Any:
    return client.post("/teams/terminals/", {"area": "440117", "file": SimpleUploadedFile("终端.csv", text.encode())})


def test_a_list_becomes_terminals_with_a_secret_each(people: SimpleNamespace, as_user: Any) -> None:
    page = upload(as_user(people.wang)).content.decode()
    assert Terminal.objects.count() == 2 and page.count("data:image/svg+xml") == 2
    radio = Terminal.objects.get(external_id="R9001")
    secret = re.search(r"R9001</code><br>口令 <code>([^<]+)<", page)
    assert secret and holds(radio.credential, "radio", secret[1]) and len(radio.credential) == 64
    assert radio.meta["model"] == "PD780" and radio.bindings.get().until is None
    for line in ("4", "5", "6", "7"):
        assert f"<tr><td>{line}</td>" in page
    assert secret[1] not in as_user(people.wang).get("/teams/terminals/").content.decode()


def test_a_known_device_keeps_what_it_has(people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.wang)
    upload(client)
    before = Terminal.objects.get(external_id="R9001").credential
    assert "已登记" in upload(client).content.decode()
    assert Terminal.objects.get(external_id="R9001").credential == before


def test_who_may_not_adopt_enrols_nothing(people: SimpleNamespace, as_user: Any) -> None:
    assert upload(as_user(people.liang)).status_code == 422
    assert upload(as_user(people.nansha)).status_code == 422
    assert not Terminal.objects.exists()


def test_a_stolen_one_is_believed_no_more_and_its_secret_is_void(people: SimpleNamespace, as_user: Any) -> None:
    upload(as_user(people.wang))
    radio = revoke_terminal(actor=people.chen.actor, terminal=Terminal.objects.get(external_id="R9001"))
    assert radio.revoked_at and radio.credential == "" and radio.bindings.get().until


def test_the_square_of_a_phone_is_the_apps_own_configuration() -> None:
    words = _words("owntracks", "li/pixel", "s3cret", "centre.example")
    assert words.startswith("owntracks:///config?inline=")
    assert b'"username": "li"' in base64.urlsafe_b64decode(words.split("=", 1)[1])


def test_the_page_tells_which_doors_are_open(people: SimpleNamespace, as_user: Any) -> None:
    says = {"doors": {"http": {"open": True, "port": 5055, "connected": 7}, "jt808": {"open": False, "detail": "端口被占用或无法监听"}}}
    Beat.objects.create(process="gateway", instance="test-1", at=Now(), says=says)
    page = as_user(people.wang).get("/teams/terminals/").content.decode()
    assert "HTTP 上报</td><td>5055</td><td>已开放</td><td>7" in page
    assert "JT/T 808</td><td>—</td><td>未开放:端口被占用" in page and "消息服务权限" not in page
    says = {"broker": {"users": 412, "clashes": 1, "trouble": ""}}
    Beat.objects.create(process="gateway", instance="test-2", at=Now(), says=says)
    page = as_user(people.wang).get("/teams/terminals/").content.decode()
    assert "共 412 个用户" in page and "有 1 台设备" in page


def test_the_page_names_who_sends_too_much_to_those_whose_it_is(people: SimpleNamespace, as_user: Any) -> None:
    upload(as_user(people.wang))
    radio, now = Terminal.objects.get(external_id="R9001"), int(time.time() * 1000)
    text = Text(source=Source("radio", "R9001"), received_ms=now, message_id="storm:1", text="一分钟内丢弃其位置 600 次", topic="storm")
    kept = letter_made(text, radio.pk)
    Inbox.objects.create(
        adapter="radio", external_id="R9001", message_key=kept.message_key, terminal=radio, topic=kept.topic, payload=kept.payload,
        made=True, received_at=Now(),
    )  # fmt: skip
    assert "丢弃其位置 600 次" in as_user(people.wang).get("/teams/terminals/").content.decode()
    assert "丢弃其位置" not in as_user(people.nansha).get("/teams/terminals/").content.decode()


def test_each_card_brings_a_certificate_in_its_own_name_where_the_centre_signs(
    people: SimpleNamespace, as_user: Any, settings: Any, tmp_path: Path
) -> None:
    assert ".p12" not in upload(as_user(people.wang)).content.decode()
    files, _ = ensure(tmp_path, ["127.0.0.1"])
    settings.TLS_CA = str(files.authority)
    page = upload(as_user(people.wang), LIST.replace("R9001", "R9101").replace("li/pixel", "wu/mate")).content.decode()
    bundle = re.search(r'href="data:application/x-pkcs12;base64,([^"]+)"', page)
    secret = re.search(r"R9101</code><br>口令 <code>([^<]+)<", page)
    assert bundle and secret and page.count("x-pkcs12") == 2
    _, certificate, _ = pkcs12.load_key_and_certificates(base64.b64decode(html.unescape(bundle[1])), secret[1].encode())
    assert certificate is not None and certificate.subject.rfc4514_string() == "CN=R9101"
    assert Terminal.objects.get(external_id="R9101").certificate == certificate.fingerprint(hashes.SHA256()).hex()
