"""Scenario C, the first quarter of an hour: three signals, one alarm, the plant's dossier, cordon and plume, orders, conference, plan."""

from __future__ import annotations

from typing import Any

from command.scenarios.c_meeting import OUTSIDE
from command.scenarios.c_place import (
    ASSEMBLY,
    CORDON_M,
    FIRST,
    HALF_DEG,
    NANSHA,
    NORTH_EAST,
    REACH_M,
    SCHOOL,
    SITE,
    hand_over,
    sensor,
)
from command.scenarios.responding import leader
from command.scenarios.stage import Stage

ORDERED = ("park", "hazmat", "fire", "medical", "environment", "maritime")
PARTIES = 7
TASKS, GROUPS = 42, 9
PLAN = "GZ-ZX-17"


def signals(stage: Stage) -> None:
    """Pressure, gas, a camera's own recognition, and the fire brigade's operator: within the same second, from four doors."""
    stage.wire.measure(NANSHA, sensor(stage, "pressure"), {"tank_pressure": (118, "%")})
    stage.wire.measure(NANSHA, sensor(stage, "gas"), {"gas_lel": (62, "%LEL")})
    stage.wire.seen_burning(NANSHA, sensor(stage, "camera"), SITE[0] + 0.0004, SITE[1], "https://video.demo.invalid/c.jpg")
    stage.wait(lambda: stage.rows("alarms"), 2.0)
    call = {
        "number": f"X{stage.exercise}-1", "type": "12D01", "urgency": "critical", "lon": SITE[0], "lat": SITE[1], "place": "小虎岛穗南石化仓储",
        "text": "小虎岛油库爆炸起火,听到两声响,有浓烟往黄阁方向飘。", "caller_phone": "13800001190", "exercise": stage.exercise,
    }  # fmt: skip
    hand_over(stage, call)


def one_alarm(stage: Stage) -> bool:
    """On both screens one alarm with every source in it, as grave as the gravest."""
    rows = stage.rows("alarms")
    return (
        len(rows) == 1 and {"sensor", "camera", "agency"} <= set(rows[0]["sources"]) and rows[0]["reports"] >= 4 and rows[0]["urgency"] == "critical"
        and bool(stage.district_screen.rows("alarms", id=rows[0]["id"]))
    )  # fmt: skip


def open_dossier(stage: Stage) -> None:
    """As the desk does by itself for the alarm that was opened."""
    stage.notes["dossiers"] = stage.officer.get(f"/api/dossiers/at?alarm={stage.the_alarm()['id']}")


