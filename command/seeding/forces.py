"""Demo registers of the teams: certificates, gear, training of every team; what the bases hold; three social teams on their way in. Invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from command.forces.actions import INSPECTION, stream
from command.forces.basing import show_base
from command.forces.models import COURSE, EXAM, IN_USE, STORED, Gear, SkillLot, Training
from command.seeding.cities import here
from command.seeding.cities.guangzhou import CITY as GUANGZHOU
from command.seeding.derived import seats
from command.seeding.invented import INVENTED, number_of
from command.volunteers.actions import Member, apply, vet
from command.volunteers.models import Application
from dispatch.supplies.balances import today
from dispatch.teams.models import Base, Unit
from realtime.areas.models import Area
from realtime.clerk.deadlines import set_deadline
from realtime.log import act

SEED = 20_261
SERIES = 74  # of invented numbers
CERTIFICATES = {
    "fire_line": "森林消防员", "water_relay": "森林消防员", "drone_pilot": "无人机驾驶员执照", "boat_driver": "船艇驾驶证", "diving": "潜水员证", "swift_water": "激流救援证",
    "hazmat_tech": "危化品救援员", "high_voltage": "高压电工证", "heavy_plant": "工程机械操作证", "rope_rescue": "绳索救援证", "paramedic": "院前急救证",
    "first_aider": "救护员证", "radio_op": "应急通信员", "blasting": "爆破作业证", "air_crew": "机组执照", "collapse": "建筑坍塌搜救证",
}  # fmt: skip
INSPECTED = {"air_respirator", "gas_suit", "life_jacket", "rope_kit", "hydraulic_cutter", "defibrillator", "assault_boat", "gas_detector"}
COURSES = ["体能与队列", "专业技能集训", "夜间拉动", "装备操作考核", "现场急救复训"]
BASES: dict[str, tuple[int, list[str], dict[str, int], str]] = {  # code → people, courses, equipment, where
    "B-CH": (220, ["以水灭火", "火场紧急避险"], {"portable_pump": 24, "fire_hose": 300, "blower": 60, "drone": 4}, "从化区城郊街"),
    "B-ZC": (320, ["接力供水", "城市内涝排涝"], {"drain_pump": 10, "assault_boat": 12, "portable_pump": 16}, "增城区荔城街"),
    "B-BY": (
        400,
        ["队列与体能", "山地救援", "绳索救援", "无人机侦察", "指挥员班"],
        {"rope_kit": 40, "drone": 8, "radio": 80},
        "白云区太和镇",
    ),
    "B-TH": (120, ["社会力量准入", "志愿者急救", "通信与协同"], {"first_aid": 60, "radio": 30}, "天河区石牌街"),
    "B-HP": (160, ["危化品处置联训", "企业专职队联训"], {"gas_suit": 24, "leak_kit": 10, "gas_detector": 20}, "黄埔区联和街"),
}
KINDS: dict[str, tuple[int, list[str], dict[str, int]]] = {  # elsewhere: what a base of each kind holds
    Base.STANDBY: (180, ["防汛抢险", "紧急避险"], {"drain_pump": 6, "assault_boat": 8, "portable_pump": 12}),
    Base.TRAINING: (240, ["队列与体能", "山地救援", "无人机侦察"], {"rope_kit": 20, "drone": 4, "radio": 40}),
    Base.INCUBATION: (100, ["社会力量准入", "志愿者急救"], {"first_aid": 40, "radio": 16}),
    Base.JOINT: (120, ["危化品处置联训"], {"gas_suit": 16, "leak_kit": 6, "gas_detector": 12}),
}
SOCIAL = [  # name, kind, domains, town, people, how far
    ("绿谷山地救援队(演示)", "mountain_rescue", ["mountain"], "440117104", 26, "submitted"),
    ("碧水水域救援队(演示)", "water_rescue", ["inland_water"], "440105003", 18, "vetted"),
]


def make_forces(actor: str) -> None:
    """Safe to run again: nothing where somebody has entered anything."""
    with act(actor) as log:
        for base in Base.objects.filter(capacity=0, courses=[]):
            base.capacity, base.courses, base.equipment, base.place = _held(base)
            base.contact = f"{base.name}值班室"
            base.save()
            show_base(log, base)
        if SkillLot.objects.exists() or Gear.objects.exists() or Training.objects.exists():
            return
        units = list(Unit.objects.filter(exercise_id=None).select_related("base"))
        dice, day = random.Random(SEED), today()
        SkillLot.objects.bulk_create([lot for unit in units for lot in _skills(unit, dice, day, actor)])
        gear = Gear.objects.bulk_create([one for unit in units for one in _gear(unit, dice, day, actor)])
        for one in gear:
            if one.unit.base_id and one.inspect_by and one.told_at is None:
                set_deadline(INSPECTION, one.pk, max(0, (one.inspect_by - day).days + 1) * 86_400)
        trained = Training.objects.bulk_create([one for unit in units for one in _training(unit, dice, day, actor)])
        city = settings.CITY
        if units:
            body = {"area": city, "sheet": "seed", "added": len(gear) + len(trained), "changed": 0, "bad": 0}
            log.append(stream(), "force_sheet.imported", body, area=city)
        _social(actor)


def _held(base: Base) -> tuple[int, list[str], dict[str, int], str]:
    if base.code in BASES:
        return BASES[base.code]
    place = Area.objects.filter(pk=base.area).values_list("name", flat=True).first() or ""
    return *KINDS[base.kind], f"{place}政府驻地"


def _skills(unit: Unit, dice: random.Random, day: date, actor: str) -> list[SkillLot]:
    lots: list[SkillLot] = []
    for skill in unit.skills[:4]:
        people = max(1, int(unit.headcount * dice.uniform(0.1, 0.3)))
        valid_to = day + timedelta(days=dice.randint(-20, 900)) if skill in CERTIFICATES else None
        lots.append(
            SkillLot(unit=unit, skill_id=skill, certificate=CERTIFICATES.get(skill, ""), people=people, valid_to=valid_to, by=actor)
        )
    return lots


def _gear(unit: Unit, dice: random.Random, day: date, actor: str) -> list[Gear]:
    """One lot for each kind of equipment, as many as the directory says."""
    return [
        Gear(
            unit=unit, item_id=code, number=f"{unit.code}-{n:02d}", count=count, state=IN_USE if dice.random() < 0.8 else STORED, place="本队装备库",
            inspect_by=day + timedelta(days=dice.randint(-8, 360)) if code in INSPECTED else None, by=actor,
        )
        for n, (code, count) in enumerate(sorted(unit.equipment.items()), 1)
    ]  # fmt: skip


def _training(unit: Unit, dice: random.Random, day: date, actor: str) -> list[Training]:
    rows: list[Training] = []
    for n, course in enumerate(dice.sample(COURSES, 2)):
        held = day - timedelta(days=dice.randint(5 + 100 * n, 100 + 150 * n))
        rows.append(
            Training(
                unit=unit, area=unit.area, kind=EXAM if "考核" in course else COURSE, course=course, hours=dice.choice([4, 8, 16]),
                people=max(1, int(unit.headcount * dice.uniform(0.5, 0.95))), held_on=held, next_due=held + timedelta(days=180), base=unit.base, by=actor,
            )
        )  # fmt: skip
    return rows


def _social(actor: str) -> None:
    """On their way in: none of them is a team, so the 405 stay 405."""
    if Application.objects.exists():
        return
    city = here()
    known = list(Area.objects.under(city.code).towns_of_any().exclude(lon=None).order_by("code").values_list("code", flat=True)[:2])
    told = [town for *_, town, _, _ in SOCIAL] if city is GUANGZHOU else []
    placed = set(Area.objects.filter(pk__in=told).exclude(lon=None).values_list("code", flat=True))
    towns = [*(town for town in told if town in placed), *known, *(spot.area for spot in seats(city))]
    for n, ((name, kind, domains, _, people, state), town) in enumerate(zip(SOCIAL, towns, strict=False)):
        area = Area.objects.filter(pk=town).exclude(lon=None).first()
        if area is None:
            continue
        given: dict[str, Any] = {"lon": area.lon, "lat": area.lat, "skills": ["first_aider"], "equipment": {"radio": 6, "first_aid": 8}}
        one = apply(
            sender="", leader=Member("领队甲", number_of(SERIES, 2 * n), True), core=[Member("队员乙", number_of(SERIES, 2 * n + 1), False)], name=name, licence="",
            kind=kind, domains=domains, area=town, place=f"{area.name}救援驿站", headcount=people, statement=INVENTED, **given,
        )  # fmt: skip
        if state == "vetted":
            vet(actor=actor, name="系统", application_id=one.pk, words="材料齐全")
