"""What prevention leaves waiting: targets of a round to look at, incidents in one's ground to read."""

from __future__ import annotations

from collections import Counter

from command.inbox.dispatching import MOST
from command.inbox.rows import Waiting
from command.incharge.models import LeaderNotice
from command.inspections.models import GOING, Target
from dispatch.field.mine import my_unit
from dispatch.incidents.models import type_name
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world


def rounds(who: Caller) -> list[Waiting]:
    """One line a round: what this person, or their team, has not looked at."""
    if who.user_id is None:
        return []
    unit = my_unit(who)
    mine = Target.objects.of_person(who.user_id, unit.pk if unit else None).missed().select_related("inspection")
    found = [one.inspection for one in mine.filter(inspection__state=GOING, inspection__exercise_id=None)]
    left = Counter(one.pk for one in found)
    rows: list[Waiting] = [
        {
            "kind": "inspection", "id": one.pk, "title_code": "inspection_go", "values": {"title": one.title, "n": str(left[one.pk])}, "area": one.area,
            "since": iso(one.started_at), "due_at": iso(one.due_at), "incident": None,
        }
        for one in {one.pk: one for one in found}.values()
    ]  # fmt: skip
    return rows[:MOST]


def leader_notices(who: Caller) -> list[Waiting]:
    """领导包联: until the leader has said that it was read."""
    if who.user_id is None:
        return []
    rows = LeaderNotice.objects.filter(in_the_world(), person__user_id=who.user_id, read_at=None, archived=False).select_related(
        "incident", "charge"
    )
    return [
        {
            "kind": "leader_notice", "id": one.pk, "title_code": "leader_notice",
            "values": {"ground": one.ground, "place": one.incident.place, "type": type_name(one.incident.type_id) or ""}, "area": one.area,
            "since": iso(one.told_at), "due_at": None, "incident": one.incident_id,
        }
        for one in rows.order_by("pk")[:MOST]
    ]  # fmt: skip
