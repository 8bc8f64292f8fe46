"""database → **showing** → TAK door: what of ours stands on a connected terminal's map. Higher layers bring their things by `on_show`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db import DatabaseError, close_old_connections, connection

from devices.adapters.tak_events import CENTRE
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from realtime import clock
from realtime.positions import SOS

MOST = 500  # of each kind for one terminal: a phone's map with more is no map
FRESH = timedelta(minutes=10)

TEAM, VEHICLE, UAV, DISTRESS = "a-f-G-U-C", "a-f-G-E-V-C", "a-f-A-M-H-Q", "b-a-o-tbl"
_KINDS = {"vehicle": VEHICLE, "uav": UAV, "vessel": "a-f-S", "team": TEAM, "person": TEAM, "radio": TEAM, "phone": TEAM}


class Thing(NamedTuple):
    uid: str
    type: str
    lat: float
    lon: float
    label: str
    remarks: str = ""
    hae: float | None = None
    speed: float | None = None
    course: float | None = None


Provider = Callable[[str, "int | None"], list[Thing]]
_providers: list[Provider] = []


def on_show(provider: Provider) -> None:
    """``provider(area prefix, exercise)`` in a thread of the gateway, every few seconds while somebody is connected."""
    if provider not in _providers:
        _providers.append(provider)


def positions(area: str, exercise: int | None) -> list[Thing]:
    """Teams, vehicles and drones that were heard lately; docks and sensors do not move and would only hide the map."""
    rows = LastFix.objects.filter(
        subject__area__startswith=area, subject__exercise_id=exercise, subject__kind__in=_KINDS, received_at__gt=clock.now() - FRESH
    ).select_related("subject")  # fmt: skip
    return [
        Thing(
            f"{CENTRE}-s{fix.subject_id}", _KINDS[fix.subject.kind], fix.lat, fix.lon, fix.subject.label,
            "求救" if fix.flags & SOS else "", fix.alt, fix.speed, fix.heading,
        )
        for fix in rows.order_by("-received_at")[:MOST]
    ]  # fmt: skip


def gather(uids: list[str]) -> dict[str, list[Thing]]:
    """`things_of` from a thread of the gateway's, with a connection of its own."""
    try:
        close_old_connections()
        return things_of(uids)
    except DatabaseError:
        return {}
    finally:
        connection.close()


def things_of(uids: list[str]) -> dict[str, list[Thing]]:
    """By terminal, of its own area and exercise; without itself. Nothing for who is not registered."""
    found: dict[str, list[Thing]] = {}
    made: dict[tuple[str, int | None], list[Thing]] = {}
    for terminal in Terminal.objects.live().filter(adapter="tak", external_id__in=uids).select_related("subject"):
        key = (terminal.area[:6], terminal.subject.exercise_id)
        if key not in made:
            made[key] = [thing for provider in (positions, *_providers) for thing in provider(*key)]
        own = f"{CENTRE}-s{terminal.subject_id}"
        found[terminal.external_id] = [thing for thing in made[key] if thing.uid != own]
    return found
