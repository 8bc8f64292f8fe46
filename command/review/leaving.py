"""Reviews follow their incident and leave the board a day after they were signed; their counts follow their tasks."""

from __future__ import annotations

from django.db.models import Q

from command.boarding import Boarded
from command.plans.tasks.models import TaskSet
from command.plans.tasks.states import CLOSED, DONE
from command.review.actions import count_solved
from command.review.models import SIGNED, Review
from dispatch.incidents.hooks import Moment
from dispatch.incidents.models import Incident

REVIEWS = Boarded(Review, "review", over=Q(state=SIGNED), since="signed_at")


def follow_incident(actor: str, moment: Moment, incident: Incident) -> None:
    """Over a border; a merged incident's own review stays what it was."""
    if moment == "moved":
        REVIEWS.follow_incident(actor, moment, incident)


def archive_reviews() -> int:
    return REVIEWS.archive()


def counted(held: TaskSet) -> None:
    count_solved(held.origin_id, held.tasks.filter(state=CLOSED, ended=DONE).count())
