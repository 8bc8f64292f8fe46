"""The literal list of doors; one line each."""

from __future__ import annotations

from devices.doors.shape import Door

DOORS: tuple[type[Door], ...] = ()
