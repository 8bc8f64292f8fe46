"""Orders and assignments: two state machines. An order is told, read and answered per recipient; an assignment holds a unit."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.orders import states
from dispatch.orders.lending import Reinforcement
from dispatch.orders.rows import AssignmentRow, OrderRow
from dispatch.teams.models import Unit
from realtime.clock import iso
from realtime.exercises.snapshot import is_tabletop

# Spelt here for the many who ask a row for its state
ISSUED, SENT, DELIVERED, READ = states.ISSUED, states.SENT, states.DELIVERED, states.READ
ACCEPTED, REFUSED, EXPIRED, CANCELLED = states.ACCEPTED, states.REFUSED, states.EXPIRED, states.CANCELLED
PLANNED, OPEN, RELEASED = states.PLANNED, states.OPEN, states.RELEASED
RANK, ACKS, STATES = states.RANK, states.ACKS, states.STATES


class Order(models.Model):
    DISPATCH, STAND_DOWN, TASK = "dispatch", "stand_down", "task"
    KINDS = [(DISPATCH, "派遣"), (STAND_DOWN, "收队"), (TASK, "任务")]

    number = models.CharField("编号", max_length=24, unique=True)
    kind = models.CharField(max_length=12, choices=KINDS, default=DISPATCH)
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
    # The unit's state: the commander's, the deputy's or the unit's radio's while the commander has not read it.
    state = models.CharField(max_length=10, choices=states.STATES, default=ISSUED)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    expired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refuse_reason = models.CharField(max_length=200, blank=True)
    escalation = models.SmallIntegerField(default=0, help_text="last rung of the ladder that was climbed")
    step = models.CharField(max_length=20, blank=True, help_text="the last action of the ladder")
    next_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="+", help_text="the team the ladder proposes instead"
    )
    instead_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="replacements",
        help_text="the unanswered order this one serves the need of",
    )
    proxy = models.JSONField(default=list, help_text="kinds of answers given by voice and entered at the desk")
    voice = models.BooleanField(default=False, help_text="the order itself was given by voice")
    late = models.BooleanField(default=False, help_text="accepted after the ladder had begun")
    copies = models.SmallIntegerField(default=0, help_text="duty posts of the levels between that got a copy")
    crossings = models.JSONField(default=list, help_text="which of the five it crosses; who approved each is in Crossing")
    return_by = models.DateTimeField("归还时限", null=True)
    reinforcement = models.ForeignKey(Reinforcement, on_delete=models.PROTECT, null=True, related_name="orders")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "调度令"

    def __str__(self) -> str:
        return self.number

    @property
    def streams(self) -> list[str]:
        """The incident's board and timeline, the board of the unit's home, and every person it went to; no phone rings for a table-top."""
        boards = [*self.incident.streams, self.unit.stream]
        if is_tabletop(self.exercise_id):
            return boards
        return [*boards, *self.recipients.filter(principal__startswith="user:").values_list("principal", flat=True)]

    def row(self) -> OrderRow:
        """What the screens' table `orders` holds; the task's words are read with the incident."""
        return cast("OrderRow", {
            "id": self.pk, "area": self.incident.area, "incident": self.incident_id, "unit": self.unit_id, "number": self.number, "kind": self.kind,
            "urgency": self.urgency, "issued_at": iso(self.issued_at), "issued_by": self.issued_by, "due_at": iso(self.due_at), "state": self.state,
            "sent_at": iso(self.sent_at), "delivered_at": iso(self.delivered_at), "read_at": iso(self.read_at), "accepted_at": iso(self.accepted_at),
            "refused_at": iso(self.refused_at), "expired_at": iso(self.expired_at), "cancelled_at": iso(self.cancelled_at),
            "refuse_reason": self.refuse_reason, "escalation": self.escalation, "step": self.step or None, "next_unit": self.next_unit_id,
            "instead_of": self.instead_of_id, "radio_channel": self.radio_channel, "proxy": self.proxy, "voice": self.voice, "late": self.late,
            "copies": self.copies, "crossings": self.crossings, "return_by": iso(self.return_by), "reinforcement": self.reinforcement_id,
            "x": self.exercise_id,
        })  # fmt: skip


class Recipient(models.Model):
    """One person or terminal an order goes to, with its own state."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="recipients")
    principal = models.CharField(max_length=80, help_text="user:3 or terminal:7")
    rank = models.SmallIntegerField(help_text="0 commander, 1 deputy, 2 member, 3 terminal of the unit, 9 copy to a level between")
    state = models.CharField(max_length=10, choices=states.STATES, default=ISSUED)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "principal"], name="recipient_once_per_order")]


