"""Evacuations and the register for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.evacuation.actions import order_evacuation
from command.evacuation.books import record_departure
from command.evacuation.register.actions import enter_vulnerable
from dispatch.features.actions import add_feature

NEEDS = {
    "list_evacuations": "any", "order_evacuation": "evacuation.order", "get_evacuation": "read", "extend_evacuation": "evacuation.order",
    "record_departure": "evacuation.report", "record_arrival": "evacuation.report", "report_measure": "evacuation.report",
    "record_return": "evacuation.report", "strike_evacuation_line": "evacuation.report", "complete_evacuation": "evacuation.order",
    "approve_return": "evacuation.order", "close_evacuation": "evacuation.order", "cancel_evacuation": "evacuation.order",
    "list_vulnerable": "any", "enter_vulnerable": "vulnerable.manage", "change_vulnerable": "vulnerable.manage", "reveal_health": "vulnerable.health",
}  # fmt: skip


def evacuation_things(area: str, lon: float, lat: float) -> dict[str, Any]:
    one = order_evacuation(actor="system", ordered_by="王区长", reason="山洪", area=area, areas=[], target=4)
    line = record_departure(actor="system", name="系统", evacuation_id=one.pk, area=area, household="李四", people=4, elsewhere="投亲靠友")
    place = add_feature(actor="system", layer="shelter", name=f"{area}中学", lon=lon, lat=lat, attributes={"capacity": 100})
    old = enter_vulnerable(actor="system", name="陈婆婆", kind="alone", area=area)
    return {"evacuation_id": one.pk, "line_id": line.pk, "book": "departures", "shelter_id": place.pk, "vulnerable_id": old.pk}


def evacuation_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {
        "order_evacuation": {"area": thing.area, "reason": "山洪", "target": 4, "ordered_by": "王区长"},
        "extend_evacuation": {"target": 8},
        "record_departure": {"area": thing.area, "household": "王五", "people": 2, "elsewhere": "投亲靠友"},
        "record_arrival": {"shelter": thing.shelter_id, "people": 2},
        "report_measure": {"code": "boats", "area": thing.area, "target": 3, "done": 1},
        "strike_evacuation_line": {"why": "重复"},
        "complete_evacuation": {"why": "均在村部"},
        "approve_return": {"name": "王区长", "facts": "水位已退"},
        "cancel_evacuation": {"why": "误下"},
        "enter_vulnerable": {"name": "李爷爷", "area": thing.area},
        "change_vulnerable": {"route": "村道"},
        "reveal_health": {"reason": "安排救护车"},
    }
