"""spreadsheet → **importing** → charges: one line each; a bad line costs no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from command.dossiers.models import Dossier
from command.hazards.models import RiskUnit
from command.incharge.charging import area_of, give_charge
from command.incharge.rows import ChargeSheet, ChargeSheetLine
from dispatch.contacts.models import Person
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, template

GROUNDS = {"区划": "area", "企业": "dossier", "风险点": "unit_id"}
COLUMNS = [
    Column("对象类别", True, "", "区划", list(GROUNDS)),
    Column("对象", True, "区划代码或名称;企业编号或名称;风险点名称", "良口镇"),
    Column("领导姓名", True, "须在通讯录中", "周副市长"),
    Column("单位", False, "同名时用来区分", "市政府"),
    Column("包联内容", False, "", "森林防火和安全稳定"),
    Column("文号", False, "", "应急委〔2026〕3 号"),
    Column("起", False, "年-月-日;空 = 今天", "2026-01-01"),
    Column("止", False, "年-月-日;空 = 另行通知", "2026-12-31"),
]


def blank() -> bytes:
    return template("领导包联", COLUMNS)


def take_sheet(*, actor: str, name: str, area: str, lines: Sequence[Line], ignored: Sequence[str], apply: bool) -> ChargeSheet:
    """`apply` false: says what would become of it and changes nothing."""
    wrong: list[ChargeSheetLine] = []
    good = 0
    with act(actor):
        for line in lines:
            facts, errors = _read(line, area)
            if errors:
                wrong.append(
                    {"line": line.number, "ground": line.cells.get("对象", ""), "name": line.cells.get("领导姓名", ""), "errors": errors}
                )
                continue
            good += 1
            if apply:
                give_charge(actor=actor, name=name, **facts)
    return {"good": good, "wrong": wrong, "ignored": list(ignored)}


def _read(line: Line, scope: str) -> tuple[dict[str, Any], list[str]]:
    cells, errors = line.cells, []
    facts: dict[str, Any] = {
        "duty": cells.get("包联内容", "")[:200],
        "source": cells.get("文号", "")[:120],
        "since": localdate(),
        "until": None,
    }
    for title, field in (("起", "since"), ("止", "until")):
        if text := cells.get(title, "")[:10]:
            try:
                facts[field] = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
            except ValueError:
                errors.append(f"{title}“{text}”不是日期")
    if facts["until"] and facts["until"] < facts["since"]:
        errors.append("止日期早于起日期")
    errors += _person(cells, facts) + _ground(cells, facts, scope)
    return facts, errors


def _person(cells: dict[str, str], facts: dict[str, Any]) -> list[str]:
    name = cells.get("领导姓名", "")
    if not name:
        return ["缺少领导姓名"]
    people = Person.objects.filter(name=name, active=True)
    if org := cells.get("单位", ""):
        people = people.filter(org=org)
    found = list(people[:2])
    if not found:
        return [f"通讯录里没有{org}{name}"]
    if len(found) > 1:
        return [f"通讯录里有多位{name},请填单位"]
    facts["person_id"] = found[0].pk
    return []


def _ground(cells: dict[str, str], facts: dict[str, Any], scope: str) -> list[str]:
    kind, said = cells.get("对象类别", ""), cells.get("对象", "")
    if kind not in GROUNDS or not said:
        return [f"对象类别只能是{'、'.join(GROUNDS)}" if kind not in GROUNDS else "缺少对象"]
    if kind == "区划":
        codes = [said] if said.isdigit() else list(Area.objects.under(scope[:4]).filter(name=said).values_list("code", flat=True)[:2])
        given: list[Any] = codes
        field = "area"
    elif kind == "企业":
        held = Dossier.objects.current()
        given, field = list((held.filter(code=said) or held.filter(name=said)).values_list("pk", flat=True)[:2]), "dossier_id"
    else:
        given, field = list(RiskUnit.objects.filter(name=said, retired_at=None).values_list("pk", flat=True)[:2]), "unit_id"
    if len(given) != 1:
        return [f"{'没有' if not given else '有多个'}{kind}“{said[:30]}”" + (",请填编号" if given else "")]
    facts[field] = given[0]
    try:
        lies = area_of(facts.get("area", ""), facts.get("dossier_id"), facts.get("unit_id"))
    except Problem as problem:
        return [problem.detail]
    return [] if lies.startswith(scope) else [f"{said[:30]}不在本次导入的区划内"]
