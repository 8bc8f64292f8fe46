"""Lists of teams: their columns, what a row means, and how it is applied."""

from __future__ import annotations

from typing import Any

from dispatch.teams.actions import add_unit, change_unit
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.importing.judging import Judged, text_of
from dispatch.teams.importing.names import Names, counted, degrees, one_of, several, whole
from dispatch.teams.models import Unit
from realtime.areas.locate import area_at
from realtime.datum import to_wgs84
from realtime.sheets import Column, Line

COLUMNS = [
    Column("编号", True, "全市唯一;再次导入同一编号即为更新", "CH-SF-01"),
    Column("名称", False, "新队伍必填,最多 80 字", "从化区森林消防大队"),
    Column("类别", False, "新队伍必填", "行业队伍", [name for _, name in Unit.CATEGORIES]),
    Column("力量性质", False, "", "地方森林消防", [name for _, name in Unit.FORCES]),
    Column("专业", False, "新队伍必填,决定调度时按什么能力推荐", "森林消防", list(CAPABILITIES.values())),
    Column("人数", False, "新队伍必填,整数", "30"),
    Column("所属区划", False, "新队伍必填,代码或全称;重名的镇街请填代码", "440117"),
    Column("经度", False, "新队伍必填,十进制度;坐标系在导入时选择", "113.5860"),
    Column("纬度", False, "新队伍必填,十进制度", "23.5480"),
    Column("六域", False, "可多个,用顿号分开", "山上、陆上", list(DOMAINS.values())),
    Column("装备", False, "名称和数量,用顿号分开;填了就以此为准", "风力灭火机 12、消防水带 20"),
    Column("技能", False, "可多个,用顿号分开;填了就以此为准", "火线扑打、油锯操作"),
    Column("基地", False, "基地编号或名称", "B-CH"),
    Column("信道", False, "默认电台信道,最多 40 字", "应急17"),
]
NEW_NEEDS = ["名称", "类别", "专业", "人数", "所属区划", "经度", "纬度"]
FIELDS = {  # key of the action → title
    "name": "名称", "category": "类别", "force": "力量性质", "kind": "专业", "headcount": "人数", "area": "所属区划", "lon": "经度", "lat": "纬度",
    "domains": "六域", "equipment": "装备", "skills": "技能", "base": "基地", "radio_channel": "信道",
}  # fmt: skip
SAME_PLACE = 1e-6  # degrees, a decimetre: a converted coordinate is never equal to the last bit


class Lists:
    """Judges the rows of one list of teams against what is there now."""

    columns = COLUMNS

    def __init__(self, names: Names, area: str, datum: str) -> None:
        self.names, self.area, self.datum = names, area, datum
        self.known = {unit.code: unit for unit in Unit.objects.with_names()}
        self.seen: dict[str, int] = {}

    def judge(self, line: Line) -> Judged:
        names, judged = self.names, Judged(line, line.cells.get("编号", ""), line.cells.get("名称", ""))
        judged.target = self.known.get(judged.code)
        judged.take("编号", "code", text_of(20))
        judged.require(["编号"] if judged.target or not judged.code else NEW_NEEDS)
        judged.take("名称", "name", text_of(80))
        judged.take("类别", "category", lambda text: one_of(text, names.categories, "类别"))
        judged.take("力量性质", "force", lambda text: one_of(text, names.forces, "力量性质"))
        judged.take("专业", "kind", lambda text: one_of(text, names.kinds, "专业"))
        judged.take("人数", "headcount", lambda text: whole(text, 1, 100_000))
        judged.take("所属区划", "area", names.area)
        judged.take("经度", "lon", lambda text: degrees(text, 180))
        judged.take("纬度", "lat", lambda text: degrees(text, 90))
        judged.take("六域", "domains", lambda text: several(text, names.domains, "域"))
        judged.take("装备", "equipment", lambda text: counted(text, names.equipment, "装备"))
        judged.take("技能", "skills", lambda text: several(text, names.skills, "技能"))
        judged.take("基地", "base", lambda text: one_of(text, names.bases, "基地"))
        judged.take("信道", "radio_channel", text_of(40))
        self._place(judged)
        self._check(judged)
        if judged.target is not None:
            judged.name = judged.name or judged.target.name
            judged.changes = [FIELDS[key] for key, value in judged.values.items() if key in FIELDS and not _same(judged.target, key, value)]
        return judged

    def _check(self, judged: Judged) -> None:
        if judged.code in self.seen:
            judged.bad("编号", f"与第 {self.seen[judged.code]} 行重复")
        elif judged.code:
            self.seen[judged.code] = judged.line.number
        where = judged.values.get("area", judged.target.area if judged.target else "")
        if where and not where.startswith(self.area):
            judged.bad("所属区划", f"不在本次导入的范围({self.names.areas[self.area]})内")
        elif judged.target is not None and not judged.target.area.startswith(self.area):
            judged.bad("编号", f"该编号属于{judged.target.area}的{judged.target.name},不在本次导入的范围内")

    def _place(self, judged: Judged) -> None:
        values = judged.values
        if ("lon" in values) != ("lat" in values):
            if not any(error["column"] in ("经度", "纬度") for error in judged.errors):
                judged.bad("纬度" if "lon" in values else "经度", "经度和纬度须同时填写")
            return
        if "lon" not in values:
            return
        lon, lat = values["lon"], values["lat"]
        values["lon"], values["lat"] = (round(degree, 7) for degree in to_wgs84(lon, lat, self.datum))
        city = self.area[:4]
        if self.names.has_boundaries and len(area_at(values["lon"], values["lat"])) <= len(city):
            judged.bad("经度", "位置不在本市范围内,请核对经纬度和坐标系")

    def apply(self, actor: str, judged: Judged) -> None:
        if judged.target is None:
            add_unit(actor=actor, **judged.values)
        else:
            values = {key: value for key, value in judged.values.items() if key != "code"}
            change_unit(actor=actor, unit_id=judged.target.pk, **values)


def _same(unit: Unit, key: str, value: Any) -> bool:
    stored = (unit.base.code if unit.base else "") if key == "base" else getattr(unit, key)
    return abs(stored - value) < SAME_PLACE if key in ("lon", "lat") else bool(stored == value)
