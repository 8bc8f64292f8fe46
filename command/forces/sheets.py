"""spreadsheet → **sheets** → registers and back: three lists, each row for itself; a bad one is named and costs no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from command.forces.actions import change_gear, checked_training, enter_gear, note, set_skills, stream
from command.forces.models import GEAR_STATES, RESULTS, TRAINING_KINDS, Gear, SkillLot, Training
from command.forces.rows import ForceSheetDone, SheetFault
from dispatch.teams.models import Item, Unit
from realtime.codes import Problem
from realtime.log import act
from realtime.sheets import Column, Line, Unreadable, read_table, template

GEAR, SKILLS, TRAININGS = "gear", "skills", "trainings"
NAMES = {GEAR: "装备登记", SKILLS: "专长与证书", TRAININGS: "训练台账"}
MOST_FAULTS = 500
TEAM = Column("队伍编号", True, "队伍名录中的编号", "I001")
COLUMNS: dict[str, list[Column]] = {
    GEAR: [
        TEAM, Column("装备", True, "装备目录中的名称或代码", "冲锋舟"), Column("编号或批次", True, "本队内不重复", "ZB-001"), Column("数量", True, "整数", "2"),
        Column("状态", False, "不填为在用", "在用", [name for _, name in GEAR_STATES]), Column("存放", False, "库房或车辆", "一号库"),
        Column("下次检验", False, "年-月-日;不需检验的不填", "2026-12-31"), Column("备注", False, "", ""),
    ],
    SKILLS: [
        TEAM, Column("专长", True, "技能目录中的名称或代码", "潜水"), Column("证书", False, "没有证书的不填", "潜水员证"), Column("人数", True, "整数", "4"),
        Column("有效期至", False, "年-月-日;长期有效的不填", "2027-06-30"),
    ],
    TRAININGS: [
        TEAM, Column("类别", True, "", "培训", [name for _, name in TRAINING_KINDS]), Column("课目", True, "", "激流救援"), Column("日期", True, "年-月-日", "2026-05-12"),
        Column("课时", True, "小时", "8"), Column("人次", False, "不填为 1", "20"), Column("人员", False, "个人培训填姓名;全队的不填", ""),
        Column("结果", False, "不填为合格", "合格", [name for _, name in RESULTS]), Column("下次应训", False, "年-月-日;不填按规则推算", ""), Column("备注", False, "", ""),
    ],
}  # fmt: skip


class Bad(Exception):
    """One cell is wrong: (column, why)."""


def blank(sheet: str) -> bytes:
    return template(NAMES[known(sheet)], COLUMNS[sheet])


def known(sheet: str) -> str:
    if sheet not in COLUMNS:
        raise Problem("not_found", "没有这种清单。")
    return sheet


class Written(NamedTuple):
    titles: list[str]
    rows: list[list[Any]]


def written(sheet: str, units: Iterable[int]) -> Written:
    """The register as its own template would bring it in again."""
    ids, titles = list(units), [column.title for column in COLUMNS[known(sheet)]]
    rows: list[list[Any]]
    if sheet == GEAR:
        rows = [
            [one.unit.code, one.item.name, one.number, one.count, one.get_state_display(), one.place, _day(one.inspect_by), one.note]
            for one in Gear.objects.filter(unit__in=ids).select_related("unit", "item")
        ]
    elif sheet == SKILLS:
        rows = [
            [one.unit.code, one.skill.name, one.certificate, one.people, _day(one.valid_to)]
            for one in SkillLot.objects.filter(unit__in=ids).select_related("unit", "skill")
        ]
    else:
        rows = [
            [one.unit.code, one.get_kind_display(), one.course, _day(one.held_on), float(one.hours), one.people, one.person, one.get_result_display(), _day(one.next_due), one.note]
            for one in Training.objects.filter(unit__in=ids, drill=None).select_related("unit")
        ]  # fmt: skip
    return Written(titles, rows)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


class Done:
    def __init__(self) -> None:
        self.added = self.changed = self.same = 0
        self.bad: list[SheetFault] = []

    def fault(self, line: Line, column: str, why: str) -> None:
        if len(self.bad) < MOST_FAULTS:
            self.bad.append({"line": line.number, "column": column, "value": line.cells.get(column, "")[:60], "why": why})


def take_in(*, actor: str, sheet: str, name: str, data: bytes, scopes: Sequence[str]) -> ForceSheetDone:
    """Every good row, one action; teams outside `scopes` are refused row by row."""
    try:
        table = read_table(name, data, COLUMNS[known(sheet)])
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from error
    done = Done()
    with act(actor) as log:
        units = {unit.code: unit for unit in Unit.objects.filter(exercise_id=None)}
        items = _items(Item.SKILL if sheet == SKILLS else Item.EQUIPMENT)
        if sheet == SKILLS:
            _skills(actor, table.lines, units, items, scopes, done)
        else:
            take = _gear if sheet == GEAR else _training
            for line in table.lines:
                try:
                    take(actor, line, _unit(line, units, scopes), items, done)
                except Bad as error:
                    done.fault(line, *error.args)
                except Problem as problem:
                    done.fault(line, "", problem.detail)
        body = {"area": str(settings.CITY), "sheet": sheet, "added": done.added, "changed": done.changed, "bad": len(done.bad)}
        log.append(stream(), "force_sheet.imported", body, area=str(settings.CITY))
    return {"added": done.added, "changed": done.changed, "same": done.same, "bad": done.bad, "ignored": table.ignored}


def _items(kind: str) -> dict[str, str]:
    rows = Item.objects.filter(kind=kind)
    return {row.code: row.code for row in rows} | {row.name: row.code for row in rows}


def _unit(line: Line, units: dict[str, Unit], scopes: Sequence[str]) -> Unit:
    unit = units.get(line.cells.get(TEAM.title, ""))
    if unit is None:
        raise Bad(TEAM.title, "没有这个编号的队伍")
    if not any(unit.area.startswith(scope) for scope in scopes):
        raise Bad(TEAM.title, "这支队伍不在您的辖区")
    return unit


def _whole(line: Line, column: str, default: int | None = None) -> int:
    text = line.cells.get(column, "")
    if not text and default is not None:
        return default
    if not text.isdecimal() or not 0 < int(text) <= 1_000_000:
        raise Bad(column, "应为正整数")
    return int(text)


def _date(line: Line, column: str) -> date | None:
    text = line.cells.get(column, "")[:10].replace("/", "-").replace(".", "-")
    if not text:
        return None
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in text.split("-")))
    except ValueError as error:
        raise Bad(column, "应为年-月-日") from error


def _choice(line: Line, column: str, choices: Sequence[tuple[str, str]], default: str) -> str:
    text = line.cells.get(column, "")
    found = {code: code for code, _ in choices} | {name: code for code, name in choices}
    if text and text not in found:
        raise Bad(column, "应为 " + "、".join(name for _, name in choices))
    return found[text] if text else default


def _item(line: Line, column: str, items: dict[str, str]) -> str:
    text = line.cells.get(column, "")
    if text not in items:
        raise Bad(column, "目录中没有")
    return items[text]


def _text(line: Line, column: str, most: int, *, required: bool = False) -> str:
    text = line.cells.get(column, "")
    if len(text) > most:
        raise Bad(column, f"最多 {most} 字")
    if required and not text:
        raise Bad(column, "必填")
    return text


def _gear(actor: str, line: Line, unit: Unit, items: dict[str, str], done: Done) -> None:
    item, number = _item(line, "装备", items), _text(line, "编号或批次", 40, required=True)
    values: dict[str, Any] = {
        "count": _whole(line, "数量"), "state": _choice(line, "状态", GEAR_STATES, "in_use"), "place": _text(line, "存放", 80),
        "inspect_by": _date(line, "下次检验"), "note": _text(line, "备注", 200),
    }  # fmt: skip
    found = Gear.objects.filter(unit=unit, item=item, number=number).first()
    if found is None:
        enter_gear(actor=actor, unit_id=unit.pk, item=item, number=number, note_text=values.pop("note"), **values)
        done.added += 1
    elif all(getattr(found, key) == value for key, value in values.items()):
        done.same += 1
    else:
        change_gear(actor=actor, gear_id=found.pk, values=values)
        done.changed += 1


def _training(actor: str, line: Line, unit: Unit, _items: dict[str, str], done: Done) -> None:
    day, hours = _date(line, "日期"), line.cells.get("课时", "")
    if day is None:
        raise Bad("日期", "必填")
    try:
        spent = float(hours)
    except ValueError as error:
        raise Bad("课时", "应为数字") from error
    if spent != spent:  # NaN
        raise Bad("课时", "应为数字")
    course, person = _text(line, "课目", 80, required=True), _text(line, "人员", 40)
    if Training.objects.filter(unit=unit, course=course, person=person, held_on=day, drill=None).exists():
        done.same += 1
        return
    one = checked_training(
        unit, actor=actor, kind=_choice(line, "类别", TRAINING_KINDS, "course"), course=course, hours=spent, held_on=day, people=_whole(line, "人次", 1),
        person=person, result=_choice(line, "结果", RESULTS, "passed"), base_id=None, next_due=_date(line, "下次应训"), note=_text(line, "备注", 200),
    )  # fmt: skip
    one.save()
    with act(actor) as log:
        note(log, "force_training.entered", one.pk, unit)
    done.added += 1


def _skills(actor: str, lines: Sequence[Line], units: dict[str, Unit], items: dict[str, str], scopes: Sequence[str], done: Done) -> None:
    """A team that is in the file has what the file says; a team with a wrong row keeps what it had."""
    lots: dict[int, list[dict[str, Any]]] = {}
    spoilt: set[int] = set()
    for line in lines:
        unit: Unit | None = None
        try:
            unit = _unit(line, units, scopes)
            people = _whole(line, "人数")
            if people > unit.headcount:
                raise Bad("人数", f"超过全队 {unit.headcount} 人")
            lots.setdefault(unit.pk, []).append({
                "skill": _item(line, "专长", items), "certificate": _text(line, "证书", 60), "people": people, "valid_to": _date(line, "有效期至"),
            })  # fmt: skip
        except Bad as error:
            done.fault(line, *error.args)
            if unit is not None:
                spoilt.add(unit.pk)
    for unit_id, given in lots.items():
        if unit_id in spoilt:
            continue
        have = sorted(_key(lot.skill_id, lot.certificate, lot.people, lot.valid_to) for lot in SkillLot.objects.filter(unit=unit_id))
        if have == sorted(_key(**lot) for lot in given):
            done.same += 1
            continue
        try:
            set_skills(actor=actor, unit_id=unit_id, lots=given)
        except Problem as problem:
            done.fault(lines[0], "", problem.detail)
            continue
        done.changed += bool(have)
        done.added += not have


def _key(skill: str, certificate: str, people: int, valid_to: date | None) -> tuple[str, str, int, str]:
    return skill, certificate, people, _day(valid_to)
