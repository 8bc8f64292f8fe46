"""spreadsheet → **importing** → roster: judged row by row, shown, applied when somebody says yes; a bad row costs no good row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import get_current_timezone

from command.duty.actions import checked, stored, tell_many
from command.duty.models import DutyRole, DutyShift
from command.duty.rows import RosterLine, RosterSheet
from command.duty.watching import look_at
from dispatch.contacts.models import Person
from realtime.clock import iso
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, Unreadable, read_table, template

NOTES = [
    "一行一班;姓名须与通讯录一致,同名时在“单位”列写明单位。",
    "下班时间早于上班时间的,按次日计。",
    "有错的行不影响其他行:改好后再导入一次即可。",
]
SPELLINGS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S")


def columns() -> list[Column]:
    return [
        Column("日期", True, "值班日期", "2026-12-01"),
        Column("角色", True, "带班领导、值班长、值班员或专业席位", "值班长", [role.name for role in DutyRole.objects.all()]),
        Column("姓名", True, "通讯录里的姓名", "陈班长"),
        Column("单位", False, "同名时填写", ""),
        Column("上班", True, "时刻", "08:30"),
        Column("下班", True, "时刻;与上班相同即 24 小时", "08:30"),
        Column("备注", False, "", ""),
    ]


def roster_template() -> bytes:
    return template("值班表", columns(), NOTES)


def read_roster(name: str, data: bytes) -> list[Line]:
    try:
        return read_table(name, data, columns()).lines
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None


def import_roster(*, actor: str, area: str, lines: Sequence[Line], apply: bool) -> RosterSheet:
    """Without `apply` nothing is kept: the same judgement, taken back again, so that rows are judged against each other too."""
    judged: list[RosterLine] = []
    try:
        with act(actor) as log:
            judged = [_take(actor, area, line) for line in lines]
            added = sum(row["outcome"] == "add" for row in judged)
            if not apply:
                raise _OnlyLooked
            tell_many(log, area, "imported", added)
            look_at(actor=actor, under=area)
    except _OnlyLooked:
        pass
    return {
        "lines": judged, "add": sum(row["outcome"] == "add" for row in judged), "bad": sum(row["outcome"] == "bad" for row in judged),
        "applied": apply,
    }  # fmt: skip


class _OnlyLooked(Exception):
    """Takes the transaction back."""


def _take(actor: str, area: str, line: Line) -> RosterLine:
    cells, errors = line.cells, list[str]()
    row: RosterLine = {
        "line": line.number, "name": cells.get("姓名", ""), "role": cells.get("角色", ""), "starts_at": None, "ends_at": None,
        "outcome": "bad", "errors": errors,
    }  # fmt: skip
    errors += [f"{title}:必填" for title in ("日期", "角色", "姓名", "上班", "下班") if not cells.get(title)]
    if errors:
        return row
    role = DutyRole.objects.filter(name=row["role"]).first() or DutyRole.objects.filter(code=row["role"]).first()
    if role is None:
        errors.append("角色:没有这种值班角色")
    person = _person(area, cells, errors)
    start, end = _times(cells, errors)
    if errors or role is None or person is None or start is None or end is None:
        return row
    row["starts_at"], row["ends_at"] = iso(start), iso(end)
    if DutyShift.objects.filter(area=area, role=role, person=person, starts_at=start, ends_at=end).exists():
        row["outcome"] = "same"
        return row
    shift = DutyShift(area=area, role=role, person=person, starts_at=start, ends_at=end, note=cells.get("备注", "")[:100])
    try:
        checked(shift)
        stored(actor, [shift])
        row["outcome"] = "add"
    except Problem as problem:
        errors.append(problem.detail)
    return row


def _person(area: str, cells: dict[str, str], errors: list[str]) -> Person | None:
    found: Any = Person.objects.current().filter(name=cells["姓名"], area__startswith=area[:4])
    if org := cells.get("单位"):
        found = found.filter(org=org)
    persons = list(found[:2]) if not found.filter(area=area).exists() else list(found.filter(area=area)[:2])
    if not persons:
        errors.append(f"姓名:通讯录里没有“{cells['姓名']}”")
    elif len(persons) > 1:
        errors.append("姓名:有同名的人,请填写单位")
    return persons[0] if len(persons) == 1 else None


def _times(cells: dict[str, str], errors: list[str]) -> tuple[datetime | None, datetime | None]:
    day = next((at.date() for spelling in SPELLINGS if (at := _read(cells["日期"], spelling))), None)
    clock = [_read(cells[title][:5], "%H:%M") for title in ("上班", "下班")]
    if day is None:
        errors.append("日期:须形如 2026-12-01")
    errors += [f"{title}:须形如 08:30" for title, at in zip(("上班", "下班"), clock, strict=True) if at is None]
    if day is None or clock[0] is None or clock[1] is None:
        return None, None
    zone = get_current_timezone()
    start = datetime.combine(day, clock[0].time(), zone)
    end = datetime.combine(day, clock[1].time(), zone)
    return start, end if end > start else end + timedelta(days=1)


def _read(text: str, spelling: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip(), spelling)  # noqa: DTZ007 – a day or a time of day, no instant
    except ValueError:
        return None
