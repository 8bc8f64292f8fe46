"""Verbs on a team's registers: who of it holds which certificate, what gear it has and when that is looked at, what it trained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum

from command.forces.models import GEAR_STATES, RESULTS, TRAINING_KINDS, Gear, SkillLot, Training
from dispatch.supplies.balances import today
from dispatch.teams.actions import change_unit, locked_unit
from dispatch.teams.models import Base, Item, Unit
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

INSPECTION = "force_gear.inspection"  # deadline: the day of inspection is over
DAY_S = 86_400
LONGEST_HOURS = 500


def stream() -> str:
    """On the city's record; no screen follows it."""
    return f"people:{settings.CITY}"


def note(log: Log, kind: str, row_id: int, unit: Unit) -> None:
    log.append(stream(), kind, {"id": row_id, "area": unit.area, "unit": unit.pk}, area=unit.area)


def set_skills(*, actor: str, unit_id: int, lots: Sequence[dict[str, Any]]) -> Unit:
    """These and no others: {skill, certificate, people, valid_to}. The team's own list of skills follows."""
    with act(actor) as log:
        unit = locked_unit(unit_id)
        kept: dict[tuple[str, str, date | None], SkillLot] = {}
        for place, lot in enumerate(lots):
            code, certificate, people = str(lot["skill"]), str(lot.get("certificate", "")).strip(), int(lot["people"])
            _item(code, Item.SKILL, f"lots.{place}.skill")
            if not 0 < people <= unit.headcount:
                raise Problem(
                    "invalid", f"{certificate or code}:人数须在 1 到全队 {unit.headcount} 人之间。", where=[f"lots.{place}.people"]
                )
            key = (code, certificate, lot.get("valid_to"))
            if key in kept:
                raise Problem("invalid", f"同一证书、同一有效期写了两次:{certificate or code}。", where=[f"lots.{place}"])
            kept[key] = SkillLot(unit=unit, skill_id=code, certificate=certificate, people=people, valid_to=lot.get("valid_to"), by=actor)
        SkillLot.objects.filter(unit=unit).delete()
        SkillLot.objects.bulk_create(kept.values())
        skills = list(dict.fromkeys(code for code, _, _ in kept))
        if skills and skills != unit.skills:
            change_unit(actor=actor, unit_id=unit_id, skills=skills)
        note(log, "force_skill.changed", unit.pk, unit)
    return unit


def _item(code: str, kind: str, where: str) -> Item:
    found = Item.objects.filter(pk=code, kind=kind).first()
    if found is None:
        raise Problem("invalid", f"目录中没有“{code}”。", where=[where])
    return found


def enter_gear(
    *, actor: str, unit_id: int, item: str, number: str, count: int = 1, state: str = "in_use", place: str = "", inspect_by: date | None = None, note_text: str = ""
) -> Gear:  # fmt: skip
    with act(actor) as log:
        unit = locked_unit(unit_id)
        _item(item, Item.EQUIPMENT, "item")
        if Gear.objects.filter(unit=unit, item=item, number=number.strip()).exists():
            raise Problem("exists", f"{unit.name} 已登记过 {number} 的这种装备。", where=["number"])
        one = Gear(unit=unit, item_id=item, number=number.strip(), by=actor)
        _fill(one, {"count": count, "state": state, "place": place.strip(), "inspect_by": inspect_by, "note": note_text.strip()})
        one.save()
        _after(log, actor, one, "entered")
    return one


def change_gear(*, actor: str, gear_id: int, values: dict[str, Any]) -> Gear:
    """What is not named stays. A new term of inspection is told anew when it is over."""
    known = Gear.objects.filter(pk=gear_id).values_list("unit_id", flat=True).first()
    if known is None:
        raise Problem("not_found", "没有这件装备。")
    with act(actor) as log:
        locked_unit(known)
        one = Gear.objects.select_for_update(of=("self",)).select_related("unit", "item").get(pk=gear_id)
        before = one.row()
        if "inspect_by" in values and values["inspect_by"] != one.inspect_by:
            one.told_at = None
        _fill(one, values)
        if one.row() == before:
            return one
        one.save()
        _after(log, actor, one, "changed")
    return one


