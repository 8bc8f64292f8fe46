"""Forest fire, relief and the register's sheets for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from command.forest.laying import Wanted, lay_relay
from command.forest.patrols import start_patrol
from command.forest.points import add_point
from command.relief.actions import open_case
from dispatch.incidents.actions import open_incident
from dispatch.incidents.models import CLOSED, Incident
from realtime import clock

NEEDS = {
    "get_forest": "any", "forest_figures": "any", "list_fire_dangers": "any", "set_fire_danger": "forest.manage", "save_fire_demand": "forest.rule",
    "save_fire_point_kind": "forest.rule city", "set_fire_floor": "forest.rule", "list_fire_points": "any", "add_fire_point": "forest.manage",
    "change_fire_point": "forest.manage", "list_check_ins": "read", "check_in": "forest.check", "list_patrols": "any", "start_patrol": "forest.manage",
    "stop_patrol": "forest.manage", "nearest_water": "any", "reckon_relay": "any", "lay_relay": "incident.manage", "end_relay": "incident.manage",
    "get_fire_loop": "read", "hand_over_fire": "incident.manage", "rekindle_fire": "incident.manage",
    "list_relief": "any", "open_relief": "relief.write", "change_relief": "relief.write", "ask_relief": "relief.write", "return_relief": "relief.write",
    "decide_relief": "relief.approve", "pay_relief": "relief.approve", "reveal_relief_account": "relief.approve",
    "vulnerable_template": "any", "import_vulnerable": "own", "standby_gains": "read", "answer_standby": "unit.assign",
}  # fmt: skip


def forest_things(area: str, lon: float, lat: float) -> dict[str, Any]:
    point = add_point(actor="system", kind="gate", name=f"{area}路口", lon=lon, lat=lat)
    due = clock.now() + timedelta(hours=4)
    patrol = start_patrol(actor="system", name="北线", area=area, ranger="老李", points=[point.pk], due_at=due)
    fire = open_incident(actor="system", type="11G01", lon=lon, lat=lat, area=area)
    relay = lay_relay(
        actor="system", name="系统", incident_id=fire.pk, line=[(lon, lat), (lon + 0.01, lat)], wanted=Wanted(0, "d65"), water_name="水塘"
    )
    Incident.objects.filter(pk=fire.pk).update(phase=CLOSED, closed_at=clock.now())
    case = open_case(actor="system", name="系统", kind="transition", incident_id=fire.pk, area=area, household="李四", people=3)
    return {"fire_point_id": point.pk, "patrol_id": patrol.pk, "relay_id": relay.pk, "relief_case_id": case.pk, "fire_place": (lon, lat)}


def forest_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    lon, lat = thing.fire_place
    line = [[lon, lat], [lon + 0.005, lat]]
    return {
        "set_fire_danger": {"area": thing.area, "level": 2},
        "save_fire_demand": {"level": 2, "area": thing.area, "patrol_h": 12, "source": "区森防指"},
        "save_fire_point_kind": {"code": "tower", "name": "塔头", "mark": "塔", "source": "区森防指"},
        "set_fire_floor": {"level": 3},
        "add_fire_point": {"kind": "gate", "name": "另一路口", "lon": lon, "lat": lat},
        "change_fire_point": {"keeper": "老李"},
        "check_in": {"how": "phone", "lon": lon, "lat": lat},
        "start_patrol": {
            "name": "南线",
            "area": thing.area,
            "ranger": "老张",
            "points": [thing.fire_point_id],
            "due_at": "2099-01-01T00:00:00Z",
        },
        "stop_patrol": {"why": "暴雨"},
        "reckon_relay": {"line": line},
        "lay_relay": {"line": line},
        "hand_over_fire": {"taker": "罗场长", "org": "林场"},
        "rekindle_fire": {"facts": "冒烟"},
        "open_relief": {"kind": "winter", "area": thing.area, "household": "王五", "people": 2},
        "change_relief": {"area": thing.area, "household": "李四", "people": 4},
        "decide_relief": {"agreed": True},
        "pay_relief": {"voucher": "1"},
        "reveal_relief_account": {"reason": "核对账号"},
        "import_vulnerable": {"name": "a.csv", "content": b64encode("姓名,类别,区划\n李奶奶,独居老人,良口镇".encode()).decode()},
        "answer_standby": {"answer": "accepted"},
    }
