"""K1: from the confirmation of one press to the last of 200 people being rung: teams ordered first, then every call handed to a voice gateway."""

from __future__ import annotations

import secrets
import time

from tests.bench.report import Goal, Result
from tests.bench.stage import Stage
from tests.dispatch.example_gateway import ExampleGateway
from tests.system.centre import wait_until

PEOPLE = 200
AREA = "440114"
FIRE = {"type": "11G01", "lon": 113.2203, "lat": 23.4040, "place": "花都"}


def measure(stage: Stage) -> list[Result]:
    started = Result("K1", f"one press confirmed → all legs started, {PEOPLE} people", "s", [], Goal(5, 1.5))
    gateway = ExampleGateway(secrets.token_hex(16))
    centre, officer = stage.centre, stage.officer
    centre.env |= {"GATEWAY_BENCHVOICE_SECRET": gateway.secret}
    centre.query(
        'INSERT INTO gateways_provider (code, kind, name, url, signature, templates_only, most_parts, bmp_only, "order", active)'
        " VALUES ('benchvoice', 'voice', '压测外呼', %s, '', false, 5, true, 0, true) RETURNING 1",
        gateway.url,
    )
    centre.query("UPDATE pacing_channellimit SET per_minute = 60000, burst = 1000, concurrent = 8 WHERE channel = 'phone' RETURNING 1")
    centre.start("worker")
    wait_until(lambda: centre.query("SELECT 1 FROM health_beat WHERE process = 'worker'"), 30, "the worker is up")
    rungs = []
    for _ in range(stage.runs()):
        people = _people(stage)
        incident = officer.post("/api/incidents", FIRE).json()["id"]
        parts = {"talk": False, "conference": False, "wall": False, "orders": False}
        began = time.monotonic()
        seen = officer.post("/api/onekey/preview", {"incident": incident, "selection": {"persons": people}, "parts": parts}).json()
        looked = time.monotonic() - began
        before, began = len(gateway.taken), time.monotonic()
        made = officer.post("/api/onekey/confirm", {"token": seen["token"]})
        answered = time.monotonic() - began
        assert made.status_code == 201, made.text
        ref = next(leg["ref"] for leg in made.json()["legs"] if leg["kind"] == "callout")
        wait_until(
            lambda ref=ref: centre.query("SELECT count(*) FROM callout_call WHERE callout_id = %s AND state <> 'waiting'", ref)[0][0] >= PEOPLE,
            30, "every leg is started",
        )  # fmt: skip
        started.runs.append(time.monotonic() - began)
        wait_until(lambda before=before: len(gateway.taken) - before >= PEOPLE, 60, f"all are rung; {centre.log('worker')}")
        rungs.append((looked, answered, time.monotonic() - began))
        officer.post(f"/api/onekey/{made.json()['id']}/undo")
    looked, answered, rung = rungs[-1]
    started.notes.append(f"preview {looked:.2f} s, answered after {answered:.2f} s; the gateway had the last of them after {rung:.1f} s")
    centre.kill("worker")
    gateway.close()
    return [started]


def _people(stage: Stage) -> list[int]:
    rows = stage.centre.query(
        "WITH new AS (INSERT INTO contacts_person (name, org, title, role_id, area, note, active)"
        " SELECT '压测' || n, '', '', 'other', %s, '', true FROM generate_series(1, %s) AS n RETURNING id)"
        " INSERT INTO contacts_address (person_id, channel, value, rank, valid)"
        " SELECT id, 'phone', '139' || lpad(id::text, 8, '0'), 0, true FROM new RETURNING person_id",
        AREA,
        PEOPLE,
    )
    return [row[0] for row in rows]
