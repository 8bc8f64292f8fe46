"""worker → **sweeping** → disk and board: recordings are kept as long as the rule says and never less than 180 days; the board only a day."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
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
        take_off(bursts)
        closed = TalkGroup.objects.select_for_update(skip_locked=True).filter(archived=False, state=CLOSED, closed_at__lt=before)
        groups = list(closed[:BATCH])
        take_off(groups)
    return len(bursts) + len(groups)


def take_off(rows: Sequence[Burst | TalkGroup]) -> None:
    """Off the boards and members' pages; an incident's own stream keeps them."""
    for row in rows:
        if isinstance(row, Burst):
            streams, kind = burst_streams(row), "burst.left"
        else:
            users = [user for accounts in row.members.values_list("accounts", flat=True) for user in accounts]
            streams, kind = row.streams(users), "talk_group.left"
        _leave([name for name in streams if not name.startswith("incident:")], kind, row)
        type(row).objects.filter(pk=row.pk).update(archived=True)


def _leave(streams: list[str], kind: str, row: Burst | TalkGroup) -> None:
    with act("clerk", row.exercise_id) as log:
        for stream in streams:
            log.append(stream, kind, {"id": row.pk, "area": row.area}, area=None if stream.startswith("user:") else row.area)


_keepers: list[Callable[[Iterable[int]], set[int]]] = []


def on_keep(keeps: Callable[[Iterable[int]], set[int]]) -> None:
    """`keeps(incidents)`: those of them whose sound must not go yet, whatever its age. Registered in `AppConfig.ready`."""
    if keeps not in _keepers:
        _keepers.append(keeps)


def sweep_talk() -> int:
    """Sound older than the rule `talk.keep_days` is deleted, never of an incident that is open or held; who spoke when, how long and the hash stay."""
    forget_tickets()
    days = max(LEAST_DAYS, int(rule("talk.keep_days")))
    swept = 0
    due = Burst.objects.filter(started_at__lt=Now() - timedelta(days=days)).exclude(file="")
    incidents = {pk for pk in due.values_list("incident_id", flat=True).distinct() if pk is not None}
    kept = {incident for keeps in _keepers for incident in keeps(incidents)}
    while True:
        old = list(due.exclude(incident_id__in=kept)[:BATCH] if kept else due[:BATCH])
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
