"""Verbs on lists: preview one, apply it. A bad row costs no good row; the same list again changes nothing."""

from __future__ import annotations

from typing import cast

from dispatch.teams.importing import members, units, vehicles
from dispatch.teams.importing.judging import Judged
from dispatch.teams.importing.names import Names
from dispatch.teams.models import Sheet
from dispatch.teams.rows import SheetPreview, SheetRow
from realtime import clock
from realtime.areas.models import Area
from realtime.clock import iso
from realtime.codes import Problem
from realtime.datum import DATUMS
from realtime.log import act
from realtime.sheets import Line, Unreadable, read_table, template

Lists = units.Lists | vehicles.Lists | members.Lists
KINDS: dict[str, type[Lists]] = {Sheet.UNITS: units.Lists, Sheet.VEHICLES: vehicles.Lists, Sheet.MEMBERS: members.Lists}
NOTES = ["一行一条;不要合并单元格,不要改列名。", "更新已有记录时,空白的单元格保持原值。", "有错的行不影响其他行:改好后再导入一次即可。"]


def sheet_template(kind: str) -> bytes:
    return template(dict(Sheet.KINDS)[kind], KINDS[kind].columns, NOTES)


def preview_sheet(*, actor: str, kind: str, name: str, data: bytes, datum: str, area: str) -> SheetPreview:
    """Read and judged, kept for whoever says yes; nothing else changes."""
    if datum not in DATUMS:
        raise Problem("invalid", "请选择坐标系。", where=["datum"])
    if not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", f"没有区划 {area}。", where=["area"])
    try:
        table = read_table(name, data, KINDS[kind].columns)
    except Unreadable as error:
        raise Problem("invalid", str(error), where=["file"]) from None
    with act(actor):
        rows = {"ignored": table.ignored, "lines": [[line.number, line.cells] for line in table.lines]}
        sheet = Sheet.objects.create(kind=kind, name=name[:120], datum=datum, area=area, rows=rows, by=actor)
    return read_sheet(sheet)


def read_sheet(sheet: Sheet) -> SheetPreview:
    """As it would be applied now; once applied, as it was."""
    if sheet.result is not None:
        return cast("SheetPreview", sheet.result)
    return _summary(sheet, [judged.row() for judged in _judge(_lists(sheet), sheet)])


def apply_sheet(*, actor: str, sheet_id: int) -> SheetPreview:
    """Row by row, each in a savepoint; judged again, because somebody may have changed things since the preview."""
    with act(actor):
        sheet = Sheet.objects.select_for_update().filter(pk=sheet_id).first()
        if sheet is None:
            raise Problem("not_found", "没有这份清单。")
        if sheet.applied_at is not None:
            raise Problem("wrong_state", f"这份清单已于 {iso(sheet.applied_at)} 导入。")
        lists, done = _lists(sheet), []
        for judged in _judge(lists, sheet):
            row = judged.row()
            if judged.outcome in ("add", "change"):
                try:
                    with act(actor):
                        lists.apply(actor, judged)
                except Problem as problem:
                    judged.bad(lists.columns[0].title, problem.detail)
                    row = judged.row()
            done.append(row)
        sheet.applied_at = clock.now()
        result = _summary(sheet, done)
        sheet.result = result
        sheet.save(update_fields=["applied_at", "result"])
    return result


def _lists(sheet: Sheet) -> Lists:
    return KINDS[sheet.kind](Names(), sheet.area, sheet.datum)


def _judge(lists: Lists, sheet: Sheet) -> list[Judged]:
    return [lists.judge(Line(number, cells)) for number, cells in sheet.rows["lines"]]


def _summary(sheet: Sheet, rows: list[SheetRow]) -> SheetPreview:
    count = {outcome: sum(row["outcome"] == outcome for row in rows) for outcome in ("add", "change", "same", "bad")}
    return cast("SheetPreview", {
        "id": sheet.pk, "kind": sheet.kind, "name": sheet.name, "datum": sheet.datum, "area": sheet.area, **count,
        "applied_at": iso(sheet.applied_at), "ignored": sheet.rows["ignored"], "rows": rows,
    })  # fmt: skip
