"""drill → **showing** → reader: its list by name, and what became of what it sent."""

from __future__ import annotations

from typing import cast

from dispatch.broadcast.models import Leg
from dispatch.callout.models import Attempt
from dispatch.drills.lists import is_approved
from dispatch.drills.models import Drill
from dispatch.drills.rows import DrillWhole
from realtime.rules.models import rule


def whole(drill: Drill) -> DrillWhole:
    listed = drill.exercise.participants.select_related("person").prefetch_related("person__addresses").order_by("id")
    attempts = Attempt.objects.filter(call__exercise_id=drill.pk)
    legs = Leg.objects.filter(broadcast__exercise_id=drill.pk)
    return cast("DrillWhole", {
        **drill.row(), "cap": int(rule("drill.cap", drill.exercise.area)), "approved": is_approved(drill.pk),
        "list": [
            {
                "person": row.person_id, "name": row.person.name, "org": row.person.org, "title": row.person.title,
                "ways": list(dict.fromkeys(address.channel for address in row.person.addresses.all() if address.valid)),
            }
            for row in listed
        ],
        "reached": attempts.filter(result__in=[Attempt.SENT, Attempt.DONE]).count() + legs.filter(state__in=[Leg.SENT, Leg.DELIVERED]).count(),
        "suppressed": attempts.filter(result=Attempt.SUPPRESSED).count() + legs.filter(state=Leg.SUPPRESSED).count(),
    })  # fmt: skip
