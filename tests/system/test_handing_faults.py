"""The worker is killed in the middle of two hundred messages to a slow provider: each ends in a true state, none is sent twice."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time

import pytest

from tests.system.centre import ROOT, Centre, wait_until
from tests.system.leftovers import over

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

PEOPLE = 200
KILL_AT = (40, 110)  # heard by the provider when the power goes
SLOW_S = 0.08

CALL = """
import django; django.setup()
from dispatch.callout.actions import start_callout
from dispatch.contacts.models import Address, Person
from dispatch.pacing.limits import set_limit
set_limit(actor="system", channel="tak", per_minute=60000, burst=1000, concurrent=8, cost_fen=0, source="测试")  # nobody else's channel
people = [Person.objects.create(name=f"人{n}", role_id="other", area="440117") for n in range(%d)]  # no desk: a press on an alarm calls those
Address.objects.bulk_create(Address(person=one, channel="tak", value=f"T-{one.pk}", rank=0) for one in people)
Address.objects.bulk_create(Address(person=one, channel="record", value=f"r{one.pk}", rank=1) for one in people)
made = start_callout(actor="user:1", name="王", about="duty", about_id=0, purpose="call", persons=people, text="请到岗", area="4401", join=False)
print(made.pk)
"""


class SlowServer:
    """A TAK server that needs its time and remembers whom it was asked to reach."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hear, args=[connection], daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        with connection:
            parts = []
            while part := connection.recv(4096):
                parts.append(part)
            if found := re.search(rb'messageId="([^"]+)"', b"".join(parts)):
                self.heard.append(found.group(1).decode())
            time.sleep(SLOW_S)


def test_killed_twice_in_the_middle_no_message_is_sent_twice_and_what_is_unknown_says_so(centre: Centre):
    server = SlowServer()
    env = centre.env | {"TAK_URL": f"tcp://127.0.0.1:{server.port}", "DJANGO_SETTINGS_MODULE": "command.settings"}
    centre.kill("worker")
    centre.kill("clerk")  # no rung is climbed meanwhile: what is sent twice would be the hand-over's fault
    kept, centre.env, callout = centre.env, env, 0
    try:
        done = subprocess.run(
            [sys.executable, "-c", CALL % PEOPLE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        callout = int(done.stdout.split()[-1])
        centre.start("worker")
        for mark in KILL_AT:
            wait_until(lambda mark=mark: len(server.heard) >= mark, 30, f"{mark} heard; {centre.log('worker')}")
            centre.kill("worker")
            centre.start("worker")
        sql = (
            "SELECT a.id, a.result, a.channel, a.call_id FROM callout_attempt AS a JOIN callout_call AS c ON c.id = a.call_id"
            " WHERE c.callout_id = %s AND a.channel = 'tak'"
        )
        wait_until(lambda: {row[1] for row in centre.query(sql, callout)} <= {"sent", "unknown"}, 40, "nothing is under way any more")
        rows = centre.query(sql, callout)
        assert len(rows) == PEOPLE
        assert len(server.heard) == len(set(server.heard)), "somebody was sent the same message twice"
        heard = {int(key[1:]) for key in server.heard}
        sent = {row[0] for row in rows if row[1] == "sent"}
        unknown = {row[0] for row in rows if row[1] == "unknown"}
        assert sent <= heard, "said to be sent, and was not"
        assert heard - sent <= unknown, "was sent, and says otherwise"
        assert 0 < len(unknown) <= 8 * len(KILL_AT)
        calls = [row[3] for row in rows if row[1] == "unknown"]
        centre.start("clerk")
        others = "SELECT count(DISTINCT call_id) FROM callout_attempt WHERE call_id = ANY(%s) AND channel = 'record' AND result = 'sent'"
        wait_until(lambda: centre.query(others, calls) == [(len(calls),)], 30, "whoever may not have it is reached the next way")
    finally:
        centre.env = kept
        over(centre, callout)
        if "worker" in centre.processes:
            centre.kill("worker")
        centre.start("worker")
        if "clerk" not in centre.processes:
            centre.start("clerk")
        server.listener.close()
