"""Nothing that lets somebody in is ever written down: a centre that logs all it can is signed in to, given keys and asked wrongly, and its logs, its
event log, its tables of answers and its pages of refusal are searched for every one of them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import paho.mqtt.client as mqtt
import pytest
import requests
from paho.mqtt.enums import CallbackAPIVersion
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from command.signin import totp
from command.supervisor.ports import free_port
from tests.system.centre import PASSWORD, Centre, Officer, wait_until

PIN = "2468"


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    centre = Centre(tmp_path_factory.mktemp("talkative"))
    centre.env |= {"LOG_LEVEL": "DEBUG", "DOOR_HTTP": str(free_port()), "METRICS_TOKEN": f"metrics-{uuid4().hex}"}
    try:
        for name in ("gateway", "worker", "clerk"):
            centre.start(name)
        centre.start_web("web")
        yield centre
    finally:
        centre.stop()


class Told:
    """What was typed or handed out, by what it is, and every answer that refused."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.refusals: list[requests.Response] = []

    def new(self, what: str) -> str:
        self.secrets[what] = f"Zz9-{uuid4().hex}"
        return self.secrets[what]

    def refused(self, answer: requests.Response) -> None:
        assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:300])
        self.refusals.append(answer)


def form(officer: Officer, path: str, **fields: str) -> requests.Response:
    officer.http.get(f"{officer.url}{path}", timeout=20)
    return officer.http.post(
        f"{officer.url}{path}",
        data={"csrfmiddlewaretoken": officer.http.cookies["csrftoken"], **fields},
        headers={"Referer": officer.url},
        timeout=20,
    )


def sign_in_wrongly(url: str, told: Told) -> None:
    stranger = requests.Session()
    stranger.get(f"{url}/people/sign-in/", timeout=20)
    headers = {"X-CSRFToken": stranger.cookies["csrftoken"], "Origin": url}

    def post(path: str, **given: Any) -> requests.Response:
        return stranger.post(f"{url}{path}", headers=headers, timeout=20, **given)

    told.refused(post("/api/session/sign-in", json={"username": "zhiban", "password": told.new("a wrong password")}))
    told.refused(post("/api/session/sign-in", json={"username": told.new("a password typed as the name"), "password": "x"}))
    told.refused(
        post("/api/session/sign-in", json={"username": "zhiban", "password": 1, "extra": told.new("a password in an unknown field")})
    )
    told.refused(post("/api/session/sign-in", data=told.new("a body that is no JSON")))
    told.refused(post("/api/session/second-step", json={"code": told.new("a code of nobody")}))
    page = {
        "csrfmiddlewaretoken": stranger.cookies["csrftoken"],
        "username": "zhiban",
        "password": told.new("a wrong password on the page"),
    }
    assert post("/people/sign-in/", data=page).status_code == 200


