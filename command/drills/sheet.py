"""spreadsheet → **sheet** → script, and back: one line an inject, in the words of who writes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from pydantic import ValidationError

from command.drills.rows import DrillScriptCheck, DrillScriptLine
from command.drills.script import CHANNELS, KINDS, InjectIn
from command.drills.watched import ACTIONS
from realtime.sheets import Column, Line, template

URGENCY = {"critical": "特急", "urgent": "紧急", "normal": "一般"}
ACTION_NAMES = {key: action.name for key, action in ACTIONS.items()}
COLUMNS = [
    Column("时刻", True, "距开始的时间:时:分:秒、分:秒,或分钟数", "0:05:00"),
    Column("类型", True, "系统怎样呈现这一情景", "警情", list(KINDS.values())),
    Column("情景", True, "一句话,导调台上显示", "群众报告景区山火"),
    Column("内容", False, "参演人员看到或听到的话", "流溪河林场附近有浓烟"),
    Column("对象", False, "层级(省、市、县、镇、村)、岗位、单位或姓名,用顿号分开;空 = 全体参演", "镇、村"),
    Column("方式", False, "平台、短信或导调员口头;空 = 平台", "平台", list(CHANNELS.values())),
    Column("区划", False, "区划代码;空 = 演练区划", "440117104"),
    Column("地点", False, "", "良口镇"),
    Column("经度", False, "WGS-84", "113.7712"),
    Column("纬度", False, "WGS-84", "23.7423"),
    Column("紧急程度", False, "警情用;空 = 紧急", "紧急", list(URGENCY.values())),
    Column("事件类型", False, "事件类型代码", "11G01"),
    Column("量", False, "监测数据:量的名称;伤亡数字:指标代码", "water_level"),
    Column("数值", False, "", "12.5"),
    Column("单位", False, "", "m"),
    Column("目标", False, "演练目标的序号", "1"),
    Column("应采取的行动", False, "评估时看的一句话", "五分钟内核实"),
    Column("识别", False, "系统自动识别的行动;空 = 由评估员判定", "核实警情", list(ACTION_NAMES.values())),
    Column("限时", False, "从情景发出起,分钟;空 = 10", "5"),
    Column("责任单位", False, "", "区森防办"),
    Column("分值", False, "空 = 1", "2"),
]
FIELDS = [
    "offset_s", "kind", "title", "text", "to", "channel", "area", "place", "lon", "lat", "urgency", "type", "quantity", "value", "unit_of", "goal",
    "expect", "action", "within_s", "unit", "points",
]  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


def seconds_of(text: str) -> int:
    """0:05:00, 5:00 and 5 (minutes) are the same."""
    parts = text.replace("\uff1a", ":").split(":")
    if len(parts) == 1:
        return round(float(parts[0]) * 60)
    numbers = [float(part) for part in parts]
    if len(numbers) > 3 or any(number < 0 for number in numbers) or any(number >= 60 for number in numbers[1:]):
        raise ValueError(text)
    hours, minutes, seconds = [*([0.0] * (3 - len(numbers))), *numbers]
    return round(hours * 3600 + minutes * 60 + seconds)


def clock_of(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _choice(names: dict[str, str], what: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        for key, name in names.items():
            if text in (key, name):
                return key
        raise ValueError(f"没有“{text}”这种{what}")

    return read


def _number(text: str) -> float:
    return float(text.replace(",", ""))


READERS: dict[str, Callable[[str], Any]] = {
    "offset_s": seconds_of, "kind": _choice(KINDS, "类型"), "channel": _choice(CHANNELS, "方式"), "urgency": _choice(URGENCY, "紧急程度"),
    "action": _choice(ACTION_NAMES, "行动"), "lon": _number, "lat": _number, "value": _number, "goal": int, "points": int,
    "within_s": lambda text: round(_number(text) * 60),
}  # fmt: skip


def read_line(line: Line) -> tuple[InjectIn | None, list[str]]:
    """(the inject, or None with what is wrong, by column)."""
    given: dict[str, Any] = {}
    errors = []
    for column, field in zip(COLUMNS, FIELDS, strict=True):
        text = plain(line.cells.get(column.title, ""))
        if not text:
            if column.required:
                errors.append(f"{column.title}:须填写")
            continue
        try:
            given[field] = READERS[field](text) if field in READERS else text
        except ValueError as error:
            errors.append(f"{column.title}:{error if str(error).startswith('没有') else f'“{text[:20]}”无法读懂'}")
    if errors:
        return None, errors
    try:
        return InjectIn(**given), []
    except ValidationError as error:
        titles = dict(zip(FIELDS, (column.title for column in COLUMNS), strict=True))
        return None, [
            f"{titles.get(str(item['loc'][0]), '') + ':' if item['loc'] else ''}{item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        ]


def check(lines: Sequence[Line], ignored: Sequence[str]) -> tuple[list[InjectIn], DrillScriptCheck]:
    script: list[InjectIn] = []
    wrong: list[DrillScriptLine] = []
    for line in lines:
        inject, errors = read_line(line)
        if inject is None:
            wrong.append({"line": line.number, "title": line.cells.get("情景", "")[:80], "errors": errors})
        else:
            script.append(inject)
    return script, {"injects": len(script), "wrong": wrong, "ignored": list(ignored)}


def plain(text: str) -> str:
    """Our own export wrote a quote before what a spreadsheet would run."""
    return text[1:].strip() if text[:1] == "'" and text[1:2] in DANGEROUS else text.strip()


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(DANGEROUS) else text


def cells(inject: InjectIn) -> list[str]:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.10g}"

    given = inject.model_dump()
    written = {
        "offset_s": clock_of(inject.offset_s), "kind": KINDS[inject.kind], "channel": CHANNELS[inject.channel], "urgency": URGENCY[inject.urgency],
        "action": ACTION_NAMES.get(inject.action, ""), "lon": number(inject.lon), "lat": number(inject.lat), "value": number(inject.value),
        "goal": str(inject.goal or ""), "points": str(inject.points), "within_s": number(inject.within_s / 60),
    }  # fmt: skip
    return [_safe(written.get(field, str(given[field]))) if field not in ("lon", "lat", "value") else written[field] for field in FIELDS]


def write_csv(script: Iterable[InjectIn]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in COLUMNS])
    writer.writerows(cells(inject) for inject in script)
    return out.getvalue().encode("utf-8-sig")  # Excel reads Chinese only with the mark


def write_xlsx(script: Iterable[InjectIn]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "情景脚本"
    sheet.append([f"{column.title}*" if column.required else column.title for column in COLUMNS])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F5")
    for inject in script:
        sheet.append(cells(inject))
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = max(
            10, len(column.title) * 3, min(36, len(column.example) * 2)
        )
    sheet.freeze_panes = "D2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def blank() -> bytes:
    return template("情景脚本", COLUMNS, ["第一行是列名,每行一个情景,按时刻排列。"])
