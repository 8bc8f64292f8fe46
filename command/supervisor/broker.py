"""Embedded MQTT broker (rumqttd from the wheel iotcore) in a process of its own, since it cannot be stopped from within.

It speaks MQTT 3.1.1 only, knows no topic rights and forgets sessions at a restart: it serves one machine and the demonstration. For a network set MQTT_URL to a Mosquitto.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from command.supervisor.complaint import Complaint
from command.supervisor.layout import Layout
from command.supervisor.processes import Child

# Segments are kept in memory per subscription; the defaults (10 of 100 MB) would take 1.8 GB
CONFIGURATION = """id = 0

[router]
id = 0
max_connections = 30000
max_outgoing_packet_count = 200
max_segment_size = 1048576
max_segment_count = 10

[v4.1]
name = "v4-1"
listen = "{listen}"
next_connection_delay_ms = 1

[v4.1.connections]
connection_timeout_ms = 30000
max_payload_size = 262144
max_inflight_count = 200
dynamic_filters = true
"""


def service(layout: Layout, env: dict[str, str]) -> tuple[Child, Callable[[], bool], Callable[[], None]]:
    """Child, readiness and preparation of the broker on HOST:MQTT_PORT."""
    if not (layout.site / "iotcore").is_dir():
        raise Complaint(".venv 里没有 iotcore：请执行 make run 安装。 iotcore is missing in .venv: run `make run`.")
    address = f"[{layout.host}]:{layout.mqtt_port}" if ":" in layout.host else f"{layout.host}:{layout.mqtt_port}"
    configuration = layout.data / "broker.toml"
    configuration.write_text(CONFIGURATION.format(listen=address))
    child = Child(
        name="broker",
        command=[str(layout.python), "-P", str(layout.root / "command" / "supervisor" / "broker_process.py"), str(configuration)],
        env=env,
        log=layout.logs / "broker.log",
        cwd=layout.data,
        stop_wait=2.0,
    )
    return child, lambda: _accepts(layout), lambda: None


def _accepts(layout: Layout) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((layout.own_address, layout.mqtt_port), timeout=0.5):
        return True
    return False
