"""Scenario B: typhoon rain at night, 派潭 and 正果 in red. One press calls the tree; the SMS gateway is down. Names and numbers are invented."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import shapely

from command.scenarios.cast import Aircraft, Part
from command.scenarios.evacuating import agrees, come_in, leave, moved, register_of, shelter_near
from command.scenarios.evacuating import order as order_out
from command.scenarios.providers import Providers
from command.scenarios.script import Later, Step, Story
from command.scenarios.stage import Stage
from command.seeding.four_levels import CODES, LEADERS, PAITAN, ZENGCHENG, ZHENGGUO
from dispatch.callout.tree import Asked
from dispatch.contacts.actions import set_addresses
from dispatch.contacts.chain import stand_ins_for
from dispatch.contacts.models import Person
from dispatch.drills.actions import approve_drill, end_drill, list_participants
from realtime.exercises.actions import advance
from realtime.exercises.models import Exercise

KIND = Exercise.LIVE  # its messages go out, to the story's own gateways and to its approved list alone
AIRCRAFT: Aircraft | None = None
PARTS: tuple[Part, ...] = ()
TOWNS = [PAITAN, ZHENGGUO]
TEXT = "派潭镇、正果镇暴雨红色预警:请立即组织危险区域人员转移,应答时说明采取的措施。"
LEAVING, FETCHED = 312, 27  # people who leave, of whom so many are in the register
SILENT_VILLAGES = 2  # nobody there picks up the telephone: four persons of two villages
ACTOR = "system"
VILLAGE, SCHOOL = (113.791, 23.53), (113.779, 23.497)  # 高滩村, 派潭中学
SLIDE_DEG = 0.0015  # 150 m each way
SATELLITE = "17400000001"  # a number of 天通, invented
FLOODED = (113.776, 23.508, 113.796, 23.516)  # west, south, east, north


def prepare(stage: Stage) -> None:
    """The list of the drill, approved by two; numbers instead of the demo's record, so that gateways are what is tried."""
    chain = Asked(tuple(TOWNS), above=True, deputies=True).chain()
    people = list(dict.fromkeys([*chain.persons, *stand_ins_for(chain.gaps).values()]))
    cadres = list(Person.objects.current().filter(area__in=TOWNS, role_id="cadre"))
    stage.notes["addresses"] = {}
    for person in [*people, *cadres]:
        own = [{"channel": a.channel, "value": a.value, "rank": a.rank, "valid": a.valid} for a in person.addresses.order_by("rank", "id")]
        number = next((str(a["value"]) for a in own if a["channel"] in ("sms", "phone", "record") and a["value"]), "")
        stage.notes["addresses"][person.pk] = own
        if number:
            ways = [{"channel": "sms", "value": number, "rank": 0}, {"channel": "phone", "value": number, "rank": 1}]
            set_addresses(actor=ACTOR, person=person, addresses=ways)
    list_participants(actor=ACTOR, exercise_id=stage.exercise, add=[one.pk for one in [*people, *cadres]])
    for officer in (stage.officer, stage.chief):
        me = officer.me["user"]
        approve_drill(actor=f"user:{me['id']}", name=me["name"], exercise_id=stage.exercise)
    stage.notes["providers"] = Providers(stage.url, sms_down=True)


def tidy(stage: Stage) -> None:
    if "providers" in stage.notes:
        stage.notes["providers"].close()
    for person in Person.objects.filter(pk__in=stage.notes.get("addresses", {})):
        set_addresses(actor=ACTOR, person=person, addresses=stage.notes["addresses"][person.pk])
    end_drill(actor=ACTOR, name="情景", exercise_id=stage.exercise)


def providers(stage: Stage) -> Providers:
    found: Providers = stage.notes["providers"]
    return found


def look(stage: Stage) -> None:
    """Both officers look at the same moment; only one of them will be first."""
    body = {"areas": TOWNS, "text": TEXT, "exercise": stage.exercise, "parts": {"wall": False}}
    stage.notes["seen"] = stage.chief.post("/api/onekey/preview", body)
    stage.notes["seen too"] = stage.officer.post("/api/onekey/preview", body)


def called_for(stage: Stage) -> Any:
    return next(part for part in stage.notes["seen"]["parts"] if part["kind"] == "callout")


def seen(stage: Stage) -> bool:
    part = called_for(stage)
    names = [row["id"] for row in part["who"]]
    return len(names) == len(set(names)) >= 31 and any("没有登记联系人" in gap["why"] for gap in part["gaps"])


