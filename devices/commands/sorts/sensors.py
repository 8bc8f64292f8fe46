"""What stands in the field and can be switched: sirens, barriers, gates. Each protocol says it in its own way; the device's own names are typed."""

from __future__ import annotations

import json
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from devices.commands.known import TELL, Kind, Refused, spoken_by
from devices.mapping.models import MappingRow
from devices.terminals.models import Terminal

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Setting = Annotated[str, Meta(max_length=300)]


class Write(msgspec.Struct, forbid_unknown_fields=True):
    target: Name  # metric, or node/property
    setting: Setting = ""


class Call(msgspec.Struct, forbid_unknown_fields=True):
    method: Name
    argument: Setting = ""


class Task(msgspec.Struct, forbid_unknown_fields=True):
    target: Name  # of the tasking capability
    setting: Setting = ""


class Vendor(msgspec.Struct, forbid_unknown_fields=True):
    template: Name
    argument: Setting = ""


def plain(said: str) -> Any:
    """`true`, `21.5` and `{"zone": 2}` are what they look like; all else is words."""
    try:
        return json.loads(said)
    except ValueError:
        return said


def written(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    value = plain(params["setting"])
    if not isinstance(value, bool | int | float | str):
        raise Refused("数值应为数、true/false 或文字")
    return {"name": params["target"], "value": value}


def called(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    return {"method": params["method"], "params": plain(params["argument"]) if params["argument"] else {}}


def tasked(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    given = plain(params["setting"]) if params["setting"] else {}
    if not isinstance(given, dict):
        raise Refused('任务参数应为 JSON 对象,如 {"on": true}')
    return {"capability": params["target"], "parameters": given}


def templated(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    """The row by which the device is read says how it is spoken to."""
    orders = _orders(terminal)
    order = orders.get(params["template"])
    if order is None:
        raise Refused(f"接入映射中没有“{params['template']}”这条指令;可用:{'、'.join(orders) or '无'}")
    return {"topic": order["topic"], "body": order["payload"], "value": plain(params["argument"])}


def _orders(terminal: Terminal) -> dict[str, Any]:
    row = MappingRow.objects.filter(active=True, name=terminal.meta.get("mapping")).first()
    return {order["name"]: order for order in row.commands} if row is not None else {}


def _has_templates(terminal: Terminal) -> bool:
    return terminal.adapter == "mapped" and bool(terminal.meta.get("mapping"))


KINDS = (
    Kind(name="write", words="写入点位", verb=TELL, understood=spoken_by("sparkplug", "homie"), params=Write, prepare=written, danger=True),
    Kind(name="rpc", words="远程调用", verb=TELL, understood=spoken_by("thingsboard"), params=Call, prepare=called, danger=True),
    Kind(
        name="task", words="下达任务", verb=TELL, understood=spoken_by("sensorthings"), params=Task, prepare=tasked, danger=True,
        silent="已发出;该协议没有回执,请现场核实",
    ),
    Kind(
        name="vendor", words="厂家指令", verb=TELL, understood=_has_templates, params=Vendor, prepare=templated, danger=True,
        offered=lambda terminal: {"template": list(_orders(terminal))},
    ),
)  # fmt: skip
