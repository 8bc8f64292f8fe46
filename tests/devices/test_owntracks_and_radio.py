"""The two protocols whose units trip people: seconds and km/h here, milliseconds and m/s there."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from devices import adapters
from devices.adapters import owntracks, radio
from devices.adapters.known import Command, Unsupported
from devices.readings import Fix, Receipt, Sos, Status, Undecodable

AT = 1_793_664_930_000
NOW = AT + 500
PHONE = "owntracks/f1/phone"
BASE = "ecc/v1/440117/radio/R1"


def read(topic: str, body: Any, *, retained: bool = False) -> list[Any]:
    return list(adapters.decode(topic, json.dumps(body).encode(), NOW, retained=retained)[0])


def test_owntracks_speaks_kilometres_an_hour_and_seconds() -> None:
    (fix,) = read(PHONE, {"_type": "location", "lat": 23.1, "lon": 113.2, "tst": AT / 1000, "vel": 36, "cog": 90, "batt": 77, "acc": 12})
    assert (fix.speed, fix.heading, fix.battery, fix.accuracy, fix.at_ms) == (10, 90, 77, 12, AT)


def test_owntracks_retained_position_says_so() -> None:
    (fix,) = read(PHONE, {"_type": "location", "lat": 23.1, "lon": 113.2, "tst": 1}, retained=True)
    assert fix.retained


def test_owntracks_last_will_takes_the_phone_offline() -> None:
    (status,) = read(PHONE, {"_type": "lwt", "tst": 1_793_000_000})
    assert isinstance(status, Status)
    assert status.online is False


def test_owntracks_location_without_a_place_is_refused() -> None:
    with pytest.raises(Undecodable, match="lat"):
        read(PHONE, {"_type": "location", "tst": 1})


def test_owntracks_encrypted_payload_names_the_cause() -> None:
    with pytest.raises(Undecodable, match="加密"):
        read(PHONE, {"_type": "encrypted", "data": "AAAA"})


def test_owntracks_payload_of_another_phone_is_refused() -> None:
    with pytest.raises(Undecodable, match="不符"):
        read(PHONE, {"_type": "location", "lat": 1, "lon": 1, "topic": "owntracks/f2/phone"})


def test_owntracks_empty_retained_message_is_nothing() -> None:
    assert adapters.decode(PHONE, b"", NOW) == ([], ())


def command(kind: str) -> Command:
    return Command(
        external_id="R1",
        area="440117",
        terminal_kind="radio",
        meta={},
        kind=kind,
        payload={"task": "集结"},
        correlation="c-1",
        order=7,
        now_ms=NOW,
    )


def test_a_phone_can_be_asked_where_it_is_and_given_no_order() -> None:
    topic, payload = owntracks.encode(command("locate"))
    assert topic == "owntracks/R1/cmd"
    assert json.loads(payload) == {"_type": "cmd", "action": "reportLocation"}
    with pytest.raises(Unsupported):
        owntracks.encode(command("order"))


def test_a_radio_gets_the_order_with_its_id() -> None:
    topic, payload = radio.encode(command("order"))
    assert topic == f"{BASE}/cmd"
    assert json.loads(payload) == {"id": "c-1", "kind": "order", "order": 7, "at": NOW, "expires": None, "body": {"task": "集结"}}


def test_radio_fix_keeps_every_field() -> None:
    (fix,) = read(
        f"{BASE}/pos", {"at": AT, "n": 3, "lat": 23.5, "lon": 113.5, "alt": 5, "spd": 1.5, "hdg": 270, "acc": 6, "bat": 80, "sig": 70}
    )
    assert (fix.at_ms, fix.counter, fix.alt, fix.speed, fix.heading, fix.accuracy, fix.battery, fix.link) == (AT, 3, 5, 1.5, 270, 6, 80, 70)


def test_an_adopted_radio_is_addressed_where_it_listens() -> None:
    registered = msgspec.structs.replace(command("text"), area="440111", meta=radio.hint(f"{BASE}/pos"))
    assert radio.encode(registered)[0] == f"{BASE}/cmd"


@pytest.mark.parametrize("channel", ["pos", "status", "sos", "ack"])
def test_a_radio_cannot_speak_in_anothers_name(channel: str) -> None:
    body = {"id": "R2", "lat": 1, "lon": 1, "order": 1, "kind": "read"}
    with pytest.raises(Undecodable, match="不符"):
        read(f"{BASE}/{channel}", body)


def test_an_sos_without_a_fix_has_no_place_and_moves_no_marker() -> None:
    (sos,) = read(f"{BASE}/sos", {"mid": "a", "active": True, "lat": 0, "lon": 0})
    assert (sos.lat, sos.lon, sos.active) == (None, None, True)


def test_pressed_and_released_are_two_messages() -> None:
    ids = {read(f"{BASE}/sos", {"mid": "a", "active": active})[0].message_id for active in (True, False)}
    assert len(ids) == 2


def test_the_same_bytes_without_an_id_are_the_same_message() -> None:
    assert read(f"{BASE}/sos", {"at": AT})[0].message_id == read(f"{BASE}/sos", {"at": AT})[0].message_id
    assert read(f"{BASE}/sos", {"at": AT})[0].message_id != read(f"{BASE}/sos", {"at": AT + 1})[0].message_id


def test_an_empty_sos_object_is_an_sos() -> None:
    (sos,) = read(f"{BASE}/sos", {})
    assert isinstance(sos, Sos)
    assert sos.active


@pytest.mark.parametrize("kind", ["delivered", "read", "accepted", "refused", "arrived"])
def test_every_kind_of_receipt_is_read(kind: str) -> None:
    (receipt,) = read(f"{BASE}/ack", {"order": 9, "kind": kind, "reason": "人手不足"})
    assert isinstance(receipt, Receipt)
    assert (receipt.order, receipt.kind) == (9, kind)


@pytest.mark.parametrize(
    "body", [{"order": 0, "kind": "read"}, {"order": 2**63, "kind": "read"}, {"order": 1, "kind": "maybe"}, {"kind": "read"}]
)
def test_a_receipt_that_names_no_order_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Undecodable):
        read(f"{BASE}/ack", body)


@pytest.mark.parametrize(
    "topic",
    ["ecc/v1/440117/radio/R1", "ecc/v1/440117/radio//pos", "ecc/v2/440117/radio/R1/pos", "ecc/v1/440117/radio/R1/video", "other/x", ""],
)
def test_a_topic_nobody_knows_is_refused(topic: str) -> None:
    with pytest.raises(Undecodable):
        adapters.decode(topic, b"{}", NOW)


def test_a_time_before_2000_is_pulled_in_and_flagged_later() -> None:
    (fix,) = read(f"{BASE}/pos", {"at": 5, "lat": 1, "lon": 1})
    assert isinstance(fix, Fix)
    assert fix.at is not None
    assert fix.at.year == 2000
