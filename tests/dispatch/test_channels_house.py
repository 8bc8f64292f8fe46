"""The house's own channels, each to a real receiver: a push service, a TAK server, radios, a loudspeaker, a drone's dock."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import fromstring

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.adapters import dji
from devices.adapters.known import Command
from devices.inbox.answers import settle_command
from devices.inbox.models import Inbox
from devices.readings import Answer, CallReply, Source
from devices.terminals.actions import register_terminal
from devices.terminals.models import Downlink, Subject, Terminal
from devices.terminals.sending import mark_sent
from dispatch.callout import handing
from dispatch.callout.actions import start_callout
from dispatch.callout.from_devices import take_reply
from dispatch.callout.models import Attempt, Call
from dispatch.contacts.models import Address, ContactRole, Person
from dispatch.pacing.models import ChannelState
from dispatch.webpush.actions import subscribe
from dispatch.webpush.models import Push, PushSubscription
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from tests.dispatch.handing_parts import Here

pytestmark = pytest.mark.django_db


def hand() -> None:
    hands = handing.Hands(Here())
    while hands.tick():
        pass


def rung(*ways: tuple[str, str], user: Any = None, exercise: int | None = None) -> Call:
    person = Person.objects.create(name="甲", role=ContactRole.objects.get(pk="duty_desk"), area="440117", user=user)
    for channel, value in ways:
        Address.objects.create(person=person, channel=channel, value=value)
    start_callout(
        actor="user:1", name="王", about="duty", about_id=0, purpose="call", persons=[person], text="请立即到岗", area="4401",
        exercise=exercise, join=False,
    )  # fmt: skip
    return Call.objects.get(person=person)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Browser:
    """A push service with one browser behind it, which alone can read what comes."""

    def __init__(self) -> None:
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answer = 201
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/push/1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def keys(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"p256dh": b64(point), "auth": b64(self.auth)}

    def read(self, body: bytes) -> dict[str, Any]:
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        said: dict[str, Any] = json.loads(text)
        return said


@pytest.fixture
def browser(city: None, settings: Any, tmp_path: Path) -> Iterator[Browser]:
    settings.DATA_DIR = tmp_path
    made = Browser()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_call_wakes_the_sleeping_browser_and_only_it_can_read_why(browser: Browser, people: SimpleNamespace, as_user: Any) -> None:
    client = as_user(people.ho)
    assert client.send("/api/push/subscriptions", {"endpoint": browser.endpoint, "keys": browser.keys, "device": "手机"}).status_code == 200
    key = client.get("/api/push/key").json()["key"]
    rung(("app", ""), user=people.ho)
    hand()
    ((headers, body),) = browser.heard
    said = browser.read(body)
    assert (said["body"], said["url"]) == ("有新的叫应,请打开页面应答", "/field/")
    assert "请立即到岗" not in json.dumps(said, ensure_ascii=False)
    token, _, given = {name.lower(): value for name, value in headers.items()}["authorization"].removeprefix("vapid t=").partition(",k=")
    assert given.strip() == key
    point = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    signer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(token.strip(), signer, algorithms=["ES256"], audience=browser.endpoint.removesuffix("/push/1"))
    assert claims["sub"].startswith("mailto:")
    assert not Push.objects.exists()


def test_a_subscription_the_service_has_forgotten_is_removed(browser: Browser, people: SimpleNamespace) -> None:
    subscribe(actor="user:1", user_id=people.ho.pk, endpoint=browser.endpoint, **browser.keys)
    browser.answer = 410
    rung(("app", ""), user=people.ho)
    hand()
    assert not PushSubscription.objects.exists() and not Push.objects.exists()
    assert not ChannelState.objects.filter(pk="push").exclude(state="up").exists()


def test_a_tabletop_wakes_nobodys_browser(browser: Browser, people: SimpleNamespace) -> None:
    subscribe(actor="user:1", user_id=people.ho.pk, endpoint=browser.endpoint, **browser.keys)
    exercise = start_exercise(actor="user:1", name="推演", area="4401")
    rung(("app", ""), user=people.ho, exercise=exercise.pk)
    hand()
    assert browser.heard == [] and not Push.objects.exists()


@pytest.mark.parametrize(
    "endpoint", ["http://push.example/1", "https://10.0.0.5/1", "https://localhost/1", "https://db.internal/1", "ftp://push.example/1"]
)
def test_nobody_makes_us_post_into_the_house(city: None, endpoint: str) -> None:
    with pytest.raises(Problem, match="推送服务"):
        subscribe(actor="user:1", user_id=1, endpoint=endpoint, p256dh="x", auth="y")


def radio(number: str, kind: str = "radio", **meta: Any) -> Terminal:
    return register_terminal(actor="user:1", adapter="radio", external_id=number, kind=kind, area="440117", label=number, meta=meta)


def reply(call: int, terminal: Terminal, kind: str, text: str = "") -> None:
    source = Source("radio", terminal.external_id)
    reading = CallReply(source=source, at_ms=None, received_ms=0, message_id=f"{call}-{kind}", call=call, kind=kind, text=text)
    take_reply(reading, terminal, Inbox(received_at=clock.now()))


def test_a_radio_that_speaks_is_told_to_and_one_that_cannot_only_shows(city: None) -> None:
    quiet, loud = radio("T1"), radio("T2", speaks=True)
    call = rung(("radio", "T1"), ("radio", "T2"))
    told = list(Downlink.objects.order_by("id").values_list("terminal", "kind"))
    assert sorted(told) == sorted([(quiet.pk, "call"), (loud.pk, "call"), (loud.pk, "tts")])
    assert Downlink.objects.get(kind="tts").payload["text"] == "请立即到岗"
    reply(call.pk, loud, "answered", "收到,马上到")
    call.refresh_from_db()
    assert (call.state, call.answer, call.action_text) == ("answered", "key", "收到,马上到")


def test_a_village_loudspeaker_says_it_aloud_and_is_delivered_when_it_begins(city: None) -> None:
    speaker = radio("SPK-1", "other", speaker=True)
    radio("T1")
    call = rung(("loudspeaker", "SPK-1"), ("loudspeaker", "T1"))
    down = Downlink.objects.get()
    assert (down.terminal, down.kind, down.payload["times"]) == (speaker, "tts", 3)
    assert call.attempts.get(address__value="T1").error == "没有登记这个大喇叭"  # a radio is none
    reply(call.pk, speaker, "delivered")
    call.refresh_from_db()
    assert call.state == "delivered"
    assert call.attempts.get(address__value="SPK-1").result == Attempt.DONE


@pytest.fixture
def drone(city: None) -> Terminal:
    meta = {"gateway": "DOCK1", "psdk_index": 1}
    return register_terminal(actor="user:1", adapter="dji", external_id="M30SN", kind="uav", area="440117", label="M30", meta=meta)


def answered(downlink: Downlink, result: int) -> None:
    from devices.adapters.dji_models import error_text

    Downlink.objects.filter(pk=downlink.pk).update(state="sent")
    text = error_text("speaker_tts_play_start", result) if result else ""
    reading = Answer(
        source=Source("dji", "DOCK1"), at_ms=None, received_ms=0, correlation=str(downlink.correlation), result=result,
        method="speaker_tts_play_start", text=text,
    )  # fmt: skip
    settle_command(reading, None, Inbox(received_at=clock.now()))


def test_a_drone_shouts_what_its_dock_is_told_over_services(drone: Terminal) -> None:
    call = rung(("loudhailer", "M30SN"))
    down = Downlink.objects.get()
    command = Command(
        external_id="M30SN", area="440117", terminal_kind="uav", meta=drone.meta, kind=down.kind, payload=down.payload,
        correlation=str(down.correlation), now_ms=1,
    )  # fmt: skip
    topic, body = dji.encode(command)
    said = json.loads(body)
    assert (topic, said["method"], said["data"]["psdk_index"]) == ("thing/product/DOCK1/services", "speaker_tts_play_start", 1)
    assert said["data"]["tts"]["text"] == "请立即到岗" and len(said["data"]["tts"]["md5"]) == 32
    stop = json.loads(dji.encode(Command(**{name: getattr(command, name) for name in command.__struct_fields__} | {"kind": "tts_stop"}))[1])
    assert (stop["method"], stop["data"]) == ("speaker_play_stop", {"psdk_index": 1})
    answered(down, 0)
    call.refresh_from_db()
    assert call.state == "delivered" and call.attempts.get().result == Attempt.DONE


def test_a_drone_that_refuses_says_why_in_words(drone: Terminal) -> None:
    call = rung(("loudhailer", "M30SN"))
    answered(Downlink.objects.get(), 314001)
    attempt = call.attempts.get()
    assert attempt.result == Attempt.ERROR
    assert attempt.error == "设备不支持喊话,或未挂载喊话器(指令 speaker_tts_play_start,错误码 314001)"


class TakServer:
    """Takes CoT until the other side hangs up, as a real one does; with a certificate when `secure`."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.heard: list[bytes] = []
        self.done = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = context
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(connection, server_side=True) if self.context else connection as said:
                    parts = []
                    while part := said.recv(4096):
                        parts.append(part)
                    self.heard.append(b"".join(parts))
            except OSError:
                pass
            self.done.set()


