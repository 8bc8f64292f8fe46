"""last fixes → **doubting** → dispatch and registry: a receiver that is stuck, and how often a terminal really reports. A chore of the worker.

A receiver at rest still trembles in its last digits; some hold the position at rest on purpose. Only who says that it moves and does not is stuck.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from devices import handlers
from devices.terminals.actions import tell_interval
from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from realtime import clock
from realtime.log import act
from realtime.rules.models import rule

HEARD = timedelta(minutes=2)  # who fell silent is stale, not stuck
MOST = 200  # of one round; the next one follows in a minute
SLOW_S = 10.0  # below it the interval changes no freshness limit: 3 × 10 s is what holds for everybody
CHANGED = 1.5  # the learned interval is told anew when it is so many times longer or shorter


def find_stuck() -> int:
    now = clock.now()
    since = now - timedelta(minutes=float(rule("gps.stuck_min")))
    found = LastFix.objects.filter(
        still_since__lte=since, received_at__gte=now - HEARD, speed__gte=float(rule("gps.stuck_speed")), stuck_at=None
    ).select_related("subject")[:MOST]
    for fix in found:
        with act("clerk", fix.subject.exercise_id):
            # The gateway writes the row each second: only what is still so is marked
            if LastFix.objects.filter(pk=fix.pk, still_since__lte=since, stuck_at=None).update(stuck_at=now):
                handlers.tell_doubt(fix)
    return len(found)


def learn_intervals() -> int:
    """A terminal whose interval nobody has set is believed to report as often as it does."""
    told = 0
    rows = LastFix.objects.filter(every_s__gte=SLOW_S).order_by("pk").values_list("pk", "source", "every_s")
    slow = {(subject, source): every for subject, source, every in rows}
    terminals = Terminal.objects.live().filter(
        expected_interval_s=None, subject__last_fix__every_s__gte=SLOW_S, adapter=F("subject__last_fix__source")
    )
    for terminal in terminals.select_related("subject"):
        every = slow.get((terminal.subject_id, terminal.adapter))
        known = terminal.meta.get("every")
        if every is None or (isinstance(known, int | float) and known / CHANGED < every < known * CHANGED):
            continue
        tell_interval(terminal_id=terminal.pk, every_s=round(every, 1))
        told += 1
        if told >= MOST:
            break
    return told


def doubt() -> None:
    find_stuck()
    learn_intervals()
