"""A number as a person reads it."""

from __future__ import annotations

import math

from command.links.known import Gauge
from command.links.reading import Reading

SIZES = (("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def amount(gauge: Gauge, value: float) -> str:
    """`3 天 4 小时前`, `5.2 GB`, `12 条`."""
    if math.isnan(value):
        return "读不到"
    if gauge.unit.startswith("秒"):
        return f"{span(value)}{gauge.unit[1:]}"
    if gauge.unit == "字节":
        name, size = next(((name, size) for name, size in SIZES if value >= size), ("字节", 1))
        return f"{value / size:.1f} {name}"
    return f"{value:,.0f} {gauge.unit}".strip()


def span(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} 秒"
    if seconds < 120:
        return f"{seconds:.0f} 秒"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} 分钟"
    hours = round(minutes / 60)
    return f"{hours} 小时" if hours < 48 else f"{hours // 24} 天"


def said(one: Reading) -> str:
    if one.sample.note and one.state != "ok":
        return one.sample.note
    text = amount(one.gauge, one.sample.value)
    if one.gauge.name == "ecc_channel_down":
        return "中断" if one.sample.value else "正常"
    return f"{text}(限 {amount(one.gauge, one.limit)})" if one.state == "bad" and one.limit is not None else text
