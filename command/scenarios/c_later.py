"""Scenario C from the quarter hour on: who leaves, who comes to help, the wind that turns, the papers, three dead, the fire out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import shapely

from command.scenarios.c_first import dossier
from command.scenarios.c_place import ADDED, ASSEMBLY, EAST, FIRST, HUANGGE, NANSHA, REACH_M, RESIDENTS, SITE, VILLAGES, WORKERS, sensor
from command.scenarios.evacuating import come_in, leave
from command.scenarios.evacuating import order as order_out
from command.scenarios.responding import response
from command.scenarios.stage import Stage

LENT = {"panyu": ("440113", "泡沫车 2 台", "番禺区值班长 梁某"), "huangpu": ("440112", "泡沫液 40 吨、灭火机器人", "黄埔区值班长 欧某")}
COPIES = ["省应急管理厅总值班室", "市委总值班室", "市消防救援支队"]
CALL = "小虎岛储罐爆炸,下风向影响本村,请立即组织群众向黄阁中学方向转移,应答时说明采取的措施。"


def villages_called(stage: Stage, names: tuple[str, ...]) -> int:
    body = {"about": "incident", "about_id": stage.the_incident()["id"], "areas": [VILLAGES[name][3] for name in names], "text": CALL}
    return int(stage.officer.post("/api/callouts", body)["id"])


def leave_home(stage: Stage) -> None:
    """Everybody in the plume is told – by area on their telephones, by callout to the villages – and both books are kept."""
    incident, plume = stage.the_incident()["id"], stage.rows("plots", id=stage.notes["plume"])[0]
    ring = shapely.geometry.shape(plume["shape"]).exterior.simplify(0.0005).coords
    said = {
        "polygon": [list(point) for point in ring],
        "area": NANSHA,
        "text": "小虎岛储罐火灾,请听从村干部引导向上风向转移。",
        "purpose": "evacuate",
    }
    stage.notes["area message"] = stage.chief.post("/api/broadcasts/area", said | {"incident": incident, "urgency": "critical"})["id"]
    stage.notes["first callout"] = villages_called(stage, FIRST)
    order_out(
        stage, stage.chief, area=NANSHA, towns=[HUANGGE], people=RESIDENTS + WORKERS, reason="苯乙烯储罐爆炸,下风向转移", ordered_by="周区长",
        incident=incident,
    )  # fmt: skip
    found = stage.officer.get(f"/api/features/list?layer=shelter&area={NANSHA}&limit=2")["rows"]
    stage.notes["shelters"] = one, other = [int(row["id"]) for row in found[:2]]
    for name in FIRST:
        leave(stage, stage.officer, VILLAGES[name][3], f"{name}群众", VILLAGES[name][2], one, escort="黄阁镇干部")
    leave(stage, stage.officer, HUANGGE, f"{dossier(stage)['name']}职工", WORKERS, other, escort="企业安全部")
    come_in(stage, stage.officer, one, RESIDENTS)
    come_in(stage, stage.officer, other, WORKERS)


def all_out(stage: Stage) -> bool:
    """646 gone, 646 counted, each shelter by itself; the message to the area is on the record."""
    seen = stage.officer.get(f"/api/evacuations/{stage.notes['evacuation']}")
    shelters = {row["shelter"]: row["counted"] for row in seen["reconciliation"]["shelters"]}
    told = stage.rows("broadcasts", id=stage.notes["area message"])
    shown = all(screen.rows("evacuations", id=stage.notes["evacuation"]) for screen in stage.screens)
    one, other = stage.notes["shelters"]
    return bool(shown and told and seen["reconciliation"]["balanced"] and (shelters[one], shelters[other]) == (RESIDENTS, WORKERS))


def reinforce(stage: Stage) -> None:
    """Two districts lend above their floor; each with its time of return, and a way in that keeps out of the plume."""
    incident = stage.the_incident()["id"]
    back = (datetime.now(UTC) + timedelta(hours=36)).isoformat()
    stage.notes["ways"] = {}
    for key, (lender, text, consents) in LENT.items():
        wanted = {
            "lender": lender,
            "kind": "hazmat",
            "units": 1,
            "people": stage.parts[key].headcount,
            "return_by": back,
            "text": f"请增援{text}",
        }
        asked = stage.chief.post(f"/api/incidents/{incident}/reinforcements", wanted)
        stage.chief.post(f"/api/reinforcements/{asked['id']}/approve")
        stage.chief.post(f"/api/reinforcements/{asked['id']}/consent", {"name": consents, "how": "verbal"})
        path = f"/api/reinforcements/{asked['id']}/order"
        stage.chief.post(
            path,
            {
                "units": [stage.cast.units[key].pk],
                "task": f"增援小虎岛:{text}。{stage.notes['task']}",
                "return_by": back,
                "ack_within_s": 120,
            },
        )
        stage.notes["ways"][key] = _way(stage, key, incident)


def _way(stage: Stage, key: str, incident: int) -> dict[str, Any]:
    """Escort route with its time, drawn for whoever clears the road."""
    part = stage.parts[key]
    ends = f"from_lon={part.lon}&from_lat={part.lat}&to_lon={ASSEMBLY[0]}&to_lat={ASSEMBLY[1]}"
    found: dict[str, Any] = stage.officer.get(f"/api/plots/route?{ends}&incident={incident}&exercise={stage.exercise}")
    minutes = round((found["seconds"] or 0) / 60)
    body = {
        "kind": "route",
        "symbol": "escort_route",
        "name": f"{part.name}护送路线 约 {minutes} 分钟",
        "shape": found["line"],
        "incident": incident,
    }
    found["plot"] = stage.officer.post("/api/plots", body | {"route": {"seconds": found["seconds"], "engine": found["engine"]}})["id"]
    return found


def reinforced(stage: Stage) -> bool:
    """Ordered, answered, above the floor, by a named word; both ways drawn, neither through the plume."""
    rows = stage.rows("reinforcements", state="ordered")
    if len(rows) != len(LENT) or not all(row["floor_ok"] and row["consented_name"] and row["approved_name"] for row in rows):
        return False
    plume = shapely.geometry.shape(stage.rows("plots", id=stage.notes["plume"])[0]["shape"])
    ways = [stage.rows("plots", id=way["plot"]) for way in stage.notes["ways"].values()]
    clear = all(found and not shapely.geometry.shape(found[0]["shape"]).intersects(plume) for found in ways)
    return (
        clear
        and all(way["seconds"] for way in stage.notes["ways"].values())
        and all(stage.order_of(key)["state"] == "accepted" for key in LENT)
    )


def gas_map(stage: Stage) -> None:
    """The aircraft with its sniffer over the western edge: more gas than the alarm's line, kept with the alarm, drawn as an area."""
    uav = stage.cast.aircraft
    assert uav is not None
    at = (SITE[0] - 0.006, SITE[1])
    stage.wire.fly(uav.external_id, f"X{stage.exercise}DOCK", *at)
    stage.notes["reports before"] = stage.the_alarm()["reports"]
    stage.wire.measure(NANSHA, sensor(stage, "sniffer"), {"gas_lel": (34, "%LEL")})
    cloud = shapely.Point(at).buffer(0.004, quad_segs=4)
    body = {"kind": "polygon", "symbol": "burning_area", "name": "可燃气体 25%LEL 以上(无人机)", "shape": shapely.geometry.mapping(cloud)}
    stage.notes["cloud"] = stage.officer.post("/api/plots", body | {"incident": stage.the_incident()["id"]})["id"]


