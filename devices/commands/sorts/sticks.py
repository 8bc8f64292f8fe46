"""Live control of a DJI aircraft (DRC): entering, leaving, and one push of the sticks – refused unless a row allows it. The heartbeat is the adapter's."""

from __future__ import annotations

import os
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from devices.adapters.dji_drc import BROKER, usable
from devices.commands.known import FLY, Kind, Refused, spoken_by
from devices.terminals.models import Terminal

REMOTE = "drc.remote"
Push = Annotated[float, Meta(ge=-5, le=5)]  # m/s: a walk, not a flight
Turn = Annotated[float, Meta(ge=-30, le=30)]  # degrees a second


class Stick(msgspec.Struct, forbid_unknown_fields=True):
    x: Push = 0.0  # forward
    y: Push = 0.0  # right
    h: Annotated[float, Meta(ge=-2, le=2)] = 0.0  # up
    w: Turn = 0.0  # clockwise


def broker(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    """The gateway opens a second connection for this; where to, the operator has said in the environment."""
    if not usable(os.environ.get(BROKER, "")):
        raise Refused(f"未配置指令飞行使用的消息服务器({BROKER})")
    return params


_drone = spoken_by("dji", kinds=("uav",))
KINDS = (
    Kind(name="drc_enter", words="进入指令飞行", verb=FLY, understood=_drone, prepare=broker, danger=True, rule=REMOTE),
    Kind(name="drc_exit", words="退出指令飞行", verb=FLY, understood=_drone),
    Kind(name="drc_stick", words="微调位置", verb=FLY, understood=_drone, params=Stick, danger=True, rule=REMOTE),
)
