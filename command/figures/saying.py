"""Numbers and changes as they stand on paper. Pure: no Django."""

from __future__ import annotations

from command.figures.rows import FigureBeside, How

TIMES = ("p50", "p90")


def said(how: How, unit: str, value: float | None) -> str:
    """12 起, 93.5%, 1 分 40 秒; nothing to reckon from is a dash."""
    if value is None:
        return "—"
    if unit == "秒":
        return took(value)
    if unit == "%":
        return f"{value:g}%"
    return f"{plain(value)} {unit}".strip()


def plain(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def took(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours >= 48:
        return f"{hours / 24:.1f} 天"
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def changed(how: How, one: FigureBeside | None, base: str = "上年同期") -> str:
    """上升 8.3%, 下降 26.8%, 持平, 上年同期为 0."""
    if one is None or one["why"] == "nothing":
        return "—"
    if one["why"] == "no_base":
        return f"{base}为 0" + (",本期有" if one["sign"] == "up" else "")
    if one["sign"] == "same":
        return "持平"
    points = " 个百分点" if how in ("share", "anomaly") else "%"
    return f"{'上升' if one['sign'] == 'up' else '下降'} {abs(one['change'] or 0):g}{points}"
