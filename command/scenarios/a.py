"""Scenario A: a forest fire at 良口, found by a drone and a ranger's radio. Places are approximate, the event is invented."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from math import hypot
from typing import Any

from command.scenarios.a_aircraft import (
    FIRE,
    aircraft_lost,
    aircraft_marked,
    hotspot,
    on_its_way_and_shown,
    perimeter,
    send_the_drone,
)
from command.scenarios.cast import Aircraft, Part
from command.scenarios.evacuating import agrees, come_in, leave, moved, shelter_near
from command.scenarios.evacuating import order as order_out
from command.scenarios.officer import Officer, Refused
from command.scenarios.providers import Providers
from command.scenarios.reporting import clock_of, paper, phone_report, reported
from command.scenarios.responding import approve, called_for, in_force, start_plan, tasks_given
from command.scenarios.script import Step, Story
from command.scenarios.stage import Stage
from command.seeding.demo import PASSWORD
from devices.simulator.motion import between
from realtime.exercises.models import Exercise

RANGER = (113.7695, 23.7410)
SATELLITE = (113.7725, 23.7431)
TOWN, TOURISTS = "440117104", 126  # 良口

KIND = Exercise.TABLETOP
AIRCRAFT = Aircraft("巡护无人机", "440117", 113.7370, 23.7110)
PARTS = (
    Part("squad", "良口前置森林消防分队", "440117", 30, 113.7370, 23.7110),
    Part("town", "良口镇应急救援队", "440117104", 20, 113.7400, 23.7150, kind="general"),
    Part("farm", "流溪河林场扑火队", "440117", 15, 113.7800, 23.7520),
    Part("zengcheng", "增城森林消防大队", "440118", 40, 113.8110, 23.2610, metres_per_s=15.0),
)
TASK = "良口镇山火扑救,到达后由先到单位负责人任现场指挥,注意逃生路线。"


def ranger_calls(stage: Stage) -> None:
    """What a radio says with its position is merged by the rules; a caller's words would be offered as a likely duplicate first."""
    lon, lat = RANGER
    near = stage.officer.get(f"/api/alarms/duplicates?lon={lon}&lat={lat}&type=11G01&exercise={stage.exercise}")
    stage.notes["proposed"] = [row["alarm"]["id"] for row in near]
    body = {"source": "radio", "type": "11G01", "urgency": "urgent", "lon": lon, "lat": lat, "text": "护林员电台报告有烟"}
    stage.officer.post("/api/alarms", body | {"exercise": stage.exercise})


def joined(stage: Stage) -> bool:
    return stage.the_alarm()["id"] in stage.notes["proposed"] and stage.the_alarm()["reports"] >= 2 and len(stage.rows("alarms")) == 1


def notify(stage: Stage) -> None:
    stage.officer.post(f"/api/alarms/{stage.the_alarm()['id']}/notify")


def calls(stage: Stage) -> list[dict[str, Any]]:
    return stage.rows("calls", about="alarm", about_id=stage.the_alarm()["id"])


def notified(stage: Stage) -> bool:
    step = next((step for step in stage.the_alarm()["steps"] if step["kind"] == "notify"), None)
    return len(calls(stage)) >= 3 and step is not None and step["done_at"] is not None


def text_the_villages(stage: Stage) -> None:
    body = {
        "areas": ["440117104"],
        "channels": ["sms", "record"],
        "text": "良口镇疑似山火,请各村值守,勿自行上山。",
        "exercise": stage.exercise,
    }
    stage.officer.post("/api/broadcasts", body)


def texted(stage: Stage) -> bool:
    """A table-top: everybody has a line on the record, nobody a message."""
    gateway: Providers = stage.notes["providers"]
    return gateway.texted == 0 and any(row["total"] > 0 and row["delivered"] == 0 for row in stage.rows("broadcasts"))


def answered(stage: Stage) -> None:
    for call in calls(stage):
        stage.officer.post(
            f"/api/calls/{call['id']}/answer",
            {"answer": "entered", "action_text": "收到,正派人核查", "said_by": call["name"], "read_back": True},
        )


