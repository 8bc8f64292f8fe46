"""worker → **keeping** → disk: recordings are kept as long as the rule says, never less than 180 days, never gone while their incident is open or held."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now

from dispatch.conferences.models import Conference
from dispatch.conferences.records import Recording
from dispatch.incidents.holding import kept
from realtime import clock
from realtime.files.models import File
from realtime.files.store import sweep_away
from realtime.log import act
from realtime.rules.models import rule

LEAST_DAYS = 180  # as for talk; a rule may only lengthen it
BATCH = 100


def sweep_recordings() -> int:
    """Chore. Picture and sound go, the rows with their digests stay; each is told on the audit stream."""
    days = max(LEAST_DAYS, int(rule("conference.keep_days")))
    due = Recording.objects.filter(stopped_at__lt=Now() - timedelta(days=days), swept_at=None).exclude(file=None)
    incidents = Conference.objects.filter(recordings__in=due).exclude(incident=None).values_list("incident", flat=True)
    keep = kept(pk for pk in incidents if pk is not None)
    swept = 0
    for recording in due.exclude(conference__incident__in=keep).select_related("conference").order_by("pk")[:BATCH]:
        with act("clerk", recording.exercise_id) as log:
            file = File.objects.select_for_update().get(pk=recording.file_id or 0)
            recording.swept_at = clock.now()
            recording.save(update_fields=["swept_at"])
            sweep_away(file, recording.swept_at)
            body = {"id": recording.pk, "conference": recording.conference_id, "sha256": recording.sha256, "size": recording.size}
            log.append(f"authority:{settings.CITY}", "conference_recording.swept", body, area=recording.conference.area)
        swept += 1
    return swept
