"""A dock's cover and its debugging: only where a row says that somebody may do it from afar."""

from __future__ import annotations

from devices.commands.known import FLY, Kind, spoken_by

REMOTE = "dock.remote"
_dock = spoken_by("dji", kinds=("dock",))
KINDS = (
    Kind(name="dock_debug_on", words="进入远程调试", verb=FLY, understood=_dock, danger=True, rule=REMOTE),
    Kind(name="dock_debug_off", words="退出远程调试", verb=FLY, understood=_dock, rule=REMOTE),
    Kind(name="dock_open", words="打开舱盖", verb=FLY, understood=_dock, runs=True, danger=True, rule=REMOTE),
    Kind(name="dock_close", words="关闭舱盖", verb=FLY, understood=_dock, runs=True, danger=True, rule=REMOTE),
)
