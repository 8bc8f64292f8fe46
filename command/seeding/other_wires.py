"""Demo devices that only report and obey: a handful of each protocol that is no radio, phone or drone of the others (devices/simulator/wires)."""

from __future__ import annotations

from typing import NamedTuple

from devices.doors.credentials import digest_of
from devices.mapping.actions import save_mapping
from devices.mapping.models import MappingRow
from devices.simulator.wires.sensors import VENDOR_ROW
from devices.simulator.wires.shape import demo_secret
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
    via: str = ""


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
    Wired("thingsboard", "weather-taiping", "sensor", "440117", "气象站 太平", 113.497, 23.445, "mqtt"),
    Wired("thingsboard", "气象站 派潭", "sensor", "440118", "气象站 派潭", 113.780, 23.498, "gateway"),
    Wired("owntracks", "demo/http-1", "phone", "440117", "护林员手机 吕田", 113.943, 23.822, "http"),
    Wired("osmand", "demo-phone-3", "phone", "440118", "护林员手机 正果", 113.890, 23.420, "json"),
    Wired("traccar", "356307042441021", "vehicle", "440113", "排涝车 番禺-01", 113.384, 22.938, "mqtt"),
    Wired("tak", "ANDROID-demo-0001", "person", "440117", "搜救队员 从化-01", 113.740, 23.713),
    Wired("tak", "ANDROID-demo-0002", "person", "440118", "搜救队员 增城-01", 113.782, 23.500, "proto"),
    Wired("mavlink", "41", "uav", "440117", "测绘无人机 从化-01", 113.745, 23.705),
    Wired("meshtastic", "!7e0a0001", "radio", "440117", "自组网电台 吕田", 113.935, 23.815),
    Wired("meshtastic", "!7e0a0002", "radio", "440117", "自组网电台 良口", 113.742, 23.708, "json"),
    Wired("sparkplug", "Water/edge-01/gauge-01", "sensor", "440117", "闸前水位 流溪河", 113.592, 23.551),
    Wired("sensorthings", "7001", "sensor", "440118", "内涝水位 荔城", 113.829, 23.292),
    Wired("homie", "demo-gauge", "sensor", "440113", "涵洞水位 市桥", 113.386, 22.940),
    Wired("odid", "DEMOUAS0000000001", "uav", "440111", "远程识别 白云", 113.360, 23.300),
    Wired("mapped", "W7", "sensor", "440115", "堤围水位 黄阁", 113.512, 22.824),
)


WITH_SECRET = ("thingsboard", "tak", "owntracks/http")  # those whose protocol carries one


def make_other_wires() -> int:
    """Idempotent."""
    if not MappingRow.objects.filter(name=VENDOR_ROW["name"]).exists():
        save_mapping(actor=ACTOR, mapping_id=None, active=True, source="演示数据,不是任何厂家的文档", **VENDOR_ROW)
    made = 0
    for device in DEVICES:
        if Terminal.objects.live().filter(adapter=device.adapter, external_id=device.external_id).exists():
            continue
        meta = {"home": {"lon": device.lon, "lat": device.lat}} | ({"via": device.via} if device.via else {})
        terminal = register_terminal(
            actor=ACTOR, adapter=device.adapter, external_id=device.external_id, kind=device.kind, area=device.area, label=device.label,
            expected_interval_s=50 if device.kind == "sensor" else 10, meta=meta,
        )  # fmt: skip
        if device.adapter in WITH_SECRET or f"{device.adapter}/{device.via}" in WITH_SECRET:
            set_credential(actor=ACTOR, terminal=terminal, digest=digest_of(device.adapter, demo_secret(device.external_id)))
        made += 1
    return made
