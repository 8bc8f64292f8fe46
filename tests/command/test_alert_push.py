"""Published warnings pushed to the platforms, neighbours and stations that were entered: once each, in order, however the road behaves."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from command.alerts import pushing
from command.alerts.actions import draft_alert, draft_next, sign_alert
from command.alerts.cap.document import read_document
from command.alerts.models import Alert
from command.alerts.publishing import publish_alert
from command.alerts.receivers import Push, Receiver
from command.alerts.receiving import add_receiver, change_receiver
from command.alerts.showing import alert_whole
from command.alerts.sources import add_source
from command.links.gauges import outside
from command.links.reading import read
from command.peering.signing import why_not
from dispatch.alarms.models import Alarm
from realtime import clock
from realtime.codes import Problem
from realtime.exercises.actions import start_exercise
from realtime.log.models import Event

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-both-sides-0123456789"


class Platform:
    """Theirs: keeps what it was sent, and answers as the test says – one status each, the last one for ever."""

    def __init__(self, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}/warnings?from=gz"
        self.answers: list[int] = [200]
        self.lose = 0  # answers cut off after the message was kept
        self.wait_s = 0.0
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def identifiers(self) -> list[str]:
        return [headers["Idempotency-Key"] for _, headers, _ in self.got]


@contextmanager
def platform(port: int = 0) -> Iterator[Platform]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, dict(self.headers), body))
            time.sleep(found.wait_s)
            if found.lose:
                found.lose -= 1
                self.connection.close()
                return
            status = found.answers.pop(0) if len(found.answers) > 1 else found.answers[0]
            said = f"receipt {len(found.got)}".encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{found.port}/elsewhere")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            pass  # connections this test cuts

    server = Server(("127.0.0.1", port), Handler)
    found = Platform(server.server_port)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def theirs(city: None) -> Iterator[Platform]:
    with platform() as found:
        yield found


def receiver(url: str, **more: Any) -> Receiver:
    given = {
        "code": "province",
        "name": "省突发事件预警信息发布系统",
        "url": url,
        "auth": "signed",
        "user": "gz",
        "key": "k1",
        "area": "4401",
    } | more
    return add_receiver(actor="system", entered_by="陈", secret=given.pop("secret", SECRET), **given)


def out(people: SimpleNamespace, **more: Any) -> Alert:
    given = {"area": "4401", "areas": ["440117"], "hazard": "rainstorm", "colour": "orange", "text": "大暴雨", "path": "emergency"} | more
    return passed(people, draft_alert(actor=people.wang.actor, name="王", **given))


def passed(people: SimpleNamespace, alert: Alert) -> Alert:
    sign_alert(actor=people.chen.actor, name="陈", alert_id=alert.pk)
    publish_alert(actor=people.wang.actor, name="王", alert_id=alert.pk)
    return Alert.objects.select_related("hazard", "first").get(pk=alert.pk)


def after(people: SimpleNamespace, alert: Alert, kind: str, **more: Any) -> Alert:
    return passed(people, draft_next(actor=people.wang.actor, name="王", alert_id=alert.pk, kind=kind, path="emergency", **more))


def turn() -> int:
    """The worker's, once, as if the pause after a failure were over."""
    Receiver.objects.update(next_at=clock.now())
    done = 0
    while (found := pushing.claim()) is not None:
        done += pushing.visit(found)
        Receiver.objects.filter(pk=found.pk).update(leased_until=None, next_at=clock.now() + timedelta(hours=1))
    return done


def way(alert: Alert, code: str = "to:province") -> Any:
    return next(one for one in alert_whole(alert)["ways"] if one["code"] == code)


