"""What a team can do, as run cards ask for it: one code a team, the same codes for what an incident needs. No Django."""

from __future__ import annotations

CAPABILITIES: dict[str, str] = {
    "forest_fire": "森林消防",
    "flood": "防汛抢险",
    "hazmat": "危化品救援",
    "power": "供电抢修",
    "gas": "燃气抢险",
    "water": "供排水抢险",
    "road": "道路抢通",
    "comms": "通信保障",
    "medical": "医疗救护",
    "construction": "建筑工程抢险",
    "water_rescue": "水上搜救",
    "environment": "环境监测",
    "rail": "轨道交通救援",
    "aviation": "航空应急",
    "general": "综合应急",
    "mountain_rescue": "山地救援",
    "volunteer": "应急志愿",
}

DOMAINS: dict[str, str] = {
    "sea": "海上",
    "land": "陆上",
    "inland_water": "水上",
    "mountain": "山上",
    "high_rise": "楼上",
    "air": "空中",
}