def gas_shown(stage: Stage) -> bool:
    return stage.the_alarm()["reports"] > stage.notes["reports before"] and bool(stage.rows("plots", id=stage.notes["cloud"]))


def wind_veers(stage: Stage) -> None:
    """East now: the same source and size under the new wind; what came in is compared, and only that is called."""
    lon, lat = SITE
    plume = {"lon": lon, "lat": lat, "inner_m": 1_000, "length_m": REACH_M, "half_deg": 30, "wind_from": EAST, "wind_ms": 3.5}
    stage.officer.post(f"/api/plots/{stage.notes['plume']}/change", {"downwind": plume})
    seen = stage.notes["veered"] = stage.officer.get(f"/api/map/plots/{stage.notes['plume']}/inside")
    stage.notes["new villages"] = tuple(item["name"] for item in seen["added"] if item["layer"] == "village" and item["name"] in VILLAGES)
    if stage.notes["new villages"]:
        stage.notes["second callout"] = villages_called(stage, stage.notes["new villages"])


def only_the_new_ones(stage: Stage) -> bool:
    """Two villages more, two of the first no longer; nobody who was called already is called again."""
    plume = stage.rows("plots", id=stage.notes["plume"])[0]
    first, second = (stage.rows("calls", callout=stage.notes[key]) for key in ("first callout", "second callout"))
    persons = [{row["person"] for row in rows} for rows in (first, second)]
    gone = {item["name"] for item in stage.notes["veered"]["gone"] if item["layer"] == "village"}
    return bool(
        plume["figures"]["wind"]["wind_from"] == EAST and set(stage.notes["new villages"]) == set(ADDED) and gone >= set(FIRST)
        and len(persons[1]) >= len(ADDED) and not persons[0] & persons[1]
    )  # fmt: skip


