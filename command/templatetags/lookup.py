from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def of(key: Any, table: dict[Any, Any]) -> Any:
    """`{{ post.area|of:names }}`: the entry, or the key itself."""
    return table.get(key, key)


@register.filter
def minutes(seconds: float) -> int:
    """`{{ mission.gain_s|minutes }}`"""
    return round(seconds / 60)


@register.filter
def when(at: str) -> str:
    """An instant of a row as people read it."""
    return at[:16].replace("T", " ")


@register.filter
def km(metres: float) -> str:
    """`{{ mission.home_distance_m|km }}`: one decimal."""
    return f"{metres / 1000:.1f}"
