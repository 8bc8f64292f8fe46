"""Groups and bursts as a board, an incident and one person hold them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from realtime.exercises.snapshot import in_the_world
from realtime.talk.models import PRIVATE, Act, Burst, Member, TalkGroup

Rows = dict[str, Any]


def groups(prefix: str) -> Rows:
    return _groups(TalkGroup.objects.filter(in_the_world(), area__startswith=prefix, archived=False).exclude(kind=PRIVATE))


def groups_of_incident(incident: str) -> Rows:
    return _groups(TalkGroup.objects.filter(incident_id=incident).exclude(kind=PRIVATE))


def groups_of_user(user: str) -> Rows:
    """Those the person was put into by name or with their team."""
    return _groups(TalkGroup.objects.filter(in_the_world(), archived=False, members__in=_of_user(user)).distinct())


def bursts(prefix: str) -> Rows:
    return _bursts(Burst.objects.filter(in_the_world(), area__startswith=prefix, archived=False, private=False))


def bursts_of_incident(incident: str) -> Rows:
    return _bursts(Burst.objects.filter(incident_id=incident, private=False))


def bursts_of_user(user: str) -> Rows:
    return _bursts(Burst.objects.filter(in_the_world(), private=True, archived=False, group__members__in=_of_user(user)).distinct())


def acts_of_incident(incident: str) -> Rows:
    """监听 is on the audit stream only: an incident's timeline is read by those who are listened to."""
    found = Act.objects.filter(group__incident_id=incident).exclude(group__kind=PRIVATE).exclude(act=Act.LISTEN).select_related("group")
    return {str(act.pk): act.row() for act in found}


def _of_user(user: str) -> QuerySet[Member]:
    return Member.objects.filter(accounts__contains=[int(user)])


def _groups(found: QuerySet[TalkGroup]) -> Rows:
    return {str(group.pk): group.row([member.row() for member in group.members.all()]) for group in found.prefetch_related("members")}


def _bursts(found: QuerySet[Burst]) -> Rows:
    return {str(burst.pk): burst.row() for burst in found}
