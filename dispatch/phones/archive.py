"""worker → **archive** → log: telephone calls that are over leave the board after a shift; the incident keeps them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now

from dispatch.phones.models import GOING, PhoneCall
from realtime.log import act
from realtime.rules.models import rule

BATCH = 500


def archive_phone_calls() -> int:
    before = Now() - timedelta(hours=float(rule("phones.keep_h")))
    with act("clerk"):
        over = list(
            PhoneCall.objects.select_for_update(skip_locked=True).filter(archived=False, at__lt=before).exclude(state__in=GOING)[:BATCH]
        )
        for call in over:
            with act("clerk", call.exercise_id) as log:
                log.append(f"area:{call.area}", "phone_call.left", {"id": call.pk, "area": call.area})
        PhoneCall.objects.filter(pk__in=[call.pk for call in over]).update(archived=True)
    return len(over)