def all_answered(stage: Stage) -> bool:
    """A stand-in whom the ladder rang meanwhile is called off by the answer itself."""
    found = [row for row in calls(stage) if row["stands_for"] is None]
    return bool(found) and all(row["state"] == "answered" for row in found)


def verdict(stage: Stage) -> None:
    stage.chief.post(f"/api/alarms/{stage.the_alarm()['id']}/verdict", {"verdict": "forest_fire", "note": "无人机画面确认明火"})


def surroundings(stage: Stage) -> None:
    """Asked by the officer as from the incident's card."""
    answer = stage.officer.post("/api/map/analysis", {"incident": stage.the_incident()["id"], "radii": [5000]})
    stage.notes["around"] = {layer["layer"]: layer["counts"][-1] for layer in answer["layers"]} | {"teams": len(answer["teams"])}


def listed(stage: Stage) -> bool:
    """Who could come, where there is water, the park, the villages."""
    found = stage.notes["around"]
    water = found.get("water_source", 0) + found.get("reservoir", 0)
    return bool(found["teams"] and water and found.get("scenic") and found.get("village"))


def propose(stage: Stage) -> None:
    incident = stage.the_incident()
    stage.notes["proposals"] = stage.officer.get(f"/api/incidents/{incident['id']}/recommendation?limit=10")["proposals"]


def proposed(stage: Stage) -> bool:
    """The squad of the same valley, with an estimate of its way."""
    return any(row["unit"]["id"] == stage.cast.units["squad"].pk and row["eta_s"] for row in stage.notes["proposals"])


def both_order_the_squad(stage: Stage) -> None:
    """Two officers, one squad, one second."""
    path = f"/api/incidents/{stage.the_incident()['id']}/assignments"
    body = {"unit": stage.cast.units["squad"].pk, "task": TASK}

    def press(officer: Any) -> str:
        try:
            officer.post(path, body)
        except Refused as refusal:
            return f"{refusal.code}:{(refusal.answer.get('holder') or {}).get('by', '')}"
        return "won"

    with ThreadPoolExecutor(2) as pool:
        stage.notes["race"] = sorted(pool.map(press, (stage.officer, stage.chief)))


def one_won(stage: Stage) -> bool:
    lost = [answer for answer in stage.notes["race"] if answer != "won"]
    return len(lost) == 1 and lost[0].startswith("unit_assigned:") and len(lost[0]) > len("unit_assigned:")


def order_town_and_farm(stage: Stage) -> None:
    units = [stage.cast.units[key].pk for key in ("town", "farm")]
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/dispatch", {"units": units, "task": TASK})


def all_accepted(stage: Stage) -> bool:
    return len(stage.rows("orders", state="accepted", kind="dispatch")) >= 3


def grouped(stage: Stage) -> bool:
    """The incident's talk group, with the team that was sent in it."""
    squad = stage.cast.units["squad"].pk
    groups = stage.rows("talk_groups", incident=stage.the_incident()["id"], state="open")
    return any(member["kind"] == "unit" and member["id"] == squad for group in groups for member in group["members"])


def confer(stage: Stage) -> None:
    """One press: talk group and conference of those at work; nobody is ordered or called anew."""
    parts = {"orders": False, "callout": False, "broadcast": False, "wall": False}
    shown = stage.chief.post("/api/onekey/preview", {"incident": stage.the_incident()["id"], "parts": parts})
    stage.notes["press"] = stage.chief.post("/api/onekey/confirm", {"token": shown["token"]})["id"]


def conferring(stage: Stage) -> bool:
    conferences = stage.rows("conferences", incident=stage.the_incident()["id"], state="open")
    legs = [leg for leg in stage.rows("conference_legs") if conferences and leg["conference"] == conferences[0]["id"]]
    return len(legs) >= 3 and bool(stage.rows("presses", id=stage.notes["press"]))


