"""Orders and assignments: two state machines. An order is told, read and answered per recipient; an assignment holds a unit."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.orders.rows import AssignmentRow, OrderRow
from dispatch.teams.models import Unit
from realtime.clock import iso

PLANNED, OPEN, RELEASED = "planned", "open", "released"

ISSUED, SENT, DELIVERED, READ, ACCEPTED, REFUSED, ARRIVED, WITHDRAWN = (
    "issued",
    "sent",
    "delivered",
    "read",
    "accepted",
    "refused",
    "arrived",
    "withdrawn",
)
STATES = [
    (ISSUED, "已下达"),
    (SENT, "已发出"),
    (DELIVERED, "已送达"),
    (READ, "已阅"),
    (ACCEPTED, "已签收"),
    (REFUSED, "不能执行"),
    (ARRIVED, "已到场"),
    (WITHDRAWN, "已撤回"),
]
# States only move up; a late acknowledgement of a lower rank is stored as a row but changes nothing.
RANK = {ISSUED: 0, SENT: 1, DELIVERED: 2, READ: 3, REFUSED: 4, ACCEPTED: 5, ARRIVED: 6, WITHDRAWN: 7}
ACKS = (DELIVERED, READ, ACCEPTED, REFUSED, ARRIVED)


class Order(models.Model):
    DISPATCH, STAND_DOWN = "dispatch", "stand_down"

    number = models.CharField("编号", max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=[(DISPATCH, "派遣"), (STAND_DOWN, "收队")], default=DISPATCH)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="orders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="orders")
    urgency = models.CharField(max_length=8, default="urgent")
    task = models.TextField("任务")
    radio_channel = models.CharField("信道", max_length=40, blank=True)
    issued_by = models.CharField(max_length=80)
    issued_name = models.CharField(max_length=60)
    issued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField("限时签收", null=True)
    ack_within_s = models.PositiveIntegerField(default=60)
    # The unit's state: the commander's answer, the deputy's while the commander is silent.
    state = models.CharField(max_length=10, choices=STATES, default=ISSUED)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    refuse_reason = models.CharField(max_length=200, blank=True)
    escalation = models.SmallIntegerField(default=0)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "调度令"

    def __str__(self) -> str:
        return self.number

    @property
    def streams(self) -> list[str]:
        """The board, the incident's timeline, and every person it went to."""
        people = self.recipients.filter(principal__startswith="user:").values_list("principal", flat=True)
        return [*self.incident.streams, *people]

    def row(self) -> OrderRow:
        """What the screens' table `orders` holds; the task's words are read with the incident."""
        return cast("OrderRow", {
            "id": self.pk, "incident": self.incident_id, "unit": self.unit_id, "number": self.number, "kind": self.kind, "urgency": self.urgency,
            "issued_at": iso(self.issued_at), "issued_by": self.issued_by, "due_at": iso(self.due_at), "state": self.state,
            "sent_at": iso(self.sent_at), "delivered_at": iso(self.delivered_at), "read_at": iso(self.read_at), "accepted_at": iso(self.accepted_at),
            "refused_at": iso(self.refused_at), "arrived_at": iso(self.arrived_at), "withdrawn_at": iso(self.withdrawn_at),
            "refuse_reason": self.refuse_reason, "escalation": self.escalation, "radio_channel": self.radio_channel, "x": self.exercise_id,
        })  # fmt: skip


class Recipient(models.Model):
    """One person or terminal an order goes to, with its own state."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="recipients")
    principal = models.CharField(max_length=80, help_text="user:3 or terminal:7")
    rank = models.SmallIntegerField(help_text="0 commander, 1 deputy, 2 member, 3 terminal of the unit")
    state = models.CharField(max_length=10, choices=STATES, default=ISSUED)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "principal"], name="recipient_once_per_order")]


class Ack(models.Model):
    """What a recipient said, once per kind, whichever road it came."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="acks")
    principal = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(null=True, help_text="device time")
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=80, help_text="who entered it, when it was given by voice")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "principal", "kind"], name="ack_once_per_kind")]


class Assignment(models.Model):
    """A unit held by an incident, from issue to release."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="assignment")
    state = models.CharField(max_length=8, choices=[(PLANNED, "计划"), (OPEN, "在办"), (RELEASED, "已解除")], default=OPEN)
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        constraints = [
            # Checked by the database, so that two officers in the same second cannot both win.
            models.UniqueConstraint(
                fields=["unit", "exercise_id"], condition=models.Q(state=OPEN), nulls_distinct=False, name="one_open_assignment_per_unit"
            )
        ]

    def row(self) -> AssignmentRow:
        """What the screens' table `assignments` holds."""
        return cast("AssignmentRow", {
            "id": self.pk, "unit": self.unit_id, "incident": self.incident_id, "order": self.order_id, "state": self.state,
            "opened_at": iso(self.opened_at), "released_at": iso(self.released_at), "x": self.exercise_id,
        })  # fmt: skip
