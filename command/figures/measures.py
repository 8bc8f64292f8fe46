"""What is counted: one line for each family of figures, in the order of the page."""

from __future__ import annotations

from command.figures.facts import Measure
from command.figures.families import (
    accidents,
    alarms,
    alerts,
    callouts,
    devices,
    drills,
    evacuation,
    hazards,
    incidents,
    instructions,
    orders,
    processes,
    reported,
    reports,
    responses,
    supplies,
)

GROUPS = [
    ("accidents", "生产安全事故"), ("alarms", "接警与核实"), ("fire", "森林防灭火"), ("stages", "处置时效与出动"), ("outcome", "事件与伤亡"),
    ("responses", "响应、预警、叫应"), ("reporting", "信息报告与督办"), ("prevention", "隐患与演练"), ("supplies", "物资与设备"), ("reported", "上报数"),
]  # fmt: skip
FAMILIES = [
    accidents, alarms, incidents, orders, responses, processes, alerts, callouts, evacuation, reports, instructions, hazards, drills, supplies, devices, reported,
]  # fmt: skip
MEASURES: dict[str, Measure] = {one.key: one for family in FAMILIES for one in family.MEASURES}