def _fill(one: Gear, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(one, name, value)
    if one.state not in dict(GEAR_STATES):
        raise Problem("invalid", f"没有“{one.state}”这种装备状态。", where=["state"])
    if not 0 < one.count <= 1_000_000:
        raise Problem("invalid", "数量须为正数。", where=["count"])


def _after(log: Log, actor: str, one: Gear, verb: str) -> None:
    """The team's own count of this equipment is what its register says is serviceable."""
    if one.inspect_by is None or one.told_at is not None:
        clear_deadline(INSPECTION, one.pk)
    else:
        set_deadline(INSPECTION, one.pk, max(0, (one.inspect_by - today()).days + 1) * DAY_S)
    count_equipment(actor, one.unit_id, [one.item_id])
    note(log, f"force_gear.{verb}", one.pk, one.unit)


def count_equipment(actor: str, unit_id: int, items: Sequence[str]) -> None:
    unit = Unit.objects.get(pk=unit_id)
    have = dict(
        Gear.objects.serviceable()
        .filter(unit=unit_id, item__in=items)
        .order_by()
        .values_list("item")
        .annotate(n=Sum("count"))
        .values_list("item", "n")
    )
    equipment = {code: count for code, count in unit.equipment.items() if code not in items} | {code: n for code, n in have.items() if n}
    if equipment != unit.equipment:
        change_unit(actor=actor, unit_id=unit_id, equipment=equipment)


def inspection_due(gear_id: int) -> None:
    """Due at the clerk: said once, to the record and to the lists of whoever keeps the register."""
    with act("clerk") as log:
        one = Gear.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=gear_id).first()
        if one is None or not one.overdue or one.told_at is not None:
            return
        one.told_at = clock.now()
        one.save(update_fields=["told_at"])
        note(log, "force_gear.overdue", one.pk, one.unit)


def enter_training(
    *, actor: str, unit_id: int, kind: str, course: str, hours: float, held_on: date, people: int = 1, person: str = "", result: str = "passed",
    base_id: int | None = None, next_due: date | None = None, note_text: str = "",
) -> Training:  # fmt: skip
    with act(actor) as log:
        unit = Unit.objects.filter(pk=unit_id).first()
        if unit is None:
            raise Problem("not_found", "没有这支队伍。", where=["unit"])
        one = checked_training(
            unit, actor=actor, kind=kind, course=course, hours=hours, held_on=held_on, people=people, person=person, result=result, base_id=base_id,
            next_due=next_due, note=note_text,
        )  # fmt: skip
        one.save()
        note(log, "force_training.entered", one.pk, unit)
    return one


def checked_training(
    unit: Unit, *, actor: str, kind: str, course: str, hours: float, held_on: date, people: int, person: str, result: str, base_id: int | None,
    next_due: date | None, note: str,
) -> Training:  # fmt: skip
    """A row that may be saved."""
    if kind not in dict(TRAINING_KINDS) or result not in dict(RESULTS):
        raise Problem("invalid", "训练类别或结果不在目录中。", where=["kind" if kind not in dict(TRAINING_KINDS) else "result"])
    if held_on > today():
        raise Problem("invalid", "训练日期不能在今天之后。", where=["held_on"])
    if not 0 < hours <= LONGEST_HOURS:
        raise Problem("invalid", f"课时须在 0 到 {LONGEST_HOURS} 之间。", where=["hours"])
    if not 0 < people <= unit.headcount:
        raise Problem("invalid", f"人次须在 1 到全队 {unit.headcount} 人之间。", where=["people"])
    if base_id is not None and not Base.objects.filter(pk=base_id).exists():
        raise Problem("not_found", "没有这个基地。", where=["base"])
    due = next_due or held_on + timedelta(days=int(rule("forces.training_due_days", unit.area)))
    if due <= held_on:
        raise Problem("invalid", "下次应训须在本次之后。", where=["next_due"])
    if Training.objects.filter(unit=unit, course=course.strip(), person=person.strip(), held_on=held_on, drill=None).exists():
        raise Problem("exists", f"{unit.name} 当日的“{course}”已有记录。", where=["course"])
    return Training(
        unit=unit, area=unit.area, kind=kind, course=course.strip(), person=person.strip(), base_id=base_id, hours=hours, people=1 if person.strip() else people,
        result=result, held_on=held_on, next_due=due, note=note.strip(), by=actor,
    )  # fmt: skip
