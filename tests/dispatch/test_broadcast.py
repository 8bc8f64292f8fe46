"""群发: each person once, by the first way that reaches them; figures in one event; stop, correct, areas by a carrier."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models.functions import Now

from dispatch.broadcast import legs
from dispatch.broadcast.actions import correct_broadcast, expire, start_area_broadcast, start_broadcast, stop_broadcast
from dispatch.broadcast.audience import Audience
from dispatch.broadcast.carriers.signing import signature
from dispatch.broadcast.models import AreaJob, Broadcast, Leg
from dispatch.broadcast.queue import Legs
from dispatch.broadcast.showing import sms_parts
from dispatch.broadcast.summary import count_broadcasts
from dispatch.callout import channels, handing, receipts
from dispatch.contacts.models import Address, ContactRole, Person
from dispatch.features.actions import add_feature
from dispatch.pacing.flow import set_state
from dispatch.pacing.models import QuietRule
from realtime.codes import Problem
from realtime.log.models import Event
from tests.dispatch.handing_parts import Here, Posted, Provider, provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(city: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Iterator[Provider]:
    settings.DATA_DIR = tmp_path
    QuietRule.objects.all().delete()
    with provider() as made:
        sms = Posted(made.url, batch=100)
        known = {channel.name: channel for channel in channels.CHANNELS} | {"sms": sms}
        for where in ("dispatch.callout.channels", "dispatch.callout.waiting", "dispatch.broadcast.queue"):
            monkeypatch.setattr(f"{where}.CHANNELS", list(known.values()))
        monkeypatch.setitem(channels.BY_NAME, "sms", sms)
        yield made


def hand() -> None:
    hands = handing.Hands(Here())
    while hands.tick():
        pass
    count_broadcasts()


def crowd(count: int, area: str = "440117", *, channel: str = "sms") -> list[Person]:
    role = ContactRole.objects.get(pk="duty_desk")
    made = Person.objects.bulk_create(Person(name=f"人{number}", role=role, area=area) for number in range(count))
    Address.objects.bulk_create(
        Address(person=person, channel=channel, value=f"139{area[-2:]}{number:06d}") for number, person in enumerate(made)
    )
    return made


def send(audience: Audience, *ways: str, **given: Any) -> Broadcast:
    fields = {"actor": "user:1", "name": "王", "area": "4401", "channels": ways or ["sms"], "text": "台风来临,请回港避风"} | given
    return start_broadcast(audience=audience, **fields)


def test_everybody_of_an_area_once_with_one_event_for_all(gateway: Provider, agrees: Any) -> None:
    crowd(250)
    crowd(3, "440115")
    with agrees():
        sent = send(Audience(areas=["440117"]))
        hand()
    assert len(gateway.heard) == 3  # a hundred in one request
    sent.refresh_from_db()
    assert (sent.total, sent.handed, sent.failed, sent.state) == (250, 250, 0, "done")
    told = Event.objects.filter(kind__startswith="broadcast.").values_list("kind", flat=True)
    assert sorted(told) == ["broadcast.progressed", "broadcast.started"]


def test_the_same_number_is_sent_to_once_and_who_has_no_address_is_counted(gateway: Provider) -> None:
    one, two = crowd(2)
    Address.objects.filter(person=two).update(value=one.addresses.get().value)
    Person.objects.create(name="无号", role_id="duty_desk", area="440117")
    sent = send(Audience(areas=["440117"]))
    hand()
    sent.refresh_from_db()
    assert (sent.total, sent.handed, sent.failed) == (2, 1, 1)
    assert Leg.objects.get(state="failed").error == "所选方式下没有可用的地址"


def test_a_refused_number_goes_the_next_way_under_another_key(gateway: Provider, tmp_path: Path) -> None:
    (one,) = crowd(1)
    Address.objects.create(person=one, channel="record", value="r")
    gateway.answer = 400
    sent = send(Audience(persons=[one.pk]), "sms", "record")
    hand()
    leg = Leg.objects.get()
    assert (leg.channel, leg.state, leg.tries) == ("record", "sent", 1)
    assert json.loads((tmp_path / "callout.jsonl").read_text())["message"] == f"b{leg.pk}.1"
    sent.refresh_from_db()
    assert (sent.handed, sent.failed) == (1, 0)


def test_killed_between_mark_and_answer_is_unknown_and_the_rest_goes_on(gateway: Provider) -> None:
    crowd(10)
    sent = send(Audience(areas=["440117"]))
    Legs().lease(channels.BY_NAME["sms"], 4)  # and here the worker dies
    Leg.objects.filter(state="handing").update(handing_at=Now() - timedelta(seconds=60))
    handing.sweep()
    hand()
    sent.refresh_from_db()
    assert (sent.handed, sent.failed, sent.state) == (6, 4, "done")
    assert sum(len(heard.splitlines()) for heard in gateway.heard) == 6


def test_receipts_and_replies_are_counted_by_number_or_id(gateway: Provider) -> None:
    crowd(3)
    sent = send(Audience(areas=["440117"]))
    hand()
    first, second, third = Leg.objects.order_by("id")
    assert receipts.delivered("sms", first.provider)
    assert receipts.replied("sms", second.to, "收到")
    assert receipts.failed("sms", third.key, "停机")
    count_broadcasts()
    sent.refresh_from_db()
    assert (sent.handed, sent.delivered, sent.answered, sent.failed) == (2, 2, 1, 1)


def test_stopped_what_has_not_gone_out_stays_in(gateway: Provider, agrees: Any) -> None:
    crowd(20)
    sent = send(Audience(areas=["440117"]))
    legs.settle([(number, 0, "sent", "p", "") for number, _ in legs.lease("sms", 5)])
    with agrees():
        stop_broadcast(actor="user:1", name="王", broadcast_id=sent.pk)
        hand()
    assert gateway.heard == []
    sent.refresh_from_db()
    assert (sent.handed, sent.state, Leg.objects.filter(state="stopped").count()) == (5, "stopped", 15)
    with pytest.raises(Problem):
        stop_broadcast(actor="user:1", name="王", broadcast_id=sent.pk)


def test_a_correction_goes_to_exactly_those_reached(gateway: Provider) -> None:
    crowd(20)
    sent = send(Audience(areas=["440117"]))
    taken = [number for number, _ in legs.lease("sms", 6)]
    legs.settle([(number, 0, "sent" if place % 2 else "failed", "p", "") for place, number in enumerate(taken)])
    correction = correct_broadcast(actor="user:1", name="王", broadcast_id=sent.pk, text="时间应为 18 时")
    hand()
    reached = {leg.to for leg in Leg.objects.filter(pk__in=taken, state="sent")}
    lines = [line for heard in gateway.heard for line in heard.splitlines()]
    assert {line.split(" ")[1] for line in lines} == reached and len(lines) == 3
    assert all("更正:时间应为 18 时" in line for line in lines)
    sent.refresh_from_db()
    assert (sent.state, correction.corrects_id, correction.total) == ("stopped", sent.pk, 3)


def test_out_of_date_it_does_not_go_out(gateway: Provider) -> None:
    crowd(2)
    sent = send(Audience(areas=["440117"]))
    expire(sent.pk)
    hand()
    assert gateway.heard == []
    assert set(Leg.objects.values_list("state", "error")) == {("failed", "已过有效期,未发出")}


def test_a_channel_that_is_down_waits_or_takes_the_other_way(gateway: Provider, tmp_path: Path) -> None:
    one, two = crowd(2)
    Address.objects.create(person=one, channel="record", value="r")
    set_state("sms", "down", "网关故障")
    sent = send(Audience(persons=[one.pk, two.pk]), "sms", "record")
    hand()
    sent.refresh_from_db()
    assert (sent.handed, sent.state) == (1, "going")
    assert Leg.objects.get(person=two).state == "waiting"


def test_at_night_a_notice_is_not_sent_and_says_why(gateway: Provider) -> None:
    QuietRule.objects.create(channel="sms", purpose="broadcast", from_hour=0, to_hour=0, urgency="urgent", source="测试")
    (one,) = crowd(1)
    send(Audience(persons=[one.pk]), urgency="normal")
    send(Audience(persons=[one.pk]), urgency="critical")
    hand()
    assert [leg.state for leg in Leg.objects.order_by("id")] == ["failed", "sent"]
    assert "夜间免打扰" in Leg.objects.order_by("id")[0].error


def test_a_page_or_a_loudspeaker_is_no_way_to_send_to_many(gateway: Provider) -> None:
    crowd(1)
    with pytest.raises(Problem, match="不能用于群发"):
        send(Audience(areas=["440117"]), "app")


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_a_long_text_costs_more_than_one(length: int, parts: int) -> None:
    assert sms_parts("字" * length) == parts


class Platform:
    """A carrier's small adapter: takes signed jobs, counts for itself."""

    def __init__(self, secret: str) -> None:
        self.jobs: list[dict[str, Any]] = []
        self.cancelled: list[str] = []
        self.counts, self.final, self.broken = {"targeted": 1_200_000, "sent": 400_000}, False, False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                at, nonce = self.headers["X-Time"], self.headers["X-Nonce"]
                if self.headers["X-Signature"] != signature(secret, self.command, self.path, at, nonce, body):
                    return self._say(401, {"detail": "签名不符"})
                if outer.broken:
                    return self._say(503, {})
                if self.command == "POST":
                    outer.jobs.append(json.loads(body))
                    return self._say(200, {"number": "J-1"})
                if self.command == "DELETE":
                    outer.cancelled.append(self.path)
                return self._say(200, {"counts": outer.counts, "final": outer.final})

            do_POST = do_GET = do_DELETE = _answer

            def _say(self, status: int, body: dict[str, Any]) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def platform(city: None, settings: Any) -> Iterator[Platform]:
    made = Platform("shared-secret")
    settings.CARRIER_URL, settings.CARRIER_SECRET = f"http://127.0.0.1:{made.server.server_port}", "shared-secret"
    yield made
    made.server.shutdown()
    made.server.server_close()


