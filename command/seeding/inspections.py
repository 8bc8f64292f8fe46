"""Demo rounds, penalties and leaders in charge: one round going on with a team on it, one done. Enterprises, decisions and people are invented."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.timezone import localdate

from command.hazards.models import RiskUnit
from command.incharge.charging import give_charge
from command.incharge.models import Charge
from command.inspections.models import Checklist, Inspection, Target
from command.inspections.penalties import penalise
from command.inspections.rounds import Aim, start_inspection
from command.inspections.visiting import Said, visit
from command.seeding.cities import here
from dispatch.contacts.models import Person
from dispatch.features.models import Feature
from dispatch.teams.models import Member
from realtime import clock
from realtime.areas.locate import area_at

ACTOR, NAME = "system", "查安全"
SLOPE = (113.5865, 23.5485)


def make_inspections() -> None:
    """Safe to run again; needs the risks, the map's objects, the contacts and the teams."""
    if Inspection.objects.exists() or not RiskUnit.objects.exists():
        return
    _geohazards()
    _plants()
    _leaders()


def _geohazards() -> None:
    """逐一检查: every point of the district on the list, for the team whose leader carries the phone; where no slope is known, its risk units."""
    member = Member.objects.select_related("unit").filter(user__username="duizhang").first()
    if member is None:
        return
    area = member.unit.area[:6]
    points = Feature.objects.filter(layer="geohazard", area__startswith=area, active=True, exercise_id=None).order_by("pk")[:6]
    aims = [Aim("feature", point.pk) for point in points]
    if aims and area_at(*SLOPE).startswith(area):  # the model city, and its boundaries are there
        aims.append(Aim("place", name="街口街道北坡切坡段", lon=SLOPE[0], lat=SLOPE[1]))
    code, title, campaign, sector = "geohazard", "汛后地质灾害点逐一检查", "汛前检查", "geology"
    if not aims:
        units = RiskUnit.objects.filter(area__startswith=area, retired_at=None).order_by("pk")
        aims, (code, title, campaign, sector) = (
            [Aim("risk", unit.pk) for unit in units],
            ("general", "重点场所逐一检查", "治本攻坚三年行动", "trade"),
        )
    checklist = Checklist.objects.filter(code=code).first()
    if not aims or checklist is None:
        return
    made = start_inspection(
        actor=ACTOR, name="王值班", title=title, campaign=campaign, sector=sector, area=area, checklist_id=checklist.pk,
        due_at=clock.now() + timedelta(days=5), targets=aims, teams=[member.unit_id],
    )  # fmt: skip
    if len(aims) > 1:
        _look(made.targets.all()[0], {})


def _plants() -> None:
    city = here()
    checklist = Checklist.objects.filter(code="chem-storage").first()
    people = list(Person.objects.filter(active=True, area__startswith=city.code).order_by("pk").values_list("pk", flat=True)[:2])
    units = list(RiskUnit.objects.filter(sector="chem", retired_at=None))
    if checklist is None or not people or not units:
        return
    made = start_inspection(
        actor=ACTOR, name="王值班", title="危化品罐区“六查一打”", campaign="六查一打", sector="chem", area=city.code, checklist_id=checklist.pk,
        due_at=clock.now() + timedelta(days=20), targets=[Aim("risk", unit.pk) for unit in units], people=people,
    )  # fmt: skip
    targets = list(made.targets.all())
    seen = _look(targets[0], {3: "备用泵启动按钮失灵"})
    penalise(
        actor=ACTOR, name=NAME, subject=units[0].owner, amount_yuan=30_000, ground="中华人民共和国安全生产法第九十九条",
        decision=f"{'穗' if settings.CITY == '4401' else city.name[0]}应急罚〔演示〕12 号", decided_on=localdate(), visit_id=seen,
    )  # fmt: skip


def _look(target: Target, wrong: dict[int, str]) -> int:
    said = [
        Said(item.pk, "measured", 61.0 if item.unit == "%" else 4.0) if item.kind == "number"
        else Said(item.pk, "no" if item.order in wrong else "yes", note=wrong.get(item.order, ""))
        for item in target.inspection.checklist.items.all()
    ]  # fmt: skip
    made = visit(
        actor=ACTOR, name=NAME, target_id=target.pk, client_key=f"demo-{target.pk:06d}", answers=said, at=clock.now() - timedelta(hours=5),
        lon=target.lon + 0.0002, lat=target.lat,
    )  # fmt: skip
    return made.pk


def _leaders() -> None:
    if Charge.objects.exists():
        return
    city, model = here(), here().code == "4401"
    areas = ["440117", "440118"] if model else [area for area in city.desks if len(area) == len(city.code) + 2 or len(city.code) == 6][:2]
    usernames = ["daiban", "conghua"] if model else ["daiban", *(city.desks[area].username for area in areas[:1])]
    leaders = list(Person.objects.filter(active=True, user__username__in=usernames).order_by("pk"))
    for person, area in zip(leaders, areas, strict=False):
        give_charge(
            actor=ACTOR,
            name="王值班",
            person_id=person.pk,
            since=localdate(),
            duty="森林防火和安全稳定",
            source="应急委〔演示〕3 号",
            area=area,
        )
    unit = RiskUnit.objects.filter(sector="chem", retired_at=None).order_by("pk").first()
    if leaders and unit is not None:
        give_charge(actor=ACTOR, name="王值班", person_id=leaders[0].pk, since=localdate(), unit_id=unit.pk, duty="重点企业安全生产")
