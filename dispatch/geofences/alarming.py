"""crossings and clerk → **alarming** → alarm: how urgent a crossing is, is a rule row; outside its windows a fence is silent."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localtime

from devices.terminals.models import Subject
from devices.tracks.models import LastFix
from dispatch.alarms.actions import clear_alarm, raise_alarm
from dispatch.alarms.models import ACTIVE, Alarm
from dispatch.geofences.actions import DWELL, OPENS, set_terms
from dispatch.geofences.models import Fence, Visit
from dispatch.geofences.schedule import active_at
from realtime import clock
from realtime.clerk.deadlines import set_deadline
from realtime.log import act
from realtime.rules.models import rule

CLERK = "clerk"
NAMED = 6  # names in one sentence; the list has all
ASLEEP_S = 60.0  # outside the windows: how often the term of a guest who stays is looked at again
SAID = {"enter": "进入", "leave": "离开", "dwell": "停留超时"}
OPPOSITE = {"enter": "leave", "leave": "enter"}


def raise_for(fence: Fence, what: str, visits: list[Visit]) -> None:
    """One alarm each; from so many at once on, one for all: a convoy is one event."""
    urgency = str(rule("fence.urgency", fence.area).get(what, ""))
    if not visits or not urgency or not active_at(fence.windows, localtime(clock.now())):
        return
    labels = dict(Subject.objects.filter(pk__in=[visit.subject_id for visit in visits]).values_list("pk", "label"))
    if len(visits) >= int(rule("fence.together", fence.area)):
        names = "、".join(labels[visit.subject_id] for visit in visits[:NAMED])
        more = f"等 {len(visits)} 个对象" if len(visits) > NAMED else ""
        _raise(fence, what, urgency, visits[0], f"{names}{more}同时{_said(fence, what)}", device=f"fence:{fence.pk}:{what}")
        return
    for visit in visits:
        _raise(
            fence, what, urgency, visit, f"{labels[visit.subject_id]} {_said(fence, what)}", device=device_of(fence, visit.subject_id, what)
        )


def _said(fence: Fence, what: str) -> str:
    if what == "dwell":
        return f"在围栏“{fence.name}”内停留超过 {max(1, round((fence.dwell_s or 0) / 60))} 分钟。"
    return f"{SAID[what]}围栏“{fence.name}”。"


def _raise(fence: Fence, what: str, urgency: str, visit: Visit, text: str, *, device: str) -> None:
    fix = LastFix.objects.filter(subject_id=visit.subject_id).first()
    raise_alarm(
        actor=CLERK, source="system", urgency=urgency, lon=fix.lon if fix else None, lat=fix.lat if fix else None, area=fence.area,
        place=fence.name, text=text, subject_id=visit.subject_id, device=device, exercise=fence.exercise_id,
        facts={"fence": fence.pk, "crossing": what},
    )  # fmt: skip


def device_of(fence: Fence, subject: int, what: str) -> str:
    return f"fence:{fence.pk}:{subject}:{what}"


def clear_ended(fence: Fence, entered: list[Visit], left: list[Visit]) -> None:
    """Who came out has ended the alarm of having gone in, and the other way round: not seen yet, it stays as 恢复未确认."""
    over = [device_of(fence, visit.subject_id, what) for visit in left for what in ("enter", "dwell")]
    over += [device_of(fence, visit.subject_id, "leave") for visit in entered]
    if over:
        for pk in Alarm.objects.filter(device__in=over, state=ACTIVE, exercise_id=fence.exercise_id).values_list("pk", flat=True):
            clear_alarm(actor=CLERK, alarm_id=pk)


def dwell_due(fence_id: int) -> None:
    """Whoever has been inside for too long by now; then the next one's term."""
    fence = Fence.objects.in_force().select_for_update().filter(pk=fence_id).first()
    if fence is None or fence.dwell_s is None:
        return
    with act(CLERK, fence.exercise_id):
        now = clock.now()
        if not active_at(fence.windows, localtime(now)):
            set_deadline(DWELL, fence.pk, ASLEEP_S, exercise=fence.exercise_id)
            return
        stayed = list(
            fence.visits.filter(left_at=None, stayed=False, entered_at__lte=now - timedelta(seconds=fence.dwell_s)).order_by("entered_at")
        )
        Visit.objects.filter(pk__in=[visit.pk for visit in stayed]).update(stayed=True)
        raise_for(fence, "dwell", stayed)
        set_terms(fence)


def opens(fence_id: int) -> None:
    """A window opens: who is inside at that moment should not be."""
    fence = Fence.objects.in_force().select_for_update().filter(pk=fence_id).first()
    if fence is None:
        return
    with act(CLERK, fence.exercise_id):
        if fence.on_enter:
            raise_for(fence, "enter", list(fence.visits.filter(left_at=None).order_by("entered_at", "pk")))
        set_terms(fence)


__all__ = ["DWELL", "OPENS", "clear_ended", "dwell_due", "opens", "raise_for"]
