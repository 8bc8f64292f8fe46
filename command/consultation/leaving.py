"""Consultations follow their incident, leave the board with it or a day after they were signed; their counts follow their tasks."""

from __future__ import annotations

from django.db.models import Q

from command.boarding import Boarded
from command.consultation.actions import count_solved
from command.consultation.models import CANCELLED, SIGNED, Consultation
from command.plans.tasks.models import TaskSet
from command.plans.tasks.states import CLOSED, DONE

DEALT_WITH = Q(state=CANCELLED) | Q(state=SIGNED)
CONSULTATIONS = Boarded(Consultation, "consultation", over=DEALT_WITH, since="over_at")


def archive_consultations() -> int:
    return CONSULTATIONS.archive()


def counted(held: TaskSet) -> None:
    count_solved("system", held.origin_id, held.tasks.filter(state=CLOSED, ended=DONE).count())