def dossier(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.notes["dossiers"][0]["dossier"]
    return found


def dossier_open(stage: Stage) -> bool:
    """The plant whose ground it is: tanks with what is in them, sheets, somebody to ring – the number masked."""
    seen = dossier(stage)
    return bool(
        stage.notes["dossiers"][0]["inside"] and seen["kind"] == "plant" and seen["tanks"] and seen["msds"] and "****" in seen["contacts"][0]["phone"]
    )  # fmt: skip


def call_back(stage: Stage) -> None:
    """The number is asked for with a reason; what the plant says is one more report of the alarm."""
    seen = dossier(stage)
    numbers = stage.officer.post(f"/api/dossiers/{seen['id']}/numbers", {"reason": "回拨企业核实爆炸情况"})["numbers"]
    said = f"回拨{numbers[0]['name']}:T-201 苯乙烯储罐爆炸起火,约 3800 吨,当班 46 人,失联 3 人,2 人重伤,已切断进料。"
    body = {
        "source": "call", "type": "12D01", "urgency": "critical", "lon": SITE[0], "lat": SITE[1], "text": said, "caller_phone": numbers[0]["phone"],
        "join": stage.the_alarm()["id"], "exercise": stage.exercise,
    }  # fmt: skip
    stage.officer.post("/api/alarms", body)


def called_back(stage: Stage) -> bool:
    whole = stage.officer.get(f"/api/alarms/{stage.the_alarm()['id']}")
    return len(stage.rows("alarms")) == 1 and any("失联 3 人" in signal["text"] for signal in whole["signals"])


def verdict(stage: Stage) -> None:
    stage.officer.post(f"/api/alarms/{stage.the_alarm()['id']}/acknowledge")
    body = {"verdict": "confirmed", "type": "12D01", "note": "企业电话核实:苯乙烯储罐爆炸起火"}
    stage.chief.post(f"/api/alarms/{stage.the_alarm()['id']}/verdict", body)
    stage.wait(lambda: stage.rows("incidents"), 2.0)
    for measure, value in (("missing", 3), ("serious_injuries", 2)):
        figure = {"measure": measure, "value": value, "source": "企业值班调度电话"}
        stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/figures", figure)


def opened(stage: Stage) -> bool:
    one = stage.the_incident()
    return bool(one["type"] == "12D01" and one["grade"] == 4 and one["grade_state"] == "proposed")


def draw(stage: Stage) -> None:
    """Cordon, plume, and where everybody gathers: against the wind."""
    incident = {"incident": stage.the_incident()["id"]}
    lon, lat = SITE
    plume = {"lon": lon, "lat": lat, "inner_m": CORDON_M, "length_m": REACH_M, "half_deg": HALF_DEG, "wind_from": NORTH_EAST, "wind_ms": 3}
    cordon = {"kind": "cordon", "name": "警戒区 1 公里", "circle": {"lon": lon, "lat": lat, "radius_m": CORDON_M}}
    upwind = {"kind": "symbol", "symbol": "assembly", "name": "上风向集结点", "shape": {"type": "Point", "coordinates": list(ASSEMBLY)}}
    for key, body in (("cordon", cordon), ("plume", {"kind": "downwind", "name": "下风向影响区", "downwind": plume}), ("assembly", upwind)):
        stage.notes[key] = stage.officer.post("/api/plots", body | incident)["id"]
    stage.notes["inside"] = stage.officer.get(f"/api/map/plots/{stage.notes['plume']}/inside")


def listed(stage: Stage) -> bool:
    """Drawn on both screens; who lives there and which school, by name and number."""
    drawn = all(screen.rows("plots", id=stage.notes[key]) for screen in stage.screens for key in ("cordon", "plume", "assembly"))
    layers = {layer["layer"]: layer for layer in stage.notes["inside"]["layers"]}
    villages = {item["name"] for item in layers["village"]["items"]}
    return bool(drawn and villages >= set(FIRST) and layers["school"]["people"] >= SCHOOL[3] and stage.notes["inside"]["people"] > 236)


def order(stage: Stage) -> None:
    """What to wear is the dossier's word, where to gather is the wind's."""
    sheet = next(one for one in dossier(stage)["msds"] if one["un"] == "2055")
    task = (
        f"小虎岛苯乙烯储罐爆炸起火处置。防护:{sheet['protect']}。从上风向(东北)进入,集结点 {ASSEMBLY[0]:.4f},{ASSEMBLY[1]:.4f},到场报告。"
    )
    stage.notes["task"] = task
    body = {"units": [stage.cast.units[key].pk for key in ORDERED], "task": task, "urgency": "critical"}
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/dispatch", body)


def accepted(stage: Stage) -> bool:
    return all(stage.order_of(key)["state"] == "accepted" for key in ORDERED)


def park_arrives(stage: Stage) -> None:
    stage.says("park", stage.order_of("park")["id"], "arrived")


def park_commands(stage: Stage) -> bool:
    return bool(stage.the_incident()["commander"] == stage.cast.units["park"].pk)


def confer(stage: Stage) -> None:
    """By the bureau's own conference service where it has one; teams at work, the desk, the leader."""
    incident = stage.the_incident()["id"]
    known = {row["name"] for row in stage.chief.get(f"/api/conferences/providers?area={NANSHA}") if row["configured"]}
    users = [stage.officer.me["user"]["id"], leader(stage).me["user"]["id"]]
    body = {
        "incident": incident,
        "purpose": "小虎岛爆炸会商",
        "invite": {"users": users, "units": [stage.cast.units[key].pk for key in ORDERED]},
    }
    serving = OUTSIDE in known and stage.notes["meeting"].serving
    stage.notes["conference"] = stage.chief.post("/api/conferences", body | ({"provider": OUTSIDE} if serving else {}))["id"]
    picture = {"kind": "video", "label": "罐区智能摄像机 05", "url": "https://video.demo.invalid/c05", "incident": incident, "area": NANSHA}
    link = stage.chief.post("/api/links", picture)["id"]
    stage.chief.post(f"/api/conferences/{stage.notes['conference']}/share", {"kind": "link", "link": link})


def the_conference(stage: Stage) -> dict[str, Any]:
    return next(iter(stage.rows("conferences", id=stage.notes["conference"])), {})


def conferring(stage: Stage) -> bool:
    legs = stage.rows("conference_legs", conference=stage.notes["conference"])
    room = the_conference(stage)
    return len(legs) >= PARTIES and room.get("shared") is not None and room["provider_state"] != "down"


def preview_plan(stage: Stage) -> None:
    """The district's head wants level Ⅲ: looked at first – who gets which of the tasks, whether a post is empty."""
    incident = stage.the_incident()
    plan = next(row for row in leader(stage).get("/api/plans?area=4401") if row["code"] == PLAN)
    body = {"plan": plan["id"], "incident": incident["id"], "area": incident["area"], "level": 3, "exercise": stage.exercise}
    stage.notes["plan"] = leader(stage).post("/api/plans/preview", body)


def no_post_is_empty(stage: Stage) -> bool:
    seen = stage.notes["plan"]
    return bool(seen["blocked"] == [] and seen["give"] == TASKS and seen["groups"] == GROUPS)


def start_plan(stage: Stage) -> None:
    word = {"form": "verbal", "approver": "周区长", "title": "区长", "said_on": "电话", "read_back": True}
    leader(stage).post("/api/plans/activate", {"token": stage.notes["plan"]["token"], "approval": word, "press": False})


def plan_runs(stage: Stage) -> bool:
    seen = stage.notes["plan"]
    given = sum(row["counts"]["all"] for row in stage.rows("task_sets", origin="plan"))
    held = stage.rows("responses", family="hazmat", state="active", level=3)
    return bool(seen["blocked"] == [] and given == seen["give"] == TASKS and seen["groups"] == GROUPS and held)
