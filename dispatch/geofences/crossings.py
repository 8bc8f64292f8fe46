"""inbox → **crossings** → visits: what the gateway saw at the fences, kept and told once per fence; alarms where the fence asks for them.

The gateway may say the same thing twice – it died between seeing and knowing that we have it – and rows of the inbox may be handled out
of order. So a crossing that would change nothing, or is older than what is known, is dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from devices.inbox.models import Inbox
from devices.readings import Crossed, Crossings, Taken, instant
from devices.terminals.models import Subject, Terminal
from dispatch.geofences.actions import set_terms
from dispatch.geofences.alarming import clear_ended, raise_for
from dispatch.geofences.models import Fence, Visit
from dispatch.telling import tell
from realtime import clock
from realtime.log import act

CLERK = "clerk"


def take_crossings(reading: Crossings, terminal: Terminal | None, inbox: Inbox) -> None:
    crossed: defaultdict[int, list[Crossed]] = defaultdict(list)
    for one in reading.crossed:
        crossed[one.fence].append(one)
    taken = {one.fence: one for one in reading.taken}
    for fence in Fence.objects.in_force().select_for_update().filter(pk__in={*crossed, *taken}).order_by("pk"):
        _follow(fence, taken.get(fence.pk), crossed.get(fence.pk, []))


def _follow(fence: Fence, taken: Taken | None, crossed: Iterable[Crossed]) -> None:
    with act(CLERK, fence.exercise_id) as log:
        before = fence.row()
        if taken is not None and taken.version == fence.version and not fence.taken:
            _take_up(fence, taken)
            tell(log, fence.streams, "fence.taken", before, fence.row(), area=fence.area)
            before = fence.row()
        entered, left = _keep(fence, [one for one in crossed if one.version == fence.version])
        if entered or left:
            tell(log, fence.streams, "fence.crossed", before, fence.row(), area=fence.area)
        set_terms(fence)
        clear_ended(fence, entered, left)
        if fence.on_enter:
            raise_for(fence, "enter", entered)
        if fence.on_leave:
            raise_for(fence, "leave", left)


def _take_up(fence: Fence, taken: Taken) -> None:
    """Redrawn: who is in the new ground and was in the old one stays; nobody has crossed anything."""
    now, there = clock.now(), set(Subject.objects.filter(pk__in=taken.subjects).values_list("pk", flat=True))
    Visit.objects.filter(fence=fence, left_at=None).exclude(subject__in=there).update(left_at=now)
    known = set(Visit.objects.filter(fence=fence, left_at=None).values_list("subject_id", flat=True))
    Visit.objects.bulk_create(Visit(fence=fence, subject_id=subject, entered_at=now, found=True) for subject in sorted(there - known))
    fence.taken = True
    fence.save(update_fields=["taken"])


def _keep(fence: Fence, crossed: list[Crossed]) -> tuple[list[Visit], list[Visit]]:
    """(who entered, who left), after what was known already is taken away."""
    subjects = {one.subject for one in crossed}
    known = set(Subject.objects.filter(pk__in=subjects).values_list("pk", flat=True))
    visits = Visit.objects.filter(fence=fence, subject__in=subjects)
    inside = {visit.subject_id: visit for visit in visits.filter(left_at=None)}
    last_left: dict[int, datetime] = {}
    for subject, left_at in visits.exclude(left_at=None).order_by("left_at").values_list("subject_id", "left_at"):
        if left_at is not None:
            last_left[subject] = left_at
    entered: dict[int, Visit] = {}
    left: list[Visit] = []
    for one in sorted(crossed, key=lambda one: one.at_ms):
        at, visit = instant(one.at_ms), inside.get(one.subject)
        if one.entered and visit is None and one.subject in known and not (one.subject in last_left and at <= last_left[one.subject]):
            inside[one.subject] = entered[one.subject] = Visit.objects.create(fence=fence, subject_id=one.subject, entered_at=at)
        elif not one.entered and visit is not None and at >= visit.entered_at:
            visit.left_at = last_left[one.subject] = at
            visit.save(update_fields=["left_at"])
            del inside[one.subject]
            left.append(visit)
    return list(entered.values()), left
