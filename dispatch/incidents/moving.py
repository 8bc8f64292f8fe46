"""a point that crossed a border → **moving** → boards: the incident goes to the district it lies in, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dispatch.callout.models import Call
from dispatch.geofences.models import Fence
from dispatch.incidents.hooks import tell_incident
from dispatch.incidents.merging import move_between
from dispatch.incidents.models import Incident
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, Order
from dispatch.plots.mapping import show_plot
from dispatch.plots.models import Plot
from dispatch.safety.models import Check, Danger, RollCall
from dispatch.supplies.models import SupplyRequest
from dispatch.telling import tell
from realtime.areas.locate import area_at
from realtime.log import Log, act

# Rows with an area of their own that is the incident's; an order's and an assignment's follow from the incident itself.
OWN_AREA = ("check", "roll_call", "danger", "fence", "plot", "supply_request")


def area_for(incident_area: str, lon: float, lat: float) -> str | None:
    """The area that answers for the point, where that is another than now. A coarser one – out at sea, beyond the maps – changes nothing."""
    there = area_at(lon, lat)
    return None if incident_area.startswith(there) or there.startswith(incident_area) else there


def lock_hanging(incident_id: int) -> None:
    """Orders before incidents, as an answer that comes in locks them: neither then waits for the other."""
    list(Order.objects.select_for_update(of=("self",)).filter(incident=incident_id).order_by("pk").values_list("pk"))
    list(Assignment.objects.select_for_update(of=("self",)).filter(incident=incident_id).order_by("pk").values_list("pk"))


def move_to_area(*, actor: str, incident: Incident, area: str, values: Mapping[str, object]) -> Incident:
    """Set the fields of a locked incident and its area: it leaves one board and enters another; its own timeline goes on."""
    with act(actor, incident.exercise_id) as log:
        came_from, before = incident.area, incident.row()
        hanging = [(kind, row, _of(incident, row).row(), set(row.streams)) for kind, rows in _hanging(incident, came_from) for row in rows]
        for name, value in {**values, "area": area}.items():
            setattr(incident, name, value)
        incident.save(update_fields=[*values, "area"])
        log.append(f"area:{came_from}", "incident.left", {"id": incident.pk, "area": came_from})
        tell(log, [f"area:{area}"], "incident.entered", None, incident.row(), area=area)
        tell(log, [f"incident:{incident.pk}"], "incident.changed", before, incident.row(), area=area)
        for kind, row, was, old in hanging:
            _follow(log, kind, row, was, old, incident)
        tell_incident(actor, "moved", incident)
    return incident


def _hanging(incident: Incident, came_from: str) -> list[tuple[str, Iterable[Any]]]:
    """What the boards show of it. Alarms stay where they were raised."""
    of = {"incident": incident}
    return [
        ("order", Order.objects.filter(**of).select_related("unit").order_by("pk")),
        ("assignment", Assignment.objects.filter(**of).select_related("unit").order_by("pk")),
        ("reinforcement", Reinforcement.objects.filter(**of).order_by("pk")),
        ("check", Check.objects.select_for_update().filter(**of, over=False).order_by("pk")),
        ("roll_call", RollCall.objects.select_for_update().filter(**of).order_by("pk")),
        ("danger", Danger.objects.select_for_update().filter(**of, ended_at=None).order_by("pk")),
        ("fence", Fence.objects.select_for_update().filter(**of, ended_at=None).order_by("pk")),
        ("plot", Plot.objects.select_for_update().filter(**of, ended_at=None).order_by("pk")),
        (
            "supply_request",
            SupplyRequest.objects.select_for_update(of=("self",))
            .filter(**of, area=came_from, archived=False)
            .select_related("item", "depot", "proposed")
            .order_by("pk"),
        ),
        (
            "call",
            Call.objects.filter(callout__incident_id=incident.pk, callout__area=came_from, callout__archived=False)
            .select_related("callout", "person")
            .order_by("pk"),
        ),
    ]


def _of(incident: Incident, row: Any) -> Any:
    """The one object that is about to change stands behind every row: what they say before and after differs by it alone."""
    if not isinstance(row, Call):
        row.incident = incident
    return row


def _follow(log: Log, kind: str, row: Any, was: Any, old: set[str], incident: Incident) -> None:
    if kind == "call":
        row.callout.area = incident.area
        row.callout.save(update_fields=["area"])
    if kind in OWN_AREA:
        row.area = incident.area
        row.save(update_fields=["area"])
    move_between(log, kind, was, row.row(), old, set(row.streams))
    if isinstance(row, Plot):
        show_plot(log, row)
