"""TAK: Cursor-on-Target in XML and protobuf, units and unknowns, alerts, chat both ways; an independent encoder as the peer."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import pytest
import takproto
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from hypothesis import given
from hypothesis import strategies as st

from command.certs.authority import ensure
from command.certs.terminals import for_terminal, print_of
from devices import adapters
from devices.adapters import tak
from devices.adapters import tak_events as cot
from devices.adapters.known import Command, Unsupported
from devices.doors.credentials import digest_of
from devices.doors.shape import Taken
from devices.doors.tak import TakDoor
from devices.doors.tak.frames import MAX_FRAME, BadStream, Splitter, framed
from devices.doors.tak.showing import Thing
from devices.readings import Answer, CallReply, Fix, Receipt, Sos, Source, Status, Text, Undecodable
from devices.tracking import Known, Track

NOW = 1_793_664_930_500
UID = "ANDROID-1a2b3c"
SAMPLES = Path(__file__).parent / "samples" / "tak"


def sample(name: str) -> bytes:
    return str(json.loads((SAMPLES / f"{name}.json").read_text())["text"]).encode()


def says(payload: bytes, uid: str = UID) -> list[Any]:
    return list(adapters.decode(f"tak/{uid}", payload, NOW)[0])


def test_a_position_is_in_metres_a_second_and_metres_over_the_ellipsoid() -> None:
    status, fix = says(sample("sa_ground_unit"))
    assert isinstance(fix, Fix) and isinstance(status, Status)
    assert (fix.lat, fix.lon, fix.alt, fix.speed, fix.heading, fix.battery, fix.accuracy) == (23.1837, 113.2971, 126.0, 1.2, 86.5, 78, 9.9)
    assert fix.at_ms == 1_793_664_930_000, "ISO with Z is UTC"
    assert status.learned == {"name": "森林消防一队", "model": "HUAWEI MATE 60 ATAK-CIV", "firmware": "5.2.0.9"}


def test_9999999_is_unknown_and_0_0_is_no_place() -> None:
    unknown = sample("sa_ground_unit").replace(b'hae="126.0"', b'hae="9999999.0"').replace(b'ce="9.9"', b'ce="9999999"')
    (_, fix) = says(unknown)
    assert (fix.alt, fix.accuracy) == (None, None)
    nowhere = sample("sa_ground_unit").replace(b'lat="23.1837"', b'lat="0.0"').replace(b'lon="113.2971"', b'lon="0.0"')
    (status,) = says(nowhere)
    assert status.held


def test_911_is_an_sos_and_its_cancel_lets_go() -> None:
    (sos,) = says(sample("emergency_911"))
    assert isinstance(sos, Sos) and sos.active and (sos.lat, sos.lon) == (23.1837, 113.2971)
    (gone,) = says(sample("emergency_cancel"))
    assert isinstance(gone, Sos) and not gone.active


def test_one_press_repeated_every_ten_seconds_is_one_sos_and_a_later_press_another() -> None:
    route = adapters.route(f"tak/{UID}")

    def press(at_ms: int) -> str:
        payload = sample("emergency_911").replace(b"00:15:30.000Z", cot.zulu(at_ms)[11:].encode())
        ((sos,), _) = adapters.read_frame(route.read, payload, at_ms, False, route.memory)
        return str(sos.message_id)

    first = press(NOW)
    assert press(NOW + 10_000) == first and press(NOW + 110_000) == first
    assert press(NOW + 300_000) != first


def test_a_terminal_does_not_speak_for_another() -> None:
    assert says(sample("sa_ground_unit"), "SOMEBODY") == [], "what it has marked on its own map moves nobody"
    for name in ("emergency_911", "geochat_room"):
        with pytest.raises(Undecodable):
            says(sample(name), "SOMEBODY")


def test_what_a_person_writes_is_a_text() -> None:
    (text,) = says(sample("geochat_room"), "CMD-CENTER-1")
    assert isinstance(text, Text) and (text.text, text.topic) == ("请一队撤离至集结点A", "chat")


def test_receipts_say_what_was_read_by_the_id_we_gave_it() -> None:
    def receipt(kind: str, message: str) -> Any:
        chat = f'<__chatreceipt messageId="{message}"><chatgrp uid0="{UID}" uid1="x"/></__chatreceipt>'
        (found,) = says(f'<event uid="r" type="{kind}" how="h"><point lat="0" lon="0"/><detail>{chat}</detail></event>'.encode())
        return found

    assert isinstance(receipt("b-t-f-d", "order-77"), Receipt) and receipt("b-t-f-d", "order-77").kind == "delivered"
    assert receipt("b-t-f-r", "order-77").kind == "read"
    assert isinstance(receipt("b-t-f-d", "call-12"), CallReply)
    assert isinstance(receipt("b-t-f-d", "5b1f"), Answer)


def test_what_an_independent_encoder_sends_says_the_same_as_its_xml() -> None:
    for name, uid in (("sa_ground_unit", UID), ("emergency_911", UID), ("geochat_room", "CMD-CENTER-1"), ("uas", "1581F5BKD225D00BP891")):
        stream = bytes(takproto.xml2proto(sample(name).decode(), takproto.TAKProtoVer.STREAM))
        (frame,) = Splitter().feed(stream)
        assert frame[:1] != b"<"
        assert says(frame, uid) == says(sample(name), uid), name


def test_an_independent_decoder_understands_what_we_send() -> None:
    event = cot.thing("ecc-s7", "a-f-G-U-C", 23.5, 113.5, NOW, label="一队", stale_s=150, remarks="在岗", hae=56.5, speed=1.5, course=90)
    read = takproto.parse_proto(bytearray(framed(cot.as_proto(event)))).cotEvent
    assert (read.uid, read.type, read.lat, read.lon, read.hae) == ("ecc-s7", "a-f-G-U-C", 23.5, 113.5, 56.5)
    assert (read.detail.contact.callsign, read.detail.track.speed, read.sendTime) == ("一队", 1.5, NOW)
    assert "在岗" in read.detail.xmlDetail


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"<event>", b"<event/>", b"<a/>", b"\xbf\x01", b"\x00" * 16,
        b'<!DOCTYPE e [<!ENTITY x "y">]><event uid="&x;" type="a-f-G"/>',
        b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]><event uid="u" type="b-t-f"><detail><remarks>&x;</remarks></detail></event>',
    ],
)  # fmt: skip
def test_what_is_no_event_is_undecodable_and_no_entity_is_opened(payload: bytes) -> None:
    with pytest.raises(Undecodable):
        says(payload)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f'<event uid="{UID}" type="a-f-G">{text}</event>'.encode()))
def test_garbage_is_never_more_than_undecodable(payload: bytes) -> None:
    try:
        says(payload)
    except Undecodable:
        return


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_a_stream_of_anything_is_frames_or_its_end(pieces: list[bytes]) -> None:
    splitter = Splitter()
    try:
        for piece in pieces:
            splitter.feed(piece)
    except BadStream:
        return
    assert len(splitter.held) <= MAX_FRAME


@given(st.integers(1, 40), st.binary(min_size=1, max_size=300))
def test_frames_arrive_whole_however_the_network_cuts_them(size: int, body: bytes) -> None:
    whole = sample("sa_ground_unit") + b"\n" + framed(body) + sample("uas") + framed(b"x" * 200)
    splitter, found = Splitter(), []
    for start in range(0, len(whole), size):
        found += splitter.feed(whole[start : start + size])
    assert [frame[-8:] for frame in found] == [b"</event>", body[-8:], b"</event>", b"x" * 8]


def command(kind: str, **payload: Any) -> Command:
    return Command(
        external_id=UID, area="440117", terminal_kind="person", meta={}, kind=kind, payload=payload, correlation="c-1", order=77, now_ms=NOW
    )


def test_an_order_is_a_chat_line_and_a_place_on_the_map() -> None:
    topic, payload = tak.encode(command("order", number="Z-1", task="前往良口镇", place="良口镇", lon=113.77, lat=23.74))
    chat, mark = cot.ours(payload)
    assert topic == f"tak/{UID}" and chat.get("type") == "b-t-f" and mark.get("type") == "b-m-p-w-GOTO"
    assert chat.findtext("detail/remarks") == "【指令 Z-1】前往良口镇 良口镇"
    with pytest.raises(Unsupported):
        tak.encode(command("disable"))


class Hall:
    """The gateway's side, as a door sees it."""

    def __init__(self, credential: str = "", trust: str = "open") -> None:
        self.credential, self.word, self.certificate = credential, trust, ""
        self.heard, self.refused = [], []  # type: ignore[var-annotated]

    async def hand(self, topic: str, payload: bytes) -> Taken:
        self.heard.append((topic, [type(reading).__name__ for reading in adapters.decode(topic, payload, NOW)[0]]))
        return Taken()

    def known(self, source: Source) -> Known | None:
        return Known(1, Track(1, 440117, 1), "tak", 1, 1000, self.credential, self.certificate) if source.external_id == UID else None

    async def pin(self, source: Source, secret: str) -> bool:
        self.credential = self.credential or digest_of("tak", secret)
        return True

    def trust(self, adapter: str) -> str:
        return self.word

    def refuse(self, topic: str, why: str, first_bytes: bytes) -> None:
        self.refused.append((topic, why))

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