def live_with_it(url: str, told: Told) -> None:
    """One's own password, PIN, second factor, session and tickets."""
    officer = Officer(url, "daiban")
    new = told.new("a new password")
    assert form(officer, "/account/", do="password", old=PASSWORD, new=new, again=new).status_code == 200
    form(officer, "/account/", do="password", old=told.new("a wrong old password"), new=told.new("a refused password"), again="other")
    pin = told.secrets["a PIN"] = str(uuid4().int)[:8]
    form(officer, "/account/", do="pin", password=new, pin=pin)
    assert officer.post("/api/session/lock").status_code == 204
    told.refused(officer.post("/api/session/unlock", {"username": "daiban", "pin": told.new("a wrong PIN")}))
    officer.post("/api/session/unlock", {"username": "daiban", "pin": pin})
    form(officer, "/account/enrol/", password=new)
    page = officer.http.get(f"{url}/account/enrol/", timeout=20).text
    secret = re.sub(r"\s", "", re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", page)[1])  # type: ignore[index]
    told.secrets["the secret of a phone"] = secret
    done = form(officer, "/account/enrol/", code=totp.code_at(secret, totp.step_of(time.time())))
    codes = re.findall(r"<li>([\w-]{8,})</li>", done.text)
    told.secrets |= {f"recovery code {number}": code for number, code in enumerate(codes)}
    told.secrets["a session"] = officer.http.cookies["sessionid"]
    ticket = told.secrets["a ticket"] = officer.post("/api/ticket").json()["ticket"]
    with connect(f"{url.replace('http', 'ws')}/ws/?ticket={ticket}", origin=url) as socket:  # type: ignore[arg-type]
        socket.recv(10)
    with (
        connect(f"{url.replace('http', 'ws')}/ws/?ticket={told.new('a wrong ticket')}", origin=url) as socket,  # type: ignore[arg-type]
        pytest.raises(ConnectionClosed),
    ):
        socket.recv(10)


def give_keys(url: str, told: Told) -> None:
    """Of walls and of other platforms; tokens that are wrong."""
    admin = Officer(url, "admin")
    page = form(admin, "/people/walls/", area="4401", name="试屏").text
    told.secrets["a wall's token"] = wall = re.search(r"token=([\w-]{20,})", page)[1]  # type: ignore[index]
    assert requests.get(f"{url}/wall/?token={wall}", timeout=20).status_code == 200
    assert requests.get(f"{url}/api/session", headers={"Authorization": f"Token {wall}"}, timeout=20).status_code == 200
    told.refused(requests.get(f"{url}/api/session", headers={"Authorization": f"Token {told.new('a wrong token')}"}, timeout=20))
    for officer in (Officer(url, "zhibanzhang"), admin):
        added = officer.post("/api/peers", {"code": "gd", "name": "省厅", "level": "above", "area": "44", "known_as": "gz", "url": ""})
        if added.status_code != 201:
            continue
        peer = added.json()["id"]
        told.secrets["a peer's key"] = officer.post(f"/api/peers/{peer}/keys").json()["secret"]
        entered = officer.post(f"/api/peers/{peer}/keys/enter", {"name": "theirs", "secret": told.new("a key of a peer's own")})
        assert entered.status_code == 200, entered.text
        break
    assert "a peer's key" in told.secrets
    signed = {"X-ECC-Signature": told.new("a wrong signature"), "X-ECC-Time": "1", "X-ECC-Nonce": "x"}
    told.refused(requests.post(f"{url}/api/gateways/sms/reports", json={"items": []}, headers=signed, timeout=20))
    requests.get(f"{url}/metrics", headers={"Authorization": f"Bearer {told.new('a wrong metrics token')}"}, timeout=20)


def report_as_device(centre: Centre, told: Told) -> None:
    """At the gateway's HTTP door, and at the broker."""
    door = f"http://127.0.0.1:{centre.env['DOOR_HTTP']}"
    wait_until(lambda: _listens(door), 60, lambda: f"the HTTP door; {centre.log('gateway')}")
    told.refused(requests.post(f"{door}/traccar?token={told.new('a wrong door token')}", json={}, timeout=20))
    told.refused(
        requests.post(f"{door}/traccar", json={}, headers={"Authorization": f"Bearer {told.new('a wrong door bearer')}"}, timeout=20)
    )
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="stranger")
    client.username_pw_set("R0042", told.new("a terminal's password"))
    client.connect("127.0.0.1", int(centre.env["MQTT_PORT"]))
    client.disconnect()


def _listens(door: str) -> bool:
    try:
        requests.get(door, timeout=2)
    except requests.RequestException:
        return False
    return True


def test_no_secret_is_in_a_log_an_event_a_stored_answer_or_a_refusal(talkative: Centre):
    told, url = Told(), talkative.url("web")
    told.secrets["the metrics token"] = talkative.env["METRICS_TOKEN"]
    sign_in_wrongly(url, told)
    live_with_it(url, told)
    give_keys(url, told)
    report_as_device(talkative, told)
    time.sleep(2)  # rounds of worker and clerk

    written = {f"the log of {path.stem}": path.read_text(errors="replace") for path in Path(talkative.scratch).glob("*.log")}
    assert "DEBUG" in written["the log of web"], "the logs do not say all they can: this test would prove nothing"
    written["the event log"] = "\n".join(row[0] for row in talkative.query("SELECT kind || ' ' || actor || ' ' || body FROM log_event"))
    written["the answers kept for repeats"] = "\n".join(
        str(row[0]) for row in talkative.query("SELECT row_to_json(kept)::text FROM idempotency_answer kept")
    )
    written |= {f"the refusal {answer.request.method} {answer.url.partition('?')[0]}": answer.text for answer in told.refusals}
    assert len(told.secrets) > 20
    found = [(what, where) for what, secret in told.secrets.items() for where, text in written.items() if secret in text]
    assert found == []
