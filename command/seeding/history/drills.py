"""Drills that were held: an exercise and its plan each, over, with how many took part."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.drills.models import BLIND, ENDED, LIVE, TABLETOP, DrillPlan
from command.seeding.history.calendar import BY, INVENTED, WHO, Past, split
from realtime.exercises.models import Exercise

NUMBER = "YL"
MONTHS = (3, 3, 6, 8, 14, 20, 9, 7, 8, 8, 9, 5)  # 防灾减灾日 in May, 安全生产月 in June
WORKING = (0,) * 8 + (2, 8, 9, 4, 0, 1, 6, 8, 5, 1) + (0,) * 6
HAZARDS = [("12G03", "消防疏散"), ("11G01", "森林火灾扑救"), ("12D02", "危化品泄漏处置"), ("12H00", "道路交通事故救援"), ("12P12", "燃气泄漏处置"),
           ("11C02", "地震避险"), ("12N00", "电梯困人救援"), ("12S00", "人员密集场所疏散")]  # fmt: skip
FLOOD = [("11A02", "防内涝"), ("11B03", "防暴雨转移"), ("11A01", "防汛抢险")]
STAFF = {"county": ["county", "town"], "town": ["town", "village"], "village": ["village"]}


def make(past: Past) -> int:
    said = past.city.year
    if not said.drills:
        return 0
    moments = sorted(past.at(MONTHS, WORKING) for _ in range(said.drills))
    people = split(past.dice, said.drill_people, said.drills, least=6, weights=[past.dice.paretovariate(2.2) for _ in range(said.drills)])
    # Where the paper counts the flood drills, only those are any
    floods = set(past.dice.sample(range(said.drills), said.flood_drills))
    known = HAZARDS if said.flood_drills else [*HAZARDS, *FLOOD]
    plans = [
        _plan(past, at, count, FLOOD[number % len(FLOOD)] if number in floods else past.dice.choice(known), city_wide=number in floods)
        for number, (at, count) in enumerate(zip(moments, people, strict=True))
    ]
    exercises = Exercise.objects.bulk_create(
        Exercise(
            name=plan.title, kind=Exercise.TABLETOP if plan.kind == TABLETOP else Exercise.LIVE, area=plan.area, started_by=BY,
            started_at=at, ended_at=plan.ended_at,
        )
        for plan, at in zip(plans, moments, strict=True)
    )  # fmt: skip
    for plan, exercise in zip(plans, exercises, strict=True):
        plan.exercise = exercise
    DrillPlan.objects.bulk_create(plans)
    return len(plans)


def _plan(past: Past, at: datetime, people: int, hazard: tuple[str, str], *, city_wide: bool) -> DrillPlan:
    code, word = hazard
    level = "county" if past.dice.random() < 0.2 else "town" if past.dice.random() < 0.7 else "village"
    district = past.dice.choice(past.districts)
    town = past.town(district)
    area = past.city.code if city_wide else district.code if level == "county" else town.code
    name = past.city.name if city_wide else district.name if level == "county" else town.name
    minutes = past.dice.choice((30, 45, 60, 90, 120))
    kind = past.dice.choices((LIVE, TABLETOP, BLIND), (62, 35, 3))[0]
    return DrillPlan(
        number=past.number(NUMBER, at), title=f"{name}{word}演练", kind=kind, hazard=code, levels=["city", "county", "town"] if city_wide else STAFF[level],
        area=area, planned_at=at, minutes=minutes, state=ENDED, attended=people, started_at=at, ended_at=at + timedelta(minutes=minutes), summary=INVENTED,
        by=BY, by_name=WHO, at=at - timedelta(days=past.dice.randrange(5, 40)), archived=True,
    )  # fmt: skip