async def until(held: Any) -> None:
    for _ in range(500):
        if held():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


async def connected(hall: Hall) -> tuple[TakDoor, asyncio.StreamReader, asyncio.StreamWriter]:
    door = TakDoor(hall)  # type: ignore[arg-type]
    reader, writer = await asyncio.open_connection("127.0.0.1", await door.open("tak", "127.0.0.1", 0))
    assert b"TakProtocolSupport" in await reader.readuntil(b"</event>")
    return door, reader, writer


def test_a_terminal_connects_speaks_and_is_spoken_to() -> None:
    async def story() -> None:
        hall = Hall()
        door, reader, writer = await connected(hall)
        assert not door.deliver(f"tak/{UID}", b""), "nobody is there yet"
        writer.write(sample("emergency_911") + sample("sa_ground_unit"))
        await until(lambda: door.sessions() == 1)
        assert hall.heard == [(f"tak/{UID}", ["Status", "Fix"])], "before it has said who it is, nothing else is heard"
        writer.write(sample("emergency_911"))
        await until(lambda: hall.heard[-1][1] == ["Sos"])
        topic, payload = tak.encode(command("text", text="立即撤离"))
        assert door.deliver(topic, payload)
        assert "立即撤离".encode() in await reader.readuntil(b"</event>")
        door._update(UID, [Thing("ecc-i1", "b-m-p-s-m", 23.5, 113.5, "森林火灾")])
        assert b'uid="ecc-i1"' in await reader.readuntil(b"</event>")
        door._update(UID, [])
        assert b"__forcedelete" in await reader.readuntil(b"</event>")
        writer.close()
        await until(lambda: door.sessions() == 0)
        await until(lambda: hall.heard[-1][1] == ["Status"])
        await door.close()

    asyncio.run(story())


