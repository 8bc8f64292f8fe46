"""incident → **boards** → log: what an incident's orders tell when it leaves a board or comes to another one."""

from __future__ import annotations

from dispatch.incidents.models import Incident
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, Order
from realtime.log import Log


def leave_boards(log: Log, incident: Incident) -> None:
    """Off the board of the incident's area, of the home of every unit it held, of every district it asked, and off every page."""
    board = f"area:{incident.area}"
    for order in Order.objects.filter(incident=incident).select_related("incident", "unit").order_by("pk"):
        _leave(log, "order", order.pk, incident.area, [stream for stream in order.streams if not stream.startswith("incident:")])
    for pk, home in Assignment.objects.filter(incident=incident).values_list("pk", "unit__area").order_by("pk"):
        _leave(log, "assignment", pk, incident.area, [board, f"area:{home}"])
    for pk, lender in Reinforcement.objects.filter(incident=incident).values_list("pk", "lender").order_by("pk"):
        _leave(log, "reinforcement", pk, incident.area, [board, f"area:{lender}"])


def _leave(log: Log, table: str, pk: int, area: str, streams: list[str]) -> None:
    for stream in dict.fromkeys(streams):
        log.append(stream, f"{table}.left", {"id": pk, "area": area}, area=None if stream.startswith("user:") else area)