def satellite(stage: Stage) -> None:
    spot = {
        "id": f"X{stage.exercise}-1", "at": datetime.now(UTC).isoformat(), "lon": SATELLITE[0], "lat": SATELLITE[1], "confidence": 0.8,
        "pixels": 2, "satellite": "FY-3E",
    }  # fmt: skip
    stage.officer.post("/api/hotspots", {"hotspots": [spot], "exercise": stage.exercise})


def satellite_merged(stage: Stage) -> bool:
    alarm = stage.the_alarm()
    feedback = [step for step in alarm["steps"] if step["kind"] == "feedback"]
    return len(stage.rows("alarms", source="uav")) == 1 and "satellite" in alarm["sources"] and len(feedback) == 1


def town_arrives(stage: Stage) -> None:
    stage.says("town", stage.order_of("town")["id"], "arrived")


def town_commands(stage: Stage) -> bool:
    commander = stage.the_incident()["commander"]
    return bool(stage.assignment_of("town")["leg"] == "arrived" and commander == stage.cast.units["town"].pk)


def tourists_leave(stage: Stage) -> None:
    """Ordered by the district, written up by the town, counted at the shelter's door."""
    town = stage.notes.setdefault("town", Officer(stage.url, "liangkou", PASSWORD))
    shelter = shelter_near(stage, stage.district, "440117")
    order_out(
        stage, stage.district, area="440117", towns=[TOWN], people=TOURISTS, reason="火线逼近,景区游客转移", ordered_by="黄副区长",
        incident=stage.the_incident()["id"],
    )  # fmt: skip
    leave(stage, town, TOWN, "石门国家森林公园游客", TOURISTS, shelter, escort="良口镇干部")
    come_in(stage, stage.district, shelter, TOURISTS)


def four_ones(stage: Stage) -> None:
    body = {"lead": "黄副区长", "task_force": "区森防指工作专班", "plan": "两翼合围,以水灭火", "outlet": "区委宣传部统一发布"}
    stage.chief.post(f"/api/incidents/{stage.the_incident()['id']}/four-ones", body)


def reinforce(stage: Stage) -> None:
    """Asked by the city, consented by the lender, ordered with a time of return."""
    incident = stage.the_incident()
    back = (datetime.now(UTC) + timedelta(hours=24)).isoformat()
    wanted = {"lender": "440118", "kind": "forest_fire", "units": 1, "people": 40, "return_by": back, "text": "请增援 40 人、泵车 2 台"}
    asked = stage.chief.post(f"/api/incidents/{incident['id']}/reinforcements", wanted)
    stage.chief.post(f"/api/reinforcements/{asked['id']}/approve")
    stage.lender.post(f"/api/reinforcements/{asked['id']}/consent")
    stage.chief.post(
        f"/api/reinforcements/{asked['id']}/order", {"units": [stage.cast.units["zengcheng"].pk], "task": TASK, "return_by": back}
    )


def reinforced(stage: Stage) -> bool:
    return bool(stage.rows("reinforcements", state="ordered")) and stage.order_of("zengcheng")["state"] == "accepted"


def leader_takes_command(stage: Stage) -> None:
    stage.district.post(f"/api/incidents/{stage.the_incident()['id']}/command", {"name": "黄副区长", "reason": "区领导到场,接替指挥"})


def sos(stage: Stage) -> None:
    stage.wire.sos("440117", stage.cast.radios["squad"].external_id, FIRE[0] + 0.002, FIRE[1])


def sos_everywhere(stage: Stage) -> bool:
    """On every console that may see it."""
    return all(screen.rows("alarms", x=stage.exercise, source="sos", urgency="critical") for screen in stage.screens)


def roll_call(stage: Stage) -> None:
    """After an SOS everybody is counted."""
    incident = stage.the_incident()
    asked = stage.chief.post(f"/api/incidents/{incident['id']}/roll-calls")
    for leg in asked["legs"]:
        stage.chief.post(f"/api/roll-calls/{asked['id']}/answers", {"assignment": leg["assignment"], "headcount": 20, "how": "voice"})


