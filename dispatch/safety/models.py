"""What watches over a crew: one contact check per open assignment, roll calls of an incident, areas nobody should be in."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models.functions import Now

from dispatch.incidents.models import Incident
from dispatch.orders.models import Assignment
from dispatch.safety.rows import CheckRow, DangerRow, RollCallRow
from dispatch.teams.models import Member, Unit
from realtime.clock import iso

OK, OVERDUE, LOST = "ok", "overdue", "lost"
HOWS = [("fix", "定位"), ("voice", "话音"), ("par", "点名"), ("ack", "回执"), ("entered", "代录")]


class Check(models.Model):
    """When this crew was last heard, and by when it must be heard again. Positions alone are no contact: a radio lies in the grass and reports."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, primary_key=True, related_name="check_row")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="checks")
    area = models.CharField(max_length=12)
    interval_s = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=[(OK, "正常"), (OVERDUE, "联络超时"), (LOST, "失联")], default=OK)
    contact_at = models.DateTimeField()
    contact_how = models.CharField(max_length=8, choices=HOWS)
    due_at = models.DateTimeField()
    dead_zone = models.BooleanField(default=False, help_text="last position lies where no network is: silence alone is no loss")
    lost_at = models.DateTimeField(null=True)
    over = models.BooleanField(default=False, help_text="the assignment is released")
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "联络检查"
        indexes = [models.Index(fields=["unit"], condition=models.Q(over=False), name="open_check_of_unit")]

    @property
    def streams(self) -> tuple[str, ...]:
        return self.incident.streams

    def row(self) -> CheckRow:
        """What the screens' table `checks` holds."""
        return cast("CheckRow", {
            "id": self.pk, "unit": self.unit_id, "incident": self.incident_id, "area": self.area, "state": self.state, "interval_s": self.interval_s,
            "contact_at": iso(self.contact_at), "contact_how": self.contact_how, "due_at": iso(self.due_at), "dead_zone": self.dead_zone,
            "lost_at": iso(self.lost_at), "x": self.exercise_id,
        })  # fmt: skip


class RollCall(models.Model):
    """点名: every crew of an incident answers with its head-count, or is missed by name."""

    OPEN, COMPLETE, OVERDUE = "open", "complete", "overdue"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="roll_calls")
    area = models.CharField(max_length=12)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=[(OPEN, "点名中"), (COMPLETE, "全部应答"), (OVERDUE, "有未应答")], default=OPEN)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场点名"
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=models.Q(state="open"), name="one_open_roll_call_per_incident")
        ]

    @property
    def streams(self) -> list[str]:
        """The incident's board and timeline, and everybody of the crews that are asked."""
        asked = Member.objects.filter(unit__in=self.legs.values("unit")).select_related("user").order_by("pk")
        return [*self.incident.streams, *(member.user.actor for member in asked)]

    def row(self) -> RollCallRow:
        """What the screens' table `roll_calls` holds, its legs in the order of the assignments."""
        legs = [leg.row() for leg in self.legs.order_by("assignment_id")]
        return cast("RollCallRow", {
            "id": self.pk, "incident": self.incident_id, "area": self.area, "started_at": iso(self.started_at), "due_at": iso(self.due_at),
            "state": self.state, "legs": legs, "x": self.exercise_id,
        })  # fmt: skip


class RollCallLeg(models.Model):
    PENDING, ANSWERED, MISSED = "pending", "answered", "missed"

    roll_call = models.ForeignKey(RollCall, on_delete=models.PROTECT, related_name="legs")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default=PENDING)
    at = models.DateTimeField(null=True)
    how = models.CharField(max_length=8, choices=HOWS, blank=True)
    headcount = models.PositiveIntegerField(null=True)
    short = models.BooleanField(default=False, help_text="fewer people than this crew's last answer in this incident")
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll_call", "assignment"], name="crew_once_per_roll_call")]

    def row(self) -> dict[str, Any]:
        return {
            "assignment": self.assignment_id, "unit": self.unit_id, "state": self.state, "at": iso(self.at), "how": self.how or None,
            "headcount": self.headcount, "short": self.short,
        }  # fmt: skip


class Danger(models.Model):
    """An area on the map that crews must not be in, or in which they cannot be heard."""

    KINDS = [("fire_front", "火线"), ("collapse", "坍塌危险"), ("toxic", "有毒有害"), ("flood", "洪水山洪"), ("blast", "爆炸危险"), ("other", "其他危险"), ("dead_zone", "通信盲区")]  # fmt: skip
    DEAD_ZONE = "dead_zone"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="dangers")
    area = models.CharField(max_length=12, db_index=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    shape = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon, WGS-84")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "危险区"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> DangerRow:
        """What the screens' table `dangers` holds; `inside` are the units in it now."""
        inside = list(self.inside.filter(left_at=None).order_by("unit_id").values_list("unit_id", flat=True))
        return cast("DangerRow", {
            "id": self.pk, "incident": self.incident_id, "area": self.area, "name": self.name, "kind": self.kind, "shape": self.shape,
            "active": self.ended_at is None, "at": iso(self.at), "inside": inside, "x": self.exercise_id,
        })  # fmt: skip


class DangerEdit(models.Model):
    """What an area was before somebody changed it: where the fire front stood at which hour is asked afterwards."""

    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, related_name="edits")
    before = models.JSONField()
    after = models.JSONField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Inside(models.Model):
    """A unit went in, and came out."""

    danger = models.ForeignKey(Danger, on_delete=models.PROTECT, related_name="inside")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["danger", "unit"], condition=models.Q(left_at=None), name="inside_once")]
