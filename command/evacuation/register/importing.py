"""spreadsheet → **importing** → register: judged row by row, shown, applied when somebody says yes; a bad row costs no good row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from command.evacuation.register.actions import change_vulnerable, enter_vulnerable
from command.evacuation.register.models import CARRIED, KINDS, Vulnerable
from command.evacuation.register.rows import RegisterLine, RegisterSheet
from dispatch.contacts.models import Person
from dispatch.features.models import Feature
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, Unreadable, read_table, template

NOTES = [
    "一行一人;姓名、区划、住址都相同的视为同一人,按本表更新并记为今日核对,空着的格子不改。",
    "区划写镇村名称或代码;护送责任人写通讯录里的姓名,安置点写地图上的名称。",
    "健康信息加密保存,只有有权的人写明理由后可看。有错的行不影响其他行:改好后再导入一次即可。",
]
KIND_OF, CARRIED_OF = {name: code for code, name in KINDS}, {name: code for code, name in CARRIED}
COLUMNS = [
    Column("姓名", True, "", "陈婆婆"),
    Column("类别", True, "", "独居老人", list(KIND_OF)),
    Column("区划", True, "镇街或村居,名称或代码", "良口镇"),
    Column("住址", False, "", "石明村 3 号"),
    Column("户主", False, "", "陈某"),
    Column("电话", False, "", "13800000000"),
    Column("行动能力", False, "不填按可步行", "轮椅", list(CARRIED_OF)),
    Column("护送责任人", False, "通讯录里的姓名", "李村长"),
    Column("转移路线", False, "", "村道至集合点"),
    Column("安置点", False, "地图上避难场所的名称", "良口中学"),
    Column("经度", False, "WGS-84", "113.72"),
    Column("纬度", False, "WGS-84", "23.72"),
    Column("健康信息", False, "加密保存", "每日吸氧"),
]  # fmt: skip
PLAIN = {"住址": "address", "户主": "household", "电话": "phone", "转移路线": "route", "健康信息": "health"}
LONGEST = {"姓名": 40, "住址": 120, "户主": 40, "电话": 20, "转移路线": 200, "健康信息": 500}


def register_template() -> bytes:
    return template("特殊群体登记册", COLUMNS, NOTES)


def read_register(name: str, data: bytes) -> list[Line]:
    try:
        return read_table(name, data, COLUMNS).lines
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None


def import_register(*, actor: str, may: Callable[[str], bool], lines: Sequence[Line], apply: bool) -> RegisterSheet:
    """Without `apply` nothing is kept: the same judgement, taken back again, so that rows are judged against each other too."""
    judged: list[RegisterLine] = []
    try:
        with act(actor):
            judged = [_take(actor, may, line) for line in lines]
            if not apply:
                raise _OnlyLooked
    except _OnlyLooked:
        pass
    counts = {outcome: sum(row["outcome"] == outcome for row in judged) for outcome in ("add", "change", "bad")}
    return {"lines": judged, "add": counts["add"], "change": counts["change"], "bad": counts["bad"], "applied": apply}


class _OnlyLooked(Exception):
    """Takes the transaction back."""


def _take(actor: str, may: Callable[[str], bool], line: Line) -> RegisterLine:
    cells, errors = line.cells, list[str]()
    row: RegisterLine = {
        "line": line.number,
        "name": cells.get("姓名", "")[:40],
        "area": cells.get("区划", "")[:40],
        "outcome": "bad",
        "errors": errors,
    }
    errors += [f"{title}:必填" for title in ("姓名", "类别", "区划") if not cells.get(title)]
    errors += [f"{title}:超过 {most} 字" for title, most in LONGEST.items() if len(cells.get(title, "")) > most]
    if errors:
        return row
    facts: dict[str, Any] = {field: cells[title] for title, field in PLAIN.items() if cells.get(title)}
    facts["kind"] = _choice(cells, "类别", KIND_OF, errors)
    if cells.get("行动能力"):
        facts["carried"] = _choice(cells, "行动能力", CARRIED_OF, errors)
    area = _area(cells["区划"], may, errors)
    if cells.get("护送责任人"):
        facts["escort"] = _escort(cells["护送责任人"], area, errors)
    if cells.get("安置点"):
        facts["shelter"] = _shelter(cells["安置点"], area, errors)
    for title, field, most in (("经度", "lon", 180), ("纬度", "lat", 90)):
        if cells.get(title):
            facts[field] = _degrees(cells[title], title, most, errors)
    if bool(cells.get("经度")) != bool(cells.get("纬度")):
        errors.append("经度、纬度:须同时填写")
    if errors:
        return row
    return row | _keep(actor, cells["姓名"], area, facts, errors)  # type: ignore[return-value]


def _keep(actor: str, name: str, area: str, facts: dict[str, Any], errors: list[str]) -> dict[str, Any]:
    known = Vulnerable.objects.filter(area=area, name=name, address=facts.get("address", "")).first()
    try:
        with transaction.atomic():
            if known is not None:
                change_vulnerable(actor=actor, person_id=known.pk, active=True, **facts)
            else:
                enter_vulnerable(actor=actor, name=name, area=area, **facts)
    except Problem as problem:
        errors.append(problem.detail)
        return {"area": area}
    return {"area": area, "outcome": "change" if known is not None else "add"}


def _choice(cells: dict[str, str], title: str, known: dict[str, str], errors: list[str]) -> str:
    said = cells[title]
    if said in known.values():
        return said
    if said not in known:
        errors.append(f"{title}:只能是{'、'.join(known)}")
    return known.get(said, "")


def _area(said: str, may: Callable[[str], bool], errors: list[str]) -> str:
    found = [code for code in Area.objects.filter(pk=said).values_list("code", flat=True)] or [
        code for code in Area.objects.filter(name=said).values_list("code", flat=True) if len(code) > 6
    ]
    allowed = [code for code in found if may(code)]
    if not found:
        errors.append(f"区划:没有“{said[:20]}”")
    elif not allowed:
        errors.append(f"区划:“{said[:20]}”不在您的辖区内")
    elif len(allowed) > 1:
        errors.append(f"区划:“{said[:20]}”不止一处,请写代码")
    return allowed[0] if len(allowed) == 1 else ""


def _escort(name: str, area: str, errors: list[str]) -> int | None:
    """Of the person's village first, else of the town, else of the district."""
    for length in (12, 9, 6):
        found = list(Person.objects.current().filter(name=name, area__startswith=area[:length])[:2]) if area else []
        if len(found) == 1:
            return int(found[0].pk)
        if len(found) > 1:
            errors.append(f"护送责任人:“{name}”有同名的人")
            return None
    errors.append(f"护送责任人:通讯录里没有“{name}”")
    return None


def _shelter(name: str, area: str, errors: list[str]) -> int | None:
    found = list(Feature.objects.filter(layer="shelter", name=name, exercise_id=None, area__startswith=area[:6] if area else "-")[:2])
    if len(found) != 1:
        errors.append(f"安置点:{'有同名的' if found else '地图上没有'}“{name}”")
        return None
    return int(found[0].pk)


def _degrees(said: str, title: str, most: float, errors: list[str]) -> float | None:
    try:
        value = float(said)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        errors.append(f"{title}:应为 {-most} 至 {most} 的数字")
        return None
    return value