def press(stage: Stage) -> None:
    stage.notes["press"] = stage.chief.post("/api/onekey/confirm", {"token": stage.notes["seen"]["token"]})["id"]


def the_press(stage: Stage) -> Any:
    return next(iter(stage.rows("presses", id=stage.notes["press"])), None) or {"legs": [], "joined": [], "state": "", "corrections": 0}


def leg(stage: Stage) -> Any:
    return next((one for one in the_press(stage)["legs"] if one["kind"] == "callout"), {"ref": None, "of": 0, "done": 0})


def calls(stage: Stage) -> list[dict[str, Any]]:
    return stage.rows("calls", callout=leg(stage)["ref"]) if leg(stage)["ref"] else []


def all_started(stage: Stage) -> bool:
    rung = [row for row in calls(stage) if row["same_as"] is None]
    return len(rung) >= 31 and all(row["state"] != "waiting" for row in rung)


def press_too(stage: Stage) -> None:
    stage.notes["joined"] = stage.officer.post("/api/onekey/confirm", {"token": stage.notes["seen too"]["token"]})


def joined(stage: Stage) -> bool:
    return bool(stage.notes["joined"]["id"] == stage.notes["press"] and len(the_press(stage)["joined"]) == 1)


def by_voice(stage: Stage) -> bool:
    """Nobody waits for the gateway that is down: all are rung by telephone."""
    rung = [row for row in calls(stage) if row["same_as"] is None]
    return bool(rung) and providers(stage).refused > 0 and len(providers(stage).rung()) >= 31 - 1


def tried(stage: Stage) -> str:
    rung, states = [row for row in calls(stage) if row["same_as"] is None], Counter(row["state"] for row in calls(stage))
    ways = Counter(f"{row['channel']}" for row in rung)
    return f"(短信网关拒绝 {providers(stage).refused} 次,已响 {len(providers(stage).rung())} 人;各呼叫 {dict(states)},通道 {dict(ways)})"


def once_each(stage: Stage) -> bool:
    """The leader of 正果 is also first secretary of a village: two posts, one telephone."""
    twice = [row for row in calls(stage) if row["name"] == LEADERS[ZHENGGUO]]
    return len(twice) == 2 and sum(row["same_as"] is not None for row in twice) == 1 and max(providers(stage).rung().values()) == 1


def spoken_for(stage: Stage) -> bool:
    return any("没有登记联系人,请代为叫应" in text for text in providers(stage).texts())


def silent(stage: Stage) -> set[str]:
    numbers = Person.objects.filter(area__in=CODES[:SILENT_VILLAGES], addresses__channel="phone").values_list("addresses__value", flat=True)
    return set(numbers)


def pick_up(stage: Stage) -> None:
    providers(stage).pick_up(silent(stage))


def most_answered(stage: Stage) -> bool:
    return bool(leg(stage)["of"] > leg(stage)["done"] >= 26)


def wait_for_the_ladder(stage: Stage) -> None:
    """Three minutes of the story: retry, next way, deputy, superior."""
    for _ in range(4):
        advance(stage.exercise, timedelta(seconds=60))


def climbed(stage: Stage) -> bool:
    """Whoever is still silent is in a human's hand, or was answered for by who stands above."""
    left = [row for row in calls(stage) if row["stands_for"] is None and row["same_as"] is None and row["state"] != "answered"]
    return all(row["covered_by"] is not None or row["officer"] or row["step"] >= 4 for row in left)


def cadre_at_the_door(stage: Stage) -> None:
    """The town's cadre stands before them; the officer enters what they say."""
    for row in calls(stage):
        if row["state"] not in ("answered", "stopped") and row["covered_by"] is None and row["same_as"] is None:
            answer = {"answer": "entered", "action_text": "驻村干部到户叫醒,正在转移", "said_by": row["name"], "read_back": True}
            stage.officer.post(f"/api/calls/{row['id']}/answer", answer)


def everybody(stage: Stage) -> bool:
    return bool(leg(stage)["of"] == leg(stage)["done"] >= 31)


def proof(stage: Stage) -> None:
    stage.notes["proof"] = stage.officer.get(f"/api/callouts/{leg(stage)['ref']}")


def proven(stage: Stage) -> bool:
    """Line by line: every try with its time, way and result."""
    rung = [row for row in stage.notes["proof"]["calls"] if row["same_as"] is None and row["stands_for"] is None]
    return all(row["attempts"] for row in rung) and all(row["answered_at"] or row["covered_by"] for row in rung)


