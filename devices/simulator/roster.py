"""Which registered terminals the simulator plays, and where each is at home."""

from __future__ import annotations

from typing import NamedTuple

from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from realtime.areas.models import Area

# Per kind of protocol, messages a second of one terminal when no --rate is given
NATURAL = {
    "radio": 0.2, "owntracks": 0.1, "dji": 0.5, "jt808": 0.1, "osmand": 0.1, "traccar": 0.1, "gb28181": 0.1, "thingsboard": 0.02,
    "tak": 0.1, "mavlink": 1.0, "meshtastic": 0.05, "sparkplug": 0.02, "sensorthings": 0.02, "homie": 0.02, "odid": 0.2, "mapped": 0.02,
}  # fmt: skip


class Role(NamedTuple):
    """One terminal to play."""

    adapter: str
    external_id: str
    area: str
    kind: str
    lon: float
    lat: float
    auto: bool  # answers orders by itself
    gateway: str | None  # DJI: who holds the connection
    speaker: bool = False  # a village's loudspeaker: stands still, says aloud what it is told
    via: str = ""  # which way of speaking, where one adapter has several (wires/known.py)


def roster(limit: int) -> list[Role]:
    """Up to ``limit`` live terminals, DJI first, then radios and phones by id. Terminals of the field page belong to real people."""
    rows = Terminal.objects.live().filter(adapter__in=NATURAL).order_by("adapter", "id")
    last = {fix.subject_id: fix for fix in LastFix.objects.filter(subject__terminals__in=rows)}
    seats = {
        code: (lon, lat)
        for code, lon, lat in Area.objects.to_towns().values_list("code", "lon", "lat")
        if lon is not None and lat is not None
    }
    found: list[Role] = []
    for terminal in rows:
        home = terminal.meta.get("home")
        if isinstance(home, dict) and "lon" in home and "lat" in home:
            lon, lat = float(home["lon"]), float(home["lat"])
        elif terminal.subject_id in last:
            lon, lat = last[terminal.subject_id].lon, last[terminal.subject_id].lat
        elif terminal.area[:6] in seats:
            lon, lat = seats[terminal.area[:6]]
        else:
            continue  # nobody knows where; a marker in the sea would be worse than none
        gateway = terminal.meta.get("gateway") if terminal.adapter == "dji" else None
        found.append(
            Role(
                terminal.adapter,
                terminal.external_id,
                terminal.area,
                terminal.kind,
                lon,
                lat,
                bool(terminal.meta.get("auto")),
                gateway,
                bool(terminal.meta.get("speaker")),
                str(terminal.meta.get("via") or ""),
            )
        )
    return found[:limit]
