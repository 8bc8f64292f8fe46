"""One of everything of the duty, for the matrix of who may what."""

from __future__ import annotations

from datetime import timedelta

from command.duty.actions import add_shift
from command.duty.records import Handover
from command.duty.roll_calls import start_roll_call
from command.duty.swapping import ask_swap
from command.duty.writing import write_entry
from command.signin.actions import set_pin
from dispatch.contacts.actions import add_person
from dispatch.contacts.models import Person
from realtime import clock
from realtime.accounts.models import User

PIN = "2468"


def duty_things(area: str, contact: Person, leaves: User, comes: User) -> dict[str, int]:
    set_pin(actor="system", user=leaves, pin=PIN)
    begins = clock.now() + timedelta(hours=30)
    stands, other = (add_person(actor="system", name=name, role="other", area=area) for name in ("班甲", "班乙"))
    shifts = [
        add_shift(
            actor="system",
            area=area,
            role="duty_officer",
            person_id=stands.pk,
            starts_at=begins + late,
            ends_at=begins + late + timedelta(hours=8),
        )
        for late in (timedelta(0), timedelta(days=2))
    ]
    swap = ask_swap(actor="system", name="系统", shift_id=shifts[0].pk, to=other.pk, other_id=None, reason="请假")
    roll_call = start_roll_call(actor="system", name="系统", area=area, kind="spot", areas=[area])
    return {
        "duty_shift_id": shifts[0].pk, "other_shift_id": shifts[1].pk, "duty_swap_id": swap.pk, "duty_person_id": other.pk,
        "handover_id": Handover.objects.create(area=area, outgoing=leaves, incoming=comes).pk,
        "leaves_id": leaves.pk, "comes_id": comes.pk,
        "duty_entry_id": write_entry(actor="system", name="系统", area=area, text="记事").pk,
        "duty_roll_call_id": roll_call.pk, "duty_target_id": roll_call.targets.get().pk,
    }  # fmt: skip
