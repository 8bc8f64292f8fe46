"""What may be counted in a release: 灾情统计 items with their public names and units. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MU_PER_HA = 15


class Measure(NamedTuple):
    name: str
    unit: str
    whole: bool = True  # people and houses come in whole ones


MEASURES: dict[str, Measure] = {
    "deaths": Measure("因灾死亡", "人"),
    "missing": Measure("失踪", "人"),
    "trapped": Measure("被困", "人"),
    "serious_injuries": Measure("重伤", "人"),
    "injuries": Measure("受伤", "人"),
    "affected": Measure("受灾人口", "人"),
    "evacuated": Measure("紧急避险转移", "人"),
    "resettled": Measure("紧急转移安置", "人"),
    "need_relief": Measure("需紧急生活救助", "人"),
    "houses_collapsed": Measure("倒塌房屋", "间"),
    "houses_damaged": Measure("严重损坏房屋", "间"),
    "crop_ha": Measure("农作物受灾面积", "公顷", whole=False),
    "burned_ha": Measure("过火面积", "公顷", whole=False),
    "area_ha": Measure("受害面积", "公顷", whole=False),
    "loss_yuan": Measure("直接经济损失", "元", whole=False),
}
HARM = ("deaths", "missing", "trapped", "serious_injuries", "injuries")  # left out of a release, it is said


def plain(value: float) -> str:
    """Without exponents, without a tail of noughts: what is written is read back as the same number."""
    if value == int(value):
        return str(int(value))
    return f"{value:.4f}".rstrip("0").rstrip(".")


def said(measure: str, value: float) -> str:
    """“3人”, “1.4公顷”, “1200万元” – exact, or in the unit below."""
    if measure == "loss_yuan" and value >= 1e4 and (value / 100) == int(value / 100):  # 万元 with two places say it exactly
        return f"{plain(value / 1e4)}万元"
    return f"{plain(value)}{MEASURES[measure].unit}"


def wrong(figures: Mapping[str, float]) -> tuple[str, str] | None:
    """(measure, why) of the first value that cannot be."""
    for measure, value in figures.items():
        if measure not in MEASURES:
            return measure, f"没有指标 {measure}。"
        if not 0 <= value <= 1e12 or (MEASURES[measure].whole and value != int(value)):
            return measure, f"{MEASURES[measure].name}应为不小于零的{'整' if MEASURES[measure].whole else ''}数。"
    return None
