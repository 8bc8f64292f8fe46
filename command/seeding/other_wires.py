"""Demo devices that do not speak MQTT: vehicles with JT/T 808, OsmAnd phones, trackers behind Traccar, body cameras behind a video platform,
weather stations of the ThingsBoard kind."""

from __future__ import annotations

from typing import NamedTuple

from devices.doors.credentials import digest_of
from devices.simulator.reporters import demo_token
from devices.terminals.actions import register_terminal, set_credential
from devices.terminals.models import Terminal

ACTOR = "system"


class Wired(NamedTuple):
    adapter: str
    external_id: str
    kind: str
    area: str
    label: str
    lon: float
    lat: float


# Phone numbers and ids are invented
DEVICES = (
    Wired("jt808", "13800138001", "vehicle", "440117", "森防运兵车 从化-01", 113.59, 23.55),
    Wired("jt808", "13800138002", "vehicle", "440118", "抢险工程车 增城-01", 113.81, 23.29),
    Wired("jt808", "13800138003", "vehicle", "440114", "危化品运输车 花都-01", 113.22, 23.40),
    Wired("jt808", "13800138004", "vehicle", "440111", "水罐车 白云-01", 113.27, 23.16),
    Wired("osmand", "demo-phone-1", "phone", "440117", "护林员手机 良口", 113.737, 23.711),
    Wired("osmand", "demo-phone-2", "phone", "440118", "护林员手机 派潭", 113.778, 23.494),
    Wired("traccar", "356307042441013", "vehicle", "440115", "冲锋舟拖车 南沙-01", 113.51, 22.82),
    Wired("gb28181", "44011700001320000001", "person", "440117", "执法记录仪 从化-01", 113.586, 23.548),
    Wired("gb28181", "44011800001320000001", "person", "440118", "执法记录仪 增城-01", 113.833, 23.292),
    Wired("thingsboard", "气象站 良口", "sensor", "440117", "气象站 良口", 113.741, 23.716),
    Wired("thingsboard", "气象站 正果", "sensor", "440118", "气象站 正果", 113.893, 23.423),
)


def make_other_wires() -> int:
    """Idempotent."""
    made = 0
    for device in DEVICES:
        if Terminal.objects.live().filter(adapter=device.adapter, external_id=device.external_id).exists():
            continue
        terminal = register_terminal(
            actor=ACTOR, adapter=device.adapter, external_id=device.external_id, kind=device.kind, area=device.area, label=device.label,
            expected_interval_s=50 if device.kind == "sensor" else 10, meta={"home": {"lon": device.lon, "lat": device.lat}},
        )  # fmt: skip
        if device.adapter == "thingsboard":  # a sensor is known by its token alone
            set_credential(actor=ACTOR, terminal=terminal, digest=digest_of(device.adapter, demo_token(device.external_id)))
        made += 1
    return made
