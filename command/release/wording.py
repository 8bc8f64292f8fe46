"""facts → **wording** → title, text of a release: where, what, when, and the numbers of the report; no names, no coordinates. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from command.release.measures import MEASURES, said

PROGRESS = {
    "opened": "有关部门已接报并组织处置", "responding": "救援力量正赶赴现场", "on_scene": "现场处置正在进行", "controlled": "险情已得到控制",
    "out": "险情已排除", "mop_up": "正在清理现场", "guard": "险情已排除,现场留有人员看守", "closed": "处置工作已结束",
}  # fmt: skip


def day_hour(at: datetime) -> str:
    """In the city's own time already."""
    return f"{at.month}月{at.day}日{at.hour}时{f'{at.minute}分' if at.minute else '许'}"


def numbers(figures: Mapping[str, float]) -> str:
    """In the order of the table; nought is said where somebody reported nought."""
    return "、".join(f"{MEASURES[key].name}{said(key, figures[key])}" for key in MEASURES if key in figures)


def title(*, where: str, event: str, kind: str) -> str:
    return f"{where}{event}{ {'bulletin': '灾情通报', 'progress': '处置进展通报', 'counter': '情况说明'}[kind] }"[:120]


def text(
    *, where: str, event: str, began: datetime | None, as_of: datetime, figures: Mapping[str, float], phase: str, measures: str = ""
) -> str:
    begin = f"{day_hour(began)},{where}发生{event}。" if began else f"{where}发生{event}。"
    counted = numbers(figures)
    known = f"截至{day_hour(as_of)},{counted}。" if counted else f"截至{day_hour(as_of)},相关情况正在进一步核实。"
    return begin + known + f"{PROGRESS.get(phase, '有关情况正在处置')}。" + measures