def area(**given: Any) -> Broadcast:
    fields: dict[str, Any] = {"actor": "user:1", "name": "王", "area": "440117", "areas": ["440117"], "text": "请立即转移", "valid_s": 3600}
    return start_area_broadcast(**fields | given)


def due() -> None:
    AreaJob.objects.filter(poll_at__isnull=False).update(poll_at=Now() - timedelta(seconds=1))


def test_an_area_is_one_signed_job_whose_figures_come_back(platform: Platform, agrees: Any) -> None:
    with agrees():
        sent = area(polygon=[[113.5, 23.5], [113.6, 23.5], [113.6, 23.6]])
        hand()
    assert [(job["id"], job["areas"], job["text"]) for job in platform.jobs] == [(f"j{sent.job.pk}", ["440117"], "请立即转移")]
    due()
    hand()
    sent.refresh_from_db()
    assert (sent.total, sent.handed, sent.state) == (1_200_000, 400_000, "done")
    platform.counts, platform.final = {"targeted": 1_200_000, "sent": 1_200_000, "delivered": 1_100_000}, True
    due()
    hand()
    sent.refresh_from_db()
    assert (sent.handed, sent.delivered, AreaJob.objects.get().state) == (1_200_000, 1_100_000, "done")


def test_a_carrier_that_is_away_gets_the_job_when_it_is_back_and_once(platform: Platform) -> None:
    platform.broken = True
    sent = area()
    hands = handing.Hands(Here())
    hands.tick()
    assert AreaJob.objects.get().state == "queued"
    platform.broken = False
    hand()
    assert len(platform.jobs) == 1
    sent.refresh_from_db()
    assert AreaJob.objects.get().state == "taken"


