"""K3: from the press to the last of 10,000 recipients taken by an SMS gateway: signed batches of a hundred over HTTP, receipts kept."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time

from tests.bench.report import Goal, Result
from tests.bench.stage import Stage
from tests.dispatch.example_gateway import ExampleGateway
from tests.system.centre import ROOT, wait_until

PEOPLE = 10_000
AREA = "440114"

# The matrix wants a leader's word for so many; what is measured is what comes after it.
START = """
import sys
import django; django.setup()
from dispatch.broadcast.actions import start_broadcast
from dispatch.broadcast.audience import Audience
from dispatch.pacing.limits import set_limit
set_limit(actor="system", channel="sms", per_minute=600000, burst=20000, concurrent=8, cost_fen=5, source="压测")
print("ready", flush=True)
sys.stdin.readline()
sent = start_broadcast(actor="system", name="压测", area="AREA", audience=Audience(areas=["AREA"], roles=["bench"]), channels=["sms"],
                       text="台风预警:请立即回港避风,收到请回复。", urgency="critical")
print(sent.pk, sent.total, flush=True)
""".replace("AREA", AREA)


def measure(stage: Stage) -> list[Result]:
    people = max(200, int(PEOPLE * min(1.0, stage.scale)))
    result = Result("K3", f"{people:,} recipients handed to an SMS gateway, from the press", "s", [], Goal(60, 15))
    gateway = ExampleGateway(secrets.token_hex(16))
    centre = stage.centre
    centre.env |= {"GATEWAY_BENCH_SECRET": gateway.secret, "DJANGO_SETTINGS_MODULE": "command.settings"}
    _people(stage, people)
    centre.query(
        'INSERT INTO gateways_provider (code, kind, name, url, signature, templates_only, most_parts, bmp_only, "order", active)'
        " VALUES ('bench', 'sms', '压测网关', %s, '广州应急', false, 5, true, 0, true) RETURNING 1",
        gateway.url,
    )
    centre.start("worker")
    child = subprocess.Popen(
        [sys.executable, "-c", START], cwd=ROOT, env=centre.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None and child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(3)  # the worker is up
    began = time.monotonic()
    child.stdin.write("go\n")
    child.stdin.flush()
    number, total = (int(word) for word in child.stdout.readline().split())
    started = time.monotonic() - began
    assert total == people
    wait_until(lambda: len(gateway.taken) >= people, 120, f"{people} taken; {centre.log('worker')}")
    result.runs.append(time.monotonic() - began)
    wait_until(lambda: centre.query("SELECT handed FROM broadcast_broadcast WHERE id = %s", number) == [(people,)], 20, "counted")
    events = centre.query("SELECT count(*) FROM log_event WHERE kind LIKE 'broadcast.%%' AND body::jsonb ->> 'id' = %s", str(number))[0][0]
    result.notes.append(
        f"{started:.1f} s of it choosing addresses and writing the legs; {len(gateway.requests)} requests, each signed; {events} events on the board"
    )
    child.wait(10)
    centre.kill("worker")
    gateway.server.shutdown()
    return [result]


def _people(stage: Stage, count: int) -> None:
    """Of a role of their own: people of the demo city live there too."""
    stage.centre.query(
        'INSERT INTO contacts_contactrole (code, name, notify, types, chain, "order", source)'
        " VALUES ('bench', '压测', false, '[]', false, 99, '') ON CONFLICT DO NOTHING"
    )
    stage.centre.query(
        "WITH new AS (INSERT INTO contacts_person (name, org, title, role_id, area, note, active)"
        " SELECT '压测' || n, '', '', 'bench', %s, '', true FROM generate_series(1, %s) AS n RETURNING id)"
        " INSERT INTO contacts_address (person_id, channel, value, rank, valid)"
        " SELECT id, 'sms', '139' || lpad(id::text, 8, '0'), 0, true FROM new RETURNING 1",
        AREA,
        count,
    )
