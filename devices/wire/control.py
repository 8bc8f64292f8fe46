"""commands ↔ **control** ↔ Mosquitto: the plugin's own topics, one batch after the other, each answered before the next. Blocking; a thread's."""

from __future__ import annotations

import json
import logging
import queue
import socket
from typing import Any
from uuid import uuid4

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.mqtt.wire import address_of
from devices.wire.dynsec import COMMANDS, RESPONSES, Command, Held, held_from

log = logging.getLogger(__name__)

ANSWER_S = 60.0  # Mosquitto writes its whole file at each command: 0.4 s with 5,000 clients
PAGE = 200  # clients in one answer
BATCH = 20


class Away(Exception):
    """The broker does not answer, or not us."""


class Control:
    """One connection as the administrator of the plugin."""

    def __init__(self, url: str) -> None:
        self.address = address_of(url)
        self.answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"ecc-rights-{socket.gethostname()}-{uuid4().hex[:6]}")
        self.client.username_pw_set(self.address.username, self.address.password)
        if self.address.tls:
            self.client.tls_set()
        self.client.on_connect = self._connected
        self.client.on_subscribe = lambda client, data, mid, reasons, properties: self._ready.put(not reasons[0].is_failure)
        self.client.on_message = lambda client, data, message: self.answers.put(json.loads(message.payload))

    def _connected(self, client: paho.Client, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._ready.put(False)
        else:
            client.subscribe(RESPONSES, 1)

    def open(self) -> None:
        try:
            self.client.connect(self.address.host, self.address.port, keepalive=20)
        except OSError as error:
            raise Away(str(error)) from None
        self.client.loop_start()
        try:
            if not self._ready.get(timeout=ANSWER_S):
                raise Away("not let in as the administrator of the plugin")
        except queue.Empty:
            raise Away("no answer to CONNECT") from None

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def ask(self, commands: list[Command]) -> list[dict[str, Any]]:
        """Answers come in the order of the commands; another administrator's are told apart by what we put in."""
        mark = uuid4().hex
        body = {"commands": [command | {"correlationData": f"{mark}:{n}"} for n, command in enumerate(commands)]}
        self.client.publish(COMMANDS, json.dumps(body, ensure_ascii=False), qos=1)
        while True:
            try:
                answer = self.answers.get(timeout=ANSWER_S)
            except queue.Empty:
                raise Away("no answer to a command") from None
            responses = answer.get("responses", [])
            if responses and str(responses[0].get("correlationData", "")).startswith(mark):
                return list(responses)

    def held(self) -> Held:
        return held_from(
            self._all("listClients", "clients", verbose=True),
            [str(role["rolename"]) for role in self._all("listRoles", "roles", verbose=True)],
        )

    def _all(self, command: str, name: str, *, verbose: bool) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            (answer,) = self.ask([{"command": command, "verbose": verbose, "count": PAGE, "offset": len(found)}])
            if "error" in answer:
                raise Away(str(answer["error"]))
            page = answer["data"][name]
            found += page
            if not page or len(found) >= int(answer["data"]["totalCount"]):
                return found

    def apply(self, groups: list[list[Command]]) -> int:
        """All of them; the number of commands the broker refused."""
        refused, batch = 0, list[Command]()
        for place, group in enumerate(groups):
            batch += group
            if len(batch) >= BATCH or place == len(groups) - 1:
                for answer in self.ask(batch):
                    if "error" in answer and not _already(answer):
                        refused += 1
                        log.error("broker refused %s: %s", answer.get("command"), answer["error"])
                batch = []
        return refused


def _already(answer: dict[str, Any]) -> bool:
    """It is as we want it."""
    return str(answer["error"]) in ("Client not found", "Role not found")
