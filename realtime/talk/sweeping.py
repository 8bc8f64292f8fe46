"""worker → **sweeping** → disk and board: recordings are kept as long as the rule says and never less than 180 days; the board only a day."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from django.db.models.functions import Now

from realtime.log import act
from realtime.rules.models import rule
from realtime.talk.models import CLOSED, Burst, TalkGroup
from realtime.talk.store import burst_streams, forget_tickets, root

BATCH = 200
LEAST_DAYS = 180  # what the customer and the law ask for; a rule may only lengthen it


def archive_talk() -> int:
    """Bursts and closed groups leave the board; the incident and the search keep them."""
    before = Now() - timedelta(hours=float(rule("board.keep_h")))
    with act("clerk"):
        bursts = list(Burst.objects.select_for_update(skip_locked=True).filter(archived=False, started_at__lt=before)[:BATCH])
        for burst in bursts:
            _leave([name for name in burst_streams(burst) if not name.startswith("incident:")], "burst.left", burst)
        Burst.objects.filter(pk__in=[burst.pk for burst in bursts]).update(archived=True)
        closed = TalkGroup.objects.select_for_update(skip_locked=True).filter(archived=False, state=CLOSED, closed_at__lt=before)
        groups = list(closed[:BATCH])
        for group in groups:
            users = [user for accounts in group.members.values_list("accounts", flat=True) for user in accounts]
            _leave([name for name in group.streams(users) if not name.startswith("incident:")], "talk_group.left", group)
        TalkGroup.objects.filter(pk__in=[group.pk for group in groups]).update(archived=True)
    return len(bursts) + len(groups)


def _leave(streams: list[str], kind: str, row: Burst | TalkGroup) -> None:
    with act("clerk", row.exercise_id) as log:
        for stream in streams:
            log.append(stream, kind, {"id": row.pk, "area": row.area}, area=None if stream.startswith("user:") else row.area)


def sweep_talk() -> int:
    """Sound older than the rule `talk.keep_days` is deleted; who spoke when, how long and the hash stay."""
    forget_tickets()
    days = max(LEAST_DAYS, int(rule("talk.keep_days")))
    swept = 0
    while True:
        old = list(Burst.objects.filter(started_at__lt=Now() - timedelta(days=days)).exclude(file="")[:BATCH])
        if not old:
            return swept
        with act("clerk"):
            for burst in old:
                path = root() / burst.file
                burst.file = ""
                burst.save(update_fields=["file"])
                with act("clerk", burst.exercise_id) as log:
                    incident = [f"incident:{burst.incident_id}"] if burst.incident_id and not burst.private else []
                    for stream in incident:
                        log.append(stream, "burst.swept", {"id": burst.pk, "area": burst.area, "file": None}, area=burst.area)
                with contextlib.suppress(FileNotFoundError):
                    path.unlink()
                with contextlib.suppress(OSError):
                    path.parent.rmdir()  # the day's last one
                swept += 1
