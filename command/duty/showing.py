"""What a screen of the duty shows, joined: the page of now, the roster of a stretch, one shift, one roll call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q
from django.utils.timezone import localtime

from command.duty.actions import roster_gaps
from command.duty.cover import Gap
from command.duty.matters import open_matters
from command.duty.models import ASKED, DutyBoard, DutyPattern, DutyRole, DutyShift, DutySwap, SpecialPeriod
from command.duty.needs import above, needs_at
from command.duty.nil import nil_day
from command.duty.records import DutyEntry, DutyRollCall, Handover
from command.duty.rows import DutyGap, DutyPage, DutyPerson, DutyRollCallPage, Roster, ShiftPage
from dispatch.contacts.models import Person
from dispatch.phones.models import PhoneCall
from realtime import clock
from realtime.accounts.models import Post
from realtime.clock import iso
from realtime.codes import Problem

LINES = 60  # of the log on one page; earlier ones are on the page of their shift
AHEAD = timedelta(days=31)  # how far gaps are named without being asked
RECENT = 20


def gap_rows(found: Sequence[Gap]) -> list[DutyGap]:
    names = dict(DutyRole.objects.values_list("code", "name"))
    return [
        {
            "role": gap.role, "role_name": names.get(gap.role, gap.role), "starts_at": str(iso(gap.start)), "ends_at": str(iso(gap.end)),
            "there": gap.there, "needed": gap.needed,
        }
        for gap in found
    ]  # fmt: skip


def page(area: str) -> DutyPage:
    now = clock.now()
    today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    board = DutyBoard.objects.filter(area=area).first()
    handover = Handover.objects.filter(area=area, state=Handover.OPEN).select_related("outgoing", "incoming").first()
    matters = open_matters(area)
    periods = SpecialPeriod.objects.filter(area__in=above(area), last__gte=today.date(), first__lte=(today + AHEAD).date())
    swaps = DutySwap.objects.filter(area=area, state=ASKED).select_related(
        "shift__role", "shift__person", "other__role", "other__person", "to", "was"
    )
    kept = board is not None
    return {
        "area": area, "board": board.row() if board else None,
        "today": [shift.row() for shift in DutyShift.objects.between(area, today, today + timedelta(days=2))],
        "matters": matters, "handover": handover.row(matters) if handover else None,
        "log": [entry.row() for entry in DutyEntry.objects.filter(area=area)[:LINES]],
        "roll_calls": [call.row() for call in DutyRollCall.objects.filter(area=area)[:RECENT]],
        "swaps": [swap.row() for swap in swaps],
        # An area that keeps no roster has no gaps in it.
        "gaps": gap_rows(roster_gaps(area, now, last_planned(area, now))) if kept else [],
        "periods": [period.row() for period in periods], "nil": nil_day(area),
    }  # fmt: skip


def last_planned(area: str, now: datetime) -> datetime:
    """Gaps are holes in what is planned; the month nobody has planned yet is no alarm."""
    last = DutyShift.objects.filter(area=area).order_by("-ends_at").values_list("ends_at", flat=True).first()
    return max(now, min(now + AHEAD, last)) if last else now


def planned(area: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The part of a stretch that lies between the first shift and the last: before and after nobody has planned, and nothing is a hole."""
    span = DutyShift.objects.filter(area=area).aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"] is None:
        return start, start
    return max(start, span["first"]), min(end, span["last"])


def roster(area: str, start: datetime, end: datetime) -> Roster:
    shifts = list(DutyShift.objects.between(area, start, end))
    periods = SpecialPeriod.objects.filter(area__in=above(area), first__lte=localtime(end).date(), last__gte=localtime(start).date())
    swaps = DutySwap.objects.filter(area=area, shift__starts_at__lt=end, shift__ends_at__gt=start).select_related(
        "shift__role", "shift__person", "other__role", "other__person", "to", "was"
    )
    return {
        "area": area, "start": str(iso(start)), "end": str(iso(end)), "shifts": [shift.row() for shift in shifts],
        "gaps": gap_rows(roster_gaps(area, *planned(area, start, end))), "periods": [period.row() for period in periods],
        "needs": needs_at(area, clock.now()),
        "roles": [{"code": role.code, "name": role.name, "single": role.single, "seat": role.seat} for role in DutyRole.objects.all()],
        "patterns": [{"code": one.code, "name": one.name, "kind": one.kind} for one in DutyPattern.objects.all()],  # type: ignore[typeddict-item]
        "people": candidates(area), "swaps": [swap.row() for swap in swaps],
    }  # fmt: skip


def candidates(area: str) -> list[DutyPerson]:
    """Who may be put in: contacts of the area itself, and whoever holds a post in it."""
    posted = Post.objects.valid().filter(area=area).values("user")
    persons = Person.objects.current().filter(Q(area=area) | Q(user__in=posted)).order_by("role__order", "name")
    return [{"id": person.pk, "name": person.name, "title": person.title or person.org, "user": person.user_id} for person in persons[:300]]


def shift_page(shift_id: int) -> ShiftPage:
    shift = DutyShift.objects.select_related("person", "role").filter(pk=shift_id).first()
    if shift is None:
        raise Problem("not_found", "没有这个班次。")
    inside = (shift.starts_at, shift.ends_at)
    handovers = Handover.objects.filter(area=shift.area, opened_at__range=inside).exclude(state=Handover.DROPPED)
    return {
        "shift": shift.row(),
        "beside": [one.row() for one in DutyShift.objects.between(shift.area, *inside).exclude(pk=shift.pk)],
        "log": [entry.row() for entry in DutyEntry.objects.filter(area=shift.area, entered_at__range=inside).order_by("id")],
        "handovers": [one.row() for one in handovers.select_related("outgoing", "incoming").order_by("id")],
        "roll_calls": [call.row() for call in DutyRollCall.objects.filter(area=shift.area, started_at__range=inside).order_by("id")],
    }  # fmt: skip


def roll_call_page(roll_call_id: int) -> DutyRollCallPage:
    roll_call = DutyRollCall.objects.filter(pk=roll_call_id).first()
    if roll_call is None:
        raise Problem("not_found", "没有这次点名。")
    targets = list(roll_call.targets.select_related("person", "call", "leg"))
    calls = [target.call_id for target in targets if target.call_id]
    found = PhoneCall.objects.filter(call_id__in=calls).exclude(file=None).order_by("id").values_list("call_id", "file_id")
    clips = {call: file for call, file in found if call is not None and file is not None}
    return {"roll_call": roll_call.row(), "text": roll_call.text, "targets": [target.row(clips) for target in targets]}
