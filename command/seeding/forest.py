"""Demo woods: dangers of today, points of 五头一口, a round under way, teams that answered, water that pumps and helicopters can draw from. Invented."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate

from command.forest.checking import check_in
from command.forest.dangers import set_danger
from command.forest.models import FireBoard, FireDanger, FirePoint
from command.forest.patrols import start_patrol
from command.forest.points import add_point, set_term
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.derived import seats
from dispatch.features.actions import add_feature
from dispatch.features.models import Feature
from dispatch.teams.models import StandbyMission
from dispatch.teams.standby import answer_standby
from realtime import clock

# Not above 较高: a level that asks for a seat at the duty would leave the demo's roster short on its first day.
DANGERS = [("4401", 2), ("440117", 3), ("440118", 3), ("440114", 3), ("440111", 2)]
PointFacts = tuple[str, str, float, float, str, int | None]
POINTS: list[PointFacts] = [  # kind, name, lon, lat, keeper, hours since somebody was there (None: nobody yet)
    ("gate", "石门森林公园入口", 113.7905, 23.6210, "护林员 李北", 2),
    ("gate", "良口镇溪头村路口", 113.7480, 23.7620, "护林员 陈溪", 5),
    ("gate", "流溪河林场北卡", 113.7990, 23.7690, "护林员 罗林", 1),
    ("hill", "五指山山头", 113.7652, 23.7802, "护林员 罗林", 8),
    ("grave", "达溪村坟山", 113.7205, 23.7460, "护林员 周达", None),
    ("field", "米埗村地头", 113.7310, 23.7050, "护林员 周达", 3),
    ("forest", "通天蜡烛林缘", 113.8650, 23.7700, "护林员 罗林", 10),
    ("person", "石明村重点人员", 113.7420, 23.7180, "村居 黄明", 4),
    ("gate", "派潭镇白水寨路口", 113.7702, 23.5990, "护林员 温白", 2),
    ("hill", "牛牯嶂山头", 113.8420, 23.5060, "护林员 巫牛", 6),
    ("gate", "梯面镇王子山路口", 113.2560, 23.5710, "护林员 汤王", 3),
]
WATER = [  # name, lon, lat, what it carries
    ("流溪河取水平台", 113.7790, 23.7505, {"kind": "水库", "volume_m3": 500_000, "pump": True, "helicopter": True, "truck": True, "usable": True, "elevation_m": 232}),
    ("溪头村山塘", 113.7660, 23.7480, {"kind": "山塘", "volume_m3": 3_600, "pump": True, "helicopter": False, "truck": False, "usable": True, "elevation_m": 305}),
    ("石明村高位水池", 113.7600, 23.7390, {"kind": "水池", "volume_m3": 200, "pump": True, "helicopter": False, "truck": True, "usable": True, "elevation_m": 260}),
    ("良口水车停靠点", 113.7370, 23.7150, {"kind": "水车停靠点", "volume_m3": 30, "pump": False, "helicopter": False, "truck": True, "usable": True, "elevation_m": 95}),
    ("白水寨水池", 113.7740, 23.6040, {"kind": "水池", "volume_m3": 800, "pump": True, "helicopter": True, "truck": True, "usable": True, "elevation_m": 180}),
]  # fmt: skip
CONGHUA = "440117"


def make_forest(actor: str) -> None:
    """Safe to run again; needs the map's districts, the posts and the teams. The dangers are said anew on each day."""
    today = localdate()
    city = here()
    for area, level in DANGERS if city is GUANGZHOU else [(city.code, 2)]:
        if not FireDanger.objects.filter(area=area, day=today, level=level, exercise_id=None).exists():
            set_danger(actor=actor, area=area, day=today, level=level, source="市气象局(演示)", note="")
    if FirePoint.objects.exists():
        return
    now, demanded = clock.now(), dict(FireBoard.objects.filter(exercise_id=None).values_list("area", "patrol_h"))
    points: list[PointFacts] = (
        POINTS
        if city is GUANGZHOU
        else [("gate", f"{at.name}林区路口", at.lon + 0.02, at.lat + 0.02, "护林员", 3) for at in seats(city) if at.area[:6] in city.wooded]
    )
    for kind, name, lon, lat, keeper, hours in points:
        point = add_point(actor=actor, kind=kind, name=name, lon=lon, lat=lat, keeper=keeper)
        if hours is not None:
            check_in(actor=actor, name=keeper, point_id=point.pk, how="voice", note="无烟火")
            point.last_at = now - timedelta(hours=hours)
            FirePoint.objects.filter(pk=point.pk).update(last_at=point.last_at)
            set_term(point, demanded.get(point.area, 0.0), 0.0)
    if city is not GUANGZHOU:
        return
    mine = list(FirePoint.objects.filter(area=CONGHUA).order_by("pk")[:4])
    start_patrol(
        actor=actor,
        name="流溪河北线",
        area=CONGHUA,
        ranger="护林员 罗林",
        points=[point.pk for point in mine],
        due_at=now + timedelta(hours=4),
    )
    for name, lon, lat, facts in WATER:
        if not Feature.objects.filter(layer="water_source", name=name).exists():
            add_feature(actor=actor, layer="water_source", name=name, lon=lon, lat=lat, attributes=facts, source="演示")
    for mission in StandbyMission.objects.filter(state__in=(StandbyMission.PLANNED, StandbyMission.STANDING), answer="").select_related(
        "unit"
    ):
        answer_standby(actor=actor, name=f"{mission.unit.name}队长", mission_id=mission.pk, answer=StandbyMission.ACCEPTED)