def district_takes_command(stage: Stage) -> None:
    body = {"name": "周区长", "reason": "区领导到场,接替园区消防站站长指挥"}
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/command", body)


def handed_over(stage: Stage) -> bool:
    return bool(stage.the_incident()["commander_name"] == "周区长" and stage.the_incident()["commander"] is None)


def signed_pdf(stage: Stage) -> bool:
    """What was signed is a document that can be handed on."""
    return stage.officer.fetch(f"/api/reports/{stage.notes['first']['id']}/document.pdf").startswith(b"%PDF")


def hospital(stage: Stage) -> None:
    """Three of those who were missing are dead, eight are hurt."""
    for measure, value in (("deaths", 3), ("missing", 0), ("serious_injuries", 2), ("injuries", 8)):
        body = {"measure": measure, "value": value, "source": "市第十二人民医院、南沙中心医院"}
        stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/figures", body)


def graver(stage: Stage) -> bool:
    one = stage.the_incident()
    return bool(one["grade"] == 3 and one["grade_state"] == "proposed")


def confirm_grade(stage: Stage) -> None:
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/grade", {"grade": 3, "state": "confirmed"})


def second_level(stage: Stage) -> bool:
    """Proposed by the row for three dead, over the level in force."""
    found = response(stage, "hazmat")
    waits = found.get("pending") or {}
    return bool(found) and (found["state"], found["level"], waits.get("level"), waits.get("by_name")) == ("active", 3, 2, "启动条件")


def copied(stage: Stage) -> bool:
    """The follow-up went out, numbered, with copies past the level above."""
    told = stage.officer.get(f"/api/reports/{stage.notes['follow']['id']}")
    return bool(told["number"] and told["cc"] == COPIES and told["receipts"])


def fire_out(stage: Stage) -> None:
    incident = stage.the_incident()["id"]
    stage.chief.post(f"/api/incidents/{incident}/phase", {"phase": "controlled"})
    stage.chief.post(f"/api/incidents/{incident}/phase", {"phase": "out"})
    decon = {
        "kind": "symbol",
        "symbol": "decon",
        "name": "洗消点",
        "shape": {"type": "Point", "coordinates": [ASSEMBLY[0], ASSEMBLY[1] - 0.001]},
    }
    stage.notes["decon"] = stage.officer.post("/api/plots", decon | {"incident": incident})["id"]
    for phase in ("mop_up", "guard"):
        stage.chief.post(f"/api/incidents/{incident}/phase", {"phase": phase})
    stage.wire.measure(NANSHA, sensor(stage, "gas"), {"gas_lel": (1, "%LEL")})
    stage.wire.measure(NANSHA, sensor(stage, "sniffer"), {"gas_lel": (1, "%LEL")})


def guarded(stage: Stage) -> bool:
    """24 hours of watching the air; the place where people and gear are washed is on the map."""
    one = stage.the_incident()
    return bool(one["phase"] == "guard" and one["guard_until"] and stage.rows("plots", id=stage.notes["decon"]))
