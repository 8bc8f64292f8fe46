from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def of(key: Any, table: dict[Any, Any]) -> Any:
    """`{{ post.area|of:names }}`: the entry, or the key itself."""
    return table.get(key, key)
