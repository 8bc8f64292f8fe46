"""Devices over HTTP: who may see and adopt, live video on and off, a drone's target taken as an alarm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from devices.inbox.answers import settle_command
from devices.inbox.models import Inbox, Quarantine
from devices.inbox.working import run_due_inbox
from devices.readings import Answer, Source
from devices.terminals.actions import register_terminal
from devices.terminals.models import Downlink, Terminal, UnknownDevice
from devices.tracks.models import Target
from devices.video.models import VideoLink
from realtime import clock
from realtime.log import act

pytestmark = pytest.mark.django_db(transaction=True)
AsUser = Callable[[Any], Any]


@pytest.fixture
def stranger(city: None) -> UnknownDevice:
    return UnknownDevice.objects.create(
        adapter="radio",
        external_id="V9",
        topic="ecc/v1/440117/radio/V9/pos",
        frames=3,
        sample='{"lat":23.5}',
        hint={"kind": "radio", "area": "440117"},
    )


@pytest.fixture
def drone(city: None) -> Terminal:
    meta = {"gateway": "RC1", "cameras": [{"video_id": "SN1/53-0-0/normal-0"}], "home": {"lon": 1}}
    return register_terminal(actor="system", adapter="dji", external_id="SN1", kind="uav", area="440117", label="无人机 从化-01", meta=meta)


def test_an_officer_sees_and_adopts_a_stranger_of_his_area(stranger: UnknownDevice, people: SimpleNamespace, as_user: AsUser) -> None:
    huang = as_user(people.huang)
    (row,) = huang.get("/api/devices/unknown").json()["items"]
    assert (row["external_id"], row["hint"]["area"], row["frames"]) == ("V9", "440117", 3)
    answer = huang.send(f"/api/devices/unknown/{stranger.id}/adopt", {"label": "良口 9 号台", "kind": "radio", "area": "440117"})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["label"] == "良口 9 号台"
    assert huang.get("/api/devices/unknown").json()["items"] == []


def test_a_stranger_of_another_district_is_not_shown_nor_adopted_into_it(
    stranger: UnknownDevice, people: SimpleNamespace, as_user: AsUser
) -> None:
    nansha = as_user(people.nansha)
    assert nansha.get("/api/devices/unknown").json()["items"] == []
    answer = nansha.send(f"/api/devices/unknown/{stranger.id}/adopt", {"label": "x", "kind": "radio", "area": "440117"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_the_same_press_twice_adopts_once_and_another_press_is_told(
    stranger: UnknownDevice, people: SimpleNamespace, as_user: AsUser
) -> None:
    wang, key, body = as_user(people.wang), str(uuid4()), {"label": "台", "kind": "radio", "area": "440117"}
    first = wang.send(f"/api/devices/unknown/{stranger.id}/adopt", body, key=key)
    assert wang.send(f"/api/devices/unknown/{stranger.id}/adopt", body, key=key).json() == first.json()
    other = wang.send(f"/api/devices/unknown/{stranger.id}/adopt", body)
    assert (other.status_code, other.json()["code"]) == (409, "already_adopted")
    assert Terminal.objects.count() == 1


@pytest.mark.parametrize(("change", "where"), [({"kind": "spaceship"}, "kind"), ({"area": "440199"}, "area"), ({"label": ""}, "label")])
def test_a_wrong_field_is_named(
    stranger: UnknownDevice, people: SimpleNamespace, as_user: AsUser, change: dict[str, str], where: str
) -> None:
    body = {"label": "台", "kind": "radio", "area": "440117"} | change
    answer = as_user(people.wang).send(f"/api/devices/unknown/{stranger.id}/adopt", body)
    assert answer.status_code == 422
    assert where in " ".join(answer.json()["where"])
    assert not Terminal.objects.exists()


def test_a_field_member_adopts_nothing(stranger: UnknownDevice, people: SimpleNamespace, as_user: AsUser) -> None:
    answer = as_user(people.ho).send(f"/api/devices/unknown/{stranger.id}/adopt", {"label": "台", "kind": "radio", "area": "440117"})
    assert answer.status_code == 403


def test_nobody_reads_devices_without_signing_in(client: Any, city: None) -> None:
    for path in ("unknown", "quarantine", "terminals", "downlinks/1"):
        assert client.get(f"/api/devices/{path}").status_code == 401


def test_quarantine_shows_topic_reason_and_first_bytes(people: SimpleNamespace, as_user: AsUser) -> None:
    Quarantine.objects.create(topic="a/b", reason="坏", first_bytes=b"\xff{}", count=4)
    (row,) = as_user(people.wang).get("/api/devices/quarantine").json()["items"]
    assert (row["topic"], row["reason"], row["count"], row["hex"]) == ("a/b", "坏", 4, "ff 7b 7d")
    assert as_user(people.nansha).get("/api/devices/quarantine").status_code == 403


def test_terminals_are_listed_by_area_with_what_they_told(drone: Terminal, people: SimpleNamespace, as_user: AsUser) -> None:
    (row,) = as_user(people.huang).get("/api/devices/terminals?adapter=dji").json()["items"]
    assert (row["label"], row["meta"]["gateway"], "home" in row["meta"]) == ("无人机 从化-01", "RC1", False)
    assert as_user(people.nansha).get("/api/devices/terminals").json() == {"items": [], "count": 0}
    assert as_user(people.wang).get("/api/devices/terminals?q=SN1").json()["count"] == 1
    assert as_user(people.wang).get("/api/devices/terminals?limit=0").status_code == 422


def test_a_terminal_is_revoked_by_who_may(drone: Terminal, people: SimpleNamespace, as_user: AsUser) -> None:
    assert as_user(people.wang).send(f"/api/devices/terminals/{drone.id}/revoke").status_code == 403
    assert as_user(people.chen).send(f"/api/devices/terminals/{drone.id}/revoke").json()["revoked_at"]
    assert as_user(people.nansha).send(f"/api/devices/terminals/{drone.id}/revoke").status_code == 404


def answered(downlink: Downlink, result: int, text: str = "") -> None:
    answer = Answer(source=Source("dji", "RC1"), correlation=str(downlink.correlation), result=result, method="live_start_push", text=text)
    with act("system"):
        settle_command(answer, downlink.terminal, Inbox(received_at=clock.now()))


def test_live_video_opens_when_the_aircraft_agrees(drone: Terminal, people: SimpleNamespace, as_user: AsUser, agrees: Any) -> None:
    wang = as_user(people.wang)
    answer = wang.send(f"/api/devices/terminals/{drone.id}/live", {"incident": None})
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")
    downlink = Downlink.objects.get()
    assert downlink.payload["video_id"] == "SN1/53-0-0/normal-0"
    assert not VideoLink.objects.exists(), "a tile before the aircraft agreed would lie"
    with agrees():
        answered(downlink, 0)
    link = VideoLink.objects.get()
    assert (link.subject_id, link.active, link.kind) == (drone.subject_id, True, "video")
    assert wang.get(f"/api/devices/downlinks/{downlink.id}").json()["state"] == "delivered"
    assert wang.send(f"/api/devices/terminals/{drone.id}/live/stop").status_code == 202
    link.refresh_from_db()
    assert not link.active


def test_a_refused_stream_shows_the_devices_number(drone: Terminal, people: SimpleNamespace, as_user: AsUser) -> None:
    wang = as_user(people.wang)
    wang.send(f"/api/devices/terminals/{drone.id}/live")
    downlink = Downlink.objects.get()
    answered(downlink, 513003, "直播失败(错误码 513003)")
    shown = wang.get(f"/api/devices/downlinks/{downlink.id}").json()
    assert (shown["state"], "513003" in shown["error"]) == ("failed", True)
    assert not VideoLink.objects.exists()


def test_a_radio_cannot_stream(radio: Terminal, people: SimpleNamespace, as_user: AsUser) -> None:
    answer = as_user(people.wang).send(f"/api/devices/terminals/{radio.id}/live")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_drones_target_becomes_an_alarm_when_an_officer_takes_it(drone: Terminal, people: SimpleNamespace, as_user: AsUser) -> None:
    from dispatch.alarms.models import Alarm

    wang = as_user(people.wang)
    assert wang.send(f"/api/devices/terminals/{drone.id}/take-target").status_code == 409
    Target.objects.create(subject=drone.subject, at=clock.now(), received_at=clock.now(), lon=113.77, lat=23.74, distance=412)
    for _ in range(2):
        assert wang.send(f"/api/devices/terminals/{drone.id}/take-target").json()["distance"] == 412
    run_due_inbox()
    assert [(alarm.source, alarm.lon, alarm.lat) for alarm in Alarm.objects.all()] == [("uav", 113.77, 23.74)]
    Target.objects.update(received_at=clock.now() - timedelta(minutes=2))
    assert wang.send(f"/api/devices/terminals/{drone.id}/take-target").status_code == 409


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "data:text/html,x"])
def test_a_link_that_would_run_something_is_refused(people: SimpleNamespace, as_user: AsUser, url: str) -> None:
    answer = as_user(people.wang).send("/api/links", {"kind": "video", "label": "x", "url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not VideoLink.objects.exists()


def test_links_open_and_close_on_every_screen(people: SimpleNamespace, as_user: AsUser, agrees: Any) -> None:
    wang = as_user(people.wang)
    with agrees():
        opened = wang.send("/api/links", {"kind": "conference", "label": "会商", "url": "https://meet.example/x", "area": "440117"})
    assert opened.status_code == 201
    with agrees():
        closed = wang.send(f"/api/links/{opened.json()['id']}/close")
    assert closed.json()["active"] is False
    assert wang.send(f"/api/links/{opened.json()['id']}/close").status_code == 200
