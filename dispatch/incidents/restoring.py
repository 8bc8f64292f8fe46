"""A closed incident comes back on the boards it was taken off, with what hangs on it."""

from __future__ import annotations

from dispatch.incidents.kinds import FOLLOWERS
from dispatch.incidents.models import Incident
from dispatch.telling import tell
from realtime.log import Log
from realtime.snapshots import table

Rows = dict[str, dict[str, object]]


def restore(log: Log, incident: Incident) -> None:
    """Tells each board exactly the rows that a screen loading it would now find and would not have found before."""
    boards = {incident.area} | set(incident.orders.values_list("unit__area", flat=True))
    boards |= set(incident.reinforcements.values_list("lender", flat=True))
    names = ("incident", *FOLLOWERS)
    before = {(board, name): table(f"area:{board}", f"{name}s") for board in boards for name in names}
    incident.archived = False
    incident.save(update_fields=["archived"])
    for (board, name), old in before.items():
        kind = "incident.reopened" if name == "incident" else f"{name}.restored"
        for key, row in table(f"area:{board}", f"{name}s").items():
            if key not in old and (row["id"] if name == "incident" else row["incident"]) == incident.pk:
                tell(log, [f"area:{board}"], kind, None, row, area=board)
