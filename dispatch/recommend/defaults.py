"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

import csv
from pathlib import Path

from django.conf import settings

from dispatch.recommend.models import Floor, RunCard, Substitute

DATA = Path(__file__).parent / "data"
DEFAULT = "本系统默认值,请各局按预案修订"
# Fitted to the city's own exercise scripts: 18 km in 35 min, 30 km in 50 min, turn-out included.
FITTED = "按本市推演脚本的到场时间折算;" + DEFAULT

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("travel.road", {"name": "公路", "factor": 1.4, "kmh": 55, "routed": True}, "绕行系数、公里/小时", FITTED),
    ("travel.mountain", {"name": "山区公路", "factor": 1.5, "kmh": 50, "routed": True}, "绕行系数、公里/小时", FITTED),
    ("travel.water", {"name": "水路", "factor": 1.2, "kmh": 35, "routed": False}, "绕行系数、公里/小时", DEFAULT),
    ("travel.air", {"name": "空中", "factor": 1.05, "kmh": 180, "routed": False}, "绕行系数、公里/小时", DEFAULT),
    # The first row (kind of team, prefix of the event type, mode) that fits; an empty word fits everything.
    (
        "recommend.modes",
        [
            ["aviation", "", "air"],
            ["water_rescue", "12J", "water"],
            ["water_rescue", "11E", "water"],
            ["", "11G", "mountain"],
            ["", "11D", "mountain"],
            ["", "", "road"],
        ],
        "",
        "依次为能力、事件类型前缀、行进方式;" + DEFAULT,
    ),
    ("recommend.turnout_s", {"industry": 300, "grassroots": 300, "volunteer": 900, "post": 60}, "秒", FITTED),
    ("recommend.penalties", {"delayed_s": 1800, "crossing_s": 300, "domain_s": 600}, "折算延迟,秒", DEFAULT),
    (
        "recommend.readiness",
        {"late_s": {"4": 900}, "left_out": []},
        "秒",
        "备勤级别(4 = 未达三级)折算的延迟;left_out 所列级别不派;未登记证书、装备、训练的队伍不评;" + DEFAULT,
    ),
    ("recommend.fix", {"old_s": 300, "unused_s": 1800}, "秒", "定位超过 old_s 提示,超过 unused_s 不采用;" + DEFAULT),
    ("recommend.counted_h", 24, "小时", "点名人数在此时间内有效;" + DEFAULT),
    ("recommend.ungraded_level", 4, "级", "未定级事件按此等级编成;" + DEFAULT),
    ("recommend.routed", 25, "支", "按估算取前若干支询问路网引擎;" + DEFAULT),
    ("recommend.routing_timeout_s", 1.0, "秒", DEFAULT),
    (
        "recommend.weights",
        {"grade": {"1": 8, "2": 4, "3": 2, "4": 1}, "urgency": {"critical": 2, "urgent": 1.5, "normal": 1}},
        "",
        "多事件统筹的权重,等级 × 紧急程度;" + DEFAULT,
    ),
    ("recommend.unfilled_s", 14400, "秒", "一个名额无队伍可派的折算;" + DEFAULT),
]

# Districts keep these at home unless they have a row of their own.
FLOORS = {
    "forest_fire": 1, "flood": 1, "hazmat": 1, "power": 1, "gas": 1, "water": 1, "road": 1, "comms": 1, "medical": 1, "construction": 1,
    "general": 3,
}  # fmt: skip


def load() -> None:
    """Reference rows of this app besides its rules."""
    if not RunCard.objects.exists():
        RunCard.objects.bulk_create([_card(row) for row in _rows("run_cards.csv")])
    Substitute.objects.bulk_create(
        [
            Substitute(needed=row["needed"], by=row["by"], penalty_s=int(row["penalty_s"]), source=DEFAULT)
            for row in _rows("substitutes.csv")
        ],
        ignore_conflicts=True,
    )
    Floor.objects.bulk_create(
        [Floor(area=settings.CITY, kind=kind, units=units, source=DEFAULT) for kind, units in FLOORS.items()], ignore_conflicts=True
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _card(row: dict[str, str]) -> RunCard:
    """`forest_fire 2/60; medical 1/0` = two teams with sixty people together, and one medical team of any size."""
    needs = []
    for line in row["needs"].split(";"):
        capability, _, counts = line.strip().partition(" ")
        units, _, people = counts.partition("/")
        needs.append({"capability": capability, "units": int(units), "people": int(people)})
    return RunCard(
        type_prefix=row["type_prefix"], name=row["name"], level=int(row["level"]), area=settings.CITY, needs=needs, domain=row["domain"],
        task=row["task"], source=DEFAULT,
    )  # fmt: skip