def correct(stage: Stage) -> None:
    whole = stage.chief.post(f"/api/onekey/{stage.notes['press']}/correct", {"text": "集合地点改为派潭中学。"})
    stage.notes["corrected"] = whole["corrected"][-1]


def corrected(stage: Stage) -> bool:
    """Exactly those who have the first message, each once."""
    told = [row for row in stage.rows("calls") if row["callout"] != leg(stage)["ref"] and row["stands_for"] is None]
    return bool(the_press(stage)["corrections"] == 1 and stage.notes["corrected"]["reached"] == len({row["person"] for row in told}) >= 26)


def draw_water(stage: Stage) -> None:
    """The water lies across the road from 高滩村 down to the school."""
    west, south, east, north = FLOODED
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    body = {"kind": "polygon", "symbol": "flood_area", "name": "派潭河淹没区", "shape": {"type": "Polygon", "coordinates": [ring]}}
    stage.notes["water"] = stage.officer.post("/api/plots", {**body, "exercise": stage.exercise})["id"]


def water_shown(stage: Stage) -> bool:
    """On the city's screen and on the district's, as the drill's."""
    return all(screen.rows("plots", id=stage.notes["water"], x=stage.exercise) for screen in stage.screens)


def lead_around(stage: Stage) -> None:
    ends = "&".join(
        f"{name}={value}" for name, value in zip(("from_lon", "from_lat", "to_lon", "to_lat"), (*VILLAGE, *SCHOOL), strict=True)
    )
    found = stage.officer.get(f"/api/plots/route?{ends}&exercise={stage.exercise}")
    stage.notes["route"] = found
    body = {"kind": "route", "symbol": "evac_route", "name": "高滩村转移路线", "shape": found["line"], "exercise": stage.exercise}
    kept = {"seconds": found["seconds"], "engine": found["engine"]}
    stage.notes["way"] = stage.officer.post("/api/plots", {**body, "route": kept})["id"]


def led_around(stage: Stage) -> bool:
    """The kept line ends at the school and runs through no water, and the answer says what it kept out of."""
    shown = stage.rows("plots", id=stage.notes["way"])
    if not shown or not all(screen.rows("plots", id=stage.notes["way"]) for screen in stage.screens):
        return False
    line = shapely.LineString(shown[0]["shape"]["coordinates"])
    named = [one["id"] for one in stage.notes["route"]["avoided"]]
    return stage.notes["water"] in named and not line.intersects(shapely.box(*FLOODED)) and line.distance(shapely.Point(SCHOOL)) < 1e-5


def road_is_cut(stage: Stage) -> None:
    """A slide on the very way that was kept: it is drawn, and the way is asked for again."""
    line = shapely.LineString(stage.notes["route"]["line"]["coordinates"])
    middle = line.interpolate(0.5, normalized=True)
    stage.notes["slide box"] = slide = middle.buffer(SLIDE_DEG, cap_style="square").bounds
    west, south, east, north = slide
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    body = {"kind": "polygon", "symbol": "collapse_area", "name": "山体滑塌,道路中断", "shape": {"type": "Polygon", "coordinates": [ring]}}
    stage.notes["slide"] = stage.officer.post("/api/plots", {**body, "exercise": stage.exercise})["id"]
    lead_around(stage)


def led_around_both(stage: Stage) -> bool:
    shown = stage.rows("plots", id=stage.notes["way"])
    if not shown or not led_around(stage):
        return False
    named = [one["id"] for one in stage.notes["route"]["avoided"]]
    line = shapely.LineString(shown[0]["shape"]["coordinates"])
    return stage.notes["slide"] in named and not line.intersects(shapely.box(*stage.notes["slide box"]))


def cut_off(stage: Stage) -> None:
    """The base station is down: the cadre there has a satellite telephone and nothing else. The gauge's alarm is what they are called about."""
    person = Person.objects.current().filter(area=PAITAN, role_id="cadre", pk__in=stage.notes["addresses"]).order_by("pk").first()
    assert person is not None
    set_addresses(actor=ACTOR, person=person, addresses=[{"channel": "satellite", "value": SATELLITE, "rank": 0}])
    gauge = {
        "source": "sensor",
        "type": "11A01",
        "urgency": "urgent",
        "lon": VILLAGE[0],
        "lat": VILLAGE[1],
        "text": "派潭河水位超警,道路和通信中断",
    }
    alarm = stage.officer.post("/api/alarms", gauge | {"exercise": stage.exercise})
    body = {"about": "alarm", "about_id": alarm["id"], "persons": [person.pk], "text": "派潭河水位超警,请报告人员转移情况。"}
    stage.notes["satellite"] = stage.officer.post("/api/callouts", body)["id"]


