"""The ground of scenario C: a tank farm on 小虎岛, who lies down the wind, the sensors, and the people of four villages. All of it invented."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

from command.scenarios.c_meeting import Meeting
from command.scenarios.cast import Aircraft, Part
from command.scenarios.stage import Stage
from command.seeding.dossiers import make_dossiers
from devices.terminals.actions import register_terminal
from devices.terminals.models import Terminal
from dispatch.alarms.models import Crossing
from dispatch.contacts.actions import add_person, retire_person
from dispatch.contacts.models import Person
from dispatch.features.actions import add_feature
from dispatch.intake.actions import add_agency
from realtime.accounts.tokens import revoke_token

ACTOR = "system"
NANSHA, HUANGGE = "440115", "440115102"
SITE, ASSEMBLY = (113.5290, 22.8450), (113.5380, 22.8533)  # the tank; upwind of it while the wind is north-east
CORDON_M, REACH_M, HALF_DEG = 1_000, 3_000, 30
NORTH_EAST, EAST = 45, 90
AIRCRAFT = Aircraft("侦检无人机", NANSHA, 113.5250, 22.8020)
PARTS = (
    Part("park", "小虎园区消防站", NANSHA, 18, 113.5360, 22.8470, kind="general"),
    Part("hazmat", "南沙区危化品救援队", NANSHA, 22, 113.5400, 22.8000, kind="hazmat"),
    Part("fire", "南沙消防救援大队", NANSHA, 36, 113.5250, 22.8020, kind="general"),
    Part("medical", "南沙 120 急救车组", NANSHA, 9, 113.5300, 22.7950, kind="medical"),
    Part("environment", "南沙环境监测队", NANSHA, 6, 113.5200, 22.8100, kind="environment"),
    Part("maritime", "南沙海事巡逻艇", NANSHA, 8, 113.5550, 22.8400, kind="water_rescue"),
    Part("foam", "南沙泡沫消防车组", NANSHA, 6, 113.5280, 22.8060, kind="hazmat"),
    Part("panyu", "番禺泡沫消防车组", "440113", 12, 113.3840, 22.9380, kind="hazmat", metres_per_s=14.0),
    Part("huangpu", "黄埔泡沫与灭火机器人编队", "440112", 20, 113.4590, 23.1060, kind="hazmat", metres_per_s=14.0),
)
# name → place, people, code; the first two lie down a north-east wind, the other two down an east wind
VILLAGES = {
    "东里村": (113.5167, 22.8287, 96, "440115102200"), "大井村": (113.5183, 22.8237, 140, "440115102203"),
    "小虎村": (113.5087, 22.8476, 310, "440115102212"), "乌洲村": (113.5055, 22.8538, 270, "440115102209"),
}  # fmt: skip
FIRST, ADDED = ("东里村", "大井村"), ("小虎村", "乌洲村")
SCHOOL = ("黄阁镇东里小学(演练)", 113.5170, 22.8372, 420)
RESIDENTS, WORKERS = 236, 410
NOTE = "情景 C"
AGENCY = "drill-119"
SENSORS = {"pressure": "T-201 罐压力", "gas": "罐区可燃气体 03", "camera": "罐区智能摄像机 05", "sniffer": "无人机气体吊舱"}
WIRED_S = 20


def sensor(stage: Stage, key: str) -> str:
    return f"X{stage.exercise}{key}"


def prepare(stage: Stage) -> None:
    make_dossiers()
    for name, (lon, lat, people, _) in VILLAGES.items():
        add_feature(actor=ACTOR, layer="village", name=name, lon=lon, lat=lat, attributes={"population": people}, exercise=stage.exercise)
    name, lon, lat, pupils = SCHOOL
    add_feature(actor=ACTOR, layer="school", name=name, lon=lon, lat=lat, attributes={"students": pupils}, exercise=stage.exercise)
    stage.notes["villagers"] = [_villager(name, code) for name, (_, _, _, code) in VILLAGES.items()]
    for key, label in SENSORS.items():
        meta: dict[str, Any] = {"home": {"lon": SITE[0], "lat": SITE[1]}} | ({"event_type": "12D03"} if key == "camera" else {})
        kind = "other" if key == "camera" else "sensor"
        register_terminal(
            actor=ACTOR, adapter="radio", external_id=sensor(stage, key), kind=kind, area=NANSHA, label=f"{label}(演练)",
            expected_interval_s=60, meta=meta, exercise=stage.exercise,
        )  # fmt: skip
    agency, stage.notes["119"] = add_agency(actor=ACTOR, code=AGENCY, name="119 接警中心(演练)", area="4401")
    stage.notes["119 token"] = agency.token
    stage.notes["meeting"] = Meeting()
    _until_heard(stage)


def _villager(village: str, code: str) -> Person:
    """Whom the village is called by; kept from one playing to the next, in use only while one is on."""
    held = Person.objects.filter(area=code, note=NOTE).first()
    if held is not None:
        return retire_person(actor=ACTOR, person=held, active=True)
    own = [{"channel": "record", "value": f"138001{code[-5:]}"}]
    return add_person(actor=ACTOR, name=f"{village}负责人(演练)", role="village_contact", area=code, org=village, note=NOTE, addresses=own)


def _until_heard(stage: Stage) -> None:
    """The gateway learns of new sensors within seconds; the story begins when each has been heard with an everyday value."""
    wired = Terminal.objects.filter(external_id__in=[sensor(stage, key) for key in ("pressure", "gas", "sniffer")])
    for _ in range(WIRED_S * 2):
        everyday(stage)
        time.sleep(0.5)
        if Crossing.objects.filter(terminal__in=wired).values("terminal").distinct().count() == 3:
            return
    raise TimeoutError(f"演练传感器 {WIRED_S} 秒内没有读数,请检查网关和消息服务器。")


def everyday(stage: Stage) -> None:
    stage.wire.measure(NANSHA, sensor(stage, "pressure"), {"tank_pressure": (61, "%")})
    for key in ("gas", "sniffer"):
        stage.wire.measure(NANSHA, sensor(stage, key), {"gas_lel": (2, "%LEL")})


def hand_over(stage: Stage, body: dict[str, Any]) -> None:
    """As the other agency's computer does: by its token, to our door."""
    headers = {"Content-Type": "application/json", "Authorization": f"Token {stage.notes['119']}", "Idempotency-Key": str(uuid4())}
    opener = build_opener(ProxyHandler({}))
    opener.open(Request(f"{stage.url.rstrip('/')}/api/intake/transfers", json.dumps(body).encode(), headers), timeout=10).read()


def tidy(stage: Stage) -> None:
    if "meeting" in stage.notes:
        stage.notes["meeting"].close()
    if "119 token" in stage.notes:
        revoke_token(actor=ACTOR, token=stage.notes["119 token"])
    for person in stage.notes.get("villagers", []):
        retire_person(actor=ACTOR, person=person)
