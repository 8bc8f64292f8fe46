"""spreadsheet → **importing** → dossiers: one row per tank, the enterprise's columns repeated; judged enterprise by enterprise, each whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from command.dossiers.actions import ContactFacts, StoreFacts, save_dossier, stream
from command.dossiers.models import GRADES, KINDS, STORES, Dossier, Substance
from command.dossiers.rows import DossierOutcome, DossierSheet, DossierSheetRow
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, template

COLUMNS = [
    Column("企业编号", True, "统一社会信用代码或本局编号;同一企业的各行相同", "91440115DEMO000001"),
    Column("企业名称", True, "", "某某石化仓储"),
    Column("类别", False, "", "企业", [name for _, name in KINDS]),
    Column("经度", True, "WGS-84,十进制度", "113.5330"),
    Column("纬度", True, "", "22.8450"),
    Column("地址", False, "", "小虎岛小虎北二路"),
    Column("范围半径(米)", False, "警情落在此范围内即打开本档案,不填为 400", "400"),
    Column("重大危险源", False, "", "一级", [name for _, name in GRADES]),
    Column("职工", False, "", "240"),
    Column("夜班在岗", False, "", "38"),
    Column("联系人", False, "", "林某"),
    Column("职务", False, "", "安全总监"),
    Column("电话", False, "", "13800000000"),
    Column("储罐编号", True, "同一企业内不重复", "T-101"),
    Column("储存类别", False, "", "储罐", [name for _, name in STORES]),
    Column("物料", True, "企业自己的叫法", "苯乙烯"),
    Column("UN编号", False, "四位数字,在物性库中", "2055"),
    Column("容量", False, "", "5000"),
    Column("现存", False, "", "3200"),
    Column("单位", False, "不填为吨", "吨"),
    Column("工况", False, "", "常压,氮封"),
]
NUMBERS = ("经度", "纬度", "范围半径(米)", "职工", "夜班在岗", "容量", "现存")
OF_ONE = ("企业名称", "类别", "经度", "纬度", "地址", "范围半径(米)", "重大危险源", "职工", "夜班在岗")


@dataclass
class Enterprise:
    code: str
    lines: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    stores: list[StoreFacts] = field(default_factory=list)
    contacts: list[ContactFacts] = field(default_factory=list)


def blank() -> bytes:
    return template("一企一档", COLUMNS, ["一行一个储存单元;企业的各列每行重复或只填第一行。表中没有的储存单元在导入后删除。"])


def judge(lines: Sequence[Line], *, area: str) -> list[Enterprise]:
    """`area`: outside it nobody may import; the row that lies elsewhere is named."""
    known = set(Substance.objects.values_list("un", flat=True))
    found: dict[str, Enterprise] = {}
    for line in lines:
        code = line.cells.get("企业编号", "")
        one = found.setdefault(code, Enterprise(code))
        one.lines.append(line)
        one.errors += [f"第 {line.number} 行:{why}" for why in _line_errors(line, code, known)]
    for one in found.values():
        if not one.errors:
            _gather(one)
        if not one.errors:
            _place(one, area)
    return list(found.values())


def _line_errors(line: Line, code: str, known: set[str]) -> list[str]:
    cells = line.cells
    errors = [] if code else ["缺少企业编号"]
    errors += [f"缺少{title}" for title in ("储罐编号", "物料") if not cells.get(title)]
    for title in NUMBERS:
        if cells.get(title) and _number(cells[title]) is None:
            errors.append(f"{title}“{cells[title][:20]}”不是数")
        elif cells.get(title) and title not in ("经度", "纬度") and (_number(cells[title]) or 0) < 0:
            errors.append(f"{title}不能为负")
    for title, choices in (("类别", KINDS), ("重大危险源", GRADES), ("储存类别", STORES)):
        if cells.get(title) and cells[title] not in [name for _, name in choices]:
            errors.append(f"{title}只能是{'、'.join(name for _, name in choices)}")
    un = _un(cells)
    if un and un not in known:
        errors.append(f"物性库里没有 UN{un}")
    if cells.get("联系人") and not cells.get("电话"):
        errors.append("填了联系人没有填电话")
    held, capacity = _number(cells.get("现存", "")), _number(cells.get("容量", ""))
    if held is not None and capacity is not None and held > capacity:
        errors.append("现存大于容量")
    return errors


def _gather(one: Enterprise) -> None:
    """The enterprise's own columns: said once, or the same in every row."""
    for title in OF_ONE:
        said = {line.cells[title]: line.number for line in one.lines if line.cells.get(title)}
        if len(said) > 1:
            one.errors.append(f"第 {max(said.values())} 行:{title}与前面的行不一致")
        one.facts[title] = next(iter(said), "")
    codes: set[str] = set()
    for line in one.lines:
        cells = line.cells
        if cells["储罐编号"] in codes:
            one.errors.append(f"第 {line.number} 行:储罐编号 {cells['储罐编号']} 重复")
        codes.add(cells["储罐编号"])
        one.stores.append(
            StoreFacts(
                code=cells["储罐编号"][:40], content=cells["物料"][:60], kind=_code(STORES, cells.get("储存类别", ""), "tank"), un=_un(cells),
                capacity=_number(cells.get("容量", "")), held=_number(cells.get("现存", "")), unit=cells.get("单位", "吨")[:10],
                state=cells.get("工况", "")[:120],
            )
        )  # fmt: skip
        if cells.get("联系人"):
            contact = ContactFacts(cells["联系人"][:40], cells.get("职务", "")[:40] or "联系人", cells["电话"][:20])
            if contact not in one.contacts:
                one.contacts.append(contact)
    one.errors += [f"第 {one.lines[0].number} 行:缺少{title}" for title in ("企业名称", "经度", "纬度") if not one.facts[title]]


