"""What building up the forces leaves waiting: social teams to look at and years that are over, gear whose inspection is overdue."""

from __future__ import annotations

from django.db.models import Count, Q

from command.forces.models import Gear
from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from command.volunteers.models import Application
from command.volunteers.states import APPROVED, SUBMITTED, VETTED
from dispatch.supplies.balances import today
from realtime.accounts.may import Caller
from realtime.clock import iso

MANAGE = "unit.manage"


def volunteers(who: Caller) -> list[Waiting]:
    """To vet; to interview, by another than who vetted; to review."""
    due = Q(state=APPROVED, review_on__lte=today())
    rows = Application.objects.filter(inside(who, MANAGE, "area")).filter(
        Q(state=SUBMITTED) | Q(state=VETTED) & ~Q(vetted_by=who.actor) | due
    )
    codes = {SUBMITTED: "volunteer_vet", VETTED: "volunteer_approve", APPROVED: "volunteer_review"}
    return [
        {
            "kind": "volunteer", "id": one.pk, "title_code": codes[one.state], "values": {"name": one.name}, "area": one.area, "since": iso(one.at), "due_at": None,
            "incident": None,
        }
        for one in rows.order_by("pk")[:MOST]
    ]  # fmt: skip


def gear(who: Caller) -> list[Waiting]:
    """One line a team."""
    rows = Gear.objects.overdue().filter(inside(who, MANAGE, "unit__area"), told_at__isnull=False)
    teams = rows.order_by("unit_id").values("unit_id", "unit__name", "unit__area").annotate(n=Count("pk"))
    return [
        {
            "kind": "force_gear", "id": row["unit_id"], "title_code": "gear_overdue", "values": {"name": row["unit__name"], "n": str(row["n"])},
            "area": row["unit__area"], "since": None, "due_at": None, "incident": None,
        }
        for row in teams[:MOST]
    ]  # fmt: skip
