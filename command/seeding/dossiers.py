"""Five plants and parks of the demo city with what they hold. Invented, at plausible places; their objects on the map are the demo's own."""

from __future__ import annotations

from typing import Any, NamedTuple

from command.dossiers.actions import ContactFacts, StoreFacts, save_dossier
from command.dossiers.models import Dossier
from command.plans.models import Plan
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.derived import seats
from dispatch.features.models import Feature

ACTOR, NAME = "system", "演示数据"
HAZMAT_PLAN = "GZ-ZX-17"
T = StoreFacts
PHONE = "1380000{:04d}"  # invented


class Site(NamedTuple):
    code: str
    title: str
    lon: float
    lat: float
    facts: dict[str, Any]
    stores: list[StoreFacts]
    contacts: list[tuple[str, str]]


PARK = [[113.522, 22.834], [113.556, 22.834], [113.556, 22.858], [113.522, 22.858], [113.522, 22.834]]
SITES: tuple[Site, ...] = (
    Site(
        "DEMO-XH-01", "穗南石化仓储(演示)", 113.5330, 22.8450,
        {
            "address": "南沙区小虎岛小虎北二路(演示)", "grade": "1", "people": 410, "shift_people": 46, "radius_m": 450,
            "summary": "液体化学品仓储,三个罐组共 26 座储罐,汽车装卸台 12 个车位,苯乙烯罐组距厂界北侧 90 米。",
            "water": "消防水池 2×6000 m³,泡沫站 AFFF/AR 存量 45 t,码头消防泵可取江水",
            "gather": "南门停车场、东门码头两处集合点,按风向取上风一处",
        },
        [
            T("T-201", "苯乙烯", un="2055", capacity=5000, held=3800, state="常压,氮封,罐温 22 ℃", lon=113.5326, lat=22.8456),
            T("T-202", "苯乙烯", un="2055", capacity=5000, held=2100, state="常压,氮封,罐温 22 ℃", lon=113.5334, lat=22.8456),
            T("T-101", "甲醇", un="1230", capacity=10000, held=7600, state="常压,内浮顶"), T("T-102", "汽油", un="1203", capacity=20000, held=13500, state="常压,内浮顶"),
            T("T-301", "二甲苯", un="1307", capacity=5000, held=1200, state="常压"), T("W-01", "阻聚剂 TBC(叔丁基邻苯二酚)", "warehouse", capacity=8, held=5, state="桶装"),
        ],
        [("林某", "值班调度(24 小时)"), ("曾某", "安全总监"), ("罗某", "总经理")],
    ),
    Site(
        "DEMO-XH-02", "虎岛精细化工(演示)", 113.5395, 22.8405,
        {"address": "南沙区小虎岛小虎南三路(演示)", "grade": "2", "people": 180, "shift_people": 24, "radius_m": 300, "summary": "聚醚、非离子表面活性剂生产。",
         "water": "消防水池 3000 m³", "gather": "西门"},
        [T("V-110", "环氧乙烷", un="1040", capacity=400, held=260, state="0.3 MPa,冷冻盐水,水喷淋"), T("T-120", "苯乙烯", un="2055", capacity=1200, held=700)],
        [("何某", "值班调度(24 小时)"), ("许某", "安全部部长")],
    ),
    Site(
        "DEMO-XH-03", "南港液体化学品码头(演示)", 113.5450, 22.8490,
        {"address": "南沙区小虎岛东岸(演示)", "grade": "1", "people": 95, "shift_people": 18, "radius_m": 350, "summary": "5 万吨级泊位一个,液氨球罐两座。",
         "water": "江水,固定消防炮 6 门", "gather": "北门"},
        [T("G-01", "液氨", un="1005", capacity=1500, held=900, state="1.2 MPa"), T("G-03", "丙烯", un="1077", capacity=2000, held=1100, state="1.6 MPa"), T("B-1", "装卸臂 4 台", "berth", unit="台", capacity=4)],
        [("邓某", "码头值班长(24 小时)")],
    ),
    Site(
        "DEMO-XT-01", "新塘电镀助剂(演示)", 113.6150, 23.1230,
        {"address": "增城区新塘镇(演示)", "grade": "4", "people": 75, "shift_people": 6, "radius_m": 250, "summary": "电镀助剂分装,剧毒品双人双锁。", "gather": "厂前路"},
        [T("W-CN", "氰化钠", "warehouse", un="1689", capacity=20, held=12, state="铁桶,库房单独通风"), T("T-S1", "硫酸", un="1830", capacity=100, held=64)],
        [("赖某", "值班长"), ("姚某", "厂长")],
    ),
    Site(
        "DEMO-XH-00", "小虎化工园区(演示)", 113.5390, 22.8450,
        {"kind": "park", "address": "南沙区小虎岛(演示)", "people": 5200, "radius_m": 2000, "fence": {"type": "Polygon", "coordinates": [PARK]},
         "summary": "14 家企业,园区消防站 1 座,应急池 2.4 万 m³,两座桥一处码头出入。", "water": "园区环状消防水管,江水取水口 3 处", "gather": "小虎大桥西、码头两个方向"},
        [T("P-01", "园区公共管廊", "pipe", unit="公里", capacity=6.4)],
        [("梅某", "园区值班室(24 小时)"), ("凌某", "管委会副主任")],
    ),
)  # fmt: skip


