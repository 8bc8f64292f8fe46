"""core's tables → **holdings** → edge: what belongs to an edge's area, as whole tables; only those whose hash the edge has not are sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from django.core import serializers
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now

from command.edge.models import Edge
from command.edge.parcel import Table
from command.edge.ranges import own
from devices.terminals.models import Downlink, Subject, Terminal
from dispatch.incidents.models import CLOSED, Incident
from dispatch.orders.models import Ack, Assignment, Order, Recipient
from dispatch.teams.models import Member, Unit
from realtime.accounts.models import Post, Role, User

DOWN_FOR = timedelta(hours=12)  # a message for a terminal that waited longer is no news to it


class Scope:
    """The rows of one edge; each set is asked for once. Real life only: an exercise stays where it is held."""

    def __init__(self, edge: Edge) -> None:
        self.area = edge.area
        self.incidents = set(
            Incident.objects.filter(area__startswith=edge.area, exercise_id=None).exclude(phase=CLOSED).values_list("pk", flat=True)
        )
        orders = Order.objects.filter(exercise_id=None).filter(
            Q(incident__in=self.incidents) | Q(unit__area__startswith=edge.area) & ~Q(incident__phase=CLOSED)
        )
        self.orders = dict(orders.values_list("pk", "unit_id"))
        # A team of the area that works for an incident elsewhere needs that incident on its page
        self.incidents |= set(orders.values_list("incident_id", flat=True))
        self.units = set(Unit.objects.filter(area__startswith=edge.area, exercise_id=None).values_list("pk", flat=True))
        self.units |= set(self.orders.values())
        held = Assignment.objects.filter(Q(incident__in=self.incidents) | Q(unit__in=self.units, released_at=None), exercise_id=None)
        self.assignments = dict(held.values_list("pk", "unit_id"))
        self.units |= set(self.assignments.values())
        self.incidents |= set(held.values_list("incident_id", flat=True))
        terminals = Terminal.objects.filter(Q(area__startswith=edge.area) | Q(subject__in=self.units), subject__exercise_id=None)
        self.terminals = dict(terminals.values_list("pk", "subject_id"))
        above = Q(pk__in=[])
        for length in range(2, len(edge.area) + 1):
            above |= Q(area=edge.area[:length])
        posts = Post.objects.filter(Q(area__startswith=edge.area) | above)
        self.posts = set(posts.values_list("pk", flat=True))
        self.users = set(posts.values_list("user_id", flat=True)) | set(
            Member.objects.filter(unit__in=self.units).values_list("user_id", flat=True)
        )


TABLES: list[tuple[str, Callable[[Scope], QuerySet[Model]]]] = [  # in the order in which they can be written
    ("role", lambda scope: Role.objects.all()),
    ("user", lambda scope: User.objects.filter(pk__in=scope.users)),
    ("post", lambda scope: Post.objects.filter(pk__in=scope.posts)),
    ("subject", lambda scope: Subject.objects.filter(Q(pk__in=scope.units) | Q(pk__in=scope.terminals.values()))),
    ("unit", lambda scope: Unit.objects.filter(pk__in=scope.units)),
    ("member", lambda scope: Member.objects.filter(unit__in=scope.units)),
    ("terminal", lambda scope: Terminal.objects.filter(pk__in=scope.terminals)),
    ("incident", lambda scope: Incident.objects.filter(pk__in=scope.incidents)),
    ("order", lambda scope: Order.objects.filter(pk__in=scope.orders)),
    ("recipient", lambda scope: Recipient.objects.filter(order__in=scope.orders)),
    ("assignment", lambda scope: Assignment.objects.filter(pk__in=scope.assignments)),
    ("ack", lambda scope: Ack.objects.filter(order__in=scope.orders)),
    (
        "downlink",
        lambda scope: Downlink.objects.filter(
            terminal__in=scope.terminals, order_id__isnull=False, created_at__gt=Now() - DOWN_FOR, state__in=("queued", "sent")
        ).filter(Q(expires_at=None) | Q(expires_at__gt=Now())),
    ),
]
# Told by other columns all the time, and no news to an edge
LEFT_OUT = {"user": {"last_login"}, "terminal": {"meta"}, "downlink": {"state", "attempts", "sent_at", "answered_at", "error"}}


def differing(edge: Edge, hashes: Mapping[str, str]) -> list[Table]:
    """Tables the edge has not, or not so."""
    scope, found = Scope(edge), []
    for name, rows in TABLES:
        text = serializers.serialize("json", _ours(rows(scope).order_by("pk"), edge.number), fields=_fields(name, rows(scope).model))
        mark = hashlib.sha256(text.encode()).hexdigest()
        if hashes.get(name) != mark:
            found.append(Table(name, mark, text))
    return found


def _ours(rows: Iterable[Model], number: int) -> list[Model]:
    """Without what the edge made itself."""
    return [row for row in rows if not (isinstance(row.pk, int) and own(number, row.pk, small=isinstance(row, (Subject, Unit))))]


def _fields(name: str, model: type[Model]) -> list[str] | None:
    out = LEFT_OUT.get(name)
    return None if out is None else [field.name for field in model._meta.concrete_fields if field.name not in out]
