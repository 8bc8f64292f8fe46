"""Verbs on the roster: put somebody in, take them out, generate a month. One event for many shifts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from command.duty import rota
from command.duty.cover import Gap, Turn, gaps, too_soon
from command.duty.models import DutyPattern, DutyRole, DutyShift
from command.duty.needs import periods_on
from command.duty.watching import look_at
from dispatch.contacts.models import Person
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

LONGEST_H = 48  # a shift of more is a slip of the pen
MOST_DAYS = 92
# Names of the constraints in the database (migration 0002), as refusals say them.
ALONE, ONE_PERSON = "duty_one_of_a_kind", "duty_nobody_twice"


def roster_stream() -> str:
    """Changes of the roster are on the record of the city's people; screens follow the board instead."""
    return f"people:{settings.CITY}"


def add_shift(*, actor: str, area: str, role: str, person_id: int, starts_at: datetime, ends_at: datetime, note: str = "") -> DutyShift:
    with act(actor) as log:
        shift = DutyShift(
            area=area, role=role_of(role), person=person_in(person_id, area), starts_at=starts_at, ends_at=ends_at, note=note[:100]
        )
        checked(shift)
        stored(actor, [shift])
        _tell(log, "duty_shift.added", shift)
        look_at(actor=actor, under=area)
    return shift


def remove_shift(*, actor: str, shift_id: int) -> None:
    with act(actor) as log:
        shift = DutyShift.objects.select_for_update(of=("self",)).select_related("person", "role").filter(pk=shift_id).first()
        if shift is None:
            raise Problem("not_found", "没有这个班次。")
        _tell(log, "duty_shift.left", shift)
        shift.delete()
        look_at(actor=actor, under=shift.area)


def generate(*, actor: str, area: str, first: date, last: date, pattern: str, people: Mapping[str, Sequence[int]]) -> tuple[int, list[Gap]]:
    """What stands already stays; days of a special period follow its own pattern. Where nobody is free and rested a gap is named."""
    days = rota.days_of(first, last)
    if not days or len(days) > MOST_DAYS:
        raise Problem("invalid", f"起止日期须为 1–{MOST_DAYS} 天。", where=["last"])
    usual = DutyPattern.objects.filter(pk=pattern).first()
    if usual is None:
        raise Problem("invalid", "没有这种排班模式。", where=["pattern"])
    with act(actor) as log:
        listed = {role: [person_in(number, area).pk for number in numbers] for role, numbers in people.items()}
        roles = {role.code: role for role in DutyRole.objects.all()}
        by_day = {day: next((p.pattern.parsed for p in periods_on(area, day) if p.pattern), usual.parsed) for day in days}
        zone = get_current_timezone()
        rest = timedelta(hours=float(rule("duty.rest_h", area)))
        begins = datetime.combine(first, datetime.min.time(), zone) - timedelta(days=3)
        ends = datetime.combine(last, datetime.min.time(), zone) + timedelta(days=4)
        taken = DutyShift.objects.between(area, begins, ends).turns()
        planned = rota.plan(by_day.__getitem__, listed, days, rest=rest, zone=zone, taken=[*taken, *elsewhere(area, listed, begins, ends)])
        shifts = [
            DutyShift(area=area, role=roles[turn.role], person_id=turn.person, starts_at=turn.start, ends_at=turn.end)
            for turn in planned.turns
        ]
        stored(actor, shifts)
        tell_many(log, area, "generated", len(shifts))
        look_at(actor=actor, under=area)
    return len(shifts), planned.gaps


def elsewhere(area: str, people: Mapping[str, Sequence[int]], start: datetime, end: datetime) -> list[Turn]:
    """Turns of these persons in other areas' rosters: no place of ours, but no rest either."""
    numbers = {number for listed in people.values() for number in listed}
    found = DutyShift.objects.filter(person__in=numbers, starts_at__lt=end, ends_at__gt=start).exclude(area=area)
    return [Turn(f"@{shift.area}", shift.person_id, shift.starts_at, shift.ends_at) for shift in found]