# Elsewhere one plant at each of the first seats, by turns; the first is the one whose risk unit the register names
ELSEWHERE: tuple[tuple[str, dict[str, Any], list[StoreFacts]], ...] = (
    (
        "某单位(演示)",
        {"grade": "2", "people": 160, "shift_people": 22, "radius_m": 350, "summary": "液体化学品储罐区,两个罐组共 8 座储罐。", "water": "消防水池 2×1500 m³",
         "gather": "南门停车场,按风向取上风一侧"},
        [T("T-101", "甲醇", un="1230", capacity=1000, held=620, state="常压,内浮顶"), T("T-201", "苯乙烯", un="2055", capacity=800, held=410, state="常压,氮封")],
    ),
    (
        "冷链物流园(演示)",
        {"grade": "4", "people": 90, "shift_people": 9, "radius_m": 250, "summary": "氨制冷冷库,机房一处。", "water": "市政管网", "gather": "东门"},
        [T("G-01", "液氨", un="1005", capacity=12, held=7, state="1.2 MPa")],
    ),
    (
        "油气综合供应站(演示)",
        {"grade": "0", "people": 24, "shift_people": 5, "radius_m": 150, "summary": "成品油和液化气供应。", "water": "站内消防沙、干粉", "gather": "站前路"},
        [T("T-1", "汽油", un="1203", capacity=60, held=38, state="埋地罐"), T("G-1", "液化石油气", un="1075", capacity=50, held=22, state="卧罐")],
    ),
)  # fmt: skip


def sites() -> tuple[Site, ...]:
    city = here()
    if city is GUANGZHOU:
        return SITES
    return tuple(
        Site(
            f"DEMO-{number:02d}", f"{at.name}{title}", round(at.lon + 0.008, 5), round(at.lat + 0.006, 5), {**facts, "address": f"{at.name}工业路(演示)"},
            stores, [("林某", "值班调度(24 小时)"), ("曾某", "安全总监")],
        )
        for number, (at, (title, facts, stores)) in enumerate(zip(seats(city), ELSEWHERE, strict=False), 1)
    )  # fmt: skip


def make_dossiers() -> None:
    """Idempotent; what was changed since stays."""
    there = set(Dossier.objects.filter(code__in=[site.code for site in sites()]).values_list("code", flat=True))
    plans = list(
        Plan.objects.filter(
            active=True, **({"code": HAZMAT_PLAN} if here() is GUANGZHOU else {"kind": "special", "title__icontains": "危险化学品"})
        ).values_list("pk", flat=True)
    )
    for number, site in enumerate(sites()):
        if site.code in there:
            continue
        layer = "chem_park" if site.facts.get("kind") == "park" else "chem_enterprise"
        feature = Feature.objects.filter(layer=layer, name=site.title, exercise_id=None).values_list("pk", flat=True).first()
        contacts = [ContactFacts(name, post, PHONE.format(7100 + number * 10 + at)) for at, (name, post) in enumerate(site.contacts)]
        save_dossier(
            actor=ACTOR, name=NAME, code=site.code, title=site.title, lon=site.lon, lat=site.lat, stores=site.stores, contacts=contacts, plans=plans,
            feature=feature, **site.facts,
        )  # fmt: skip
