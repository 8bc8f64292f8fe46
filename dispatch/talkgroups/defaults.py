"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from realtime.areas.models import Area
from realtime.talk.models import AREA, TalkGroup

DEFAULT = "本系统默认值,请各局按预案修订"
PRIORITIES = {
    "duty_leader": 9, "leadership": 9, "shift_chief": 8, "duty_officer": 7, "command_officer": 7, "town_desk": 5, "team_leader": 5, "field_member": 4,
}  # fmt: skip
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("talk.priority", PRIORITIES, "级", "岗位代码 → 讲话优先级 1–10,未列为 3;" + DEFAULT),
    ("talk.priority_commander", 8, "级", "现场指挥在本事件组;" + DEFAULT),
    ("talk.priority_deputy", 6, "级", "在本事件出动队伍的队长、副队长;" + DEFAULT),
    ("talk.priority_sos", 9, "级", "求救者及其队伍,至警情核实完毕;" + DEFAULT),
]


def load() -> None:
    """A standing group for the city and each of its districts; one that is there is left as it is."""
    known = set(TalkGroup.objects.filter(kind=AREA).values_list("area", flat=True))
    TalkGroup.objects.bulk_create(
        TalkGroup(kind=AREA, name=f"{area.name}值班组"[:60], area=area.code, created_by="system", created_name="系统")
        for area in Area.objects.order_by("code")
        if len(area.code) in (4, 6) and area.code not in known
    )
