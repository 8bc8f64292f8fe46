"""The literal list of doors; one line each."""

from __future__ import annotations

from devices.doors.http import HttpDoor
from devices.doors.jt808 import Jt808Door
from devices.doors.mavlink import MavlinkDoor
from devices.doors.shape import Door
from devices.doors.tak import TakDoor

DOORS: tuple[type[Door], ...] = (HttpDoor, Jt808Door, MavlinkDoor, TakDoor)
