"""registers → **facts** → readiness: what is known of each team, a handful of reads for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Sum

from command.forces.models import PASSED, Gear, SkillLot, Training
from command.forces.readiness import Facts, Judged, readiness
from devices.terminals.models import Terminal
from dispatch.supplies.balances import today
from dispatch.teams.models import UNAVAILABLE, Base, Unit
from realtime.rules.models import rule


class Known(NamedTuple):
    facts: Facts
    level: int
    why: list[Judged]
    expiring: int  # lots of certificates that end within the rule's days, or have ended


def known_of(units: Iterable[Unit]) -> dict[int, Known]:
    """By unit. Rules are the city's: a list of many districts is judged by one measure."""
    units = list(units)
    ids, day = [unit.pk for unit in units], today()
    limits, turnout, by_category = rule("forces.readiness"), rule("forces.turnout_s"), rule("recommend.turnout_s")
    warn = day + timedelta(days=int(rule("forces.expiry_warn_days")))
    certified, expiring = _certificates(ids, day, warn)
    gear = dict(
        Gear.objects.serviceable().filter(unit__in=ids).order_by().values_list("unit").annotate(n=Sum("count")).values_list("unit", "n")
    )
    overdue = dict(
        Gear.objects.overdue().filter(unit__in=ids).order_by().values_list("unit").annotate(n=Count("pk")).values_list("unit", "n")
    )
    terminals = dict(
        Terminal.objects.live()
        .filter(subject__in=ids)
        .order_by()
        .values_list("subject")
        .annotate(n=Count("pk"))
        .values_list("subject", "n")
    )
    trained = dict(
        Training.objects.filter(unit__in=ids, result=PASSED)
        .order_by()
        .values_list("unit")
        .annotate(last=Max("held_on"))
        .values_list("unit", "last")
    )
    standby = standby_bases()
    found: dict[int, Known] = {}
    for unit in units:
        last = trained.get(unit.pk)
        facts = Facts(
            people=unit.headcount, certified=certified[unit.pk], gear=gear.get(unit.pk, 0), gear_overdue=overdue.get(unit.pk, 0),
            terminals=terminals.get(unit.pk, 0), drill_days=(day - last).days if last else None, turnout_s=turnout_of(unit, turnout, by_category, standby),
            off=unit.status.meaning == UNAVAILABLE,
        )  # fmt: skip
        level, why = readiness(facts, limits)
        found[unit.pk] = Known(facts, level, why, expiring[unit.pk])
    return found


def _certificates(ids: list[int], day: date, warn: date) -> tuple[dict[int, int], dict[int, int]]:
    """By unit: people whose certificate holds on that day, and lots that end before `warn`."""
    certified: dict[int, int] = defaultdict(int)
    expiring: dict[int, int] = defaultdict(int)
    for lot in SkillLot.objects.filter(unit__in=ids).exclude(certificate=""):
        certified[lot.unit_id] += lot.people if lot.certified_on(day) else 0
        expiring[lot.unit_id] += lot.valid_to is not None and lot.valid_to < warn
    return certified, expiring


def standby_bases() -> set[int]:
    """备勤基地 that are not over their capacity: where too many are at home nobody is quicker for it."""
    rows = Base.objects.filter(kind=Base.STANDBY).annotate(people=Sum("units__headcount"))
    return {base.pk for base in rows if not base.capacity or (base.people or 0) <= base.capacity}


def turnout_of(unit: Unit, turnout: dict[str, float], by_category: dict[str, float], standby: set[int]) -> int:
    """Seconds from the order to leaving: standing forward, at home in a standby base, or as its category does."""
    if unit.post_id is not None:
        return int(turnout["forward"])
    usual = int(by_category.get(unit.category, 900))
    return min(usual, int(turnout["standby_base"])) if unit.base_id in standby else usual
