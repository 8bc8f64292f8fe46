"""Bases, standby posts and vehicles of the demo city. Invented; where a story needs a place, it is that story's."""

from __future__ import annotations

from datetime import timedelta

from devices.terminals.actions import register_terminal
from dispatch.teams.fleet import add_vehicle
from dispatch.teams.models import Base, Unit
from dispatch.teams.standby import open_post, order_standby
from realtime import clock

ACTOR = "system"
BASES = [  # code, name, kind, area, lon, lat
    ("B-CH", "从化应急救援备勤基地", Base.STANDBY, "440117", 113.5860, 23.5480),
    ("B-ZC", "增城应急救援备勤基地", Base.STANDBY, "440118", 113.8110, 23.2610),
    ("B-BY", "白云应急救援集训基地", Base.TRAINING, "440111", 113.2730, 23.2900),
    ("B-TH", "天河社会应急力量孵化基地", Base.INCUBATION, "440106", 113.3610, 23.1250),
    ("B-HP", "黄埔政企应急联创基地", Base.JOINT, "440112", 113.4800, 23.2000),
]
# Which teams are at home in a base: (area, kind)
BASE_OF = {
    ("440117", "forest_fire"): "B-CH",
    ("440118", "forest_fire"): "B-ZC",
    ("440118", "flood"): "B-ZC",
    ("440111", "forest_fire"): "B-BY",
    ("440106", "volunteer"): "B-TH",
    ("440112", "hazmat"): "B-HP",
}
POSTS = [  # name, kind, area, lon, lat, team that stands there
    ("良口镇前置驻防点", "fire", "440117", 113.7370, 23.7110, "从化区森林消防大队"),
    ("派潭镇前置驻防点", "flood", "440118", 113.7780, 23.4940, "增城区防汛抢险队"),
]
STANDING_FOR = timedelta(days=30)
VEHICLES = [  # plate, kind, seats, team
    ("粤A·1190应", "pump_truck", 6, "增城区森林消防大队"),
    ("粤A·1191应", "pump_truck", 6, "增城区森林消防大队"),
    ("粤A·1192应", "carrier", 20, "增城区森林消防大队"),
    ("粤A·1170应", "pump_truck", 6, "从化区森林消防大队"),
    ("粤A·1171应", "carrier", 24, "从化区森林消防大队"),
    ("粤A·1172应", "command", 5, "从化区森林消防大队"),
    ("粤A·1173应", "carrier", 12, "良口镇应急救援队"),
    ("粤A·1150应", "foam_truck", 6, "南沙区危化品救援队"),
    ("粤A·1120应", "foam_truck", 6, "黄埔区危化品救援队"),
    ("粤A·1130应", "drainage", 3, "番禺区防汛抢险队"),
    ("粤A·1160应", "comms", 4, "天河区通信保障队"),
    ("粤A·1110应", "ambulance", 4, "白云区医疗救护队"),
]


def make_bases() -> None:
    Base.objects.bulk_create(
        [Base(code=code, name=name, kind=kind, area=area, lon=lon, lat=lat) for code, name, kind, area, lon, lat in BASES],
        ignore_conflicts=True,
    )


def make_posts() -> None:
    now = clock.now()
    units = {unit.name: unit for unit in Unit.objects.all()}
    for name, kind, area, lon, lat, team in POSTS:
        post = open_post(actor=ACTOR, name=name, kind=kind, area=area, lon=lon, lat=lat)
        if team in units:
            order_standby(
                actor=ACTOR, unit_id=units[team].pk, post_id=post.pk, from_at=now - timedelta(minutes=1), until_at=now + STANDING_FOR,
                reason="高火险期下沉一线" if kind == "fire" else "汛期值守",
            )  # fmt: skip


def make_vehicles() -> None:
    """Each with a terminal of its own, at home where its team is."""
    units = {unit.name: unit for unit in Unit.objects.all()}
    for number, (plate, kind, seats, team) in enumerate(VEHICLES, 1):
        unit = units.get(team)
        if unit is None:
            continue
        vehicle = add_vehicle(actor=ACTOR, plate=plate, kind=kind, unit_id=unit.pk, capacity=seats)
        register_terminal(
            actor=ACTOR, adapter="radio", external_id=f"V{number:04d}", kind="vehicle", area=unit.area, label=plate, subject=vehicle.subject,
            expected_interval_s=10, meta={"home": {"lon": unit.lon, "lat": unit.lat}},
        )  # fmt: skip
