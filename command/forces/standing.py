"""facts → **standing** → proposals: the level of each registered team, and the facts that hold it there in an officer's words."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from command.forces.facts import known_of
from command.forces.models import Gear, SkillLot, Training
from command.forces.readiness import NOT_READY, WORST, Judged
from dispatch.readiness import Standing
from dispatch.teams.models import Unit

LEVELS = {1: "一级备勤", 2: "二级备勤", 3: "三级备勤", WORST: "未达三级备勤"}


def standings(units: Collection[int]) -> Mapping[int, Standing]:
    """Nothing registered is not the same as nothing there: such a team is not judged. One that is off has its status to say so."""
    registered: set[int] = set()
    for register in (SkillLot, Gear, Training):
        registered |= set(register._default_manager.filter(unit__in=units).order_by().values_list("unit", flat=True).distinct())
    known = known_of(Unit.objects.filter(pk__in=registered).select_related("status"))
    return {unit: Standing(one.level, _why(one.level, one.why)) for unit, one in known.items() if one.level != NOT_READY}


def _why(level: int, facts: list[Judged]) -> str:
    weakest = [_said(fact) for fact in facts if fact.level == level and fact.wanted is not None]
    return LEVELS[level] + (f":{'、'.join(weakest)}" if weakest else "")


def _said(fact: Judged) -> str:
    value = "" if fact.value is None else f"{fact.value:g}"
    return {
        "certified_pct": f"持证率 {value}%", "gear_per_10": f"每 10 人装备 {value} 件", "gear_overdue": f"装备逾期未检 {value} 件(批)",
        "terminals": f"绑定终端 {value} 部", "drill_days": f"距上次训练 {value} 天" if value else "没有训练记录", "turnout_s": f"出动需 {value} 秒",
    }[fact.code]  # fmt: skip
