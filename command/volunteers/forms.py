"""page → **forms** → application: what somebody outside typed, checked field by field; every fault is said at its field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict

from command.volunteers.actions import Member
from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Item
from realtime.areas.models import TOWN, Area
from realtime.codes import Problem

KINDS = ("mountain_rescue", "water_rescue", "volunteer", "medical", "comms", "general", "forest_fire", "flood")  # what social teams do
PHONE = re.compile(r"^1\d{10}$|^0\d{2,3}-?\d{7,8}$")
MOST_CORE, MOST_KINDS_OF_GEAR = 5, 8


@dataclass
class Filled:
    """What was typed, to be shown again; what is wrong with it; what came of it."""

    given: QueryDict
    faults: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    leader: Member = field(default_factory=lambda: Member("", "", False))
    core: list[Member] = field(default_factory=list)


def read_form(given: QueryDict) -> Filled:
    form = Filled(given)
    town = Area.objects.filter(code=given.get("area", ""), code__startswith=str(settings.CITY)).first()
    if town is None or len(town.code) != TOWN or town.lon is None or town.lat is None:
        form.faults["area"] = "请选择镇街"
    kind, domains = given.get("kind", ""), [one for one in given.getlist("domains") if one in DOMAINS]
    if kind not in KINDS or kind not in CAPABILITIES:
        form.faults["kind"] = "请选择专业"
    if not domains:
        form.faults["domains"] = "至少选一项"
    form.values = {
        "name": _text(form, "name", 80), "licence": _text(form, "licence", 40), "kind": kind, "domains": domains, "area": town.code if town else "",
        "place": _text(form, "place", 120), "lon": town.lon if town else 0.0, "lat": town.lat if town else 0.0, "headcount": _whole(form, "headcount"),
        "equipment": _gear(form), "skills": _skills(given), "statement": _text(form, "statement", 500),
    }  # fmt: skip
    for name in ("name", "place"):
        if not form.values[name]:
            form.faults.setdefault(name, "必填")
    form.leader = _member(form, "leader", required=True)
    form.core = [one for n in range(1, MOST_CORE) if (one := _member(form, f"core{n}")).name]
    if given.get("agreed") != "on":
        form.faults["agreed"] = "请先阅读并同意"
    return form


def _text(form: Filled, name: str, most: int) -> str:
    text = form.given.get(name, "").strip()
    if "\x00" in text or len(text) > most:
        form.faults[name] = f"最多 {most} 字"
        return ""
    return text


def _whole(form: Filled, name: str) -> int:
    text = form.given.get(name, "").strip()
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) <= 10_000 or len(text) > 9:
        form.faults[name] = "应为人数"
        return 0
    return int(text)


def _member(form: Filled, prefix: str, *, required: bool = False) -> Member:
    name, phone = _text(form, f"{prefix}_name", 20), _text(form, f"{prefix}_phone", 20).replace(" ", "")
    if required and not name:
        form.faults[f"{prefix}_name"] = "必填"
    if (name or required) and not PHONE.match(phone):
        form.faults[f"{prefix}_phone"] = "应为 11 位手机号或带区号的固定电话"
    if phone and not name:
        form.faults[f"{prefix}_name"] = "请填姓名"
    return Member(name, phone, form.given.get(f"{prefix}_consents") == "on")


def _skills(given: QueryDict) -> list[str]:
    return list(Item.objects.filter(kind=Item.SKILL, pk__in=given.getlist("skills")[:40]).values_list("pk", flat=True))


def _gear(form: Filled) -> dict[str, int]:
    found: dict[str, int] = {}
    for n in range(1, MOST_KINDS_OF_GEAR + 1):
        code, count = form.given.get(f"gear{n}", ""), form.given.get(f"gear{n}_count", "").strip()
        if not code:
            continue
        if not Item.objects.filter(pk=code, kind=Item.EQUIPMENT).exists():
            form.faults[f"gear{n}"] = "请从目录中选择"
        elif not count.isascii() or not count.isdecimal() or not 0 < int(count[:7]) <= 100_000:
            form.faults[f"gear{n}"] = "请填数量"
        else:
            found[code] = found.get(code, 0) + int(count)
    return found


def blame(form: Filled, problem: Problem) -> None:
    """What the action refused, at its field; what belongs to none above the form."""
    for name in problem.where or ["form"]:
        form.faults[name if name in form.given or name in ("consents", "papers") else "form"] = problem.detail