def sos_closed_by_name(stage: Stage) -> None:
    alarm = stage.rows("alarms", source="sos")[0]
    body = {"verdict": "confirmed", "incident": stage.the_incident()["id"], "note": "队员崴脚,已后送"}
    stage.chief.post(f"/api/alarms/{alarm['id']}/verdict", body)


def sos_has_a_name(stage: Stage) -> bool:
    return bool(stage.rows("alarms", source="sos")[0]["acked_name"])


def screen_falls_out(stage: Stage) -> None:
    """The connection breaks without a word, something happens meanwhile, the screen resumes."""
    stage.screen.cut()
    note = stage.officer.post(f"/api/incidents/{stage.the_incident()['id']}/notes", {"text": "断线期间的记录"})
    stage.officer.post(f"/api/incidents/{stage.the_incident()['id']}/figures", {"measure": "area_ha", "value": 2.3, "source": "现场测量"})
    stage.notes["note"] = note["id"]
    stage.screen.again()


def nothing_missing(stage: Stage) -> bool:
    return stage.the_incident()["figures"].get("area_ha") == 2.3 and not stage.screen.holes()


def flames_out(stage: Stage) -> None:
    incident = stage.the_incident()
    for phase in ("controlled", "out", "mop_up", "guard"):
        stage.chief.post(f"/api/incidents/{incident['id']}/phase", {"phase": phase})


def guarded(stage: Stage) -> bool:
    incident = stage.the_incident()
    return bool(incident["phase"] == "guard" and incident["guard_until"])


STEPS: tuple[Step, ...] = (
    Step("00:00", "巡护无人机", "热成像发现火点,警情入列", hotspot, lambda s: s.rows("alarms", source="uav"), 1.0),
    Step("00:40", "护林员电台", "同一火点并入,两个来源", ranger_calls, joined, 2.0),
    Step("01:30", "值班员", "一键通知区、镇、林场", notify, notified, 3.0),
    Step("01:40", "值班员", "短信通知镇村(推演不外发,留有记录)", text_the_villages, texted, 5.0),
    Step("02:00", "值班员", "派无人机到点,画面上大屏", send_the_drone, on_its_way_and_shown, 10.0),
    Step("01:50", "值班员", "三方应答登记", answered, all_answered, 3.0),
    Step("06:00", "值班长", "核实为森林火灾,立案", verdict, lambda s: s.rows("incidents", type="11G01"), 2.0),
    Step("06:05", "系统", "5 公里周边清单:力量、水源、景区、村居", surroundings, listed, 2.0),
    Step("06:10", "系统", "推荐就近力量,含路程估算", propose, proposed, 2.0),
    Step("06:30", "两名值班人员", "同一秒派同一分队,只有一人成功", both_order_the_squad, one_won, 3.0),
    Step("06:40", "值班长", "派镇队、林场队,三队签收", order_town_and_farm, all_accepted, 5.0),
    Step("06:50", "系统", "建立通话组,出动队伍在组", lambda s: None, grouped, 3.0),
    Step("09:00", "卫星热点", "并入原警情,2 小时反馈时限开始", satellite, satellite_merged, 2.0),
    Step("12:00", "值班长", "一键会商:在办队伍全部受邀", confer, conferring, 10.0),
    Step("18:00", "镇队队长", "到场,自动成为现场指挥", town_arrives, town_commands, 1.0),
    Step("20:00", "无人机", "链路中断,标为失联并保留最后位置", aircraft_lost, aircraft_marked, 15.0),
    Step("24:00", "值班员", "电话报告,复述并记录,时限停表", phone_report, lambda s: clock_of(s, "phone") == "met", 3.0),
    Step("35:00", "值班员", "过火 1.4 公顷,提示较大", perimeter, lambda s: s.the_incident()["grade"] == 3, 5.0),
    Step("35:10", "系统", "过火 1 公顷以上,按规则建议启动Ⅳ级响应", lambda s: None, lambda s: called_for(s, "forest_fire", 4), 15.0),
    Step("36:00", "值班长", "“四个一”落实", four_ones, lambda s: len(s.the_incident()["four_ones"]) == 4, 2.0),
    Step(
        "38:00",
        "森防办主任",
        "口头批准Ⅳ级响应,复述登记,补办书面手续开始计时",
        lambda s: approve(s, "forest_fire", "刘主任", "森防办主任"),
        lambda s: in_force(s, "forest_fire", 4),
        5.0,
    ),
    Step("38:30", "带班领导", "预案一键启动,任务下发到人", lambda s: start_plan(s, "forest_fire"), tasks_given, 5.0),
    Step("45:00", "市", "跨区增援:增城同意,调令签收", reinforce, reinforced, 5.0),
    Step(
        "52:00",
        "值班员",
        "书面首报一键成稿、签发编号、上级签收",
        lambda s: paper(s, "first"),
        lambda s: reported(s, "first", "written"),
        5.0,
    ),
    Step("55:00", "区领导", "接替指挥,有交接记录", leader_takes_command, lambda s: s.the_incident()["commander_name"] == "黄副区长", 2.0),
    Step(
        "60:00",
        "镇",
        "转移 126 名游客,安置点清点相符",
        tourists_leave,
        lambda s: moved(s, TOURISTS) and agrees(s, s.district, TOURISTS),
        5.0,
    ),
    Step("70:00", "分队电台", "紧急求救到达所有席位", sos, sos_everywhere, 2.0),
    Step("71:00", "值班长", "现场点名,各队应答", roll_call, lambda s: s.rows("roll_calls", state="complete"), 3.0),
    Step("72:00", "值班长", "求救核实为真,署名关闭", sos_closed_by_name, sos_has_a_name, 2.0),
    Step("80:00", "大屏", "断线重连,不漏不重", screen_falls_out, nothing_missing, 5.0),
    Step("190:00", "现场指挥", "明火扑灭,转入看守 24 小时", flames_out, guarded, 3.0),
    Step("190:30", "值班员", "终报:一小时内签发报出", lambda s: paper(s, "final"), lambda s: reported(s, "final", "final"), 5.0),
)
STORY = Story("A", "情景 A:从化良口森林火灾", "4401", STEPS)


