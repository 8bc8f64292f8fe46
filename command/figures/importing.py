"""spreadsheet → **importing** → the ledger: each row judged by itself; a wrong one costs no other, and says which cell and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from command.figures.models import Accident, ReportedFigure
from command.figures.reported import REPORTED
from command.figures.rows import FigureSheet, FigureSheetRow
from command.hazards.models import Sector
from dispatch.incidents.models import EventType
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.sheets import Column, Line, template

ACCIDENTS = [
    Column("发生时间", True, "年-月-日 时:分", "2026-03-08 14:20"),
    Column("区划", True, "名称或代码,精确到区或镇街", "从化区"),
    Column("事故", True, "一句话", "某工地高处坠落"),
    Column("行业领域", False, "名称或代码,见行业目录", "房屋建筑施工"),
    Column("事件类型", False, "名称或代码", "12C01"),
    Column("死亡", False, "不填为 0", "1"),
    Column("受伤", False, "不填为 0", "0"),
    Column("直接经济损失(万元)", False, "不填为 0", "150"),
    Column("来源", True, "谁统计的", "区应急管理局月报"),
]
REPORTED_COLUMNS = [
    Column("区划", True, "名称或代码", "广州市"),
    Column("指标", True, "见可选值", "监督检查", [name for _, name, _ in REPORTED]),
    Column("起", True, "年-月-日,含当日", "2026-01-01"),
    Column("止", True, "年-月-日,含当日", "2026-01-31"),
    Column("数值", True, "按指标的单位填写,不写单位", "36420"),
    Column("来源", True, "谁统计的", "执法处月报"),
    Column("备注", False, "", ""),
]


class Judged(NamedTuple):
    line: Line
    facts: dict[str, Any]
    errors: list[str]


def accident_template() -> bytes:
    return template("事故台账", ACCIDENTS, ["一行一起事故;已在台账中的同一起(时间、区划、事故名称都相同)不再导入。"])


def reported_template() -> bytes:
    return template("上报数", REPORTED_COLUMNS, ["同一区划、指标、起止已有的数不再导入,请在页面上更正。"])


class _Names:
    """Names and codes of one area's directory, read once for a sheet."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.codes = dict(Area.objects.under(area).values_list("code", "name"))
        self.by_name: dict[str, list[str]] = {}
        for code, name in self.codes.items():
            self.by_name.setdefault(name, []).append(code)

    def of(self, said: str, errors: list[str]) -> str:
        if said in self.codes:
            return said
        found = self.by_name.get(said, [])
        if len(found) == 1:
            return found[0]
        errors.append(f"区划“{said[:20]}”" + ("有重名,请填代码" if found else f"不在本次导入的区划 {self.area} 内"))
        return ""


def judge_accidents(lines: Sequence[Line], area: str) -> list[Judged]:
    names, now = _Names(area), clock.now()
    sectors = _both(Sector.objects.values_list("code", "name"))
    types = _both(EventType.objects.values_list("code", "name"))
    held = {
        (at, code, title)
        for at, code, title in Accident.objects.filter(area__startswith=area, struck_at=None).values_list("happened_at", "area", "title")
    }
    found = []
    for line in lines:
        errors: list[str] = []
        cells = line.cells
        facts: dict[str, Any] = {
            "happened_at": _instant(cells, errors), "area": names.of(cells["区划"], errors) if cells.get("区划") else _lacks("区划", errors),
            "title": cells.get("事故") or _lacks("事故", errors), "sector": _known(cells, "行业领域", sectors, errors),
            "type": _known(cells, "事件类型", types, errors), "deaths": _whole(cells, "死亡", errors), "injured": _whole(cells, "受伤", errors),
            "loss": _number(cells, "直接经济损失(万元)", errors) or 0, "source": cells.get("来源") or _lacks("来源", errors),
        }  # fmt: skip
        if facts["happened_at"] and facts["happened_at"] > now:
            errors.append("发生时间晚于现在")
        _too_long(cells, {"事故": 120, "来源": 120}, errors)
        same = (facts["happened_at"], facts["area"], facts["title"])
        if not errors and same in held:
            errors.append("台账里已有这起事故")
        held.add(same)
        found.append(Judged(line, facts, errors))
    return found


