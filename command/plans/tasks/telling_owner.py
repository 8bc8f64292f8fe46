"""task → **telling_owner** → callout: whoever must act on a task is called by the callout's own engine, whatever reaches them."""

from __future__ import annotations

from collections.abc import Sequence

from command.plans.tasks.models import Task
from dispatch.callout.actions import start_callout
from dispatch.callout.models import Call
from dispatch.contacts.models import Person

ABOUT = PURPOSE = "task"


def call_person(actor: str, name: str, task: Task, person: Person, text: str) -> None:
    call_persons(actor, name, task, [person], text)


def call_persons(actor: str, name: str, task: Task, persons: Sequence[Person], text: str) -> None:
    """A new call each time: a reminder that joined the old one would ring nobody."""
    if persons:
        start_callout(
            actor=actor, about=ABOUT, about_id=task.pk, purpose=PURPOSE, persons=persons, text=text, area=task.set.area,
            incident_id=task.set.incident_id, exercise=task.exercise_id, name=name, join=False,
        )  # fmt: skip


def hear_answer(call: Call) -> None:
    """Whoever answered has heard of it: read, whoever they are; accepting is a word of its own."""
    from command.plans.tasks.life import step_task  # life calls persons

    task = Task.objects.filter(pk=call.callout.about_id, owner_id=call.person_id).first()
    if task is not None:
        step_task(actor=call.answered_by or "clerk", name=call.said_by or call.name, task_id=task.pk, state="read")
