"""A team's form has the columns of the import list: the same words, the same checks, the same refusals."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.teams.actions import change_unit
from dispatch.teams.importing.names import Names
from dispatch.teams.importing.units import COLUMNS, NEW_NEEDS, Lists
from dispatch.teams.models import Item, Unit
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.datum import DATUMS
from realtime.sheets import Line

# What a label adds; the rest of the template's explanations is for lists
HINTS = {
    "编号": "全市唯一", "专业": "决定按什么能力推荐", "所属区划": "代码或全称", "经度": "十进制度", "纬度": "十进制度", "六域": "用顿号分开",
    "装备": "名称和数量,用顿号分开", "技能": "用顿号分开", "基地": "编号或名称", "信道": "默认电台信道",
}  # fmt: skip
# Emptied in the form = taken away; an empty cell of a list leaves them alone
CLEARED: dict[str, tuple[str, object]] = {
    "六域": ("domains", []), "装备": ("equipment", {}), "技能": ("skills", []), "基地": ("base", ""), "信道": ("radio_channel", ""),
}  # fmt: skip


class UnitForm:
    """`unit` None = a new one. `areas`: prefixes the caller manages; none = no form."""

    def __init__(self, unit: Unit | None, areas: list[str]) -> None:
        self.unit, self.areas = unit, areas
        self.datums = DATUMS
        self.datum = "wgs84"
        self.cells = _cells(unit) if unit else {}
        self.errors: dict[str, str] = {}

    @property
    def fields(self) -> list[dict[str, object]]:
        return [
            {
                "title": column.title, "name": f"f{number}", "value": self.cells.get(column.title, ""), "choices": column.choices,
                "what": "" if column.title == "编号" and self.unit else HINTS.get(column.title, ""), "example": column.example,
                "required": column.required or (self.unit is None and column.title in NEW_NEEDS), "error": self.errors.get(column.title, ""),
                "fixed": self.unit is not None and column.title == "编号",
                "several": column.title in ("六域",),
            }
            for number, column in enumerate(COLUMNS)
        ]  # fmt: skip

    def save(self, who: Caller, given: Mapping[str, str]) -> Unit | None:
        """The team as saved, or None: then `errors` says why, by column, and `cells` keeps what was typed."""
        self.cells = {column.title: given.get(f"f{number}", "").replace("\x00", "").strip() for number, column in enumerate(COLUMNS)}
        if self.unit is not None:
            self.cells["编号"] = self.unit.code
        self.datum = given.get("datum", "wgs84") if given.get("datum") in DATUMS else "wgs84"
        area = next((area for area in self.areas if self.unit is None or self.unit.area.startswith(area)), None)
        if area is None:
            raise Problem("forbidden", "当前岗位不能修改队伍档案。")
        lists = Lists(Names(), area, self.datum)
        judged = lists.judge(Line(1, {title: text for title, text in self.cells.items() if text}))
        if self.unit is None and judged.target is not None:
            judged.bad("编号", f"已有编号为“{judged.code}”的队伍:{judged.target.name}")
        self.errors = {error["column"]: error["why"] for error in judged.errors}
        if self.errors:
            return None
        try:
            lists.apply(who.actor, judged)
        except Problem as problem:
            self.errors = {"编号": problem.detail}
            return None
        unit = Unit.objects.get(code=judged.code)
        if self.unit is not None:
            emptied = {key: none for title, (key, none) in CLEARED.items() if not self.cells[title] and _cells(self.unit).get(title)}
            if emptied:
                change_unit(actor=who.actor, unit_id=unit.pk, **emptied)
        return unit


def _cells(unit: Unit) -> dict[str, str]:
    """The team as its row of a list would say it."""
    items = {item.code: item.name for item in Item.objects.filter(pk__in=[*unit.equipment, *unit.skills])}
    names = Names()
    domains = {code: name for name, code in names.domains.items() if not name.isascii()}
    return {
        "编号": unit.code, "名称": unit.name, "类别": unit.get_category_display(), "力量性质": unit.get_force_display(), "专业": unit.get_kind_display(),
        "人数": str(unit.headcount), "所属区划": unit.area, "经度": str(unit.lon),
        "纬度": str(unit.lat), "六域": "、".join(domains.get(code, code) for code in unit.domains),
        "装备": "、".join(f"{items.get(code, code)} {count}" for code, count in unit.equipment.items()),
        "技能": "、".join(items.get(code, code) for code in unit.skills), "基地": unit.base.code if unit.base else "", "信道": unit.radio_channel,
    }  # fmt: skip