def _place(one: Enterprise, area: str) -> None:
    lon, lat = _number(one.facts["经度"]) or 0.0, _number(one.facts["纬度"]) or 0.0
    number = one.lines[0].number
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        one.errors.append(f"第 {number} 行:经纬度超出范围")
    elif not area_at(lon, lat).startswith(area):
        one.errors.append(f"第 {number} 行:位置不在本次导入的区划 {area} 内,请检查经纬度是否填反")
    held = Dossier.objects.filter(code=one.code).first()
    if held is not None and not held.area.startswith(area):
        one.errors.append(f"第 {number} 行:编号 {one.code} 属于其他区划的{held.name}")
    if held is not None and held.retired_at is not None:
        one.errors.append(f"第 {number} 行:{held.name} 的档案已停用")


def wanted(one: Enterprise) -> dict[str, Any]:
    """What the sheet says of it; an empty cell is "not said"."""
    facts = one.facts
    said: dict[str, Any] = {"name": facts["企业名称"][:80], "lon": _number(facts["经度"]), "lat": _number(facts["纬度"])}
    if facts["类别"]:
        said["kind"] = _code(KINDS, facts["类别"], "plant")
    if facts["重大危险源"]:
        said["grade"] = _code(GRADES, facts["重大危险源"], "0")
    if facts["地址"]:
        said["address"] = facts["地址"][:120]
    for title, name in (("范围半径(米)", "radius_m"), ("职工", "people"), ("夜班在岗", "shift_people")):
        if facts[title]:
            said[name] = int(_number(facts[title]) or 0)
    return said


def outcome(one: Enterprise) -> DossierOutcome:
    if one.errors:
        return "wrong"
    held = Dossier.objects.filter(code=one.code).first()
    if held is None:
        return "new"
    stores = {
        StoreFacts(store.code, store.content, store.kind, store.substance.un if store.substance else "", store.capacity, store.held, store.unit, store.state)
        for store in held.stores.select_related("substance")
    }  # fmt: skip
    contacts = {ContactFacts(contact.name, contact.post, contact.phone) for contact in held.contacts.all()}
    same = stores == set(one.stores) and (not one.contacts or contacts == set(one.contacts))
    return "same" if same and all(getattr(held, name) == value for name, value in wanted(one).items()) else "changed"


def sheet_of(judged: Sequence[Enterprise], ignored: Sequence[str]) -> DossierSheet:
    rows: list[DossierSheetRow] = [
        {
            "code": one.code, "name": one.lines[0].cells.get("企业名称", ""), "lines": [line.number for line in one.lines], "what": outcome(one),
            "stores": len(one.stores), "errors": one.errors[:20],
        }
        for one in judged
    ]  # fmt: skip
    count = Counter(row["what"] for row in rows)
    return {
        "rows": rows, "new": count["new"], "changed": count["changed"], "same": count["same"], "wrong": count["wrong"], "ignored": list(ignored),
    }  # fmt: skip


def take_sheet(*, actor: str, name: str, area: str, judged: Sequence[Enterprise], ignored: Sequence[str]) -> DossierSheet:
    """Every enterprise that is right goes in; the others are answered with their rows and why."""
    sheet = sheet_of(judged, ignored)
    if not sheet["new"] and not sheet["changed"]:
        raise Problem(
            "invalid", "表里没有可以导入的企业:" + ";".join(error for one in judged for error in one.errors)[:200], where=["file"]
        )
    with act(actor) as log:
        for one, row in zip(judged, sheet["rows"], strict=True):
            if row["what"] not in ("new", "changed"):
                continue
            held = Dossier.objects.filter(code=one.code).values_list("pk", flat=True).first()
            save_dossier(
                actor=actor, name=name, dossier_id=held, code=one.code, stores=one.stores, contacts=one.contacts or None,
                **_renamed(wanted(one)),
            )  # fmt: skip
        log.append(
            stream(), "dossier.imported",
            {"area": area, "added": sheet["new"], "changed": sheet["changed"], "refused": sheet["wrong"]}, area=area,
        )  # fmt: skip
    return sheet


def _renamed(said: dict[str, Any]) -> dict[str, Any]:
    """`name` of save_dossier is who saves."""
    return {("title" if key == "name" else key): value for key, value in said.items()}


def _un(cells: dict[str, str]) -> str:
    return cells.get("UN编号", "").upper().removeprefix("UN").strip()


def _code(choices: Sequence[tuple[str, str]], name: str, default: str) -> str:
    return next((code for code, known in choices if known == name), default)


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        return None
    return found if found == found and abs(found) < 1e9 else None