def judge_reported(lines: Sequence[Line], area: str) -> list[Judged]:
    names, keys = _Names(area), {name: key for key, name, _ in REPORTED} | {key: key for key, _, _ in REPORTED}
    held = set(ReportedFigure.objects.standing().filter(area__startswith=area).values_list("area", "key", "first", "last"))
    found = []
    for line in lines:
        errors: list[str] = []
        cells = line.cells
        facts: dict[str, Any] = {
            "area": names.of(cells["区划"], errors) if cells.get("区划") else _lacks("区划", errors), "key": _known(cells, "指标", keys, errors, must=True),
            "first": _day(cells, "起", errors), "last": _day(cells, "止", errors), "value": _number(cells, "数值", errors, must=True),
            "source": cells.get("来源") or _lacks("来源", errors), "note": cells.get("备注", "")[:200],
        }  # fmt: skip
        if facts["first"] and facts["last"] and facts["last"] < facts["first"]:
            errors.append("止日早于起日")
        _too_long(cells, {"来源": 120}, errors)
        same = (facts["area"], facts["key"], facts["first"], facts["last"])
        if not errors and same in held:
            errors.append("已有同一区划、指标、起止的数,请在页面上更正")
        held.add(same)
        found.append(Judged(line, facts, errors))
    return found


def sheet_of(judged: Sequence[Judged], ignored: Sequence[str]) -> FigureSheet:
    rows: list[FigureSheetRow] = [
        {"line": one.line.number, "text": " ".join(list(one.line.cells.values())[:4])[:120], "errors": one.errors[:10]} for one in judged
    ]
    wrong = sum(bool(one.errors) for one in judged)
    return {"rows": rows, "right": len(judged) - wrong, "wrong": wrong, "ignored": list(ignored)}


def take(*, actor: str, name: str, area: str, judged: Sequence[Judged], ignored: Sequence[str], into: Callable[..., object]) -> FigureSheet:
    """Every row that is right goes in; the others are answered with their number and why."""
    sheet = sheet_of(judged, ignored)
    if not sheet["right"]:
        raise Problem("invalid", "表里没有可以导入的行:" + ";".join(error for one in judged for error in one.errors)[:200], where=["file"])
    into(actor=actor, name=name, area=area, rows=[one.facts for one in judged if not one.errors])
    return sheet


def _both(pairs: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in pairs:
        found |= {code: code, name: code}
    return found


def _lacks(title: str, errors: list[str]) -> str:
    errors.append(f"缺少{title}")
    return ""


def _known(cells: dict[str, str], title: str, known: dict[str, str], errors: list[str], *, must: bool = False) -> str:
    said = cells.get(title, "")
    if not said:
        return _lacks(title, errors) if must else ""
    if said not in known:
        errors.append(f"没有这个{title}:{said[:20]}")
    return known.get(said, "")


def _number(cells: dict[str, str], title: str, errors: list[str], *, must: bool = False) -> float | None:
    said = cells.get(title, "").replace(",", "")
    if not said:
        if must:
            _lacks(title, errors)
        return None
    try:
        found = float(said)
    except ValueError:
        found = float("nan")
    if not 0 <= found < 1e12:
        errors.append(f"{title}“{said[:20]}”不是不小于 0 的数")
        return None
    return found


def _whole(cells: dict[str, str], title: str, errors: list[str]) -> int:
    found = _number(cells, title, errors)
    if found is not None and (found != int(found) or found > 100_000):
        errors.append(f"{title}“{cells[title][:20]}”不是整数")
        return 0
    return int(found or 0)


def _day(cells: dict[str, str], title: str, errors: list[str]) -> date | None:
    said = cells.get(title, "")
    if not said:
        _lacks(title, errors)
        return None
    try:
        return date.fromisoformat(said[:10].replace("/", "-").replace(".", "-"))
    except ValueError:
        errors.append(f"{title}“{said[:20]}”不是日期")
        return None


def _instant(cells: dict[str, str], errors: list[str]) -> datetime | None:
    said = cells.get("发生时间", "")
    if not said:
        _lacks("发生时间", errors)
        return None
    try:
        found = datetime.fromisoformat(said.replace("/", "-"))
    except ValueError:
        errors.append(f"发生时间“{said[:20]}”不是时间")
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.get_default_timezone())


def _too_long(cells: dict[str, str], most: dict[str, int], errors: list[str]) -> None:
    errors += [f"{title}超过 {length} 字" for title, length in most.items() if len(cells.get(title, "")) > length]
