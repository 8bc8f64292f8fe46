"""start → **waves** → calls: a few hundred ring at once, the next few seconds later, so that one press never holds the log for long."""

from __future__ import annotations

from collections.abc import Iterable

from dispatch.callout.climbing import add_call, new_call, ring_waiting
from dispatch.callout.models import WAITING, Call, Callout
from dispatch.callout.same import remember
from dispatch.contacts.models import Person
from dispatch.telling import tell
from realtime.clerk.deadlines import set_deadline
from realtime.log import Log, act
from realtime.rules.models import rule

CLERK = "clerk"
WAVE = "callout.wave"  # deadline kind; its object is the callout


def ring_all(log: Log, callout: Callout, persons: Iterable[Person]) -> None:
    """Everybody's row is on the board at once; whoever is beyond the first wave waits there."""
    here = set(callout.calls.values_list("person_id", flat=True))
    wanted = [person.pk for person in dict.fromkeys(persons) if person.pk not in here]
    fresh = Person.objects.current().filter(pk__in=wanted).select_related("user").prefetch_related("addresses").in_bulk()
    new = [fresh[number] for number in wanted if number in fresh]
    size = int(rule("callout.wave_size", callout.area))
    for person in new[:size]:
        add_call(log, callout, person)
    _enter(log, callout, new[size:])
    if len(new) > size:
        set_deadline(WAVE, callout.pk, float(rule("callout.wave_s", callout.area)), exercise=callout.exercise_id)


def _enter(log: Log, callout: Callout, persons: list[Person]) -> None:
    """Thousands in one insert; each is told, because each is a line on the board."""
    made: list[Call] = []
    for person in persons:
        call = new_call(callout, person)
        call.started_at = callout.started_at
        made.append(call)
    for call in Call.objects.bulk_create(made, batch_size=1000):
        remember(callout, call)
        tell(log, call.streams, "call.started", None, call.row(), area=callout.area)


def ring_wave(callout_id: int) -> None:
    """The clerk's: the next of those that wait, in the order they were entered."""
    found = Callout.objects.filter(pk=callout_id).values_list("exercise_id", flat=True).first()
    with act(CLERK, found) as log:
        callout = Callout.objects.select_for_update().filter(pk=callout_id, stopped_at=None).first()
        if callout is None:
            return
        size = int(rule("callout.wave_size", callout.area))
        waiting = list(
            Call.objects.select_for_update(of=("self",))
            .filter(callout=callout, state=WAITING, step=0, covered_by=None)
            .select_related("person__user")
            .prefetch_related("person__addresses")
            .order_by("id")[: size + 1]
        )
        for call in waiting[:size]:
            call.callout = callout
            ring_waiting(log, call)
        if len(waiting) > size:
            set_deadline(WAVE, callout.pk, float(rule("callout.wave_s", callout.area)), exercise=callout.exercise_id)
