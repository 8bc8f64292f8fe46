"""incident → **boards** → log: what an incident's orders tell when it leaves a board or comes to another one."""

from __future__ import annotations

from dispatch.incidents.models import Incident
from dispatch.orders.lending import Reinforcement
from dispatch.orders.models import Assignment, Order
from realtime.log import Log


def leave_boards(log: Log, incident: Incident) -> None:
    """Off the board of the incident's area, of the home of every unit it held, and of every district it asked."""
    board = f"area:{incident.area}"
    for table, rows in (("order", Order), ("assignment", Assignment)):
        for pk, home in rows.objects.filter(incident=incident).values_list("pk", "unit__area").order_by("pk"):
            _leave(log, table, pk, incident.area, [board, f"area:{home}"])
    for pk, lender in Reinforcement.objects.filter(incident=incident).values_list("pk", "lender").order_by("pk"):
        _leave(log, "reinforcement", pk, incident.area, [board, f"area:{lender}"])


def _leave(log: Log, table: str, pk: int, area: str, streams: list[str]) -> None:
    for stream in dict.fromkeys(streams):
        log.append(stream, f"{table}.left", {"id": pk, "area": area})