def prepare(stage: Stage) -> None:
    """A gateway is connected, so that keeping silent is the exercise's doing."""
    stage.notes["providers"] = Providers(stage.url)


def tidy(stage: Stage) -> None:
    if stage.cast.aircraft is not None and stage.screen.rows("links", subject=stage.cast.aircraft.subject_id):
        stage.officer.post(f"/api/devices/terminals/{stage.cast.aircraft.pk}/commands", {"kind": "live_stop", "params": {}})
    if "providers" in stage.notes:
        stage.notes["providers"].close()


def move(stage: Stage, second: float) -> None:
    """Aircraft and teams on their way: the aircraft from its dock, a team from the moment its order was accepted."""
    uav = stage.cast.aircraft
    if uav is not None and second < 20 * 60:
        lon, lat = _towards((AIRCRAFT.lon, AIRCRAFT.lat), FIRE, AIRCRAFT.metres_per_s * second)
        stage.wire.fly(uav.external_id, f"X{stage.exercise}DOCK", lon, lat)
    for key, part in stage.parts.items():
        gone = stage.notes.setdefault("gone", {})
        if key not in gone and any(row["state"] == "accepted" for row in stage.rows("orders", unit=stage.cast.units[key].pk)):
            gone[key] = second
        metres = part.metres_per_s * (second - gone[key]) if key in gone else 0.0
        lon, lat = _towards((part.lon, part.lat), FIRE, metres)
        stage.wire.stand(part.area, stage.cast.radios[key].external_id, lon, lat)


def _towards(start: tuple[float, float], end: tuple[float, float], metres: float) -> tuple[float, float]:
    share = min(1.0, metres / max(1.0, hypot(*between(*start, *end))))
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