def test_a_tak_terminal_gets_a_chat_line_from_the_command_centre(city: None, settings: Any) -> None:
    server = TakServer()
    settings.TAK_URL = f"tcp://127.0.0.1:{server.port}"
    call = rung(("tak", "ANDROID-1/BRAVO"))
    hand()
    assert server.done.wait(3)
    event = fromstring(server.heard[0])
    chat, remarks = event.find("detail/__chat"), event.find("detail/remarks")
    assert chat is not None and remarks is not None
    assert (event.get("type"), chat.get("chatroom"), chat.get("senderCallsign"), remarks.text) == (
        "b-t-f",
        "BRAVO",
        "指挥中心",
        "请立即到岗",
    )
    assert call.attempts.get().result == Attempt.SENT
    server.listener.close()


def test_a_tak_terminal_at_our_own_door_is_spoken_to_there_and_says_that_it_shows_it(city: None) -> None:
    subject = Subject.objects.create(kind="person", area="440117", label="李队")
    terminal = Terminal.objects.create(adapter="tak", external_id="ANDROID-1", subject=subject, area="440117", kind="person")
    call = rung(("tak", "ANDROID-1/BRAVO"))
    hand()
    downlink = Downlink.objects.get(terminal=terminal)
    assert (downlink.kind, downlink.payload["call"], downlink.payload["text"]) == ("call", call.pk, "请立即到岗")
    mark_sent(downlink.pk)
    assert call.attempts.get().result == Attempt.SENT
    reading = CallReply(source=Source("tak", "ANDROID-1"), call=call.pk, kind="delivered", message_id="m")
    take_reply(reading, terminal, Inbox(received_at=clock.now()))
    call.refresh_from_db()
    assert call.state == "delivered"


def test_tak_over_tls_with_the_servers_own_authority(city: None, settings: Any, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    _own_certificate(cert, key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server = TakServer(context)
    settings.TAK_URL, settings.TAK_CA_FILE = f"tls://127.0.0.1:{server.port}", str(cert)
    call = rung(("tak", "ANDROID-1"))
    hand()
    assert server.done.wait(3) and b"GeoChat" in server.heard[0]
    settings.TAK_CA_FILE = ""  # an authority nobody knows
    stranger = rung(("tak", "ANDROID-2"))
    hand()
    assert call.attempts.get().result == Attempt.SENT
    assert "证书不被接受" in stranger.attempts.get().error
    server.listener.close()


def test_a_tak_server_that_is_away_fails_in_words(city: None, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.TAK_URL = f"tcp://127.0.0.1:{port}"
    call = rung(("tak", "ANDROID-1"))
    hand()
    assert call.attempts.get().error == "TAK 服务器不通:ConnectionRefusedError"
    assert ChannelState.objects.get(pk="tak").failures == 1


def _own_certificate(cert: Path, key: Path) -> None:
    import ipaddress
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tak")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(secret, SHA256())
    )
    cert.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
