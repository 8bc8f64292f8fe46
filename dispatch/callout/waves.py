"""start → **waves** → calls: a few hundred ring at once, the next few seconds later, so that one press never holds the log for long."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from dispatch.callout.climbing import add_call, ring_waiting
from dispatch.callout.models import WAITING, Call, Callout
from dispatch.contacts.models import Person
from realtime.clerk.deadlines import set_deadline
from realtime.log import Log, act
from realtime.rules.models import rule

CLERK = "clerk"
WAVE = "callout.wave"  # deadline kind; its object is the callout


def ring_all(log: Log, callout: Callout, persons: Iterable[Person]) -> None:
    """Everybody's row is on the board at once; whoever is beyond the first wave waits there."""
    here = set(callout.calls.values_list("person_id", flat=True))
    new = [person for person in dict.fromkeys(persons) if person.active and person.pk not in here]
    prefetch_related_objects(new, "addresses", "user")
    size = int(rule("callout.wave_size", callout.area))
    for place, person in enumerate(new):
        add_call(log, callout, person, ring=place < size)
    if len(new) > size:
        set_deadline(WAVE, callout.pk, float(rule("callout.wave_s", callout.area)), exercise=callout.exercise_id)


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
