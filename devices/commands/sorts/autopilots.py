"""Autopilots of MAVLink: home, hold, land – what brings them into safety, and only where a row says that it may be done past the pilot."""

from __future__ import annotations

from devices.commands.known import FLY, Kind, spoken_by

REMOTE = "autopilot.remote"
_autopilot = spoken_by("mavlink", kinds=("uav", "vehicle", "vessel"))
KINDS = (
    Kind(name="autopilot_return", words="飞控返航", verb=FLY, understood=_autopilot, runs=True, danger=True, rule=REMOTE),
    Kind(name="autopilot_hold", words="飞控悬停", verb=FLY, understood=_autopilot, danger=True, rule=REMOTE),
    Kind(name="autopilot_land", words="飞控就地降落", verb=FLY, understood=_autopilot, runs=True, danger=True, rule=REMOTE),
)
