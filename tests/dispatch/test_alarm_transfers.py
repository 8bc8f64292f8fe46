"""Other agencies hand their calls over by token: taken once, answered with our number, and told what became of it by signed receipts."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.test import Client

from dispatch.alarms.actions import acknowledge_alarm, give_verdict, raise_alarm, reopen_alarm
from dispatch.alarms.models import Alarm, Report
from dispatch.intake.actions import add_agency, take_transfer
from dispatch.intake.models import Agency, Receipt, Transfer
from dispatch.intake.pushing import push_receipts
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
CALL = {
    "number": "2026-119-000031", "type": "11G01", "urgency": "critical", "lon": 113.7712, "lat": 23.7423, "place": "良口镇", "text": "山上明火",
    "caller_phone": "13912345678",
}  # fmt: skip


class Peer:
    """An agency's computer: it speaks with its token and hears receipts at its address."""

    def __init__(self) -> None:
        self.heard: list[tuple[Message, str]] = []
        self.answers: list[int] = []  # of the next calls; then 204
        self.agency: Agency
        self.token = ""
        peer = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = peer.answers.pop(0) if peer.answers else 204
                if status < 300:
                    peer.heard.append((self.headers, body))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{peer.url}elsewhere")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Ear)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def enter(self, code: str = "119", area: str = "4401") -> Peer:
        self.agency, self.token = add_agency(actor="system", code=code, name="市消防救援支队", area=area, url=self.url)
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def hand_over(self, **change: Any) -> Any:
        return self.ask("/api/intake/transfers", CALL | change)

    def ask(self, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Token {self.token}", "Idempotency-Key": str(uuid4())}
        if body is None:
            return Client().get(path, headers=headers)
        return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)

    @property
    def kinds(self) -> list[str]:
        return [json.loads(body)["kind"] for _, body in self.heard]


@pytest.fixture
def peer(city: None) -> Iterator[Peer]:
    made = Peer()
    yield made.enter()
    made.stop()


def all_due() -> None:
    Receipt.objects.filter(state="waiting").update(next_at=Now())


def test_a_transfer_is_an_alarm_with_our_number_and_the_agencys_name_on_the_record(peer, agrees):
    with agrees():
        answer = peer.hand_over()
    alarm = Alarm.objects.get()
    assert answer.status_code == 201
    assert (answer.json()["our_number"], answer.json()["state"]) == (alarm.number, "received")
    assert (alarm.source, alarm.urgency, alarm.area, alarm.caller_phone) == ("agency", "critical", "440117", "13912345678")
    assert alarm.signals.get().facts == {"agency": "119", "number": "2026-119-000031"}
    assert Event.objects.get(kind="alarm.raised").actor == peer.agency.token.actor


def test_the_same_number_is_taken_once_however_often_it_is_sent(peer):
    first, second = peer.hand_over().json(), peer.hand_over().json()
    assert (first["our_number"], first["repeated"], second["repeated"]) == (second["our_number"], False, True)
    assert (Alarm.objects.count(), Report.objects.count(), Receipt.objects.count()) == (1, 1, 1)


def test_a_correction_under_the_same_number_is_a_further_report(peer, agrees):
    peer.hand_over()
    with agrees():
        answer = peer.hand_over(text="有两人被困")
    assert answer.json()["repeated"] is False
    assert list(Alarm.objects.get().signals.values_list("text", flat=True)) == ["山上明火", "有两人被困"]
    assert peer.hand_over(text="有两人被困").json()["repeated"] is True


def test_a_correction_of_what_was_closed_rings_again(peer):
    number = peer.hand_over().json()["our_number"]
    give_verdict(actor="user:1", name="陈班长", alarm_id=Alarm.objects.get().pk, verdict="not_found")
    assert peer.hand_over(text="火又起来了").json()["our_number"] != number
    assert Alarm.objects.filter(state="active").count() == 1


def test_a_call_joins_what_devices_reported_there_and_no_other_call(peer, agrees):
    lon, lat = CALL["lon"], CALL["lat"]
    device = raise_alarm(actor="system", source="camera", urgency="urgent", lon=lon, lat=lat + 0.001, type="11G01", device="camera:1")
    with agrees():
        answer = peer.hand_over()
    assert answer.json()["our_number"] == device.number
    assert set(Alarm.objects.get().sources) == {"camera", "agency"} and Receipt.objects.count() == 1


def test_a_call_of_a_drill_stays_in_the_drill(peer):
    drill = start_exercise(actor="system", name="联合演练", area="4401", kind="live")
    peer.hand_over(exercise=drill.pk)
    assert Alarm.objects.get().exercise_id == drill.pk
    assert peer.hand_over(number="119-9", exercise=drill.pk + 999).status_code == 409


def test_two_agencies_may_use_the_same_number(peer):
    other = Peer().enter(code="110")
    try:
        assert peer.hand_over().json()["our_number"] != other.hand_over().json()["our_number"]
        assert other.ask(f"/api/intake/transfers/{CALL['number']}").status_code == 200
    finally:
        other.stop()


