"""incidents → **on_tak** → TAK door: where it happens, on the map of whoever is connected; and what they write goes on the record."""

from __future__ import annotations

from devices.adapters.tak_events import CENTRE
from devices.doors.tak.showing import MOST, Thing
from devices.inbox.models import Inbox
from devices.readings import Text
from devices.terminals.models import Terminal
from dispatch.incidents.actions import note_incident
from dispatch.incidents.models import Incident
from dispatch.teams.models import Unit

SPOT = "b-m-p-s-m"


def incidents(area: str, exercise: int | None) -> list[Thing]:
    rows = Incident.objects.filter(area__startswith=area, exercise_id=exercise, closed_at=None).order_by("-id")[:MOST]
    return [
        Thing(f"{CENTRE}-i{row.pk}", SPOT, row.lat, row.lon, f"{row.number} {row.place}".strip()[:60], row.get_phase_display())
        for row in rows
        if row.lon is not None and row.lat is not None
    ]


def take_chat(reading: Text, terminal: Terminal | None, inbox: Inbox) -> None:
    """A team that is sent somewhere writes about that; from anybody else it stays with the terminal."""
    if terminal is None or reading.topic != "chat":
        return
    held_by = Unit.objects.filter(subject=terminal.subject_id).first()
    number = held_by.holder() if held_by is not None else None
    if number is not None and Incident.objects.filter(pk=number, closed_at=None).exists():
        text = f"{terminal.subject.label}(TAK):{reading.text}"
        note_incident(
            actor=f"terminal:{terminal.pk}", incident_id=number, text=text, occurred_at=reading.at, received_at=reading.received_at
        )
