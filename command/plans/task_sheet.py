"""spreadsheet → **task_sheet** → plan: the task list as .xlsx, each row judged before anything is taken over."""

from __future__ import annotations

from typing import NamedTuple

from command.plans.rows import SheetPreviewRow, TaskSheetPreview
from command.plans.sheet import Sheet, SheetTask, Unreadable, read_sheet
from realtime.sheets import Column, Line, template

ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "1": 1, "2": 2, "3": 3, "4": 4, "0": 0}
COLUMNS = [
    Column("编号", True, "本预案内不重复,小写字母、数字、横线", "rescue-01"),
    Column("工作组", True, "工作组的名称或代码", "抢险救援组"),
    Column("任务", True, "做什么", "关阀断料、冷却毗邻储罐"),
    Column("承办岗位", True, "岗位的名称或代码", "消防救援联络员"),
    Column("开始(分钟)", False, "启动后多少分钟开始,不填为 0", "10"),
    Column("时限(分钟)", True, "开始后多少分钟完成", "60"),
    Column("级别", True, "顿号隔开", "Ⅳ、Ⅲ、Ⅱ、Ⅰ"),
    Column("须反馈", False, "", "是", ["是", "否"]),
    Column("佐证", False, "需要的照片、清单等", "现场照片"),
    Column("要求", False, "", ""),
]


class Judged(NamedTuple):
    row: SheetPreviewRow
    task: SheetTask | None


def blank() -> bytes:
    return template("任务", COLUMNS, ["编号已有的行为修改,没有的为新增;表中没有的任务在导入后删除。"])


def judge(lines: list[Line], sheet: Sheet) -> list[Judged]:
    roles = {role.title: role.code for role in sheet.roles} | {role.code: role.code for role in sheet.roles}
    groups = {group.name: group.code for group in sheet.groups} | {group.code: group.code for group in sheet.groups}
    known, seen, judged = {task.key: task for task in sheet.tasks}, set[str](), []
    for line in lines:
        task, errors = _task(line.cells, roles, groups)
        key = line.cells.get("编号", "")
        errors += [f"编号 {key} 在表中重复"] if key in seen else []
        seen.add(key)
        what = "wrong" if errors or task is None else "new" if key not in known else "same" if known[key] == task else "changed"
        row: SheetPreviewRow = {"line": line.number, "what": what, "key": key, "title": line.cells.get("任务", ""), "errors": errors}  # type: ignore[typeddict-item]
        judged.append(Judged(row, None if errors else task))
    return judged


def _task(cells: dict[str, str], roles: dict[str, str], groups: dict[str, str]) -> tuple[SheetTask | None, list[str]]:
    errors = [f"缺少{title}" for title in ("编号", "任务", "时限(分钟)", "级别") if not cells.get(title)]
    errors += [] if cells.get("承办岗位") in roles else [f"没有岗位“{cells.get('承办岗位', '')}”"]
    errors += [] if cells.get("工作组") in groups else [f"没有工作组“{cells.get('工作组', '')}”"]
    levels = [
        ROMAN.get(part.strip().removesuffix("级")) for part in cells.get("级别", "").replace(",", "、").replace(",", "、").split("、")
    ]
    errors += ["级别只能是Ⅰ、Ⅱ、Ⅲ、Ⅳ"] if cells.get("级别") and None in levels else []
    if errors:
        return None, errors
    try:
        begins, takes = float(cells.get("开始(分钟)") or 0), float(cells["时限(分钟)"])
        body = {
            "key": cells["编号"], "group": groups[cells["工作组"]], "title": cells["任务"], "owner": roles[cells["承办岗位"]], "offset_min": begins,
            "minutes": takes, "levels": levels, "needs_feedback": cells.get("须反馈", "是") != "否", "evidence": cells.get("佐证", ""),
            "text": cells.get("要求", ""),
        }  # fmt: skip
        return SheetTask.model_validate(body), []
    except ValueError as error:
        return None, [f"数值或编号有误:{str(error).splitlines()[0][:60]}"]


def preview_of(judged: list[Judged], sheet: Sheet) -> TaskSheetPreview:
    kept = {one.row["key"] for one in judged}
    return {
        "rows": [one.row for one in judged], "new": sum(one.row["what"] == "new" for one in judged),
        "changed": sum(one.row["what"] == "changed" for one in judged), "wrong": sum(one.row["what"] == "wrong" for one in judged),
        "gone": [task.key for task in sheet.tasks if task.key not in kept],
    }  # fmt: skip


def with_tasks(judged: list[Judged], sheet: Sheet) -> Sheet:
    """Only when every row is right: half a plan is none."""
    wrong = [one.row for one in judged if one.task is None]
    if wrong:
        raise Unreadable([f"第 {row['line']} 行:{';'.join(row['errors'])}" for row in wrong[:20]])
    return read_sheet(sheet.model_dump(mode="json") | {"tasks": [one.task.model_dump(mode="json") for one in judged if one.task]})