def test_stopped_the_carrier_hears_of_it_and_a_correction_names_the_job(platform: Platform) -> None:
    sent = area()
    hand()
    Broadcast.objects.filter(pk=sent.pk).update(state="going")
    correction = correct_broadcast(actor="user:1", name="王", broadcast_id=sent.pk, text="范围有误")
    due()
    hand()
    assert platform.cancelled == ["/jobs/J-1"]
    assert platform.jobs[1]["corrects"] == "J-1" and platform.jobs[1]["text"] == "更正:范围有误"
    assert correction.job.areas == ["440117"]


def test_over_http_preview_then_send_and_many_need_anothers_word(gateway: Provider, people: SimpleNamespace, as_user: Any) -> None:
    crowd(70)
    wang, chen = as_user(people.wang), as_user(people.chen)
    body = {"areas": ["440117"], "channels": ["sms"], "text": "台风来临"}
    seen = wang.send("/api/broadcasts/preview", body).json()
    assert (seen["total"], seen["cost_fen"]) == (70, 350) and "须另一名" in seen["needs_approval"]
    assert wang.send("/api/broadcasts", body).json()["code"] == "approval_needed"
    made = chen.send("/api/broadcasts", body)
    assert made.status_code == 201, made.content
    hand()
    number = made.json()["id"]
    assert wang.get(f"/api/broadcasts/{number}").json()["by_channel"] == [{"channel": "sms", "state": "sent", "count": 70}]
    assert wang.get(f"/api/broadcasts/{number}/legs").json()[0]["to"].startswith("139****")
    assert as_user(people.nansha).get(f"/api/broadcasts/{number}").status_code == 404
    assert as_user(people.ho).send("/api/broadcasts", body).status_code == 403


def test_an_area_is_looked_at_before_it_is_told(people: Any, as_user: Any, settings: Any) -> None:
    add_feature(actor="system", layer="village", name="石岭村", lon=113.77, lat=23.74, attributes={"population": 1200})
    add_feature(actor="system", layer="village", name="无数村", lon=113.78, lat=23.75)
    huang = as_user(people.huang)
    ring = [[113.76, 23.73], [113.79, 23.73], [113.79, 23.76], [113.76, 23.76]]
    path = "/api/broadcasts/area/preview"
    seen = huang.send(path, {"polygon": ring, "area": "440117", "text": "请立即转移"}).json()
    assert (seen["villages"], seen["residents"], seen["units"]) == (2, 1200, 1) and seen["km2"] == pytest.approx(10.2, abs=0.3)
    assert "公众(不限人数):须" in seen["needs_approval"]
    by_code = huang.send(path, {"areas": ["440117"], "text": "请立即转移"}).json()
    assert (by_code["areas"], by_code["residents"], by_code["km2"]) == (["从化区"], 1200, None)
    assert not Broadcast.objects.exists()


def test_nobody_draws_over_the_border(people: Any, as_user: Any) -> None:
    body = {"polygon": [[113.52, 22.79], [113.55, 22.79], [113.55, 22.82]], "area": "440117", "text": "请立即转移"}  # 南沙
    for path in ("/api/broadcasts/area/preview", "/api/broadcasts/area"):
        assert as_user(people.huang).send(path, body).status_code == 403
