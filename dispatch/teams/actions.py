"""Verbs on teams: enter one, correct its profile, change its status."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from devices.terminals.actions import add_subject, change_subject
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.fleet import move_vehicle
from dispatch.teams.models import Base, Item, StatusChange, StatusMove, Unit, UnitStatus
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.log.transaction import Log
from realtime.rules.models import rule

REST = "unit.rest"  # deadline: the crew has rested
OFF, WARN, ENFORCE = "off", "warn", "enforce"  # rule unit.status_moves
MAX_REST = timedelta(days=7)  # a longer absence is "停勤"

# What a profile may hold; everything else a team has is decided by its statuses and orders.
PROFILE = (
    "name",
    "category",
    "force",
    "kind",
    "domains",
    "headcount",
    "equipment",
    "skills",
    "area",
    "lon",
    "lat",
    "base",
    "radio_channel",
)


# Asked before a team is made ready again by hand: a sentence why it may not be, or None. Filled in `AppConfig.ready`.
_barred: list[Callable[[Unit], str | None]] = []


def on_return(barred: Callable[[Unit], str | None]) -> None:
    if barred not in _barred:
        _barred.append(barred)


def locked_unit(unit_id: int) -> Unit:
    """The row until the end of the action, with what `row()` needs."""
    unit = Unit.objects.select_for_update(of=("self",)).with_names().filter(pk=unit_id).first()
    if unit is None:
        raise Problem("not_found", "没有这支队伍。")
    return unit


def exercise_of(unit_id: int) -> int | None:
    return Unit.objects.filter(pk=unit_id).values_list("exercise_id", flat=True).first()


def add_unit(*, actor: str, code: str, exercise: int | None = None, **profile: Any) -> Unit:
    """A new team with a marker of its own, ready unless somebody says otherwise."""
    with act(actor, exercise) as log:
        if Unit.objects.filter(code=code).exists():
            raise Problem("exists", f"编号 {code} 已有队伍。", where=["code"])
        values = checked(profile)
        missing = [name for name in ("name", "category", "headcount", "area", "lon", "lat") if name not in values]
        if missing:
            raise Problem("invalid", "缺少必填项。", where=missing)
        subject = add_subject(actor=actor, kind="team", area=values["area"], label=values["name"], exercise=exercise)
        unit = Unit.objects.create(subject=subject, code=code, exercise_id=exercise, **values)
        tell(log, [unit.stream], "unit.registered", None, unit.row(), area=unit.area)
    return unit


def change_unit(*, actor: str, unit_id: int, **profile: Any) -> Unit:
    """Correct what is known of a team. What is not named stays."""
    with act(actor, exercise_of(unit_id)) as log:
        unit = locked_unit(unit_id)
        before, was = unit.row(), unit.area
        values = checked(profile)
        if not values:
            return unit
        for name, value in values.items():
            setattr(unit, name, value)
        unit.save(update_fields=list(values))
        if unit.area != was or "name" in values:
            change_subject(actor=actor, subject_id=unit.pk, area=unit.area, label=unit.name)
        if unit.area == was:
            tell(log, [unit.stream], "unit.changed", before, unit.row(), area=unit.area)
        else:
            log.append(f"area:{was}", "unit.left", {"id": unit.pk, "area": was})
            tell(log, [unit.stream], "unit.registered", None, unit.row(unit.holder()), area=unit.area)
            for vehicle in unit.vehicles.all():
                move_vehicle(log, actor, vehicle, unit)
    return unit


def checked(profile: dict[str, Any]) -> dict[str, Any]:
    """The values to store, every wrong one named at once; `None` means "not said"."""
    values = {name: profile[name] for name in PROFILE if profile.get(name) is not None}
    bad: list[str] = []
    if "kind" in values and values["kind"] not in CAPABILITIES:
        bad.append(f"kind: 没有“{values['kind']}”这种专业")
    if "category" in values and values["category"] not in dict(Unit.CATEGORIES):
        bad.append(f"category: 没有“{values['category']}”这个类别")
    if "force" in values and values["force"] not in dict(Unit.FORCES):
        bad.append(f"force: 没有“{values['force']}”这种力量性质")
    bad += [f"domains: 没有“{name}”这个域" for name in values.get("domains", []) if name not in DOMAINS]
    bad += _unknown("equipment", Item.EQUIPMENT, values.get("equipment", {}))
    bad += _unknown("skills", Item.SKILL, values.get("skills", []))
    bad += [f"equipment: {code} 的数量须为正数" for code, count in values.get("equipment", {}).items() if count <= 0]
    if "headcount" in values and not 0 < values["headcount"] <= 100_000:
        bad.append("headcount: 人数须在 1 到 100000 之间")
    if "area" in values and not Area.objects.filter(pk=values["area"]).exists():
        bad.append(f"area: 没有区划 {values['area']}")
    if "base" in values:
        code = values.pop("base")
        found = Base.objects.filter(code=code).first() if code else None
        if code and found is None:
            bad.append(f"base: 没有基地 {code}")
        values["base"] = found
    if bad:
        raise Problem("invalid", "内容有误:" + ";".join(bad[:3]), where=bad)
    return values


def _unknown(field: str, kind: str, codes: Iterable[str]) -> list[str]:
    wanted = set(codes)
    known = set(Item.objects.filter(kind=kind, pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    return [f"{field}: 目录中没有“{code}”" for code in sorted(wanted - known)]


def change_status(
    *, actor: str, unit_id: int, status: str, reason: str = "", until: datetime | None = None, may_override: bool = True
) -> tuple[Unit, str | None]:
    """(unit, warning). A move nobody foresaw is let through with a warning, or refused, as rule `unit.status_moves` says."""
    with act(actor, exercise_of(unit_id)) as log:
        unit = locked_unit(unit_id)
        after = UnitStatus.objects.filter(pk=status).first()
        if after is None:
            raise Problem("invalid", f"没有“{status}”这种状态。", where=["status"])
        if after.pk == unit.status_id and until is None:
            return unit, None
        if until is not None and after.pk != UnitStatus.RESTING:
            raise Problem("invalid", "只有“休整”可以设定到期时间。", where=["until"])
        _end_of_rest(unit, after, reason, may_override)
        if after.meaning != "unavailable" and (why := next((said for bar in _barred if (said := bar(unit))), None)):
            raise Problem("status_move", why, where=["status"])
        warning = _foreseen(unit, after)
        move_status(log, actor, unit, after, reason=reason, until=until, irregular=warning is not None)
    return unit, warning


def _end_of_rest(unit: Unit, after: UnitStatus, reason: str, may_override: bool) -> None:
    """A crew that still has to rest is called back by an officer who says why, or not at all."""
    if unit.status_id != UnitStatus.RESTING or after.pk == UnitStatus.RESTING or unit.rest_until is None or unit.rest_until <= clock.now():
        return
    if after.meaning == "unavailable":
        return
    term = f"{unit.name} 须休整至 {iso(unit.rest_until)}"
    if not may_override:
        raise Problem("status_move", f"{term},提前结束休整须由值班员办理。")
    if not reason.strip():
        raise Problem("status_move", f"{term},提前结束休整须填写理由。", where=["reason"])


def _foreseen(unit: Unit, after: UnitStatus) -> str | None:
    """None = a foreseen move; otherwise what the officer should read. Raises where the rule enforces the table."""
    if after.pk == unit.status_id:
        return None
    mode = rule("unit.status_moves", unit.area)
    if mode == OFF or StatusMove.objects.filter(before=unit.status_id, after=after).exists():
        return None
    text = f"{unit.name} 从“{unit.status.name}”改为“{after.name}”不在允许的状态变更之列"
    if mode == ENFORCE:
        raise Problem("status_move", f"{text}。", where=["status"])
    return f"{text},已记录。"


def move_status(
    log: Log, actor: str, unit: Unit, after: UnitStatus, *, reason: str = "", until: datetime | None = None, irregular: bool = False
) -> None:
    """The move itself, by whoever has the right: an officer, the rest rule, the clerk. `unit` is locked."""
    before, now = unit.row(), clock.now()
    rest_until: datetime | None = None
    if after.pk == UnitStatus.RESTING:
        rest_until = until or now + timedelta(hours=float(rule("rest.for_h", unit.area)))
        if not now < rest_until <= now + MAX_REST:
            raise Problem("invalid", "休整到期时间须在今后七天之内。", where=["until"])
    if after.pk != unit.status_id:
        StatusChange.objects.create(
            unit=unit, before=str(unit.status_id), after=after.pk, at=now, by=actor, reason=reason[:200], irregular=irregular,
            exercise_id=unit.exercise_id,
        )  # fmt: skip
        unit.status_at, unit.irregular = now, irregular
    unit.status, unit.rest_until = after, rest_until
    unit.save(update_fields=["status", "status_at", "irregular", "rest_until"])
    if rest_until is None:
        clear_deadline(REST, unit.pk)
    else:
        set_deadline(REST, unit.pk, (rest_until - now).total_seconds(), exercise=unit.exercise_id)
    tell(log, [unit.stream], "unit.changed", before, unit.row(), area=unit.area)
