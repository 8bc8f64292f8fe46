"""Verbs on seats: a desk says whether it can be heard; a desk that says nothing any more is told to the others."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from command.seats.models import CLOSED, GONE, PRESENT, Seat
from dispatch.telling import tell
from realtime import clock
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.clerk.models import Deadline
from realtime.health.models import Beat
from realtime.log import Log, act
from realtime.rules.models import rule

QUIET = "seat.quiet"  # deadline: no report for a while
CLERK_LATE = timedelta(seconds=10)  # deadlines fire within 5 s; later means that the clerk itself was down
WEB_FRESH = timedelta(seconds=6)  # three beats, as /healthz counts


def report_sound(*, actor: str, name: str, key: UUID, area: str, state: str, tested: bool = False) -> Seat:
    """The same report twice changes nothing. Another person at the seat has to test the sound anew."""
    with act(actor) as log:
        seat, _ = Seat.objects.select_for_update().get_or_create(
            key=key, defaults={"area": area, "actor": actor, "name": name, "state": CLOSED}
        )
        before = Seat.objects.get(pk=seat.pk)
        now = clock.now()
        if seat.actor != actor:
            seat.tested_at, seat.tested_by = None, ""
        if tested:
            seat.tested_at, seat.tested_by = now, actor
        if (seat.state, seat.actor) != (state, actor):
            seat.since = now
        seat.area, seat.actor, seat.name, seat.state = area, actor, name, state
        seat.save()
        _tell_change(log, before, seat)
        if state == CLOSED:
            clear_deadline(QUIET, seat.pk)
        else:
            set_deadline(QUIET, seat.pk, float(rule("desk.gone_s", area)))
            _forget_elsewhere(log, seat)
    return seat


def seat_quiet(seat_id: int) -> None:
    """No word for three reports: the machine is off, asleep or cut off. Told once, forgotten after a while."""
    with act("clerk") as log:
        seat = Seat.objects.select_for_update().filter(pk=seat_id).first()
        if seat is None or seat.state == CLOSED:
            return
        if seat.state != GONE and _centre_was_away(seat):
            set_deadline(QUIET, seat.pk, float(rule("desk.gone_s", seat.area)))
            return
        before = Seat.objects.get(pk=seat_id)
        # Whoever went over to another desk left nobody unheard.
        moved = Seat.objects.filter(actor=seat.actor, state__in=PRESENT).exclude(pk=seat_id).exists()
        seat.state = CLOSED if moved or seat.state == GONE else GONE
        seat.since = clock.now()
        seat.save(update_fields=["state", "since"])
        _tell_change(log, before, seat)
        if seat.state == GONE:
            set_deadline(QUIET, seat.pk, float(rule("desk.gone_keep_s", seat.area)))


def _centre_was_away(seat: Seat) -> bool:
    """A desk whose reports nobody could take is not gone: it gets its time again once web and clerk are back."""
    now = clock.now()
    due = Deadline.objects.filter(kind=QUIET, object_id=seat.pk).values_list("due_at", flat=True).first()
    if due is not None and now - due > CLERK_LATE:
        return True
    return not Beat.objects.filter(process="web", at__gt=now - WEB_FRESH).exists()


def sound_test_due(seat: Seat) -> bool:
    """Each shift and each person confirms once by ear."""
    if seat.tested_at is None or seat.tested_by != seat.actor:
        return True
    return bool(clock.now() - seat.tested_at > timedelta(hours=float(rule("desk.sound_test_h", seat.area))))


def others_hearing(seat: Seat) -> int:
    return Seat.objects.hearing(seat.area).exclude(pk=seat.pk).count()


def _forget_elsewhere(log: Log, seat: Seat) -> None:
    """The same person at another desk: the one that fell silent there is no longer missed."""
    for old in Seat.objects.select_for_update().filter(actor=seat.actor, state=GONE).exclude(pk=seat.pk):
        before = Seat.objects.get(pk=old.pk)
        old.state = CLOSED
        old.save(update_fields=["state"])
        clear_deadline(QUIET, old.pk)
        _tell_change(log, before, old)


def _tell_change(log: Log, before: Seat, after: Seat) -> None:
    """On the board stands who cannot be heard, and nobody else."""
    moved = before.area != after.area
    if before.silent and (moved or not after.silent):
        log.append(before.stream, "seat.left", {"id": before.pk, "area": before.area})
    if after.silent:
        old = before.row() if before.silent and not moved else None
        tell(log, [after.stream], "seat.silenced", old, after.row(), area=after.area)
