"""Terminals in a real database, and a real broker on a free port (Mosquitto too where it is installed)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.terminals.actions import register_terminal
from devices.terminals.models import Terminal

IOTCORE = """id = 0
[router]
id = 0
max_connections = 2000
max_outgoing_packet_count = 200
max_segment_size = 1048576
max_segment_count = 10
[v4.1]
name = "v4-1"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[v4.1.connections]
connection_timeout_ms = 30000
max_payload_size = 262144
max_inflight_count = 200
dynamic_filters = true
"""
RUN_IOTCORE = """
import logging, sys
from iotcore.iotcore import IotCoreBroker
logging.getLogger("rumqttd").setLevel(logging.CRITICAL)
IotCoreBroker(config_path=sys.argv[1]).run_forever()
"""


@pytest.fixture
def radio(db: None) -> Terminal:
    return make_radio()


def make_radio(external_id: str = "R1", **given: Any) -> Terminal:
    return register_terminal(
        actor="system", adapter="radio", external_id=external_id, kind="radio", area="440117", label=f"电台 {external_id}", **given
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.port = kind, free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        configuration = folder / f"{kind}.toml"  # rumqttd knows a file by its ending
        if kind == "mosquitto":
            configuration.write_text(f"listener {self.port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 10000\n")
            self.command = [shutil.which("mosquitto") or "mosquitto", "-c", str(configuration)]
        else:
            configuration.write_text(IOTCORE.format(port=self.port))
            self.command = [sys.executable, "-c", RUN_IOTCORE, str(configuration)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self._answers, 10)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture(scope="module", params=["iotcore", "mosquitto"])
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    if request.param == "mosquitto" and shutil.which("mosquitto") is None:
        pytest.skip("mosquitto is not installed; the embedded broker was tested")
    running = Broker(request.param, tmp_path_factory.mktemp("broker"))
    yield running
    running.stop()


def until(condition: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Wait for something to become true; what it was at the end."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {condition}")
        time.sleep(0.02)
    return found
