"""Lists of vehicles: their columns, what a row means, and how it is applied."""

from __future__ import annotations

from dispatch.teams.fleet import add_vehicle, change_vehicle
from dispatch.teams.importing.judging import Judged, text_of
from dispatch.teams.importing.names import BadValue, Names, one_of, whole
from dispatch.teams.models import Unit, Vehicle
from realtime.sheets import Column, Line

COLUMNS = [
    Column("号牌", True, "全市唯一;再次导入同一号牌即为更新", "粤A·1190应"),
    Column("车型", False, "新车辆必填", "水罐泵浦车", [name for _, name in Vehicle.KINDS]),
    Column("所属队伍", False, "新车辆必填,队伍编号;队伍须先登记", "CH-SF-01"),
    Column("载员", False, "整数", "6"),
    Column("状态", False, "不填为可用", "可用", [name for _, name in Vehicle.STATUSES]),
]
FIELDS = {"kind": "车型", "unit_id": "所属队伍", "capacity": "载员", "status": "状态"}


class Lists:
    """Judges the rows of one list of vehicles against what is there now."""

    columns = COLUMNS

    def __init__(self, names: Names, area: str, datum: str) -> None:
        self.names, self.area = names, area
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.known = {vehicle.plate: vehicle for vehicle in Vehicle.objects.all()}
        self.seen: dict[str, int] = {}

    def judge(self, line: Line) -> Judged:
        names, plate = self.names, line.cells.get("号牌", "")
        judged = Judged(line, plate, plate, target=self.known.get(plate))
        judged.require(["号牌"] if judged.target or not plate else ["车型", "所属队伍"])
        judged.take("号牌", "plate", text_of(20))
        judged.take("车型", "kind", lambda text: one_of(text, names.vehicle_kinds, "车型"))
        judged.take("所属队伍", "unit_id", self._unit)
        judged.take("载员", "capacity", lambda text: whole(text, 0, 500))
        judged.take("状态", "status", lambda text: one_of(text, names.vehicle_statuses, "状态"))
        if plate in self.seen:
            judged.bad("号牌", f"与第 {self.seen[plate]} 行重复")
        elif plate:
            self.seen[plate] = line.number
        if judged.target is not None:
            if not judged.target.area.startswith(self.area):
                judged.bad("号牌", "这辆车不在本次导入的范围内")
            judged.changes = [
                title for key, title in FIELDS.items() if key in judged.values and getattr(judged.target, key) != judged.values[key]
            ]
        return judged

    def _unit(self, code: str) -> int:
        unit = self.units.get(code)
        if unit is None:
            raise BadValue(f"没有编号为“{code}”的队伍,请先登记队伍")
        if not unit.area.startswith(self.area):
            raise BadValue(f"{unit.name} 不在本次导入的范围内")
        return int(unit.pk)

    def apply(self, actor: str, judged: Judged) -> None:
        values = dict(judged.values)
        plate, status = values.pop("plate"), values.pop("status", None)
        vehicle = judged.target or add_vehicle(actor=actor, plate=plate, **values)
        if judged.target is not None or status not in (None, Vehicle.READY):
            change_vehicle(actor=actor, vehicle_id=vehicle.pk, status=status, **(values if judged.target else {}))
