"""Mail, 企业微信, 钉钉, 飞书 through apprise, against servers that answer as theirs do – also their way of refusing with a 200."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dispatch.callout.channels import BY_NAME, Message
from dispatch.callout.channels.known import ChannelFailed
from dispatch.gateways import carrying
from dispatch.gateways.models import Provider
from dispatch.gateways.secrets import keep_secret

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path, city: None) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    carrying.forget()
    yield
    carrying.forget()


class Robots:
    """The robots' HTTP side: remembers what it was told and answers what it is set to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.answer: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
        robots = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                robots.heard.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(robots.answer).encode())

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def robots() -> Iterator[Robots]:
    found = Robots()
    yield found
    found.server.shutdown()
    found.server.server_close()


def message(**given: Any) -> Message:
    return Message(**{"id": "a1", "to": "13812345678", "person": None, "text": "请立即核查。", "purpose": "call", "name": "李村长"} | given)


def service(kind: str, secret: str, url: str = "") -> None:
    keep_secret(kind, secret)
    Provider.objects.create(code=kind, kind=kind, name=kind, url=url)


def test_wecom_names_the_person_and_its_refusal_in_a_200_is_a_refusal(robots: Robots, caplog: pytest.LogCaptureFixture):
    service("wecom", "wecombot://KEY-0123", robots.url + "/send?key={key}")
    with caplog.at_level(logging.DEBUG):
        BY_NAME["wecom"].send(message())
        path, said = robots.heard[0]
        assert (path, said["text"]) == ("/send?key=KEY-0123", {"content": "@李村长 请立即核查。", "mentioned_mobile_list": ["13812345678"]})
        robots.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
        with pytest.raises(ChannelFailed, match="93000 invalid webhook url"):
            BY_NAME["wecom"].send(message())
    assert not [
        record for record in caplog.records if record.name.startswith(("apprise", "dispatch")) and "KEY-0123" in record.getMessage()
    ]


def test_dingtalk_signs_as_dingtalk_checks(robots: Robots):
    service("dingtalk", "dingtalk://SEC123@TOKEN456", robots.url + "/robot/send?access_token={token}")
    BY_NAME["dingtalk"].send(message(answer_url="https://ecc.example/a/1"))
    path, said = robots.heard[0]
    asked = parse_qs(urlsplit(path).query)
    right = base64.b64encode(hmac.new(b"SEC123", f"{asked['timestamp'][0]}\nSEC123".encode(), hashlib.sha256).digest()).decode()
    assert (asked["access_token"], asked["sign"]) == (["TOKEN456"], [right])
    assert said["at"]["atMobiles"] == ["13812345678"] and said["text"]["content"].endswith("应答:https://ecc.example/a/1")


def test_feishu_speaks_and_is_heard_when_it_refuses(robots: Robots):
    service("feishu", "feishu://TOKEN789", robots.url + "/open-apis/bot/v2/hook/{token}")
    robots.answer = {"code": 0, "msg": "success"}
    BY_NAME["feishu"].send(message())
    assert robots.heard[0] == ("/open-apis/bot/v2/hook/TOKEN789", {"msg_type": "text", "content": {"text": "@李村长 请立即核查。"}})
    robots.answer = {"code": 19024, "msg": "Key Words Not Found"}
    with pytest.raises(ChannelFailed, match="19024 Key Words Not Found"):
        BY_NAME["feishu"].send(message())


class Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a mail needs."""

    def handle(self) -> None:
        letter, to = b"", ""
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT TO:"):
                to = line.decode().split("<")[1].split(">")[0]
                if to.startswith("nobody"):
                    self.wfile.write(b"550 no such user\r\n")
                    continue
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    letter += line
                self.server.letters.append((to, message_from_bytes(letter, policy=policy.default)))  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def letters() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Smtp) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()


def test_a_mail_goes_to_the_persons_own_address_and_a_drill_says_so_in_its_subject(letters: Any):
    service("mail", f"mailto://127.0.0.1:{letters.server_address[1]}?from=ecc@ecc.example&mode=insecure")
    BY_NAME["mail"].send(message(to="li@town.example", text="演练,演练。请核查。", exercise=True))
    to, letter = letters.letters[0]
    assert (to, letter["subject"]) == ("li@town.example", "【演练】应急指挥中心")
    assert "演练,演练。请核查。" in letter.get_body(("plain",)).get_content()
    with pytest.raises(ChannelFailed, match="没有接收"):
        BY_NAME["mail"].send(message(to="nobody@town.example"))
    with pytest.raises(ChannelFailed, match="邮件地址不正确"):
        BY_NAME["mail"].send(message(to="13812345678"))


@pytest.mark.parametrize(("kind", "secret"), [("wecom", ""), ("mail", "nonsense"), ("feishu", "dingding")])
def test_a_service_without_a_good_address_fails_with_a_word(kind: str, secret: str):
    service(kind, secret)
    with pytest.raises(ChannelFailed, match="没有设置或不正确"):
        BY_NAME[kind].send(message(to="li@town.example"))


def test_a_service_that_is_away_fails_with_a_word(robots: Robots):
    service("wecom", "wecombot://KEY", "http://127.0.0.1:9/send?key={key}")
    with pytest.raises(ChannelFailed, match="连接不上"):
        BY_NAME["wecom"].send(message())