def rings_by_satellite(stage: Stage) -> bool:
    rows = stage.rows("calls", callout=stage.notes["satellite"])
    return bool(rows) and rows[0]["channel"] == "satellite" and providers(stage).rung()[SATELLITE] == 1


def satellite_answered(stage: Stage) -> bool:
    return any(row["state"] == "answered" for row in stage.rows("calls", callout=stage.notes["satellite"]))


def villages_leave(stage: Stage) -> None:
    """Twelve villages, 26 people each; among them whoever is in the register, fetched by an escort."""
    shelter = shelter_near(stage, stage.lender, ZENGCHENG)
    order_out(stage, stage.lender, area=ZENGCHENG, towns=TOWNS, people=LEAVING, reason="山洪、滑坡危险区提前转移", ordered_by="郑区长")
    stage.notes["shelter"] = shelter
    stage.notes["fetched"] = 0
    for code in CODES:
        persons = register_of([code])
        leave(stage, stage.lender, code, "危险区群众", LEAVING // len(CODES), shelter, escort="驻村干部", persons=persons)
        stage.notes["fetched"] += len(persons)


def all_left(stage: Stage) -> bool:
    return moved(stage, LEAVING) and stage.notes["fetched"] == FETCHED


STEPS: tuple[Step | Later, ...] = (
    Step("01:00", "值班长", "一键通预览:四级联系人逐人列出,无联系人的村由镇副职代", look, seen, 5.0),
    Step("01:10", "值班长", "确认:第一波全部起呼", press, all_started, 5.0),
    Step("01:11", "值班员", "同一秒也按下,并入同一次,看到是谁", press_too, joined, 3.0),
    Step("01:30", "系统", "短信网关中断,30 秒内改语音呼叫", lambda s: None, by_voice, 30.0, tried),
    Step("01:40", "系统", "一人兼两职只响一次", lambda s: None, once_each, 2.0),
    Step("01:50", "系统", "无联系人的村,镇副职收到代叫应", lambda s: None, spoken_for, 2.0),
    Step("06:00", "责任人", "26 人以上按键应答", pick_up, most_answered, 10.0),
    Step("06:30", "系统", "未应答的重呼、叫副手、叫上级", wait_for_the_ladder, climbed, 10.0),
    Step("25:00", "镇", "转移 312 人,27 名特殊群体有护送、路线、安置点", villages_leave, all_left, 10.0),
    Step("27:00", "驻村干部", "到户叫应,30 分钟内全部应答", cadre_at_the_door, everybody, 10.0),
    Step("27:30", "值班员", "叫应证明逐人有据", proof, proven, 3.0),
    Step("28:00", "值班长", "更正集合地点,只发给已收到的人", correct, corrected, 5.0),
    Step("65:05", "值班员", "标绘派潭河淹没区,市区两级同时看到", draw_water, water_shown, 5.0),
    Step("65:10", "系统", "转移路线避开淹没区", lead_around, led_around, 10.0),
    Step("65:20", "水位站、基站", "道路中断,转移路线改线", road_is_cut, led_around_both, 10.0),
    Step("65:30", "值班员", "村里基站中断,改叫卫星电话", cut_off, rings_by_satellite, 15.0),
    Step("65:40", "驻村干部", "卫星电话接通", pick_up, satellite_answered, 10.0),
    Step(
        "115:00",
        "镇",
        "312 人与安置点清点相符",
        lambda s: come_in(s, s.lender, s.notes["shelter"], LEAVING),
        lambda s: agrees(s, s.lender, LEAVING),
        5.0,
    ),
)
# Each part of the product that brings one of these functions deletes its lines.
LATER: tuple[Later, ...] = (
    Later("00:00", "气象", "红色预警(CAP)入库,建议启动Ⅱ级", "response"),
    Later("10:00", "总指挥(常务)", "口头批准Ⅱ级响应,班次加强", "response"),
    Later("45:00", "仓库", "口头调拨 500 床毛毯,后到的转补单", "response"),
    Later("110:00", "区", "国家灾情系统首报", "response"),
    Later("420:00", "总指挥", "降为Ⅲ级、结束响应", "response"),
)
STORY = Story("B", "情景 B:派潭、正果暴雨红色预警四级叫应", ZENGCHENG, STEPS + LATER)


def move(stage: Stage, second: float) -> None:
    """Nobody moves: telephones ring."""