def test_a_published_warning_goes_as_signed_cap_and_its_receipt_stands_in_the_matrix(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    alert = out(people)
    assert way(alert)["state"] == "waiting" and turn() == 1
    ((path, headers, body),) = theirs.got
    given = {name: headers[f"X-ECC-{name}"] for name in ("Peer", "Key", "Time", "Nonce", "Signature")}
    assert path == "/warnings?from=gz" and (given["Peer"], given["Key"]) == ("gz", "k1")
    assert why_not(secret=SECRET, given=given, now=time.time(), window_s=60, method="POST", path=path, body=body) == ""
    assert why_not(secret=SECRET, given=given, now=time.time(), window_s=60, method="POST", path=path, body=body + b" ") != ""
    _, said = read_document(body)
    assert said.identifier == alert.identifier == headers["Idempotency-Key"]
    line = way(alert)
    assert (line["state"], line["note"], line["how"]) == ("delivered", "receipt 1", "push") and line["at"]
    assert turn() == 0 and len(theirs.got) == 1


def test_one_that_is_down_gets_everything_once_and_in_order_when_it_is_back(people: SimpleNamespace, city: None):
    with platform() as gone:
        port = gone.port
    receiver(gone.url)
    first = out(people)
    assert turn() == 0 and turn() == 0
    line = way(first)
    assert line["state"] == "waiting" and "已试 2 次" in line["note"] and "拒绝连接" in line["note"]
    second = after(people, first, "update", colour="red", text="特大暴雨")
    third = after(people, second, "cancel", text="降雨结束")
    with platform(port) as back:
        assert turn() == 3
        assert back.identifiers == [first.identifier, second.identifier, third.identifier]
        kinds = [read_document(body)[1] for _, _, body in back.got]
        assert [one.kind for one in kinds] == ["Alert", "Update", "Cancel"]
        assert kinds[2].references[0].identifier == second.identifier
        assert turn() == 0 and len(back.got) == 3
    assert {one.state for one in Push.objects.all()} == {Push.SENT} and Receiver.objects.get().failures == 0


def test_a_lost_answer_is_repeated_with_the_same_bytes_and_a_platform_that_has_it_says_so(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    theirs.lose, theirs.answers = 1, [409]
    alert = out(people)
    assert turn() == 0 and turn() == 1
    (_, one, first), (_, two, second) = theirs.got
    assert first == second and one["Idempotency-Key"] == two["Idempotency-Key"] and one["X-ECC-Nonce"] != two["X-ECC-Nonce"]
    assert (way(alert)["state"], way(alert)["note"]) == ("delivered", "对方已有此编号的预警")


def test_a_slow_one_is_left_alone_and_holds_up_no_other(theirs: Platform, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pushing, "TIMEOUT_S", (0.3, 0.3))
    with platform() as slow:
        slow.wait_s = 1.0
        receiver(slow.url)
        receiver(theirs.url, code="foshan", name="佛山市", kind="beside", auth="basic", key="", user="gz", secret="word")
        alert = out(people)
        assert turn() == 1
    assert "超时" in way(alert)["note"] and way(alert, "to:foshan")["state"] == "delivered"
    assert theirs.got[0][1]["Authorization"] == "Basic " + base64.b64encode(b"gz:word").decode()


@pytest.mark.parametrize("status", [302, 401, 403, 404, 429, 500, 503])
def test_what_may_be_mended_is_tried_again(theirs: Platform, people: SimpleNamespace, status: int):
    receiver(theirs.url)
    theirs.answers = [status, 200]
    alert = out(people)
    assert turn() == 0 and f"HTTP {status}" in way(alert)["note"] and turn() == 1 and way(alert)["state"] == "delivered"
    assert {path for path, _, _ in theirs.got} == {"/warnings?from=gz"}  # nowhere they point us to


def test_a_refused_message_is_told_and_does_not_hold_up_the_next(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    theirs.answers = [422, 200]
    alert, other = out(people), out(people, hazard="thunder_gale", colour="yellow", text="雷雨大风")
    assert turn() == 1
    assert way(alert)["state"] == "failed" and "HTTP 422" in way(alert)["note"] and way(other)["state"] == "delivered"
    assert Alarm.objects.filter(device=f"system:alert_push:{Push.objects.get(alert=alert).pk}").exists()
    assert turn() == 0


def test_the_pause_doubles_up_to_the_rule(theirs: Platform, people: SimpleNamespace):
    mine = receiver(theirs.url)
    theirs.answers = [503]
    out(people)
    pauses = []
    for _ in range(10):
        Receiver.objects.update(next_at=clock.now(), leased_until=None)
        found = pushing.claim()
        assert found is not None
        pushing.visit(found)
        mine.refresh_from_db()
        pauses.append((mine.next_at - clock.now()).total_seconds())
        assert pushing.claim() is None
    assert pauses == pytest.approx([2, 4, 8, 16, 32, 64, 128, 256, 300, 300], abs=0.5)


def test_what_ran_out_undelivered_is_said_and_its_cancellation_still_goes(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    alert = out(people, expires_at=clock.now() + timedelta(hours=1))
    theirs.answers = [503]
    turn()
    Alert.objects.filter(pk=alert.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    cancel = after(people, alert, "cancel", text="结束")
    theirs.answers = [200]
    assert turn() == 1 and way(alert)["state"] == "failed" and way(cancel)["state"] == "delivered"


def test_whom_a_colour_or_a_place_does_not_concern_hears_nothing_but_what_ends_what_they_heard(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url, least="red")
    receiver(theirs.url, code="conghua", name="从化区", kind="department", area="440117", auth="token", secret="t")
    receiver(theirs.url, code="nansha", name="南沙区", area="440115")
    alert = out(people, colour="red")
    assert {one.receiver.code for one in Push.objects.all()} == {"province", "conghua"}
    less = after(people, alert, "update", colour="yellow", text="减弱")
    assert {one.receiver.code for one in Push.objects.filter(alert=less)} == {"province", "conghua"}
    quiet = out(people, hazard="thunder_gale", colour="yellow", text="雷雨大风", channels=["board"])
    assert not Push.objects.filter(alert=quiet).exists() and way(quiet)["state"] == "off"


def test_an_exercise_leaves_by_no_road(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    drill = start_exercise(actor=people.chen.actor, name="桌面推演", kind="tabletop", area="4401")
    alert = out(people, exercise=drill.pk)
    assert not Push.objects.exists() and way(alert)["state"] == "suppressed"


def test_two_workers_never_talk_to_one_address_and_a_dead_one_costs_a_minute(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    out(people)
    held = pushing.claim()
    assert held is not None and pushing.claim() is None
    Receiver.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    other = pushing.claim()
    assert other is not None and pushing.visit(held) == 0 and pushing.visit(other) == 1 and len(theirs.got) == 1


def test_the_page_of_links_says_how_long_a_warning_waits(theirs: Platform, people: SimpleNamespace):
    receiver(theirs.url)
    (gauge,) = [one for one in outside.GAUGES if one.name == "ecc_warning_push_oldest_seconds"]
    assert [one.state for one in read(gauge)] == ["ok"]
    theirs.answers = [503]
    out(people)
    turn()
    Push.objects.update(made_at=clock.now() - timedelta(minutes=10))
    (line,) = read(gauge)
    assert line.state == "bad" and line.sample.of == "省突发事件预警信息发布系统" and "HTTP 503" in line.sample.note


def test_an_address_is_entered_once_its_secret_never_said_and_a_change_tries_at_once(theirs: Platform, people: SimpleNamespace):
    mine = receiver(theirs.url, auth="basic", secret="wrong")
    theirs.answers = [401, 200]
    out(people)
    found = pushing.claim()
    assert found is not None and pushing.visit(found) == 0 and pushing.claim() is None
    Receiver.objects.update(leased_until=None)
    change_receiver(actor="system", receiver_id=mine.pk, secret="right")
    again = pushing.claim()
    assert again is not None and pushing.visit(again) == 1
    for wrong, where in (({"secret": "short"}, "secret"), ({"key": ""}, "key"), ({"area": "9999"}, "area"), ({"user": ""}, "user")):
        with pytest.raises(Problem) as told:
            receiver(theirs.url, **({"code": "other"} | wrong))
        assert told.value.where == [where]
    with pytest.raises(Problem) as told:
        receiver(theirs.url)
    assert told.value.where == ["code"]
    said = json.dumps([mine.row(), *(one.body for one in Event.objects.filter(kind__startswith="alert_receiver"))], default=str)
    assert (
        "right" not in said and "wrong" not in said and theirs.url not in json.dumps([one.body for one in Event.objects.all()], default=str)
    )


def test_another_installation_takes_it_at_its_door(theirs: Platform, people: SimpleNamespace):
    _, token = add_source(actor="system", code="neighbour", name="邻市")
    receiver(theirs.url, auth="token", secret=token, user="", key="")
    alert = out(people)
    turn()
    ((_, headers, body),) = theirs.got
    alert.pushes.all().delete()
    Alert.objects.filter(pk=alert.pk).update(identifier="another")  # theirs has not heard of it
    answer = Client().post(
        "/api/alerts/intake", body, content_type=headers["Content-Type"], headers={"Authorization": headers["Authorization"]}
    )
    assert answer.status_code == 201 and answer.json()["document"]["identifier"] == alert.identifier