def test_a_call_without_coordinates_belongs_to_the_area_it_names_or_the_agencys_own(peer):
    for number, given, area in (("1", {"area": "440117"}, "440117"), ("2", {}, "4401")):
        assert peer.hand_over(number=number, lon=None, lat=None, **given).status_code == 201
        assert Alarm.objects.latest("pk").area == area


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"text": ""}, "text"),
        ({"number": "a b"}, "number"),
        ({"lon": None}, "lon"),
        ({"type": "99X99"}, "type"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_bad_transfer_is_refused_by_field_and_nothing_is_kept(peer, change, where):
    answer = peer.hand_over(**change)
    assert answer.status_code == 422
    assert where in str(answer.json()["where"])
    assert not Alarm.objects.exists()


def test_only_an_agency_hands_over_only_within_its_area_and_it_sees_nothing_else(peer, as_user, people):
    assert as_user(people.wang).send("/api/intake/transfers", CALL).status_code == 403
    number = peer.hand_over().json()["our_number"]
    for path in ("/api/snapshot?scope=area:4401", f"/api/alarms/{Alarm.objects.get().pk}"):
        assert peer.ask(path).status_code in (403, 404), (path, number)
    narrow = Peer().enter(code="12345", area="440115")
    try:
        assert narrow.hand_over().status_code == 403
        assert narrow.ask(f"/api/intake/transfers/{CALL['number']}").status_code == 404
    finally:
        narrow.stop()


def test_the_agency_asks_what_became_of_its_call(peer):
    peer.hand_over()
    path = f"/api/intake/transfers/{CALL['number']}"
    alarm = Alarm.objects.get()
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    assert peer.ask(path).json()["state"] == "accepted"
    _, incident = give_verdict(actor="user:1", name="陈班长", alarm_id=alarm.pk, verdict="forest_fire")
    status = peer.ask(path).json()
    assert (status["state"], status["verdict_name"], status["incident"]) == ("verified", "森林火灾", incident.number)
    assert [receipt["kind"] for receipt in status["receipts"]] == ["received", "accepted", "verified"]


def test_receipts_reach_the_agencys_address_signed_and_in_order(peer):
    peer.hand_over()
    alarm = Alarm.objects.get()
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=alarm.pk)
    give_verdict(actor="user:1", name="陈班长", alarm_id=alarm.pk, verdict="farm_burning")
    reopen_alarm(actor="user:1", name="陈班长", alarm_id=alarm.pk, reason="复核")
    assert push_receipts() == 4
    assert push_receipts() == 0
    assert peer.kinds == ["received", "accepted", "verified", "reopened"]
    headers, body = peer.heard[2]
    told = json.loads(body)
    assert (told["number"], told["our_number"], told["verdict"], told["exercise"]) == (CALL["number"], alarm.number, "farm_burning", False)
    secret = peer.agency.secret.encode()
    proof = hmac.new(secret, f"{headers['X-ECC-Time']}.{body}".encode(), hashlib.sha256).hexdigest()
    assert headers["X-ECC-Signature"] == f"sha256={proof}"
    assert "13912345678" not in body


def test_an_agency_that_is_down_gets_its_receipts_later_and_in_order(peer):
    peer.hand_over()
    acknowledge_alarm(actor="user:1", name="王值班", alarm_id=Alarm.objects.get().pk)
    peer.answers = [500, 302]
    for attempts, error in ((1, "HTTP 500"), (2, "HTTP 302")):
        assert push_receipts() == 0
        first, second = Receipt.objects.order_by("pk")
        assert (first.state, first.attempts, first.error, second.attempts) == ("waiting", attempts, error, 0)
        assert push_receipts() == 0  # not due yet
        all_due()
    assert push_receipts() == 2
    assert peer.kinds == ["received", "accepted"]


def test_an_address_nobody_listens_at_is_an_error_and_the_row_survives(peer):
    peer.hand_over()
    peer.stop()
    assert push_receipts() == 0
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.attempts) == ("waiting", 1)
    assert receipt.error


def test_after_a_day_somebody_is_asked_to_pick_up_the_phone(peer, agrees):
    peer.hand_over()
    peer.answers = [500]
    Receipt.objects.update(created_at=Now() - timedelta(hours=25))
    with agrees():
        push_receipts()
    assert Receipt.objects.get().state == "failed"
    alarm = Alarm.objects.get(source="system")
    assert "电话" in alarm.text and CALL["number"] in alarm.text


def test_who_reported_a_duplicate_learns_the_fate_of_the_alarm_it_repeats(peer):
    peer.hand_over()
    mine = Alarm.objects.get()
    peer.hand_over(number="2")
    master = Alarm.objects.latest("pk")
    give_verdict(actor="user:1", name="陈班长", alarm_id=mine.pk, verdict="duplicate", of=master.pk)
    give_verdict(actor="user:1", name="陈班长", alarm_id=master.pk, verdict="forest_fire")
    status = peer.ask(f"/api/intake/transfers/{CALL['number']}").json()
    assert (status["verdict"], status["of"]) == ("forest_fire", master.number)
    assert [receipt["kind"] for receipt in status["receipts"]] == ["received", "verified", "verified"]


def test_nothing_of_a_table_top_exercise_leaves_the_house(peer):
    exercise = start_exercise(actor="user:1", name="桌推", area="4401")
    fields = {"text": "演练", "area": "440117", "urgency": "normal", "lon": None, "lat": None}
    take_transfer(actor=peer.agency.token.actor, number="X1", fields=fields, exercise=exercise.pk)
    assert (Transfer.objects.get().exercise_id, Receipt.objects.count()) == (exercise.pk, 0)


def test_new_secrets_end_the_old_ones(peer, capsys):
    old = peer.token
    call_command("add_agency", "119", "--name", "市消防救援支队")
    assert "Authorization: Token" in capsys.readouterr().out
    peer.token = old
    assert peer.hand_over().status_code == 401
