"""What somebody asks a layer for, as a condition of the query: `hazard.risk=重大`, `rain_gauge.mm_1h>=20`, `school.name~中心`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from dispatch.features.catalogue import Attribute, known
from dispatch.features.catalogue import layer as layer_of
from realtime.codes import Problem

SAID = re.compile(r"^([a-z_]+)\.([a-z_0-9]+)(>=|<=|!=|=|>|<|~)(.+)$", re.DOTALL)
LOOKUP = {"=": "", ">": "__gt", ">=": "__gte", "<": "__lt", "<=": "__lte", "~": "__icontains"}
COLUMNS = {"name": "name", "area": "area", "source": "source", "code": "code"}
MOST = 20


def filtered(said: Iterable[str]) -> Q:
    """Conditions of one layer hold together; layers without any are left whole."""
    wanted: dict[str, Q] = defaultdict(Q)
    for text in list(said)[: MOST + 1]:
        key, condition = _condition(text)
        wanted[key] &= condition
    found = Q()
    for key, condition in wanted.items():
        found &= ~Q(layer=key) | condition
    return found


def _condition(text: str) -> tuple[str, Q]:
    match = SAID.match(text.strip())
    if match is None:
        raise Problem("invalid", f"筛选条件“{text[:60]}”无法读懂,应如 hazard.risk=重大。", where=["filter"])
    key, field, sign, value = match[1], match[2], match[3], match[4].strip()
    if not known(key):
        raise Problem("invalid", f"没有图层“{key}”。", where=["filter"])
    if field in COLUMNS:
        lookup = LOOKUP.get(sign, "")
        if field == "area":
            lookup = "__startswith"
        condition = Q(**{COLUMNS[field] + lookup: value})
    else:
        attribute = next((one for one in layer_of(key).attributes if one.key == field), None)
        if attribute is None:
            raise Problem("invalid", f"“{layer_of(key).name}”没有属性“{field}”。", where=["filter"])
        lookup = LOOKUP.get(sign, "")
        condition = Q(**{f"attributes__{field}{lookup}": _typed(attribute, value)})
    return key, ~condition if sign == "!=" else condition


def _typed(attribute: Attribute, value: str) -> str | float | bool:
    if attribute.type == "bool":
        if value not in ("true", "false"):
            raise Problem("invalid", f"“{attribute.name}”应为 true 或 false。", where=["filter"])
        return value == "true"
    if attribute.type == "number":
        try:
            number = float(value)
        except ValueError:
            raise Problem("invalid", f"“{attribute.name}”应为数字。", where=["filter"]) from None
        if number != number or number in (float("inf"), float("-inf")):
            raise Problem("invalid", f"“{attribute.name}”应为数字。", where=["filter"])
        return int(number) if number.is_integer() else number
    return value
