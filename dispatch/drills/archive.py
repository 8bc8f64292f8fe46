"""worker → **archive** → log: drills that are over leave the board with the rest of the day."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from dispatch.drills.models import OPEN, Drill, Participant
from realtime.log import act
from realtime.rules.models import rule


def archive_drills() -> int:
    over = Drill.objects.exclude(state=OPEN).filter(archived=False, ended_at__lt=Now() - timedelta(hours=float(rule("board.keep_h"))))
    with act("clerk"):
        drills = list(over.select_for_update(skip_locked=True, of=("self",)).select_related("exercise")[:50])
        for drill in drills:
            users = Participant.objects.filter(exercise_id=drill.pk, person__user__isnull=False).values_list("person__user_id", flat=True)
            with act("clerk", drill.pk) as log:
                gone = {"id": drill.pk, "area": drill.exercise.area}
                log.append(f"area:{drill.exercise.area}", "drill.left", gone)
                for user in users:
                    log.append(f"user:{user}", "drill.left", gone)
        Drill.objects.filter(pk__in=[drill.pk for drill in drills]).update(archived=True)
    return len(drills)