def test_who_asks_for_protobuf_is_spoken_to_in_protobuf() -> None:
    async def story() -> None:
        hall = Hall()
        door, reader, writer = await connected(hall)
        ask = '<event uid="p" type="t-x-takp-q" how="m-g"><point lat="0" lon="0"/><detail><TakControl><TakRequest version="1"/></TakControl></detail></event>'
        writer.write(ask.encode())
        assert b'TakResponse status="true"' in await reader.readuntil(b"</event>")
        writer.write(bytes(takproto.xml2proto(sample("sa_ground_unit").decode(), takproto.TAKProtoVer.STREAM)))
        await until(lambda: door.sessions() == 1)
        topic, payload = tak.encode(command("text", text="立即撤离"))
        assert door.deliver(topic, payload)
        read = takproto.parse_proto(bytearray(await reader.read(65_536))).cotEvent
        assert read.type == "b-t-f" and "立即撤离" in read.detail.xmlDetail
        writer.close()
        await door.close()

    asyncio.run(story())


def test_a_terminal_with_a_secret_has_to_show_it() -> None:
    async def story() -> None:
        hall = Hall(digest_of("tak", "s3cret"))
        door, reader, writer = await connected(hall)
        writer.write(sample("sa_ground_unit"))
        assert await reader.read() == b"", "hung up"
        assert hall.refused and not hall.heard
        _, writer = await asyncio.open_connection("127.0.0.1", door.listener._servers[0].sockets[0].getsockname()[1])
        writer.write(b'<auth><cot username="x" password="s3cret" uid="u"/></auth>' + sample("sa_ground_unit"))
        await until(lambda: door.sessions() == 1)
        writer.close()
        await door.close()

    asyncio.run(story())


def _client(folder: Path, bundle: bytes) -> ssl.SSLContext:
    key, certificate, _ = pkcs12.load_key_and_certificates(bundle, b"p")
    assert key is not None and certificate is not None
    pem = folder / f"{certificate.serial_number}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    context.load_cert_chain(pem)
    return context


def test_over_tls_the_certificate_says_who_it_is_and_a_second_one_of_that_name_opens_nothing(tmp_path: Path, settings: Any) -> None:
    files, _ = ensure(tmp_path, ["127.0.0.1"])
    settings.TLS_CERT, settings.TLS_KEY, settings.TLS_CA = str(files.certificate), str(files.key), str(files.authority)
    stolen_p12 = for_terminal(tmp_path, UID, "p")
    ours, other = (_client(tmp_path, for_terminal(tmp_path, uid, "p")) for uid in (UID, "SOMEBODY"))
    stolen = _client(tmp_path, stolen_p12)
    nobody = ssl.create_default_context(cafile=str(files.authority))

    async def story() -> None:
        hall = Hall(trust="first")
        door = TakDoor(hall)  # type: ignore[arg-type]
        port = await door.open("tak_tls", "127.0.0.1", 0)

        async def speaks(context: ssl.SSLContext, until_it: Any = None) -> bytes:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
                await reader.readuntil(b"</event>")
                writer.write(sample("sa_ground_unit"))
                if until_it is not None:
                    await until(until_it)
                    writer.close()
                    return b"heard"
                return await reader.read()
            except (ssl.SSLError, ConnectionError, asyncio.IncompleteReadError):
                return b""

        assert await speaks(ours, lambda: (f"tak/{UID}", ["Status", "Fix"]) in hall.heard) == b"heard"
        heard = len(hall.heard)
        assert await speaks(other) == b"" and await speaks(stolen) == b"" and await speaks(nobody) == b""
        assert [why for _, why in hall.refused] == ["证书与终端 uid 不符", "未出示口令,或证书不是登记时的那一张"]
        assert all(readings == ["Status"] for _, readings in hall.heard[heard:]), "only the goodbye of the first"
        hall.credential, hall.certificate = digest_of("tak", "on its card"), print_of(stolen_p12, "p")
        assert await speaks(stolen, lambda: len(hall.heard) > heard + 1) == b"heard", "the one that was made for it at its enrolment"
        assert await speaks(ours) == b""
        await door.close()

    asyncio.run(story())