def roster_gaps(area: str, start: datetime, end: datetime) -> list[Gap]:
    """Against what the usual days and the special periods require, day by day; a response's extra is on the board, not in the plan."""
    from command.duty.cover import most_of

    turns = DutyShift.objects.between(area, start, end).turns()
    zone = get_current_timezone()
    found: list[Gap] = []
    at = start
    while at < end:
        midnight = datetime.combine(at.astimezone(zone).date() + timedelta(days=1), datetime.min.time(), zone)
        wanted = most_of(rule("duty.needs", area), *(period.needs for period in periods_on(area, at.astimezone(zone).date())))
        for gap in gaps(turns, wanted, at, min(end, midnight)):
            before = next(
                (one for one in found if (one.role, one.end, one.there, one.needed) == (gap.role, gap.start, gap.there, gap.needed)), None
            )
            if before is not None:
                found.remove(before)
                gap = gap._replace(start=before.start)
            found.append(gap)
        at = midnight
    return sorted(found, key=lambda gap: (gap.start, gap.role))


def role_of(code: str) -> DutyRole:
    role = DutyRole.objects.filter(code=code).first()
    if role is None:
        raise Problem("invalid", "没有这种值班角色。", where=["role"])
    return role


def person_in(number: int, area: str) -> Person:
    """Somebody of the city's contacts: a district's officer may be lent to the city's desk."""
    person = Person.objects.current().filter(pk=number, area__startswith=area[: len(settings.CITY)]).first()
    if person is None:
        raise Problem("invalid", "通讯录里没有这个人,或已停用。", where=["person"])
    return person


def checked(shift: DutyShift) -> None:
    """What one shift must keep, besides what the database itself refuses."""
    if shift.ends_at <= shift.starts_at:
        raise Problem("invalid", "下班时间须晚于上班时间。", where=["ends_at"])
    if shift.ends_at - shift.starts_at > timedelta(hours=LONGEST_H):
        raise Problem("invalid", f"一班不得超过 {LONGEST_H} 小时。", where=["ends_at"])
    rest = timedelta(hours=float(rule("duty.rest_h", shift.area)))
    near = DutyShift.objects.filter(
        person=shift.person_id, starts_at__lt=shift.ends_at + rest, ends_at__gt=shift.starts_at - rest
    ).exclude(pk=shift.pk)  # fmt: skip
    turns = near.select_related("role").turns()
    if any(turn.start < shift.ends_at and turn.end > shift.starts_at for turn in turns):
        refuse(shift, ONE_PERSON)
    if clash := too_soon(turns, shift.person_id, shift.starts_at, shift.ends_at, rest):
        hours = rule("duty.rest_h", shift.area)
        raise Problem("invalid", f"{shift.person.name}与另一班({iso(clash.start)} 起)间隔不足 {hours:g} 小时。", where=["starts_at"])


def stored(actor: str, shifts: Sequence[DutyShift]) -> None:
    for shift in shifts:
        shift.single, shift.made_by = shift.role.single, actor
    try:
        with transaction.atomic():
            if len(shifts) == 1:
                shifts[0].save()
            else:
                DutyShift.objects.bulk_create(shifts)
    except IntegrityError as error:
        refuse(shifts[0], ALONE if ALONE in str(error) else ONE_PERSON)


def refuse(shift: DutyShift, constraint: str) -> NoReturn:
    if constraint == ALONE:
        raise Problem("duty_overlap", f"该时段已有{shift.role.name},请先调整原班次。", where=["starts_at", "ends_at"])
    raise Problem("duty_overlap", "同一人在同一时段已有班次。", where=["person", "starts_at", "ends_at"])


def tell_many(log: Log, area: str, how: str, count: int) -> None:
    if count:
        log.append(roster_stream(), "duty_roster.filled", {"area": area, "how": how, "count": count}, area=area)


def _tell(log: Log, kind: str, shift: DutyShift) -> None:
    body = {"id": shift.pk, "area": shift.area}
    if not kind.endswith("left"):
        body |= {"role": shift.role.code, "person": shift.person_id, "starts_at": iso(shift.starts_at), "ends_at": iso(shift.ends_at)}
    log.append(roster_stream(), kind, body, area=shift.area)