class Ack(models.Model):
    """What a recipient said, once per kind, whichever road it came; or what was said by voice and entered on the unit's behalf."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="acks")
    principal = models.CharField(max_length=80)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(null=True, help_text="device time, or when it was spoken")
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=80, help_text="who entered it, when it was given by voice")
    said_by = models.CharField("答话人", max_length=60, blank=True)
    channel = models.CharField("信道", max_length=40, blank=True)
    read_back = models.BooleanField("已复诵", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "principal", "kind"], name="ack_once_per_kind")]


class Assignment(models.Model):
    """A unit held by an incident, from issue to release, and the legs of its way there and back."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="assignment")
    state = models.CharField(max_length=8, choices=[(PLANNED, "计划"), (OPEN, "在办"), (RELEASED, "已解除")], default=OPEN)
    leg = models.CharField("阶段", max_length=10, choices=states.LEGS, default=states.ASSIGNED)
    accepted_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    working_at = models.DateTimeField(null=True)
    leaving_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    plan = models.JSONField(null=True, help_text="what the order of a planned assignment will say")
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

    def __str__(self) -> str:
        return f"{self.unit_id}→{self.incident_id}"

    @property
    def streams(self) -> list[str]:
        """The board and timeline of the incident, and the board of the unit's home."""
        return [*self.incident.streams, self.unit.stream]

    def row(self) -> AssignmentRow:
        """What the screens' table `assignments` holds."""
        return cast("AssignmentRow", {
            "id": self.pk, "area": self.incident.area, "unit": self.unit_id, "incident": self.incident_id, "order": self.order_id,
            "state": self.state, "leg": self.leg, "accepted_at": iso(self.accepted_at), "en_route_at": iso(self.en_route_at),
            "arrived_at": iso(self.arrived_at), "working_at": iso(self.working_at), "leaving_at": iso(self.leaving_at), "back_at": iso(self.back_at),
            "opened_at": iso(self.opened_at), "released_at": iso(self.released_at), "x": self.exercise_id,
        })  # fmt: skip


class LegMove(models.Model):
    """Who said where a team is, when, and by which road. Never changed."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="moves")
    leg = models.CharField(max_length=10, choices=states.LEGS)
    at = models.DateTimeField(db_default=Now())
    said_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    said_by = models.CharField("答话人", max_length=60, blank=True)
    channel = models.CharField("信道", max_length=40, blank=True)
    read_back = models.BooleanField("已复诵", null=True)


class Crossing(models.Model):
    """One of the five crossings an order makes, and who approved it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="approvals")
    crossing = models.CharField(max_length=12, choices=states.CROSSINGS)
    name = models.CharField("批准人", max_length=60)
    how = models.CharField("方式", max_length=10, choices=states.HOWS)
    agreement = models.CharField("互助协议", max_length=80, blank=True, help_text="of crossing a border: the mutual aid that covers it")
    by = models.CharField(max_length=80, help_text="who entered it")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "五跨审批"
        constraints = [models.UniqueConstraint(fields=["order", "crossing"], name="crossing_once_per_order")]


class LadderStep(models.Model):
    """What happens while nobody answers: `after_s` seconds after issue for the usual term; a longer term moves every rung."""

    AGAIN, NEXT_CHANNEL, DEPUTY, SUPERIOR, PROPOSE, ALARM = (
        "again",
        "next_channel",
        "deputy",
        "superior",
        "propose_next_team",
        "alarm_desk",
    )
    ACTIONS = [
        (AGAIN, "重发"),
        (NEXT_CHANNEL, "换渠道呼叫"),
        (DEPUTY, "叫副职"),
        (SUPERIOR, "叫上级"),
        (PROPOSE, "提出改派队伍"),
        (ALARM, "席位告警"),
    ]

    ladder = models.CharField("阶梯", max_length=30, help_text="order.dispatch, order.task, order.stand_down")
    step = models.SmallIntegerField("级")
    after_s = models.PositiveIntegerField("下达后秒数")
    action = models.CharField("动作", max_length=20, choices=ACTIONS)
    area = models.CharField("区划", max_length=12)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "催签阶梯"
        ordering = ["ladder", "area", "step", "id"]
        constraints = [models.UniqueConstraint(fields=["ladder", "area", "step", "action"], name="ladder_action_once_per_step")]

    def __str__(self) -> str:
        return f"{self.ladder} {self.step}: {self.after_s} s {self.get_action_display()}"


class Rung(models.Model):
    """A step that was taken for an order: what was done and whom it reached. Once each, whatever was killed in between."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="rungs")
    step = models.SmallIntegerField()
    action = models.CharField(max_length=20, choices=LadderStep.ACTIONS)
    at = models.DateTimeField(db_default=Now())
    callout = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    reached = models.SmallIntegerField(default=0, help_text="terminals sent to or persons called; 0 = nobody there")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "step", "action"], name="rung_once_per_order")]
